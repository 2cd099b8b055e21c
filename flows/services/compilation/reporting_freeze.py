"""Freezing: the figures of a year or a quarter as they stood on a day, with the hash any approval is bound to."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import JsonValue
from sqlmodel import Session, select

from flows.services import ledger
from flows.services.compilation.errata import keep_errata
from flows.services.compilation.frozen_reports import check_report
from flows.services.compilation.reporting_content import annual_content
from flows.services.compilation.reporting_previous import previous_report
from flows.services.compilation.reporting_snapshot import Snapshot, moment_of, take_snapshot
from flows.services.compilation.reporting_standing import approved_version, standing_of
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from models.rules.errors import DomainError
from models.rules.periods import Period
from models.tables import ActionPlan, FrozenReport
from models.vocabulary import LedgerAction
from reports.agreement import refuse_disagreement
from reports.figures import AnnualFigures
from reports.frozen_text import figures_hash
from reports.view_status import NOTHING_KNOWN, Standing

ANNUAL = "annual"
QUARTERLY = "quarterly"


@dataclass(frozen=True)
class FrozenFigures:
    """Figures as they stood, and the SHA-256 of their canonical JSON, to which any approval is bound.

    `standing` is what is known beside them (approvals, errata); it is not part of the hash.
    """

    content: AnnualFigures
    sha256: str
    is_new: bool
    standing: Standing = NOTHING_KNOWN


def freeze_annual(desk: Desk, *, plan: str, year: int, preview: bool = False) -> FrozenFigures:
    """Freeze the figures of one year of one plan as known on `desk.today`.

    The same figures give the same hash and are stored once; a preview stores nothing. A figure whose way back to its
    mail is broken, and a title whose languages name different numbers, are each a DomainError that names them. The
    report of the year before, if it was frozen, is compared with as it stands there. An
    empty `plan` means the only plan loaded.
    """

    def compute(snapshot: Snapshot) -> AnnualFigures:
        _check_year(snapshot.plan, year=year, desk=desk)
        return annual_content(snapshot, year=year, as_of=desk.today, previous=previous)

    with desk.reading() as session:
        row = find_plan(session, code=plan)
        previous = previous_report(session, plan=row, kind=ANNUAL, year=year, moment=moment_of(desk))
    return _freeze(desk, plan=plan, kind=ANNUAL, period=str(year), compute=compute, preview=preview)


def freeze_quarter(desk: Desk, *, plan: str, period: str, preview: bool = False) -> FrozenFigures:
    """Freeze the figures of one reporting period ("2026-Q3") as known on `desk.today`; otherwise as `freeze_annual`."""
    wanted = Period.parse(period)

    def compute(snapshot: Snapshot) -> AnnualFigures:
        row = snapshot.plan
        _check_year(row, year=wanted.year, desk=desk)
        frame = Period.containing(wanted.start, months=row.reporting_months)
        if str(frame) != str(wanted) or wanted.start > desk.today:
            last = Period.ended_before(desk.today, months=row.reporting_months)
            raise DomainError(f"There is no report of {row.code} for {period} yet; write for instance {last}.")
        return annual_content(snapshot, year=wanted.year, as_of=desk.today, period=str(wanted))

    return _freeze(desk, plan=plan, kind=QUARTERLY, period=str(wanted), compute=compute, preview=preview)


def _freeze(
    desk: Desk, *, plan: str, kind: str, period: str, compute: Callable[[Snapshot], AnnualFigures], preview: bool
) -> FrozenFigures:
    with desk.reading() as session:
        row = find_plan(session, code=plan)
        content = compute(take_snapshot(session, plan=row, moment=moment_of(desk)))
    refuse_disagreement(content)
    figures: dict[str, JsonValue] = json.loads(content.model_dump_json())  # half the memory of `model_dump`
    sha256 = figures_hash(content)
    with desk.reading() if preview else desk.session() as session:
        approved = approved_version(session, plan=row, kind=kind, period=period, figures=figures)
        if approved is not None:  # nothing but the day has changed since a body approved: its figures are the report
            content, sha256 = check_report(approved), approved.sha256
        report = _stored(session, plan=row, kind=kind, period=period, sha256=sha256)
        if not preview:
            keep_errata(session, desk, plan=row)  # before the next report says what was corrected in the last one
        standing = standing_of(session, plan=row, kind=kind, period=period)
        if report is None and not preview:
            session.add(
                FrozenReport(
                    plan_id=row.id,
                    kind=kind,
                    period=period,
                    as_of=content.as_of,
                    frozen_at=desk.now,
                    sha256=sha256,
                    figures=figures,
                )
            )
            subject = f"{kind}-{period}"
            ledger.record(
                session, desk, action=LedgerAction.REPORT_FROZEN, subject=subject, plan_id=row.id, after=sha256
            )
        if not preview:
            session.commit()
    return FrozenFigures(content, sha256, report is None, standing)


def _check_year(plan: ActionPlan, *, year: int, desk: Desk) -> None:
    first = int(plan.starts[:4]) if plan.starts[:4].isdigit() else plan.submission_year
    last = min(int(plan.end[:4]) if plan.end[:4].isdigit() else year, desk.today.year)
    if not first <= year <= last:
        raise DomainError(
            f"There is no annual report of {plan.code} for {year}; write a year from {first} to {max(first, last)}."
        )


def _stored(session: Session, *, plan: ActionPlan, kind: str, period: str, sha256: str) -> FrozenReport | None:
    query = select(FrozenReport).where(
        FrozenReport.plan_id == plan.id,
        FrozenReport.kind == kind,
        FrozenReport.period == period,
        FrozenReport.sha256 == sha256,
    )
    return session.exec(query).first()
