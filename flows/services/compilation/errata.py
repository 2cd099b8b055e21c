"""Errata: what was corrected after it had been published. The published figure stays; the correction stands beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.compilation.frozen_reports import check_report, subject_of
from flows.services.compilation.reporting_book import reported_figure
from flows.services.compilation.reporting_chain import answer_code, answer_id
from flows.services.compilation.reporting_snapshot import Answer, Snapshot, current, take_snapshot
from flows.services.desk import Desk
from flows.services.lifecycle.standings import claim_plan, find_plan
from flows.services.outcome import Outcome, ReportTable
from models.rules.errors import DomainError
from models.tables import ActionPlan, Erratum, FrozenReport, Publication
from models.vocabulary import LedgerAction
from reports.figure_id import read_reference
from reports.figures import Figure
from reports.sources import MailSource
from reports.view_errata import AUTOMATIC, LATER_ANSWER, RESTORED, TAKEN_BACK

FLOW = "record-erratum"
EVERYTHING = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ErratumOrder:
    """An erratum written by hand: the printed reference of a figure, what is right, and why. Empty looks for new ones."""

    figure: str = ""
    corrected: str = ""
    reason: str = ""
    source: str = ""


def record_errata(desk: Desk, *, plan: str, order: ErratumOrder, operator: str, preview: bool = False) -> Outcome:
    """Record one erratum by hand, or find every correction that arrived since publication; each is written once."""
    with desk.session() as session:
        row = claim_plan(session, code=find_plan(session, code=plan).code)
        if order.figure.strip():
            new = _by_hand(session, desk, plan=row, order=order, operator=operator.strip())
        else:
            new = keep_errata(session, desk, plan=row)
        outcome = _outcome(session, desk, row, new, preview)
        session.rollback() if preview else session.commit()
    return outcome


def keep_errata(session: Session, desk: Desk, *, plan: ActionPlan) -> list[Erratum]:
    """Write an erratum for every published value that a later answer corrected or took back; in the caller's transaction.

    Ten runs write no more than one. Raises the DomainError of a correction whose own way back is broken.
    """
    reports = published_reports(session, plan=plan)
    if not reports:
        return []
    # All that is known, whatever day a report is printed for: an erratum speaks of the published figure as of today.
    snapshot = take_snapshot(session, plan=plan, moment=EVERYTHING)
    answers: dict[tuple[str, str], list[Answer]] = {}
    every: list[Answer] = [*snapshot.actuals, *snapshot.updates]
    for answer in every:
        answers.setdefault((answer_code(snapshot, answer), answer.period), []).append(answer)
    return [row for report in reports for row in _of_report(session, desk, snapshot, report, answers)]


def errata_after_mail(desk: Desk) -> tuple[str, ...]:
    """`keep_errata` for every plan once mail was read; what stands in the way, as sentences: mail waits for nothing."""
    problems = []
    with desk.reading() as session:
        published = select(Publication.plan_id).where(col(Publication.report_id).is_not(None))
        plans = session.exec(select(ActionPlan).where(col(ActionPlan.id).in_(published))).all()
    for plan in plans:
        try:
            with desk.session() as session:
                keep_errata(session, desk, plan=plan)
                session.commit()
        except DomainError as error:
            problems.append(error.sentence)
    return tuple(problems)


def published_reports(session: Session, *, plan: ActionPlan) -> list[FrozenReport]:
    """Every set of figures that was made public, oldest first."""
    published = select(Publication.report_id).where(
        Publication.plan_id == plan.id, col(Publication.report_id).is_not(None)
    )
    query = select(FrozenReport).where(col(FrozenReport.id).in_(published))
    return list(session.exec(query.order_by(col(FrozenReport.id))).all())


def _of_report(
    session: Session,
    desk: Desk,
    snapshot: Snapshot,
    report: FrozenReport,
    answers: dict[tuple[str, str], list[Answer]],
) -> Iterable[Erratum]:
    for figure in check_report(report).figures:
        if not isinstance(figure.source, MailSource) or figure.superseded_by:
            continue
        last = _last(session, report=report, figure=figure)
        change = _change(snapshot, figure, answers.get((figure.code, figure.period), []), now=desk.now)
        if last is not None and last.reason not in AUTOMATIC and change.at <= last.corrected_at:
            continue  # what a person has put right by hand since stands
        if change.corrected != (last.corrected if last else shown(figure)):
            by = change.by or desk.actor
            yield _add(session, desk, report, figure, corrected=change.corrected, reason=change.reason,
                       source=change.source, at=change.at, by=by)  # fmt: skip


@dataclass(frozen=True)
class _Change:
    corrected: str
    reason: str
    at: datetime
    source: str = ""
    by: str = ""


def _change(snapshot: Snapshot, figure: Figure, beside: list[Answer], *, now: datetime) -> _Change:
    """What stands today for the item and period of a published figure, and since when."""
    stands = current(beside)
    taken_back = max((row.retracted_at for row in beside if row.retracted_at), default=now)
    if stands is None:
        return _Change("", TAKEN_BACK, taken_back)
    if answer_id(snapshot, stands) == figure.id:
        return _Change(shown(figure), RESTORED, taken_back)
    source = f"sha256:{snapshot.inbound[stands.inbound_id].sha256}"
    official = snapshot.officials[stands.reported_by_id].code
    return _Change(shown(reported_figure(snapshot, stands)), LATER_ANSWER, stands.recorded_at, source, official)


def shown(figure: Figure) -> str:
    """What a figure says, without language: a number, a state with its day, or the word for an answer without a number."""
    if figure.milestone_status is not None:
        parts = (figure.milestone_status.value, str(figure.done_on or figure.promised_on or ""), _number(figure))
        return " ".join(part for part in parts if part)
    return _number(figure) or (figure.status.value if figure.status else "")


def _number(figure: Figure) -> str:
    return f"{figure.value.normalize():f}" if figure.value is not None else ""


def _last(session: Session, *, report: FrozenReport, figure: Figure) -> Erratum | None:
    """The newest erratum of a figure: what the public was told last."""
    query = select(Erratum).where(Erratum.report_id == report.id, Erratum.figure_id == figure.id)
    return session.exec(query.order_by(col(Erratum.id).desc())).first()


def _by_hand(session: Session, desk: Desk, *, plan: ActionPlan, order: ErratumOrder, operator: str) -> list[Erratum]:
    if not operator or not order.reason.strip() or not order.corrected.strip():
        raise DomainError(
            "An erratum says what is right, why, and who records it; fill in corrected, reason and operator."
        )
    report, figure = _published_figure(session, plan=plan, reference=order.figure)
    last = _last(session, report=report, figure=figure)
    if (last.corrected if last else shown(figure)) == order.corrected.strip():
        return []
    return [
        _add(session, desk, report, figure, corrected=order.corrected.strip(), reason=order.reason.strip(),
             source=order.source.strip(), at=desk.now, by=operator)
    ]  # fmt: skip


def _published_figure(session: Session, *, plan: ActionPlan, reference: str) -> tuple[FrozenReport, Figure]:
    printed = read_reference(reference)
    reports = published_reports(session, plan=plan)
    for report in reversed(reports):
        for figure in check_report(report).figures:
            if printed and figure.id.startswith(printed):
                return report, figure
    if not reports:
        raise DomainError(f"Nothing of {plan.code} is recorded as published, so nothing can have an erratum yet.")
    raise DomainError(
        f"“{reference.strip()}” is the reference of no published figure; copy it from the report, such as F-3a9c1e7b."
    )


def _add(
    session: Session, desk: Desk, report: FrozenReport, figure: Figure, *, corrected: str, reason: str, source: str,
    at: datetime, by: str,
) -> Erratum:  # fmt: skip
    row = Erratum(
        plan_id=report.plan_id, report_id=report.id, figure_id=figure.id, published=shown(figure), corrected=corrected,
        reason=reason, source=source, corrected_at=at, corrected_by=by,
    )  # fmt: skip
    session.add(row)
    session.flush()
    ledger.record(
        session, desk, action=LedgerAction.ERRATUM, subject=f"{subject_of(report)}/{figure.id}", plan_id=report.plan_id,
        field=f"{figure.code} {figure.period}", before=row.published, after=corrected, reason=reason, source=source,
        actor=by,
    )  # fmt: skip
    return row


def _outcome(session: Session, desk: Desk, plan: ActionPlan, new: list[Erratum], preview: bool) -> Outcome:
    query = select(Erratum, FrozenReport).where(Erratum.report_id == FrozenReport.id, Erratum.plan_id == plan.id)
    found = session.exec(query.order_by(col(Erratum.corrected_at).desc(), col(Erratum.id).desc())).all()
    fresh = {row.id for row in new}
    rows = tuple(
        (subject_of(report), row.figure_id, row.published, row.corrected or "taken back", row.reason,
         row.corrected_at.date().isoformat(), "new" if row.id in fresh else "known")
        for row, report in found
    )  # fmt: skip
    verb = "would be recorded" if preview else "recorded"
    summary = f"{len(new)} errata {verb}; {len(rows)} in all. The published figures stay as they are."
    columns = ("Report", "Figure", "Published", "Corrected", "Why", "On", "State")
    return Outcome(
        FLOW, plan.code, desk.today, preview, summary, {"errata": len(new)},
        (ReportTable("errata", "Errata", columns, rows),),
    )  # fmt: skip
