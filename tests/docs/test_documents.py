"""The documents stay true: every command they print exists, every path they name is there, every code is the plan's."""

import re
from pathlib import Path

import pytest
import typer

from flows.catalogue import ENTRY_POINTS
from flows.cli import build
from models.plan_file import read_plan
from models.rules.codes import is_valid_item_code
from models.vocabulary import InboundClass, OutboundState

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "deployments" / "plans" / "consortium-2025-2027"
DOCUMENTS = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
COMMAND = re.compile(r"(?:^|[`\s/])iltizam ((?:[a-z-]+ ?)+)", re.MULTILINE)
COMMANDS = typer.main.get_command(build([]))


def words_of(text: str) -> list[list[str]]:
    inside = re.findall(r"```sh\n(.*?)```", text, re.DOTALL) + re.findall(r"`(iltizam [^`]+)`", text)
    return [found.split() for block in inside for found in COMMAND.findall(block)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_is_printed_exists(document: Path) -> None:
    for words in words_of(document.read_text(encoding="utf-8")):
        group = COMMANDS
        for word in words:
            children = getattr(group, "commands", None)
            if not children:
                break
            assert word in children, f"{document.name}: iltizam {' '.join(words)}"
            group = children[word]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_is_linked_or_named_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (document.parent / link).exists(), f"{document.name}: {link}"
    for path in re.findall(r"`((?:models|notifications|reports|flows|deployments|tests|docs)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), f"{document.name}: {path}"


def test_every_flow_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in ENTRY_POINTS if f"`{name}`" not in text] == []


def test_every_state_and_class_is_explained_to_administrators() -> None:
    text = (ROOT / "docs" / "administrators.md").read_text(encoding="utf-8")
    words = [*OutboundState, *(c for c in InboundClass if c is not InboundClass.RECEIVED)]
    assert [word.value for word in words if f"`{word.value}`" not in text] == []


def test_the_code_a_newcomer_answers_is_one_of_the_plan() -> None:
    (code,) = re.findall(r"--inline (\S+)=", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert is_valid_item_code(code)
    instances = {commitment.short_code for commitment in read_plan(PLAN).commitments}
    assert code.split("-")[0] in instances


def test_no_document_names_a_path_of_somebody_s_machine() -> None:
    for document in DOCUMENTS:
        assert not re.search(r"(?<![\w.])/(?:work|home|root|tmp)/", document.read_text(encoding="utf-8")), document.name
