"""One data request: created once per campaign and official, its lines frozen, its mail queued with it."""

from sqlmodel import Session, select

from flows.services.collection.asking import Asked, Asking, request_key, respond_by_day
from flows.services.collection.burden import Burden
from flows.services.desk import Desk
from models.rules.policy import Policy
from models.tables import ActionPlan, Campaign, CommitmentInstance, Official, OutboundMessage

__all__ = ["Asked", "ask_official", "is_written", "request_key", "respond_by_day"]


def ask_official(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    campaign: Campaign,
    official: Official,
    instances: list[CommitmentInstance],
    policy: Policy,
    burden: Burden | None = None,
) -> Asked:
    """Ask one official once: create the request, freeze its lines, queue its mail; repeated, it changes nothing."""
    burden = burden or Burden(session, desk, plan=plan, policy=policy)
    asking = Asking(session, desk, plan=plan, campaign=campaign, policy=policy, burden=burden)
    (asked,) = asking.ask([(official, instances)])
    return asked


def is_written(session: Session, *, key: str) -> bool:
    """Whether a mail with this idempotency key was ever queued."""
    return session.exec(select(OutboundMessage.id).where(OutboundMessage.idempotency_key == key)).first() is not None
