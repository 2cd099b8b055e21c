"""`iltizam status`: where each commitment stands, what comes next, what the plan leaves open."""

from typing import Annotated, NotRequired, TypedDict, cast

import typer

from flows.cli.days import as_day
from flows.cli.describe import show_table, to_json
from flows.services.desk import Desk
from flows.services.outcome import ReportTable
from models.vocabulary import Language

app = typer.Typer()


class Line(TypedDict):
    """One commitment in the JSON contract."""

    code: str
    title: str
    stage: str
    lead: str
    next_deadline_on: str | None
    next_deadline_explained: dict[str, str]
    open_questions: list[str]


class Question(TypedDict):
    """One open question in the JSON contract."""

    id: str
    text: str


class Standing(TypedDict):
    """What `iltizam status --json` prints. Other programs rely on these names.

    `explanation` is there for one commitment: its standing in sentences.
    """

    plan: str
    as_of: str
    commitments: list[Line]
    open_questions: list[Question]
    explanation: NotRequired[list[str]]


@app.command()
def status(
    code: Annotated[str, typer.Argument(help="Code of a plan or of one commitment; empty for the only plan.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_of: Annotated[str, typer.Option("--as-of", help="The day to look at, YYYY-MM-DD; today otherwise.")] = "",
    language: Annotated[Language, typer.Option("--language", help="Language of the sentences.")] = Language.ENGLISH,
) -> None:
    """Where each commitment stands; for one commitment also what its gate waits for, and who owes what by when."""
    from flows.runtime import open_desk
    from flows.settings import read_settings

    standing = find_standing(open_desk(as_day(as_of)), code=code, plan=read_settings().plan, language=language)
    if as_json:
        typer.echo(to_json(standing))
    else:
        _show(standing)
        _show_computation(standing, language=language)


def _show_computation(standing: Standing, *, language: Language) -> None:
    """How the next deadline was computed, when one commitment was asked for."""
    explained = [line["next_deadline_explained"].get(language.value) for line in standing["commitments"]]
    if len(explained) == 1 and explained[0]:
        typer.echo(f"\n{standing['commitments'][0]['next_deadline_on']}: {explained[0]}")


def find_standing(desk: Desk, *, code: str, plan: str, language: Language = Language.ENGLISH) -> Standing:
    """Standing of the plan `code`, or of the commitment `code` alone; `plan` is the installation's own plan."""
    from flows.catalogue import plan_of_commitment
    from flows.services.lifecycle import plans
    from flows.services.lifecycle.standing_facts import explain_standing

    owner = plan_of_commitment(desk.engine, code=code, plan=plan) if code else None
    standing = cast("Standing", plans.status(desk, plan=owner or code or plan))
    if owner:
        standing["commitments"] = [line for line in standing["commitments"] if line["code"] == code.upper()]
        named = {question for line in standing["commitments"] for question in line["open_questions"]}
        standing["open_questions"] = [q for q in standing["open_questions"] if q["id"] in named]
        standing["explanation"] = list(explain_standing(desk, plan=owner, commitment=code, language=language))
    return standing


def _show(standing: Standing) -> None:
    if explanation := standing.get("explanation"):
        typer.echo("\n".join(explanation))
        return
    rows = tuple(
        (line["code"], line["title"], line["stage"], line["next_deadline_on"] or "none",
         str(len(line["open_questions"])))
        for line in standing["commitments"]
    )  # fmt: skip
    columns = ("Commitment", "Title", "Stage", "Next deadline", "Open questions")
    title = f"{standing['plan']} on {standing['as_of']}"
    show_table(ReportTable("status", title, columns, rows))
    questions = tuple((question["id"], question["text"]) for question in standing["open_questions"])
    show_table(ReportTable("questions", "What the plan leaves open", ("Question", "Text"), questions))
    typer.echo("\nWho leads what, and every code: iltizam status --json")
