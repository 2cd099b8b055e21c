"""Open forms at a handover: the former official's is waived, what is missing is asked of the successor once."""

from sqlmodel import Session, col, select

from flows.services.collection.forms import requested_items
from flows.services.collection.requests import ask_official
from flows.services.desk import Desk
from flows.services.dispatch import outbox
from models.rules.lateness import AWAITED
from models.rules.policy import Policy
from models.tables import ActionPlan, Campaign, DataRequest, Official, RequestedItem
from models.vocabulary import MessageKind, RequestState

ASKING = (MessageKind.REQUEST, MessageKind.REMINDER)


def hand_over_forms(
    session: Session, desk: Desk, *, plan: ActionPlan, giver: Official, taker: Official, reason: str, policy: Policy
) -> list[tuple[str, int]]:
    """Move every open form in the caller's transaction; its reference and how many lines the successor now owes.

    Answers already given stay where they are, with their source.
    """
    query = (
        select(DataRequest, Campaign)
        .join(Campaign, col(DataRequest.campaign_id) == Campaign.id)
        .where(DataRequest.official_id == giver.id, col(Campaign.closed_on).is_(None))
        .where(col(DataRequest.state).in_(list(AWAITED)))
    )
    moved: list[tuple[str, int]] = []
    for request, campaign in session.exec(query.order_by(col(DataRequest.id))).all():
        missing = [item for item in requested_items(session, request_id=request.id) if not item.is_answered]
        request.state = RequestState.WAIVED
        request.waived_because = f"handed over to {taker.code}: {reason}"
        session.add(request)
        outbox.cancel(session, data_request_id=request.id, kinds=ASKING, now=desk.now)
        _give_items(session, desk, plan, campaign, taker, missing, policy)
        moved.append((request.reference, len(missing)))
    return moved


def _give_items(
    session: Session, desk: Desk, plan: ActionPlan, campaign: Campaign, taker: Official, missing: list[RequestedItem],
    policy: Policy,
) -> None:  # fmt: skip
    if not missing:
        return
    ask_official(session, desk, plan=plan, campaign=campaign, official=taker, instances=[], policy=policy)
    own = session.exec(
        select(DataRequest).where(DataRequest.campaign_id == campaign.id, DataRequest.official_id == taker.id)
    ).one()
    known = requested_items(session, request_id=own.id)
    codes, position = {item.code for item in known}, max((item.position for item in known), default=0)
    for item in missing:
        if item.code in codes:
            continue
        position += 1
        session.add(
            RequestedItem(
                data_request_id=own.id, position=position, code=item.code, kind=item.kind, sent_text=item.sent_text,
                indicator_id=item.indicator_id, milestone_id=item.milestone_id,
            )
        )  # fmt: skip
    if own.state not in AWAITED:
        own.state = RequestState.PARTLY_ANSWERED if known else RequestState.OPEN
        session.add(own)
    session.flush()
    # Asked again now that the form has lines: the mail is queued once, with everything the successor owes.
    ask_official(session, desk, plan=plan, campaign=campaign, official=taker, instances=[], policy=policy)
