"""The rows behind single acts: drafts with versions, publications, agreements with partners, obstacles and their end."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.lifecycle.bodies import find_body, find_official
from flows.services.lifecycle.standings import find_commitment
from flows.services.participation.consultations import find_consultation
from flows.services.participation.meeting_inputs import split_list
from models.rules.errors import DomainError
from models.tables import ActionPlan, Agreement, Draft, DutyReport, Obstacle, Publication
from models.vocabulary import (
    AgreementKind,
    AgreementState,
    CommitteeDuty,
    LedgerAction,
    ObstacleState,
    OrganisationKind,
    PublicationChannel,
    PublicationSubject,
)


@dataclass(frozen=True)
class ActOrder:
    """An act as a form says it. `code` names an agreement or an obstacle; `reference` is where the act can be read."""

    act: str
    commitment: str = ""
    body: str = ""
    code: str = ""
    on: str = ""
    reference: str = ""
    text: str = ""
    operator: str = ""


@dataclass(frozen=True)
class Kept:
    """What one act did to a row, as the ledger writes it."""

    action: LedgerAction
    subject: str
    before: str = ""
    after: str = ""
    changed: bool = True

    def unchanged(self) -> "Kept":
        """The same, when the row said it already."""
        return replace(self, changed=False)


def keep_draft(session: Session, desk: Desk, plan: ActionPlan, order: ActOrder, day: date) -> Kept:
    """The next version of a commitment's text, kept whole; the text of the latest version again is no new version.

    `code` may name the comment period it is opened for.
    """
    del day
    commitment = find_commitment(session, plan=plan, code=order.commitment)
    text = _needed(order.text, "the text of the draft")
    latest = latest_draft(session, commitment_id=commitment.id)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    if latest and latest.sha256 == sha256:
        return Kept(LedgerAction.DRAFT_WRITTEN, commitment.code, after=f"version {latest.version}").unchanged()
    period = find_consultation(session, plan=plan, code=order.code) if order.code.strip() else None
    if order.code.strip() and period is None:
        raise DomainError(f"There is no comment period “{order.code.strip()}”; record the consultation first.")
    version = latest.version + 1 if latest else 1
    session.add(
        Draft(
            plan_id=plan.id, commitment_id=commitment.id, version=version, text=text, sha256=sha256,
            author=order.operator.strip(), written_at=desk.now, consultation_id=period.id if period else None,
        )
    )  # fmt: skip
    before = f"version {latest.version}" if latest else ""
    return Kept(LedgerAction.DRAFT_WRITTEN, commitment.code, before, f"version {version}, sha256 {sha256[:12]}")


def latest_draft(session: Session, *, commitment_id: int) -> Draft | None:
    """The newest version of a commitment's draft."""
    query = select(Draft).where(Draft.commitment_id == commitment_id)
    return session.exec(query.order_by(col(Draft.version).desc())).first()


def keep_publication(
    subject: PublicationSubject,
) -> Callable[[Session, Desk, ActionPlan, ActOrder, date], Kept]:
    """Keeps that something was made public: `reference` is its address."""

    def keep(session: Session, desk: Desk, plan: ActionPlan, order: ActOrder, day: date) -> Kept:
        del desk
        address = _needed(order.reference, "the address where it was published")
        kept = Kept(LedgerAction.PUBLISHED, plan.code, after=f"{day} {address}")
        known = select(Publication.id).where(
            Publication.plan_id == plan.id, Publication.subject == subject, Publication.address == address,
            Publication.published_on == day,
        )  # fmt: skip
        if session.exec(known).first() is not None:
            return kept.unchanged()
        session.add(
            Publication(
                plan_id=plan.id, subject=subject, channel=PublicationChannel.PORTAL, address=address, published_on=day,
                recorded_by=order.operator.strip(), note=order.text.strip(),
            )
        )  # fmt: skip
        return kept

    return keep


def keep_agreement(state: AgreementState) -> Callable[[Session, Desk, ActionPlan, ActOrder, date], Kept]:
    """Keeps an agreement with a partner: planned (the partner may still be open) or signed."""

    def keep(session: Session, desk: Desk, plan: ActionPlan, order: ActOrder, day: date) -> Kept:
        del desk
        code = _needed(order.code, "the code of the agreement").upper()
        known = session.exec(select(Agreement).where(Agreement.plan_id == plan.id, Agreement.code == code)).first()
        if state is AgreementState.SIGNED and not (order.body.strip() or (known and known.partner)):
            raise DomainError(f"{code} is signed with nobody; name the partner in body.")
        before = _agreement_shown(known) if known else ""
        row = known or Agreement(
            plan_id=plan.id, code=code, kind=AgreementKind.MEMORANDUM, state=state, title=order.text.strip() or code
        )
        codes = [find_commitment(session, plan=plan, code=c).code for c in split_list(order.commitment)]
        row.state, row.partner = state, order.body.strip() or row.partner
        row.commitments, row.reference = codes or row.commitments, order.reference.strip() or row.reference
        row.signed_on = day if state is AgreementState.SIGNED else None
        session.add(row)
        kept = Kept(LedgerAction.AGREEMENT_RECORDED, code, before, _agreement_shown(row))
        return kept if kept.before != kept.after else kept.unchanged()

    return keep


