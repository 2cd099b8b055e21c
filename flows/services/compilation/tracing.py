"""From a printed figure, a code or a mail to the whole chain: who was asked, what came back, what was read.

For administrators: unlike a report, a trace shows addresses, names and the mail itself.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session, col, select

from flows.services.compilation.reporting_book import reported_figure
from flows.services.compilation.reporting_chain import answer_code, answer_id
from flows.services.compilation.reporting_snapshot import Answer, Snapshot, answers_beside, current, take_snapshot
from models.rules.codes import normalise_code
from models.rules.errors import DomainError
from models.rules.periods import Period
from models.tables import ActionPlan, FrozenReport, InboundMessage, Indicator, IndicatorActual, Milestone
from reports.figure_id import read_reference
from reports.figures import AnnualFigures, Figure
from reports.sources import DerivedSource, MailSource

EVERYTHING = datetime.max.replace(tzinfo=UTC)
SHORTEST_HASH = 6


@dataclass(frozen=True)
class Trace:
    """One figure and its way back. `mail` is the raw message as received, empty for a figure that did not come by mail.

    `others` are the references of the other answers to the same item and period, oldest first.
    """

    figure: Figure
    plan: str
    time_zone: str
    title: str
    is_current: bool
    official_name: str = ""
    sender: str = ""
    subject: str = ""
    mail: bytes = b""
    request_sent_at: datetime | None = None
    respond_by: date | None = None
    others: tuple[str, ...] = ()


def trace(session: Session, *, reference: str, period: str = "") -> tuple[Trace, ...]:
    """Every figure a reference names, oldest first; never empty.

    A reference is a printed one (`F-3a9c1e7b`), the code of an indicator or milestone in any spelling (with `period`,
    only that period), the beginning of a mail's SHA-256, or a Message-ID. A DomainError says what was not found, or
    which figure has lost its mail.
    """
    wanted = reference.strip()
    name = str(Period.parse(period)) if period else ""
    snapshots = [
        take_snapshot(session, plan=plan, moment=EVERYTHING)
        for plan in session.exec(select(ActionPlan).order_by(col(ActionPlan.code))).all()
    ]
    found = [one for snapshot in snapshots for one in _reported(snapshot, wanted, period=name)]
    found = found or _frozen(session, snapshots, wanted)
    if not found:
        raise _not_found(session, snapshots, wanted, period=name)
    return tuple(found)


def _reported(snapshot: Snapshot, wanted: str, *, period: str = "") -> list[Trace]:
    answers: list[Answer] = [*snapshot.actuals, *snapshot.updates]
    named = [a for a in answers if period in ("", a.period) and _is_named(snapshot, a, wanted)]
    return [_trace(snapshot, answer) for answer in sorted(named, key=lambda a: (a.recorded_at, a.period))]


def _is_named(snapshot: Snapshot, answer: Answer, wanted: str) -> bool:
    if normalise_code(wanted) == normalise_code(answer_code(snapshot, answer)):
        return True
    message = snapshot.inbound.get(answer.inbound_id)
    if message is None:
        return False
    printed = read_reference(wanted)
    if printed:
        return answer_id(snapshot, answer).startswith(printed)
    return _is_message(message, wanted)


def _is_message(message: InboundMessage, wanted: str) -> bool:
    if message.message_id and message.message_id.strip("<>") == wanted.strip("<>"):
        return True
    prefix = wanted.lower().removeprefix("sha256:")
    return len(prefix) >= SHORTEST_HASH and message.sha256.startswith(prefix)


def _trace(snapshot: Snapshot, answer: Answer) -> Trace:
    beside = answers_beside(snapshot, answer)
    stands = current(beside)
    superseded_by = answer_id(snapshot, stands) if stands is not None and stands is not answer else ""
    message = snapshot.inbound.get(answer.inbound_id)
    figure = reported_figure(snapshot, answer, superseded_by=superseded_by)
    assert message is not None  # the figure's chain has just been checked
    asked = figure.source.request if isinstance(figure.source, MailSource) else ""
    request = next((r for r in snapshot.requests.values() if asked and r.reference == asked), None)
    outbound = snapshot.request_mails.get(request.id) if request else None
    return Trace(
        figure=figure,
        plan=snapshot.plan.code,
        time_zone=snapshot.plan.time_zone,
        title=_title(snapshot, answer),
        is_current=not superseded_by,
        official_name=snapshot.officials[answer.reported_by_id].name,
        sender=message.from_address,
        subject=message.subject,
        mail=message.raw,
        request_sent_at=outbound.sent_at if outbound else None,
        respond_by=request.respond_by if request else None,
        others=tuple(answer_id(snapshot, other) for other in beside if other is not answer),
    )


def _title(snapshot: Snapshot, answer: Answer) -> str:
    item: Indicator | Milestone
    if isinstance(answer, IndicatorActual):
        item = next(i for i in snapshot.indicators if i.id == answer.indicator_id)
    else:
        item = next(m for m in snapshot.milestones if m.id == answer.milestone_id)
    title = next((item.titles[language] for language in ("en", "fr", "ar") if item.titles.get(language)), "")
    return f"{title} (illustrative)" if item.illustrative else title


def _frozen(session: Session, snapshots: list[Snapshot], wanted: str) -> list[Trace]:
    """A baseline, target, total or rate as last frozen, followed by the reported figures it was computed from."""
    printed = read_reference(wanted)
    if printed is None:
        return []
    for report in session.exec(select(FrozenReport).order_by(col(FrozenReport.id).desc())).all():
        content = AnnualFigures.model_validate(report.figures)
        for figure in content.figures:
            if figure.id.startswith(printed):
                return [_of_report(content, figure), *_computed_from(snapshots, figure)]
    return []


def _of_report(content: AnnualFigures, figure: Figure) -> Trace:
    title = f"annual report {content.year}, as of {content.as_of}"
    return Trace(figure, content.plan.code, content.plan.time_zone, title, is_current=True)


def _computed_from(snapshots: list[Snapshot], figure: Figure) -> list[Trace]:
    if not isinstance(figure.source, DerivedSource):
        return []
    return [t for reference in figure.source.computed_from for s in snapshots for t in _reported(s, reference)]


def _not_found(session: Session, snapshots: list[Snapshot], wanted: str, *, period: str) -> DomainError:
    when = f" for {period}" if period else ""
    codes = [i.code for s in snapshots for i in s.indicators] + [m.code for s in snapshots for m in s.milestones]
    for code in codes:
        if normalise_code(code) == normalise_code(wanted):
            return DomainError(f"Nothing has been reported on {code}{when} yet; `iltizam status` says what is awaited.")
    for message in session.exec(select(InboundMessage)).all():
        if _is_message(message, wanted):
            return DomainError(
                f"The mail {message.sha256[:12]} gave no figure{when}; it ended as “{message.fate.value}”, "
                "and `iltizam inbox` lists it."
            )
    return DomainError(
        f"“{wanted}” names no figure{when}; give a reference from a report (F-3a9c1e7b), the code of a form line "
        "(LAA2-I1X), or the beginning of a mail's SHA-256 or its Message-ID."
    )
