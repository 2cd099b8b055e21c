"""`iltizam calendar`: propose, load, show and confirm days off, and explain how a deadline was computed."""

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.days import as_day
from flows.cli.describe import show, show_table, to_json
from flows.services.outcome import ReportTable

app = typer.Typer(help="The working calendar: days off, what they move, and how deadlines were computed.")

Plan = Annotated[str, typer.Option("--plan", help="Code of the action plan; empty for the only one.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def propose(
    country: Annotated[str, typer.Option(help="Country, by name or ISO code.")] = "MA",
    first: Annotated[int, typer.Option(help="First year.")] = 2025,
    last: Annotated[int, typer.Option(help="Last year.")] = 2028,
    out: Annotated[Path | None, typer.Option(help="File to write; printed otherwise.")] = None,
) -> None:
    """Write a calendar file from the packages `holidays` and `hijridate`. Hijri dates start tentative."""
    from flows.services.timekeeping.calendar_proposals import propose as proposed
    from models.calendar_file import calendar_text

    text = calendar_text(proposed(country, first, last))
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        typer.echo(f"Written to {out}; read it, correct it, then run `iltizam calendar load {out}`.")


@app.command()
def load(
    path: Annotated[Path, typer.Argument(help="The calendar file (YAML).")],
    plan: Plan = "",
    for_country: Annotated[bool, typer.Option("--for-country", help="For every plan of the country.")] = False,
    as_json: Json = False,
) -> None:
    """Load a calendar file and list what moved. Days an administrator decided stay as decided."""
    from flows.runtime import open_desk, prepare_database
    from flows.services.timekeeping.calendar_changes import load_calendar_file
    from flows.settings import read_settings

    settings = read_settings()
    prepare_database(settings)
    wanted = plan or settings.plan
    show(load_calendar_file(open_desk(), path=path, plan=wanted, country_only=for_country), as_json=as_json)


@app.command("show")
def show_calendar(
    plan: Plan = "",
    year: Annotated[int, typer.Option(help="One year only.")] = 0,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print the file that would load it.")] = False,
    as_json: Json = False,
) -> None:
    """Show the days off that hold, with their standing and source."""
    from flows.runtime import open_desk
    from flows.services.timekeeping.calendar_changes import shown_calendar
    from flows.settings import read_settings
    from models.calendar_file import calendar_text

    file = shown_calendar(open_desk(), plan=plan or read_settings().plan)
    if as_yaml:
        typer.echo(calendar_text(file), nl=False)
    elif as_json:
        typer.echo(to_json(file.model_dump(mode="json")))
    else:
        show_table(_table(file, year=year))
        typer.echo(f"\nReaches {file.calendar.reaches}; version {file.office_calendar().version}.")


@app.command()
def confirm(
    code: Annotated[str, typer.Argument(help="Code of the day, as `iltizam calendar show` prints it; or a new one.")],
    day: Annotated[str, typer.Option(help="The day it falls on, YYYY-MM-DD, when it moved or is newly granted.")] = "",
    fr: Annotated[str, typer.Option(help="Name in French, for a day newly granted.")] = "",
    ar: Annotated[str, typer.Option(help="Name in Arabic.")] = "",
    en: Annotated[str, typer.Option(help="Name in English.")] = "",
    by: Annotated[str, typer.Option(help="Who decides. Written in the ledger.")] = "",
    reason: Annotated[str, typer.Option(help="Why, such as the circular's number.")] = "",
    plan: Plan = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only show what would move.")] = False,
    as_json: Json = False,
) -> None:
    """Confirm a tentative day, move it, or grant a one-off day; list what moved."""
    from flows.runtime import open_desk
    from flows.services.timekeeping.calendar_changes import DayChange, confirm_day_off
    from flows.settings import read_settings

    names = tuple((language, name) for language, name in (("fr", fr), ("ar", ar), ("en", en)) if name)
    change = DayChange(code.strip().lower(), as_day(day), names)
    outcome = confirm_day_off(
        open_desk(), plan=plan or read_settings().plan, change=change, operator=by, reason=reason, preview=preview
    )
    show(outcome, as_json=as_json)


@app.command()
def explain(
    code: Annotated[str, typer.Argument(help="A form (2026-Q3/OF-LAA-01), a quarter (2026-Q3) or a milestone.")],
    plan: Plan = "",
    as_json: Json = False,
) -> None:
    """Say in French, Arabic and English how a deadline was computed."""
    from flows.runtime import open_desk
    from flows.services.timekeeping.explanations import explain_deadline
    from flows.settings import read_settings

    found = explain_deadline(open_desk(), plan=plan or read_settings().plan, code=code)
    if as_json:
        typer.echo(to_json(found))
        return
    for name, text in found.items():
        typer.echo(f"{name}: {text}")


def _table(file: object, *, year: int) -> ReportTable:
    from models.calendar_file import CalendarFile

    assert isinstance(file, CalendarFile)
    days = [day for day in sorted(file.days, key=lambda d: d.day) if year in (0, day.day.year)]
    rows = tuple(
        (d.code, f"{d.day:%a} {d.day}", d.standing.value, next(iter(d.names.values())), ", ".join(d.members), d.source)
        for d in days
    )
    return ReportTable("calendar", "Days off", ("Code", "Day", "Standing", "Name", "Members", "Source"), rows)