def keep_obstacle(session: Session, desk: Desk, plan: ActionPlan, order: ActOrder, day: date) -> Kept:
    """Opens an obstacle on a commitment; `body` may name the official who is to remove it."""
    del desk
    commitment = find_commitment(session, plan=plan, code=order.commitment)
    text = _needed(order.text, "what stands in the way")
    code = order.code.strip().upper() or _next_obstacle(session, plan)
    kept = Kept(LedgerAction.OBSTACLE_RECORDED, commitment.code, after=f"{code}: {text}")
    if _find_obstacle(session, plan, code):
        return kept.unchanged()
    owner = find_official(session, plan=plan, code=order.body) if order.body.strip() else None
    session.add(
        Obstacle(
            plan_id=plan.id, commitment_id=commitment.id, code=code, text=text, opened_on=day,
            owner_id=owner.id if owner else None, state=ObstacleState.OPEN,
        )
    )  # fmt: skip
    return kept


def resolve_obstacle(session: Session, desk: Desk, plan: ActionPlan, order: ActOrder, day: date) -> Kept:
    """Ends an obstacle, with how it was overcome."""
    del desk
    row = _find_obstacle(session, plan, _needed(order.code, "the code of the obstacle").upper())
    if row is None:
        raise DomainError(f"There is no obstacle “{order.code.strip()}” in {plan.code}; the execution flow lists them.")
    kept = Kept(LedgerAction.OBSTACLE_RESOLVED, row.code, row.state.value, ObstacleState.RESOLVED.value)
    if row.state is ObstacleState.RESOLVED:
        return kept.unchanged()
    if day < row.opened_on:
        raise DomainError(f"{row.code} was opened on {row.opened_on} and cannot end on {day}; give a later day.")
    row.state, row.resolved_on = ObstacleState.RESOLVED, day
    row.resolution = _needed(order.text, "how the obstacle was overcome")
    session.add(row)
    return kept


def keep_duty(duty: CommitteeDuty) -> Callable[[Session, Desk, ActionPlan, ActOrder, date], Kept]:
    """Keeps what a supervisory committee (`body`) did for one of its three duties."""

    def keep(session: Session, desk: Desk, plan: ActionPlan, order: ActOrder, day: date) -> Kept:
        del desk
        body = find_body(session, plan=plan, code=_needed(order.body, "the code of the committee"))
        if body.kind is not OrganisationKind.SUPERVISORY_COMMITTEE:
            raise DomainError(f"{body.code} is no supervisory committee; its duties are those of one, such as SC-LAA.")
        text = _needed(order.text, "what the committee did")
        kept = Kept(LedgerAction.DUTY_REPORTED, body.code, after=f"{day} {duty.value}: {text}")
        commitment = find_commitment(session, plan=plan, code=order.commitment) if order.commitment.strip() else None
        known = select(DutyReport.id).where(
            DutyReport.organisation_id == body.id, DutyReport.duty == duty, DutyReport.done_on == day,
            DutyReport.text == text,
        )  # fmt: skip
        if session.exec(known).first() is not None:
            return kept.unchanged()
        session.add(
            DutyReport(
                plan_id=plan.id, organisation_id=body.id, commitment_id=commitment.id if commitment else None, duty=duty,
                done_on=day, text=text, where_to_read=order.reference.strip(), recorded_by=order.operator.strip(),
            )
        )  # fmt: skip
        return kept

    return keep


def open_obstacles(session: Session, *, plan_id: int) -> list[Obstacle]:
    """Obstacles nobody has removed yet, oldest first."""
    query = select(Obstacle).where(Obstacle.plan_id == plan_id, Obstacle.state == ObstacleState.OPEN)
    return list(session.exec(query.order_by(col(Obstacle.opened_on), col(Obstacle.id))).all())


def _find_obstacle(session: Session, plan: ActionPlan, code: str) -> Obstacle | None:
    return session.exec(select(Obstacle).where(Obstacle.plan_id == plan.id, Obstacle.code == code)).first()


def _next_obstacle(session: Session, plan: ActionPlan) -> str:
    taken = set(session.exec(select(col(Obstacle.code)).where(Obstacle.plan_id == plan.id)).all())
    number = len(taken) + 1
    while f"OB-{number:04}" in taken:
        number += 1
    return f"OB-{number:04}"


def _agreement_shown(row: Agreement) -> str:
    return f"{row.state.value}, {row.partner or 'partner open'}, {row.signed_on or 'not signed'}"


def _needed(text: str, what: str) -> str:
    if not text.strip():
        raise DomainError(f"{what[0].upper()}{what[1:]} is missing; write it.")
    return text.strip()
