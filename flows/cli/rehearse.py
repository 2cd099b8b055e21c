"""`iltizam rehearse`: see beforehand what the system will do, day by day, and what a change would make of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.days import as_day
from models.rules.errors import DomainError

if TYPE_CHECKING:
    from datetime import date

    from flows.rehearsal.order import Order
    from flows.rehearsal.story import Story

app = typer.Typer()


@app.command()
def rehearse(
    plan: Annotated[
        str, typer.Option("--plan", help="Folder or workbook of a plan, or the code of a loaded one.")
    ] = "",
    first: Annotated[str, typer.Option("--from", help="First day, YYYY-MM-DD; the plan's first day otherwise.")] = "",
    last: Annotated[str, typer.Option("--to", help="Last day; the plan's last day otherwise.")] = "",
    officials: Annotated[str, typer.Option("--officials", help="YAML file that says who behaves how.")] = "",
    out: Annotated[str, typer.Option("--out", help="Folder for everything it leaves; HOME/rehearsal otherwise.")] = "",
    what_if: Annotated[
        str, typer.Option("--what-if", help="YAML file of changes: rehearses both, says what differs.")
    ] = "",
    mails: Annotated[bool, typer.Option("--mails/--no-mails", help="Keep every mail as a file.")] = True,
    reports: Annotated[bool, typer.Option("--reports/--no-reports", help="Compile the annual reports too.")] = True,
    every_day: Annotated[
        bool, typer.Option("--every-day", help="Run every flow on every day, even to no purpose.")
    ] = False,
    smtp: Annotated[bool, typer.Option("--smtp", help="Send over a real SMTP connection on this machine.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Play a plan day by day with simulated officials, in a database of its own. Nothing is sent, nothing is changed."""
    from flows.rehearsal.output import empty_folder
    from flows.rehearsal.staging import rehearse as play
    from flows.settings import read_settings

    order = _order(plan, first=as_day(first), last=as_day(last), officials=officials)
    order = replace(order, everything=every_day, keeps_mails=mails, compiles_reports=reports, over_smtp=smtp)
    folder = Path(out).expanduser().resolve() if out else read_settings().home / "rehearsal"
    empty_folder(folder)
    story = _played(play(order, out=folder), folder)
    if as_json:
        typer.echo((folder / "summary.json").read_text(encoding="utf-8").rstrip())
    else:
        _show(story, folder)
    if what_if:
        _compare(order, story, path=Path(what_if), folder=folder)


def _order(plan: str, *, first: date | None, last: date | None, officials: str) -> Order:
    from flows.rehearsal.order import REHEARSAL_KEY, Order
    from flows.rehearsal.scenario import read_scenario
    from flows.runtime import open_office, ready_engine
    from flows.settings import read_settings

    settings = read_settings()
    scenario = read_scenario(Path(officials) if officials else None)
    files = Path(plan).expanduser() if plan else None
    if files is not None and files.exists():
        office = replace(open_office(settings), key=REHEARSAL_KEY)
        return Order(office=office, first_day=first, last_day=last, scenario=scenario, files=files)
    if files is not None and (files.suffix or len(files.parts) > 1):
        raise DomainError(f"{files} does not exist; name a plan's folder or workbook, or the code of a loaded plan.")
    source = ready_engine(settings.database_url)
    return Order(
        office=open_office(settings), first_day=first, last_day=last, scenario=scenario, source=source,
        plan=plan or settings.plan,
    )  # fmt: skip


def _played(story: Story, folder: Path) -> Story:
    from flows.rehearsal.output import write_output

    write_output(story, folder)
    return story


def _compare(order: Order, before: Story, *, path: Path, folder: Path) -> None:
    from flows.rehearsal.changes import read_change
    from flows.rehearsal.difference import compare
    from flows.rehearsal.output import write_difference
    from flows.rehearsal.staging import rehearse as play

    inside = folder / "what-if"
    inside.mkdir()
    after = _played(play(replace(order, change=read_change(path)), out=inside), inside)
    difference = compare(before, after)
    write_difference(difference, folder)
    typer.echo(f"What if ({path.name}): {difference.sentence}; line by line in {folder / 'what-if.csv'}.", err=True)


def _show(story: Story, folder: Path) -> None:
    from flows.rehearsal.figures import summarise

    figures = summarise(story)
    typer.echo(
        f"{story.plan}, {story.first_day} to {story.last_day}: {figures.sent} mails to {figures.people} people, at most "
        f"{figures.busiest_week} to one person in a week; {figures.answered_in_time} of {figures.forms} forms answered "
        f"in time; {figures.late_milestones} of {figures.milestones} milestones late at some time; {figures.steps} "
        f"steps of escalation."
    )
    typer.echo(
        f"One mail per late milestone per day would have been {figures.naive} mails: {figures.ratio:.1f} for each of the "
        f"{figures.unasked} written here unasked."
    )
    for problem in story.problems[:5]:
        typer.echo(f"Needs a person: {problem}", err=True)
    typer.echo(f"Look at {folder / 'calendar.fr.html'} (also .ar and .en); every mail is in {folder / 'mails'}.")
