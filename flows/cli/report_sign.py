"""`iltizam report figures` and `iltizam report approve`: the file a body signs, and the signature it sends back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.days import as_day

Hash = Annotated[
    str, typer.Option("--hash", help="Beginning of the hash of the figures, or their code; the newest otherwise.")
]
Report = Annotated[str, typer.Option("--report", help="The year or quarter, such as 2026 or 2026-Q3.")]
Plan = Annotated[str, typer.Option("--plan", help="Code of the plan; empty for the only one.")]


def figures(
    report: Report = "",
    figures_hash: Hash = "",
    plan: Plan = "",
    out: Annotated[str, typer.Option("--out", help="File to write; figures.json otherwise.")] = "figures.json",
) -> None:
    """Write the frozen figures as the file whose SHA-256 is their hash: what an independent body signs."""
    from flows.runtime import open_desk
    from flows.services.approval.ssh_signatures import NAMESPACE
    from flows.services.compilation.frozen_reports import check_report, figures_bytes, find_report
    from flows.services.lifecycle.standings import find_plan
    from flows.settings import read_settings
    from models.rules.approval_codes import approval_code

    path = Path(out).expanduser()
    with open_desk().reading() as session:
        row = find_plan(session, code=plan or read_settings().plan)
        found = find_report(session, plan=row, period=report, figures=figures_hash)
        check_report(found)
        path.write_bytes(figures_bytes(found))
    typer.echo(f"{path}: SHA-256 {found.sha256}, code {approval_code(found.sha256)}.")
    typer.echo(f"To sign it: ssh-keygen -Y sign -f KEY -n {NAMESPACE} {path}")


def approve(
    signature: Annotated[str, typer.Option("--signature", help="The .sig file that ssh-keygen -Y sign wrote.")],
    report: Report = "",
    figures_hash: Hash = "",
    body: Annotated[str, typer.Option("--body", help="Who signed; the Independent Reporting Instance otherwise.")] = "",
    plan: Plan = "",
    as_of: Annotated[str, typer.Option("--as-of", help="The day to decide for, YYYY-MM-DD; today otherwise.")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only check the signature.")] = False,
    operator: Annotated[str, typer.Option("--operator", help="Who records it; written in the ledger.")] = "",
) -> None:
    """Record the approval that a detached OpenSSH signature over the frozen figures gives."""
    from flows.runtime import open_desk
    from flows.services.approval.signed_approvals import SignatureOrder, approve_with_signature
    from flows.settings import read_settings

    order = SignatureOrder(signature, report, figures_hash, body)
    desk = open_desk(as_day(as_of))
    outcome = approve_with_signature(
        desk, plan=plan or read_settings().plan, order=order, operator=operator, preview=preview
    )
    typer.echo(outcome.summary)
