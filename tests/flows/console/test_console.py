"""What administrators read after a run."""

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from flows.catalogue import Choice
from flows.console import MOST_ROWS, Links, artifact_key, as_markdown
from flows.services.outcome import Outcome, ReportTable

CHOICE = Choice("MALAA0001", "MALAA0001 · Points d’eau | ouverts", "execution")
LINKS = Links("http://here", {"execution": "id-1", "follow-up": "id-2"}, {("test", "MALAA0001"): CHOICE})
NO_LINKS = Links("http://here", {}, {("test", "MALAA0001"): CHOICE})


def outcome(*, preview: bool = False, tables: tuple[ReportTable, ...] = (), problems: tuple[str, ...] = ()) -> Outcome:
    return Outcome("execution", "test", date(2026, 11, 23), preview, "Two are late.", {}, tables, problems)


def table(*rows: tuple[str, ...]) -> ReportTable:
    return ReportTable("execution-late", "What is late", ("Commitment", "Why"), rows)


def filled(address: str) -> dict[str, object]:
    """The form fields a link fills in."""
    (text,) = parse_qs(urlsplit(address).query)["parameters"]
    fields: dict[str, object] = json.loads(text)
    return fields


def test_a_commitment_s_code_leads_to_its_own_form_in_preview() -> None:
    address = LINKS.commitment("MALAA0001", plan="test")
    assert address.startswith("http://here/deployments/deployment/id-1/run?")
    assert filled(address) == {"plan": "test", "commitment": CHOICE.label, "preview": True}


def test_other_words_are_no_links() -> None:
    assert LINKS.commitment("MALAA0002", plan="test") == ""
    assert NO_LINKS.commitment("MALAA0001", plan="test") == ""


@pytest.mark.parametrize(
    ("cell", "links"), [("MALAA0001", 1), ("MALAA0001/ORI", 1), ("MALAA0001, MALAA0001/DRA", 2), ("MALAA0001, x", 0)]
)
def test_cells_of_codes_are_links_and_other_text_is_left_alone(cell: str, links: int) -> None:
    page = as_markdown(outcome(tables=(table((cell, "x")),)), links=LINKS, parameters={})
    assert page.count("](http://here/deployments/deployment/id-1/run?") == links


def test_the_page_begins_with_the_summary() -> None:
    assert as_markdown(outcome(), links=LINKS, parameters={}).startswith("**Two are late.**")


def test_a_preview_says_so_and_offers_to_do_it_with_the_same_fields() -> None:
    parameters = {"commitment": CHOICE.label, "preview": True, "as_of": date(2026, 10, 1), "operator": ""}
    page = as_markdown(outcome(preview=True), links=LINKS, parameters=parameters)
    assert "nothing was sent" in page
    address = page.split("[Do it now](")[1].split(")")[0]
    assert filled(address) == {"commitment": CHOICE.label, "preview": False, "as_of": "2026-10-01"}


def test_what_really_happened_offers_nothing_to_do_again() -> None:
    assert "Do it now" not in as_markdown(outcome(), links=LINKS, parameters={})


def test_problems_come_before_the_tables() -> None:
    page = as_markdown(
        outcome(tables=(table(("MALAA0001", "late")),), problems=("No address.",)), links=LINKS, parameters={}
    )
    assert page.index("- No address.") < page.index("What is late")


@pytest.mark.parametrize(
    ("cell", "shown"), [("a | b", "a \\| b"), ("two\nlines", "two lines"), ("  ", ""), ("نعم", "نعم")]
)
def test_no_cell_breaks_the_table(cell: str, shown: str) -> None:
    page = as_markdown(outcome(tables=(table((cell, "x")),)), links=LINKS, parameters={})
    assert f"| {shown} | x |" in page


def test_an_empty_table_says_nothing_rather_than_showing_a_heading_alone() -> None:
    assert "## What is late\n\nNothing." in as_markdown(outcome(tables=(table(),)), links=LINKS, parameters={})


def test_a_long_table_is_cut_and_says_where_the_rest_is() -> None:
    rows = tuple((f"C{number}", "late") for number in range(MOST_ROWS + 7))
    page = as_markdown(outcome(tables=(table(*rows),)), links=LINKS, parameters={})
    assert f"C{MOST_ROWS - 1} |" in page
    assert f"C{MOST_ROWS} |" not in page
    assert "7 more rows are in the table “execution-late”" in page


@pytest.mark.parametrize(
    ("text", "key"), [("execution", "execution"), ("Campaign 2026-Q3", "campaign-2026-q3"), ("é/x_", "x")]
)
def test_keys_are_what_prefect_accepts(text: str, key: str) -> None:
    assert artifact_key(text) == key
