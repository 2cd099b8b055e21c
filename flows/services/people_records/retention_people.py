"""Clearing people past their term: officials, deputies and absences, members of bodies, invitations, associations."""

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.people_records.retention_rows import Cleared, is_cleared, pseudonym_of
from models.plan_file.load_officials import ERASED, placeholder_address
from models.rules.lifecycle import FINAL_STAGES
from models.tables import (
    Absence,
    ActionPlan,
    Association,
    Commitment,
    CommitmentInstance,
    Deputy,
    Invitation,
    Membership,
    Official,
)


def clear_officials(session: Session, desk: Desk, plan: ActionPlan) -> Cleared:
    """Names and addresses of officials; whoever still answers for a commitment that is not over stays."""
    needed = _still_answering(session, plan)
    rows = session.exec(select(Official).where(Official.plan_id == plan.id)).all()
    waiting = sorted(row.code for row in rows if row.id in needed and not is_cleared(row.name))
    cleared = [row for row in rows if row.id not in needed and not is_cleared(row.name)]
    for row in cleared:
        mark = pseudonym_of(desk, row.email or row.code)
        row.name, row.names = f"{row.code} ({mark})", {}
        row.email, row.suppressed_because = placeholder_address(f"{row.code}-{mark}"), ERASED
        session.add(row)
    because = f"still answer for a commitment: {', '.join(waiting)}" if waiting else ""
    return Cleared(len(cleared), because)


def clear_presence(session: Session, desk: Desk, plan: ActionPlan) -> Cleared:
    """Deputies and what was written about absences; the days stay."""
    own = select(Official.id).where(Official.plan_id == plan.id)
    deputies = session.exec(select(Deputy).where(col(Deputy.official_id).in_(own))).all()
    absences = session.exec(select(Absence).where(col(Absence.official_id).in_(own))).all()
    named = [row for row in deputies if not is_cleared(row.email)]
    for deputy in named:
        mark = pseudonym_of(desk, deputy.email)
        deputy.name, deputy.email = mark, placeholder_address(mark)
        deputy.ends_on = min(deputy.ends_on or desk.today, desk.today)
        session.add(deputy)
    told = [row for row in absences if row.note or row.named_deputies]
    for absence in told:
        absence.note, absence.named_deputies = "", []
        session.add(absence)
    return Cleared(len(named) + len(told))


def clear_bodies(session: Session, desk: Desk, plan: ActionPlan) -> Cleared:
    """Members of committees and bodies; side, role and dates of a seat stay."""
    rows = session.exec(select(Membership).where(Membership.plan_id == plan.id)).all()
    cleared = [row for row in rows if not (is_cleared(row.name) and is_cleared(row.email))]
    for row in cleared:
        row.name, row.email = pseudonym_of(desk, row.email or row.name), ""
        row.ends_on = min(row.ends_on or desk.today, desk.today)
        session.add(row)
    return Cleared(len(cleared))


def clear_invitations(session: Session, desk: Desk, plan: ActionPlan) -> Cleared:
    """People invited; category, side, answer and attendance are still counted."""
    rows = session.exec(select(Invitation).where(Invitation.plan_id == plan.id)).all()
    cleared = [row for row in rows if not is_cleared(row.email)]
    for row in cleared:
        mark = pseudonym_of(desk, row.email)
        row.name, row.email = mark, placeholder_address(mark)
        session.add(row)
    return Cleared(len(cleared))


def clear_associations(session: Session, _desk: Desk, plan: ActionPlan) -> Cleared:
    """Contact addresses of associations; the association stays."""
    rows = session.exec(select(Association).where(Association.plan_id == plan.id)).all()
    cleared = [row for row in rows if row.email]
    for row in cleared:
        row.email = ""
        session.add(row)
    return Cleared(len(cleared))


def _still_answering(session: Session, plan: ActionPlan) -> set[int]:
    query = (
        select(col(CommitmentInstance.responsible_id))
        .join(Commitment, col(CommitmentInstance.commitment_id) == Commitment.id)
        .where(Commitment.plan_id == plan.id, col(Commitment.stage).not_in(list(FINAL_STAGES)))
    )
    return {key for key in session.exec(query).all() if key is not None}
