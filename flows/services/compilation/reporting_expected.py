"""What was asked, from the frozen lines of the requests: what stands in each cell, rates within 100 %."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from flows.services.compilation.reporting_book import FigureBook
from flows.services.compilation.reporting_chain import answer_code, answer_id
from flows.services.compilation.reporting_snapshot import ASKED_BACK, Answer, Snapshot
from models.rules.codes import normalise_code
from models.rules.scoring import Rate
from models.vocabulary import AnswerKind, RequestState
from reports.figures import Cell, RateFacts

REMARKS = (AnswerKind.OBSTACLE, AnswerKind.EVIDENCE)


@dataclass(frozen=True)
class Expectation:
    """One item asked for one period, whoever was asked; waived only when nobody else still owes it."""

    code: str
    period: str
    region: str
    respond_by: date
    is_waived: bool
    is_answered: bool
    is_asked_back: bool


def expectations(snapshot: Snapshot, *, periods: Iterable[str], as_of: date) -> tuple[Expectation, ...]:
    """Every item asked by `as_of` for one of the periods, once per item and period (a handover asks twice)."""
    wanted, regions, doubts = set(periods), _regions(snapshot), _asked_back(snapshot)
    found: dict[tuple[str, str], Expectation] = {}
    for item in snapshot.items:
        request = snapshot.requests[item.data_request_id]
        period = snapshot.campaigns[request.campaign_id].period
        if period not in wanted or request.asked_on > as_of:
            continue
        waived = request.state is RequestState.WAIVED
        other = found.get((period, item.code))
        told = item.is_answered or (other is not None and other.is_answered)
        if other is None or (other.is_waived and not waived):
            found[period, item.code] = Expectation(
                code=item.code,
                period=period,
                region=regions.get(item.code, ""),
                respond_by=request.respond_by,
                is_waived=waived,
                is_answered=told,
                is_asked_back=(normalise_code(item.code), period) in doubts,
            )
        else:
            found[period, item.code] = replace(other, is_answered=told)
    return tuple(found[key] for key in sorted(found))


def cell(expected: Expectation | None, *, period: str, figure: str, as_of: date) -> Cell:
    """One period of one item: the reference of the figure that stands, or why there is none."""
    if figure:
        return Cell(period=period, standing="reported", figure=figure)
    if expected is None:
        return Cell(period=period, standing="not_asked")
    if expected.is_waived:
        return Cell(period=period, standing="waived")
    if expected.is_asked_back:
        return Cell(period=period, standing="asked_back")
    standing = "awaited" if expected.respond_by >= as_of else "missing"
    return Cell.model_validate({"period": period, "standing": standing, "respond_by": expected.respond_by})


def rates(
    book: FigureBook, *, expected: tuple[Expectation, ...], periods: Iterable[str], as_of: date
) -> tuple[RateFacts, ...]:
    """Completeness and timeliness: consortium, then each region; for the year, then for each period asked."""
    answers = _first_answers(book.snapshot)
    owed = [e for e in expected if not e.is_waived]
    scopes = [""] + [member.code for member in book.snapshot.members]
    found = []
    for region in scopes:
        for period in ["", *periods]:
            part = [e for e in owed if region in ("", e.region) and period in ("", e.period)]
            if part or not period:
                found.append(_rate(book, part, answers=answers, region=region, period=period, as_of=as_of))
    return tuple(found)


def _rate(
    book: FigureBook,
    owed: list[Expectation],
    *,
    answers: dict[tuple[str, str], Answer],
    region: str,
    period: str,
    as_of: date,
) -> RateFacts:
    answered = [(e, answers[e.code, e.period]) for e in owed if _is_answered(e, answers)]
    due = [e for e in owed if e.respond_by < as_of or _is_answered(e, answers)]
    on_time = [a for e, a in answered if _received_on(book.snapshot, a) <= e.respond_by]
    sources = [answer_id(book.snapshot, answer) for _, answer in answered]
    scope, when = region or "all", period or "year"
    completeness, timeliness = Rate(len(answered), len(owed)), Rate(len(on_time), len(due))
    return RateFacts(
        region=region,
        period=period,
        expected=len(owed),
        answered=len(answered),
        due=len(due),
        on_time=len(on_time),
        completeness=book.add_derived(
            scope, rule="completeness", period=when, value=completeness.percent, unit="%", sources=sources
        ),
        timeliness=book.add_derived(
            scope, rule="timeliness", period=when, value=timeliness.percent, unit="%", sources=sources
        ),
    )


def _is_answered(expected: Expectation, answers: dict[tuple[str, str], Answer]) -> bool:
    # The mark on the frozen line says that an obstacle alone is no answer; the row says that it was known by then.
    return expected.is_answered and (expected.code, expected.period) in answers


def _first_answers(snapshot: Snapshot) -> dict[tuple[str, str], Answer]:
    """The first answer to each item and period: a later correction does not make an answer late."""
    first: dict[tuple[str, str], Answer] = {}
    answers: list[Answer] = [*snapshot.actuals, *snapshot.updates]
    for answer in sorted(answers, key=lambda a: a.answer_kind in REMARKS):
        first.setdefault((answer_code(snapshot, answer), answer.period), answer)
    return first


def _asked_back(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Items somebody did answer, though not so that it could be recorded; they are not said to be unanswered."""
    found = set()
    for line, message in snapshot.remarks:
        request = snapshot.requests.get(message.data_request_id or 0)
        if request is not None and line.outcome in ASKED_BACK:
            found.add((normalise_code(line.code), snapshot.campaigns[request.campaign_id].period))
    return found


def _received_on(snapshot: Snapshot, answer: Answer) -> date:
    received_at = snapshot.inbound[answer.inbound_id].received_at
    return received_at.astimezone(ZoneInfo(snapshot.plan.time_zone)).date()


def _regions(snapshot: Snapshot) -> dict[str, str]:
    members = {member.id: member.code for member in snapshot.members}
    by_instance = {instance.id: members[instance.member_id] for instance in snapshot.instances}
    found = {item.code: by_instance[item.instance_id] for item in snapshot.indicators}
    return found | {item.code: by_instance[item.instance_id] for item in snapshot.milestones}
