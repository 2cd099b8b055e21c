"""Opening a quarter: what is expected is frozen, each official is asked once; older quarters are closed by name."""

from collections.abc import Iterator, Sequence
from time import sleep

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.collection.asking import Asked, Asking, ToAsk, respond_by_day
from flows.services.collection.burden import Burden
from flows.services.desk import Desk
from flows.services.dispatch import outbox
from flows.services.lifecycle.standings import claim_plan
from flows.services.long_runs import collecting_rarely
from flows.services.outcome import Outcome, ReportTable
from flows.services.timekeeping.deadlines import store
from models.rules.lateness import AWAITED
from models.rules.partial_dates import PartialDate
from models.rules.periods import Period
from models.rules.plan_policy import policy_of
from models.rules.policy import Policy
from models.tables import ActionPlan, Campaign, Commitment, CommitmentInstance, DataRequest, Official
from models.vocabulary import DeadlineSubject, LedgerAction, MessageKind, RequestState, Stage

FLOW = "quarterly-collection"
ASKING = (MessageKind.REQUEST, MessageKind.REMINDER)
BATCH = 32
"""Officials asked in one transaction: few enough that whoever sends or reads mail meanwhile waits a tenth of a second."""
_MAKING_WAY = 0.004
"""Seconds between two such transactions, in which others who wait to write get their turn (models.database polls)."""


def open_quarter(desk: Desk, *, plan: str, preview: bool = False, policy: Policy | None = None) -> Outcome:
    """Open the collection of the last ended period and ask every official who has not been asked.

    Safe to repeat: the campaign is unique per plan and period, a request per campaign and official, a mail per request.
    Officials are asked in batches, each in one transaction of its own, so that the first mails leave while the last
    are being written; a run that is cut short is completed by the next one.
    """
    with collecting_rarely(), desk.session() as session:
        row = claim_plan(session, code=plan)
        policy = policy or policy_of(row.policy)
        period = Period.ended_before(desk.today, months=row.reporting_months)
        if not _is_within_plan(row, period):
            return _nothing_due(desk, row, period, preview)
        campaign = find_campaign(session, plan_id=row.id, period=period) or _open(session, desk, row, period, policy)
        superseded = _close_older(session, desk, plan=row, campaign=campaign)
        orphans = _without_responsible(session, plan_id=row.id)
        burden = Burden(session, desk, plan=row, policy=policy)
        asking = Asking(session, desk, plan=row, campaign=campaign, policy=policy, burden=burden)
        asked: list[Asked] = []
        for officials in _batches(session, plan_id=row.id, period=period):
            if asked and not preview and not _take_up_again(session, plan=row, campaign=campaign):
                break
            if asked:
                burden.read_again(officials)
            asked += asking.ask(_in_charge(session, plan_id=row.id, period=period, officials=officials))
        outcome = _outcome(desk, row, campaign, asked, orphans, superseded, preview)
        session.rollback() if preview else session.commit()
    return outcome


def find_campaign(session: Session, *, plan_id: int, period: Period) -> Campaign | None:
    """The campaign of this plan and period, if it was opened."""
    query = select(Campaign).where(Campaign.plan_id == plan_id, Campaign.period == str(period))
    return session.exec(query).first()


def _is_within_plan(plan: ActionPlan, period: Period) -> bool:
    start = PartialDate.parse(plan.starts).first_day()
    end = PartialDate.parse(plan.end).last_day()
    return period.end >= start and period.start <= end


def _open(session: Session, desk: Desk, plan: ActionPlan, period: Period, policy: Policy) -> Campaign:
    computed = respond_by_day(session, asked_on=desk.today, plan=plan, policy=policy)
    campaign = Campaign(
        plan_id=plan.id,
        period=str(period),
        period_start=period.start,
        period_end=period.end,
        opened_on=desk.today,
        respond_by=computed.due_on,
        respond_by_rule=f"{policy.respond_within} working days after opening",
    )
    session.add(campaign)
    session.flush()
    store(session, desk, plan_id=plan.id, subject=DeadlineSubject.CAMPAIGN, code=campaign.period, computed=computed)
    ledger.record(
        session, desk, action=LedgerAction.CAMPAIGN_OPENED, subject=campaign.period, plan_id=plan.id,
        field="respond_by", after=campaign.respond_by, reason=campaign.respond_by_rule,
    )  # fmt: skip
    return campaign


def _take_up_again(session: Session, *, plan: ActionPlan, campaign: Campaign) -> bool:
    """Commit what was asked so far and hold the plan anew; False when the campaign was closed meanwhile."""
    session.commit()
    sleep(_MAKING_WAY)
    claim_plan(session, code=plan.code)
    session.refresh(campaign)
    return campaign.closed_on is None


def _batches(session: Session, *, plan_id: int, period: Period) -> Iterator[list[int]]:
    """Numbers of the officials to ask, in the order of their codes."""
    query = (
        select(Official.code, Official.id, Commitment.start)
        .join(CommitmentInstance, col(CommitmentInstance.responsible_id) == Official.id)
        .join(Commitment, col(CommitmentInstance.commitment_id) == Commitment.id)
        .where(CommitmentInstance.plan_id == plan_id, Commitment.stage == Stage.EXECUTION)
    )
    found = {code: number for code, number, start in session.exec(query).all() if _has_begun(start, period)}
    numbers = [found[code] for code in sorted(found)]
    return (numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH))


