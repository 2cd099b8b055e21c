"""`iltizam report site` and `iltizam report check-evidence`: what the public sees, and whether its evidence is there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.days import as_day

CHECKS = "evidence-check.json"


def site(
    out: Annotated[str, typer.Option("--out", help="Folder to write; HOME/reports/sites-YEAR otherwise.")] = "",
    year: Annotated[int, typer.Option("--year", help="The calendar year; this year otherwise.")] = 0,
    plan: Annotated[str, typer.Option("--plan", help="Code of the plan; empty for the only one.")] = "",
    address: Annotated[
        list[str] | None,
        typer.Option("--address", help="Public address of a portal, such as laa=https://portal.example/ogp/."),
    ] = None,
    as_of: Annotated[str, typer.Option("--as-of", help="The day to report for, YYYY-MM-DD; today otherwise.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Write the files but freeze nothing.")] = False,
) -> None:
    """Write the public sites: one folder per portal, in three languages, with data, feeds and documents."""
    from flows.runtime import open_desk
    from flows.services.compilation.publishing import publish_sites, read_addresses, summary_of
    from flows.settings import read_settings

    settings, desk = read_settings(), open_desk(as_day(as_of))
    chosen = year or desk.today.year
    reports = settings.home / "reports"
    written = publish_sites(
        desk,
        plan=plan or settings.plan,
        year=chosen,
        out=Path(out).expanduser().resolve() if out else reports / f"sites-{chosen}",
        addresses=read_addresses(address or []),
        checks=reports / CHECKS,
        preview=preview,
    )
    typer.echo(summary_of(written))
    for folder, (count, size) in written.portals.items():
        typer.echo(f"{written.folder / folder / 'index.html'}  {count} files, {size / 1024:.0f} KiB")
    for text in written.not_arabic:
        typer.echo(f"Not in Arabic yet: {text}")


def check_evidence(
    plan: Annotated[str, typer.Option("--plan", help="Code of the plan; empty for the only one.")] = "",
    out: Annotated[str, typer.Option("--out", help="JSON to write; HOME/reports/evidence-check.json otherwise.")] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also call addresses of private networks and of this machine.")
    ] = False,
) -> None:
    """Ask each public address given as evidence whether it is still there (one HEAD each); the sites show the result."""
    from flows.runtime import open_desk
    from flows.services.reception.evidence_check import check_evidence as look
    from flows.settings import read_settings

    settings = read_settings()
    path = Path(out).expanduser().resolve() if out else settings.home / "reports" / CHECKS
    found = look(open_desk(), plan=plan or settings.plan, allow_private=allow_private, out=path)
    for check in found:
        typer.echo(f"{'available' if check.is_available else 'NOT AVAILABLE'}  {check.address}  ({check.detail})")
    missing = sum(not check.is_available for check in found)
    typer.echo(f"{len(found)} addresses checked, {missing} not available; written to {path}")
