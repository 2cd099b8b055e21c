"""A new indicator after adoption: its own number and code, asked for from the first quarter nobody was asked about yet."""

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.lifecycle.amendment_rows import FieldChange, refuse_final
from flows.services.lifecycle.commitment_amendments import find_instance
from flows.services.lifecycle.indicator_inputs import IndicatorOrder, merged
from flows.services.lifecycle.indicator_versions import last_asked_period
from flows.services.lifecycle.standings import find_commitment
from models.plan_file.commitment_inputs import IndicatorInput
from models.rules.codes import item_code
from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.rules.periods import Period
from models.tables import ActionPlan, Commitment, CommitmentInstance, Indicator, Member
from models.vocabulary import ItemKind

ADDED = "added"


def add_indicator(
    session: Session, desk: Desk, *, plan: ActionPlan, subject: str, order: IndicatorOrder
) -> tuple[Commitment, list[FieldChange], str]:
    """Add one indicator to every part of a commitment, or to the part of one region; the same title again adds nothing.

    All parts get the same number, so that their values can be added up. A kind and a direction are never guessed.
    """
    code, _, region = subject.strip().partition("/")
    commitment = find_commitment(session, plan=plan, code=code)
    refuse_final(commitment)
    parts = _parts(session, plan, commitment, region)
    checked = _checked(commitment, order)
    since = _since(session, plan)
    number = _next_number(session, commitment)
    changes = []
    for instance in parts:
        if not _is_known(session, instance, checked):
            row = _new(session, desk, commitment, instance, checked, number=number, since=since)
            changes.append(FieldChange(row.code, "indicator", "", ADDED))
    return commitment, changes, ", ".join(change.subject for change in changes) or commitment.code


def _parts(session: Session, plan: ActionPlan, commitment: Commitment, region: str) -> list[CommitmentInstance]:
    if region:
        return [find_instance(session, plan=plan, commitment=commitment, region=region)]
    query = select(CommitmentInstance).where(CommitmentInstance.commitment_id == commitment.id)
    return list(session.exec(query.order_by(col(CommitmentInstance.id))).all())


def _checked(commitment: Commitment, order: IndicatorOrder) -> IndicatorInput:
    about = f"A new indicator of {commitment.code}"
    missing = [name for name in ("kind", "direction") if not getattr(order, name).strip()]
    missing += [name for name in ("title_fr", "title_ar", "title_en") if not getattr(order, name).strip()]
    if missing:
        raise DomainError(f"{about} lacks {', '.join(missing)}; write them, nothing is guessed.")
    return merged(about, None, order)


def _since(session: Session, plan: ActionPlan) -> str:
    last = last_asked_period(session, plan_id=plan.id)
    if last is None:
        return ""
    if last >= Period.containing(PartialDate.parse(plan.end).last_day(), months=plan.reporting_months):
        raise DomainError(
            f"Every quarter of {plan.code} has been asked about, the last one {last}; a new indicator would never be asked."
        )
    return str(last.next())


def _next_number(session: Session, commitment: Commitment) -> int:
    """One more than any part has; a number once given to an indicator never means another one."""
    query = (
        select(col(Indicator.number))
        .join(CommitmentInstance, col(Indicator.instance_id) == CommitmentInstance.id)
        .where(CommitmentInstance.commitment_id == commitment.id)
    )
    return max(session.exec(query).all(), default=0) + 1


def _is_known(session: Session, instance: CommitmentInstance, checked: IndicatorInput) -> bool:
    rows = session.exec(select(Indicator).where(Indicator.instance_id == instance.id)).all()
    return any(row.titles == checked.titles and row.withdrawn_on is None for row in rows)


def _new(
    session: Session, desk: Desk, commitment: Commitment, instance: CommitmentInstance, checked: IndicatorInput, *,
    number: int, since: str,
) -> Indicator:  # fmt: skip
    member = session.get_one(Member, instance.member_id)
    is_owner = instance.member_id == commitment.member_id
    short = commitment.short_code if is_owner else f"{commitment.short_code}-{member.code}"
    row = Indicator(
        plan_id=instance.plan_id, instance_id=instance.id, code=item_code(short, ItemKind.INDICATOR, number),
        added_on=desk.today, since_period=since, **checked.model_dump(exclude={"number", "members"}) | {"number": number},
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
