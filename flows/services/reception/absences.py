"""Who is away and who may answer instead: noted from automatic replies, accepted by people."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from models.tables import Absence, Deputy, InboundMessage, Official
from models.vocabulary import LedgerAction
from notifications.absence import Absence as ReadAbsence

_AWAY = (
    select(Absence)
    .join(Official, col(Absence.official_id) == Official.id)
    .where(col(Official.plan_id) == sa.bindparam("plan"))
    .where(col(Absence.starts_on) <= sa.bindparam("today"), col(Absence.ends_on) >= sa.bindparam("today"))
    .order_by(col(Absence.ends_on))
)


def note_absence(
    session: Session, desk: Desk, *, inbound: InboundMessage, official: Official, read: ReadAbsence
) -> Absence | None:
    """Keep the days an automatic reply names; nothing when it names no end. Changes no state and stops no clock."""
    starts_on = read.starts_on or desk.today
    if read.ends_on is None or read.ends_on < max(starts_on, desk.today):
        return None
    known = session.exec(
        select(Absence).where(Absence.official_id == official.id, Absence.ends_on == read.ends_on)
    ).first()
    if known:
        return known
    absence = Absence(
        official_id=official.id, starts_on=starts_on, ends_on=read.ends_on, named_deputies=list(read.deputies),
        inbound_id=inbound.id, note=inbound.subject[:300],
    )  # fmt: skip
    session.add(absence)
    ledger.record(
        session, desk, action=LedgerAction.ABSENCE_NOTED, subject=official.code, plan_id=official.plan_id,
        field="absence", after=f"{starts_on} to {read.ends_on}", reason=", ".join(read.deputies),
        source=f"sha256:{inbound.sha256}",
    )  # fmt: skip
    return absence


@dataclass(frozen=True)
class Away:
    """One official who is away today, and the deputy a person accepted, if any. An absence alone stops no clock."""

    until: date
    deputy: Deputy | None = None


def away_today(session: Session, *, plan_id: int, today: date) -> dict[int, Away]:
    """Everybody of a plan who is away today, by official; read once for a whole run."""
    found = session.exec(_AWAY, params={"plan": plan_id, "today": today}).all()
    until = {absence.official_id: absence.ends_on for absence in found}
    if not until:
        return {}
    deputies = session.exec(
        select(Deputy)
        .where(col(Deputy.official_id).in_(list(until)), Deputy.starts_on <= today)
        .order_by(col(Deputy.id))
    ).all()
    current = {d.official_id: d for d in deputies if d.ends_on is None or d.ends_on >= today}
    return {official: Away(day, current.get(official)) for official, day in until.items()}


def absent_until(session: Session, *, official_id: int, today: date) -> date | None:
    """The last day of an absence that covers today."""
    query = select(col(Absence.ends_on)).where(
        Absence.official_id == official_id, Absence.starts_on <= today, Absence.ends_on >= today
    )
    return max(session.exec(query).all(), default=None)


def is_deputy(session: Session, *, official_id: int, address: str, today: date) -> bool:
    """Whether this address was accepted as a deputy of the official and still is today."""
    query = select(Deputy).where(
        Deputy.official_id == official_id, Deputy.email == address.lower(), Deputy.starts_on <= today
    )
    return any(deputy.ends_on is None or deputy.ends_on >= today for deputy in session.exec(query).all())
