"""What a transaction keeps is never older than its own changes, and never outlives it."""

from datetime import date

from sqlmodel import Session, select

from flows.services.people_records.people import holder, holdings
from models.tables import Official, RoleAssignment
from models.vocabulary import OfficialRole

TODAY = date(2026, 10, 1)


def assign(session: Session, role: OfficialRole) -> RoleAssignment:
    official = session.exec(select(Official)).first()
    row = RoleAssignment(official_id=official.id, role=role)
    session.add(row)
    return row


def test_a_role_given_in_the_same_transaction_is_seen_at_once_and_a_role_that_ended_is_not(
    session: Session, small_plan
) -> None:
    plan_id = session.exec(select(Official.plan_id)).first()

    def found() -> Official | None:
        return holder(session, plan_id=plan_id, role=OfficialRole.TECHNICAL_TEAM, member_id=None, today=TODAY)

    assert found() is None
    row = assign(session, OfficialRole.TECHNICAL_TEAM)
    assert found() is not None
    session.flush()
    row.ends_on = date(2026, 9, 30)
    assert found() is None
    session.flush()
    session.delete(row)
    session.flush()
    assert row not in [role for _, role in holdings(session, plan_id=plan_id, today=TODAY)]


def test_another_transaction_reads_again(session: Session, engine, small_plan) -> None:
    plan_id = session.exec(select(Official.plan_id)).first()
    before = len(holdings(session, plan_id=plan_id, today=TODAY))
    session.rollback()
    with Session(engine) as other:
        assign(other, OfficialRole.TECHNICAL_TEAM)
        other.commit()
    assert len(holdings(session, plan_id=plan_id, today=TODAY)) == before + 1
