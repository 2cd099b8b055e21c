"""Which independent body approves a report, who speaks for it by mail, and which keys it signs with. Reads rows only."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from flows.services.approval.ssh_signatures import PublicKey
from flows.services.desk import Desk
from flows.services.evaluation.monitoring_body import ROLES, body_contacts
from flows.services.lifecycle.bodies import find_body
from models.rules.errors import DomainError
from models.tables import ActionPlan, Membership, Official, Organisation, SigningKey
from models.vocabulary import OrganisationKind

INDEPENDENT = (OrganisationKind.REPORTING_INSTANCE, OrganisationKind.MONITORING_BODY)


def approving_body(session: Session, *, plan: ActionPlan, wanted: str = "") -> Organisation:
    """The body that approves: the Independent Reporting Instance, to which the plan gives the annual report.

    `wanted` names the other role ("monitoring-body") or a body by its code. While the body is to be defined the gate is
    closed, and a DomainError says so: nobody else can approve in its place.
    """
    kind = ROLES.get(wanted.strip().lower())
    if kind or not wanted.strip():
        kinds = (kind,) if kind else INDEPENDENT
        body = next(filter(None, (_of_kind(session, plan, one) for one in kinds)), None)
    else:
        body = find_body(session, plan=plan, code=wanted)
    if body is not None and body.kind not in INDEPENDENT:
        raise DomainError(
            f"{body.code} ({body.name}) belongs to the administration or its committees; only the Independent Reporting "
            "Instance or the Monitoring Body approves a report."
        )
    if body is None or not body.is_defined:
        role = "Monitoring Body" if kind is OrganisationKind.MONITORING_BODY else "Independent Reporting Instance"
        raise DomainError(
            f"The {role} of {plan.code} is still to be defined, so nobody can approve this report and it stays a draft; "
            "name the body with the flow name-monitoring-body."
        )
    return body


def speakers(session: Session, desk: Desk, *, body: Organisation) -> list[Membership]:
    """Whom to write to, and whose answer counts: the people of the body with an address, on the day; each once.

    An official of the plan is none of them, even when a plan file seats one there: nobody approves their own report.
    """
    own = session.exec(select(Official.email).where(Official.plan_id == body.plan_id)).all()
    officials = {address.strip().casefold() for address in own}
    seen: dict[str, Membership] = {}
    for row in body_contacts(session, desk, body=body):
        address, is_seated = row.email.strip().casefold(), row.starts_on is None or row.starts_on <= desk.today
        if is_seated and row.official_id is None and address not in officials:
            seen.setdefault(address, row)
    return list(seen.values())


def speaker_at(session: Session, desk: Desk, *, body: Organisation, address: str) -> Membership | None:
    """The person of the body who writes from this address, if any."""
    wanted = address.strip().casefold()
    people = speakers(session, desk, body=body)
    return next((row for row in people if row.email.strip().casefold() == wanted), None)


def keys_of(session: Session, desk: Desk, *, body: Organisation) -> Sequence[tuple[SigningKey, PublicKey]]:
    """The keys of a body that may sign today."""
    query = select(SigningKey).where(SigningKey.organisation_id == body.id).order_by(col(SigningKey.id))
    rows = [row for row in session.exec(query).all() if row.withdrawn_on is None or row.withdrawn_on > desk.today]
    return [(row, PublicKey(row.public_key, row.fingerprint)) for row in rows]


def _of_kind(session: Session, plan: ActionPlan, kind: OrganisationKind) -> Organisation | None:
    query = select(Organisation).where(Organisation.plan_id == plan.id, Organisation.kind == kind)
    return session.exec(query.order_by(col(Organisation.is_defined).desc(), col(Organisation.position))).first()
