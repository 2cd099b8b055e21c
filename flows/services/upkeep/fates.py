"""Every message has a fate: the daily check of the sums, and one digest a day of everything that waits for a person."""

from sqlmodel import Session

from flows.services.desk import Desk
from flows.services.escalation.escalation_audit import stuck_escalations
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.timekeeping.calendars import plan_calendar
from flows.services.upkeep.digests import queue_digests
from flows.services.upkeep.fate_checks import Sums, count, find_breaches
from flows.services.upkeep.parked import Parked, list_parked
from models.tables import ActionPlan

FLOW = "mail-check"
NOBODY = (
    "Nobody can be told what waits: no administrator, focal point or member of the technical team has an address that "
    "works; give one in the plan file and load it."
)


def check_mail(desk: Desk, *, plan: str, preview: bool = False) -> Outcome:
    """Assert that every message has its fate, and tell the administrators what waits. Ten runs a day do what one does.

    A breach of the sums is a problem and fails the run; what waits for a person is listed, mailed, and no problem.
    """
    with desk.session() as session:
        row = find_plan(session, code=plan)
        sums = count(session)
        breaches = find_breaches(session, sums=sums, now=desk.now)
        parked = list_parked(session, plan_id=row.id)
        breaches += [stuck.sentence for stuck in stuck_escalations(session, desk, plan=row)]
        told = _tell(session, desk, plan=row, parked=parked, breaches=breaches)
        problems = breaches if told is not None else [*breaches, NOBODY]
        outcome = _outcome(desk, row, sums=sums, parked=parked, told=told or [], problems=problems, preview=preview)
        session.rollback() if preview else session.commit()
    return outcome


def _tell(
    session: Session, desk: Desk, *, plan: ActionPlan, parked: list[Parked], breaches: list[str]
) -> list[str] | None:
    """Whom a digest was queued for; None when there is something to tell and nobody to tell it to."""
    if not parked and not breaches:
        return []
    if not plan_calendar(session, plan=plan, today=desk.today).is_working_day(desk.today):
        return []  # offices are closed; it is all still there on the next working day
    return queue_digests(session, desk, plan=plan, parked=parked, breaches=breaches)


def _outcome(
    desk: Desk, plan: ActionPlan, *, sums: Sums, parked: list[Parked], told: list[str], problems: list[str],
    preview: bool,
) -> Outcome:  # fmt: skip
    came, wrote = sum(sums.inbound.values()), sum(sums.outbound.values())
    verb = "would be" if preview else "were"
    summary = (
        f"{came} messages in and {wrote} mails out each have one fate; {len(parked)} wait for a person; "
        f"{len(told)} administrators {verb} told today."
    )
    if problems:
        summary = f"{len(problems)} things do not hold. {summary}"
    counts = {"parked": len(parked), "told": len(told), "breaches": len(problems)}
    return Outcome(FLOW, plan.code, desk.today, preview, summary, counts, _tables(sums, parked), tuple(problems))


def _tables(sums: Sums, parked: list[Parked]) -> tuple[ReportTable, ...]:
    waiting = tuple(
        (item.state, item.what, item.since.isoformat() if item.since else "", item.why, " · ".join(item.commands))
        for item in parked
    )
    fates = (
        *(("in", word, str(number)) for word, number in sums.inbound.items() if number),
        *(("out", word, str(number)) for word, number in sums.outbound.items() if number),
        ("in", "all", str(sum(sums.inbound.values()))),
        ("out", "all", str(sum(sums.outbound.values()))),
    )
    return (
        ReportTable("parked", "What waits for a person", ("State", "What", "Since", "Why", "How to resolve"), waiting),
        ReportTable("fates", "Every message and its fate", ("Way", "Class or state", "Messages"), fates),
    )