def _in_charge(session: Session, *, plan_id: int, period: Period, officials: Sequence[int]) -> list[ToAsk]:
    """Officials in charge of a commitment that is being executed and had begun by the period's end, in code order.

    Read again in the transaction that asks them: an address or a charge may have changed a moment ago.
    """
    query = (
        select(Official, CommitmentInstance, Commitment)
        .join(CommitmentInstance, col(CommitmentInstance.responsible_id) == Official.id)
        .join(Commitment, col(CommitmentInstance.commitment_id) == Commitment.id)
        .where(CommitmentInstance.plan_id == plan_id, Commitment.stage == Stage.EXECUTION)
        .where(col(Official.id).in_(officials))
        .order_by(col(Commitment.position), col(CommitmentInstance.id))
        .execution_options(populate_existing=True)
    )
    found: dict[int, ToAsk] = {}
    for official, instance, commitment in session.exec(query).all():
        if _has_begun(commitment.start, period):
            found.setdefault(official.id, (official, []))[1].append(instance)
    return sorted(found.values(), key=lambda pair: pair[0].code)


def _has_begun(start: str, period: Period) -> bool:
    return not start or PartialDate.parse(start).first_day() <= period.end


def _without_responsible(session: Session, *, plan_id: int) -> list[str]:
    query = select(CommitmentInstance).where(
        CommitmentInstance.plan_id == plan_id, col(CommitmentInstance.responsible_id).is_(None)
    )
    return [instance.code for instance in session.exec(query.order_by(col(CommitmentInstance.id))).all()]


def _close_older(session: Session, desk: Desk, *, plan: ActionPlan, campaign: Campaign) -> list[str]:
    """Close earlier campaigns and name the requests they leave unanswered; a late answer will still be kept."""
    query = select(Campaign).where(
        Campaign.plan_id == plan.id, Campaign.period < campaign.period, col(Campaign.closed_on).is_(None)
    )
    named: list[str] = []
    for older in session.exec(query).all():
        older.closed_on = desk.today
        requests = session.exec(select(DataRequest).where(DataRequest.campaign_id == older.id)).all()
        for request in requests:
            if request.state in AWAITED:
                named.append(request.reference)
                if request.state is RequestState.OPEN:
                    request.state = RequestState.CLOSED_UNANSWERED
                outbox.cancel(session, data_request_id=request.id, kinds=ASKING, now=desk.now)
        ledger.record(
            session, desk, action=LedgerAction.CAMPAIGN_CLOSED, subject=older.period, plan_id=plan.id,
            reason=f"{campaign.period} was opened", after=", ".join(named),
        )  # fmt: skip
    return named


def _nothing_due(desk: Desk, plan: ActionPlan, period: Period, preview: bool) -> Outcome:
    summary = f"Nothing to collect: {period} lies outside the plan ({plan.starts} to {plan.end})."
    return Outcome(FLOW, plan.code, desk.today, preview, summary)


def _outcome(
    desk: Desk,
    plan: ActionPlan,
    campaign: Campaign,
    asked: list[Asked],
    orphans: list[str],
    superseded: list[str],
    preview: bool,
) -> Outcome:
    unreachable = [a for a in asked if a.unreachable_because]
    new = sum(a.is_new for a in asked)
    verb = "would be asked" if preview else "asked now"
    summary = (
        f"{campaign.period}: {new} officials {verb}, {len(asked) - new - len(unreachable)} asked before, "
        f"{len(unreachable)} cannot be reached; answers are awaited by {campaign.respond_by.isoformat()} "
        f"({campaign.respond_by_rule})."
    )
    return Outcome(
        FLOW, plan.code, desk.today, preview, summary,
        counts={"asked": new, "officials": len(asked), "unreachable": len(unreachable), "closed": len(superseded)},
        tables=_tables(campaign, asked, unreachable, orphans, superseded, preview=preview),
    )  # fmt: skip


def _tables(
    campaign: Campaign, asked: list[Asked], unreachable: list[Asked], orphans: list[str], superseded: list[str], *,
    preview: bool,
) -> tuple[ReportTable, ...]:  # fmt: skip
    key = f"campaign-{campaign.period.lower()}"
    who = tuple(
        (a.official, a.name, a.language, a.commitments, str(a.lines), a.state, "now" if a.is_new else "before")
        for a in asked
        if not a.unreachable_because
    )
    nobody = [(a.official, a.unreachable_because) for a in unreachable]
    nobody += [(code, "no responsible official is named") for code in orphans]
    columns = ("Official", "Name", "Language", "Commitments", "Lines", "State", "Asked")
    tables = [ReportTable(key, f"Who {'would be' if preview else 'was'} asked, {campaign.period}", columns, who)]
    if nobody:
        tables.append(ReportTable(f"{key}-unreachable", "Who cannot be reached", ("Who", "Why"), tuple(nobody)))
    if superseded:
        rows = tuple((reference,) for reference in superseded)
        tables.append(ReportTable(f"{key}-unanswered", "Left unanswered before", ("Request",), rows))
    return tuple(tables)
