"""Everything kept about one person, found by address or code, and handed out as plain data (law 09-08, right of access)."""

import base64
from dataclasses import dataclass, field

from sqlmodel import Session, col, func, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from models.rules.errors import DomainError
from models.rules.personal_data import REGISTER
from models.tables import (
    Absence,
    ActionPlan,
    Association,
    Deputy,
    EvidenceLink,
    InboundMessage,
    IndicatorActual,
    Invitation,
    Membership,
    MilestoneUpdate,
    Official,
    OutboundMessage,
    Recommendation,
    RoleAssignment,
)
from models.vocabulary import LedgerAction


@dataclass
class PersonRows:
    """All rows about one person. `names` and `addresses` are every form under which the person is known."""

    plan: ActionPlan
    asked: str
    officials: list[Official] = field(default_factory=list)
    deputies: list[Deputy] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    associations: list[Association] = field(default_factory=list)
    received: list[InboundMessage] = field(default_factory=list)
    sent: list[OutboundMessage] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    @property
    def is_known(self) -> bool:
        """Whether anything is kept about this person."""
        return bool(
            self.officials or self.deputies or self.memberships or self.invitations or self.associations
            or self.received or self.sent
        )  # fmt: skip


def find_person(session: Session, *, plan: ActionPlan, person: str) -> PersonRows:
    """Every row about a person, by address or by the code of an official; a DomainError when nothing is kept."""
    wanted = person.strip()
    rows = PersonRows(plan=plan, asked=wanted)
    if "@" in wanted:
        rows.addresses.add(wanted.lower())
    own = select(Official).where(Official.plan_id == plan.id)
    rows.officials = [
        o for o in session.exec(own).all() if o.code.upper() == wanted.upper() or o.email.lower() == wanted.lower()
    ]
    rows.addresses |= {o.email.lower() for o in rows.officials}
    _by_address(session, rows)
    _names(rows)
    if not rows.is_known:
        raise DomainError(
            f"Nothing is kept about “{wanted}” in {plan.code}; write the mail address of the person, or the code of an "
            "official such as OF-LAA-02."
        )
    return rows


def export_person(desk: Desk, *, plan: str, person: str) -> dict[str, object]:
    """What is kept about one person, with purpose and term of each kind; handing it out is a fact in the ledger."""
    with desk.session() as session:
        row = find_plan(session, code=plan)
        found = find_person(session, plan=row, person=person)
        exported = _as_data(session, found)
        subject = found.officials[0].code if found.officials else "person without a code"
        ledger.record(session, desk, action=LedgerAction.PERSON_EXPORTED, subject=subject, plan_id=row.id)
        session.commit()
    return exported


def _by_address(session: Session, rows: PersonRows) -> None:
    plan, addresses = rows.plan, list(rows.addresses)
    keys = [o.id for o in rows.officials]
    rows.deputies = list(session.exec(select(Deputy).where(func.lower(Deputy.email).in_(addresses))).all())
    rows.absences = list(session.exec(select(Absence).where(col(Absence.official_id).in_(keys))).all())
    rows.memberships = list(
        session.exec(
            select(Membership).where(
                Membership.plan_id == plan.id,
                func.lower(Membership.email).in_(addresses) | col(Membership.official_id).in_(keys),
            )
        ).all()
    )
    rows.invitations = list(
        session.exec(
            select(Invitation).where(
                Invitation.plan_id == plan.id,
                func.lower(Invitation.email).in_(addresses) | col(Invitation.official_id).in_(keys),
            )
        ).all()
    )
    rows.associations = list(
        session.exec(
            select(Association).where(Association.plan_id == plan.id, func.lower(Association.email).in_(addresses))
        ).all()
    )
    rows.received = list(
        session.exec(
            select(InboundMessage)
            .where(func.lower(InboundMessage.from_address).in_(addresses))
            .order_by(col(InboundMessage.id))
        ).all()
    )
    rows.sent = list(
        session.exec(
            select(OutboundMessage)
            .where(func.lower(OutboundMessage.envelope_to).in_(addresses))
            .order_by(col(OutboundMessage.id))
        ).all()
    )


def _names(rows: PersonRows) -> None:
    names = [text for o in rows.officials for text in (o.name, *o.names.values())]
    names += [row.name for row in rows.deputies] + [row.name for row in rows.memberships]
    names += [row.name for row in rows.invitations]
    rows.names = {name.strip() for name in names if len(name.strip()) > 3}


def _as_data(session: Session, rows: PersonRows) -> dict[str, object]:
    keys = [o.id for o in rows.officials]
    roles = session.exec(select(RoleAssignment).where(col(RoleAssignment.official_id).in_(keys))).all()
    return {
        "plan": rows.plan.code,
        "asked_for": rows.asked,
        "officials": [o.model_dump(mode="json", exclude={"id", "plan_id"}) for o in rows.officials],
        "roles": [r.model_dump(mode="json", include={"role", "starts_on", "ends_on"}) for r in roles],
        "deputies": [d.model_dump(mode="json", exclude={"id"}) for d in rows.deputies],
        "absences": [a.model_dump(mode="json", exclude={"id"}) for a in rows.absences],
        "memberships": [m.model_dump(mode="json", exclude={"id", "plan_id"}) for m in rows.memberships],
        "invitations": [i.model_dump(mode="json", exclude={"id", "plan_id", "nonce"}) for i in rows.invitations],
        "associations": [a.model_dump(mode="json", exclude={"id", "plan_id"}) for a in rows.associations],
        "mails_received": [_received(session, mail) for mail in rows.received],
        "mails_sent": [
            {
                "sent_at": str(mail.sent_at or ""),
                "kind": mail.kind.value,
                "subject": mail.subject,
                "to": mail.envelope_to,
            }
            for mail in rows.sent
        ],
        "recommendations_answered_for": list(
            session.exec(select(col(Recommendation.code)).where(col(Recommendation.owner_id).in_(keys))).all()
        ),
        "why_it_is_kept": [
            {"kind": kind.code, "what": kind.what, "purpose": kind.purpose, "months_after_the_plan": kind.months}
            for kind in REGISTER
        ],
    }


def _received(session: Session, mail: InboundMessage) -> dict[str, object]:
    return {
        "received_at": mail.received_at.isoformat(),
        "subject": mail.subject,
        "class": mail.fate.value,
        "sha256": mail.sha256,
        "is_proof": is_proof(session, mail=mail),
        "message_base64": base64.b64encode(mail.raw).decode(),
    }


def is_proof(session: Session, *, mail: InboundMessage) -> bool:
    """Whether a figure, an evidence file or a recommendation leads back to this mail."""
    for table in (IndicatorActual, MilestoneUpdate, EvidenceLink, Recommendation):
        if session.exec(select(table.id).where(table.inbound_id == mail.id)).first() is not None:
            return True
    answered = select(Recommendation.id).where(Recommendation.response_inbound_id == mail.id)
    return session.exec(answered).first() is not None
