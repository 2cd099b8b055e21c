"""One action passes everything open from one official to another; mail from the old address still arrives, marked."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.committee.committee_reviews import review_committees
from flows.services.escalation.late_recommendations import late_recommendations
from flows.services.people_records.handover import hand_over
from flows.services.reception.deputies import register_deputy
from flows.services.reception.replies import receive
from models.rules.errors import DomainError
from models.rules.policy import DEFAULT_POLICY
from models.tables import (
    ActionPlan,
    CommitmentInstance,
    DataRequest,
    Deputy,
    Handover,
    InboundMessage,
    IndicatorActual,
    LedgerEntry,
    Official,
    OutboundMessage,
    Recommendation,
    RequestedItem,
    RoleAssignment,
)
from models.vocabulary import InboundClass, LedgerAction, MessageKind, RequestState

OPENED, GIVEN = date(2026, 10, 1), date(2026, 10, 7)
OLD, NEW = "OF-LAA-01", "OF-LAA-DG"


def find(session: Session, code: str) -> Official:
    return session.exec(select(Official).where(Official.code == code)).one()


def give(desk, *, to: str = NEW, preview: bool = False):
    return hand_over(
        desk,
        plan="",
        from_official=OLD,
        to_official=to,
        operator="A",
        reason="moves to another office",
        preview=preview,
    )


def request_of(session: Session, code: str) -> DataRequest | None:
    session.rollback()
    session.expire_all()
    return session.exec(select(DataRequest).where(DataRequest.official_id == find(session, code).id)).first()


@pytest.fixture
def asked(session, plan, desk_on):
    open_quarter(desk_on(OPENED), plan="")
    session.rollback()


def test_commitments_forms_roles_and_the_ledger_pass_to_the_successor(session, asked, desk_on) -> None:
    owed = len(session.exec(select(RequestedItem).where(
        RequestedItem.data_request_id == request_of(session, OLD).id)).all())  # fmt: skip
    outcome = give(desk_on(GIVEN))
    session.expire_all()
    session.rollback()
    assert outcome.counts["moved"] == 4  # two commitments, one form, one role
    left = session.exec(
        select(CommitmentInstance).where(CommitmentInstance.responsible_id == find(session, OLD).id)
    ).all()
    assert left == []
    old, new = request_of(session, OLD), request_of(session, NEW)
    assert old.state is RequestState.WAIVED
    assert old.waived_because.startswith("handed over to OF-LAA-DG")
    items = session.exec(select(RequestedItem).where(RequestedItem.data_request_id == new.id)).all()
    assert len(items) == owed
    mails = session.exec(select(OutboundMessage).where(OutboundMessage.official_id == find(session, NEW).id)).all()
    assert sorted(mail.kind for mail in mails) == [MessageKind.NOTICE, MessageKind.REQUEST]
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.HANDED_OVER)).all()
    assert {entry.subject for entry in entries} >= {OLD, "MALAA0001", "MALAA0002", "2026-Q3/OF-LAA-01"}
    ended = session.exec(select(RoleAssignment).where(RoleAssignment.official_id == find(session, OLD).id)).all()
    assert [role.ends_on for role in ended] == [date(2026, 10, 6)]


def test_a_preview_shows_everything_and_moves_nothing(session, asked, desk_on) -> None:
    outcome = give(desk_on(GIVEN), preview=True)
    assert {row[0] for row in outcome.tables[0].rows} == {"commitment", "form", "role"}
    assert request_of(session, OLD).state is RequestState.OPEN
    assert session.exec(select(Handover)).all() == []


def test_a_second_handover_finds_nothing_left(session, asked, desk_on) -> None:
    give(desk_on(GIVEN))
    assert give(desk_on(GIVEN)).counts["moved"] == 0
    assert len(session.exec(select(Handover)).all()) == 1


def test_a_reply_from_the_old_address_arrives_marked_and_the_successor_is_asked(
    session, asked, desk_on, writer, as_vouched
) -> None:
    former = writer(find(session, OLD).email, MessageKind.REQUEST)
    code = session.exec(
        select(col(RequestedItem.code)).where(RequestedItem.data_request_id == former.row.data_request_id)
    ).first()
    give(desk_on(GIVEN))
    result = receive(desk_on(GIVEN), raw=former.reply(f"{code} = 14"), source="test")
    assert result.fate is InboundClass.HELD
    assert "former_holder" in result.reasons
    assert session.exec(select(IndicatorActual)).all() == []
    session.rollback()
    (question,) = session.exec(select(OutboundMessage).where(OutboundMessage.kind == MessageKind.CONFIRMATION)).all()
    assert question.envelope_to == find(session, NEW).email
    answer = writer(find(session, NEW).email, MessageKind.CONFIRMATION)
    raw = answer.reply("oui", quote=False)
    assert receive(desk_on(GIVEN), raw=raw, source="test").fate is InboundClass.DECISION
    session.expire_all()
    session.rollback()
    (value,) = session.exec(select(IndicatorActual)).all()
    assert value.inbound_id == session.exec(
        select(col(InboundMessage.id)).where(InboundMessage.sha256 == result.sha256)
    ).one()  # fmt: skip


def test_the_successor_may_answer_with_the_old_form(session, asked, desk_on, writer) -> None:
    former = writer(find(session, OLD).email, MessageKind.REQUEST)
    code = session.exec(
        select(col(RequestedItem.code)).where(RequestedItem.data_request_id == former.row.data_request_id)
    ).first()
    give(desk_on(GIVEN))
    raw = former.reply(f"{code} = 9", From=f"N <{find(session, NEW).email}>")
    assert receive(desk_on(GIVEN), raw=raw, source="test").fate is InboundClass.PROVISIONAL
    session.rollback()
    (value,) = session.exec(select(IndicatorActual)).all()
    assert value.reported_by_id == find(session, NEW).id


def test_recommendations_and_what_is_late_pass_to_the_successor(session, reviewed, desk_on, writer) -> None:
    receive(desk_on(date(2026, 10, 28)), raw=writer(reviewed[0]).reply("R1 MALAA0002: Publier"), source="test")
    review_committees(desk_on(date(2026, 10, 28)), plan="")
    give(desk_on(date(2026, 11, 2)))
    session.expire_all()
    session.rollback()
    (row,) = session.exec(select(Recommendation)).all()
    assert row.owner_id == find(session, NEW).id
    plan = session.exec(select(ActionPlan)).one()
    (late,) = late_recommendations(session, desk_on(date(2027, 1, 4)), plan, DEFAULT_POLICY)
    assert late.responsible.code == NEW
    told = review_committees(desk_on(date(2026, 11, 2)), plan="")
    assert told.counts["owners_told"] == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"to_official": "OF-X"}, "Nobody in small has the code “OF-X”"),
        ({"to_official": OLD}, "same person"),
        ({"operator": ""}, "fill in operator"),
    ],
)
def test_a_wrong_handover_is_refused_in_words(session, asked, desk_on, given, says) -> None:
    order = {"from_official": OLD, "to_official": NEW, "operator": "A", "reason": "r"} | given
    with pytest.raises(DomainError, match=says):
        hand_over(desk_on(GIVEN), plan="", preview=False, **order)
    assert session.exec(select(Handover)).all() == []


def test_a_deputy_may_answer_from_the_first_day_to_the_last(session, asked, desk_on, writer) -> None:
    order = {
        "official": OLD, "name": "A deputy", "email": "Deputy@region.example", "starts_on": date(2026, 10, 5),
        "ends_on": date(2026, 10, 9), "operator": "A", "reason": "leave",
    }  # fmt: skip
    for preview in (True, False, False):
        register_deputy(desk_on(GIVEN), plan="", preview=preview, **order)
    session.rollback()
    (row,) = session.exec(select(Deputy)).all()
    assert (row.email, row.starts_on, row.ends_on) == ("deputy@region.example", date(2026, 10, 5), date(2026, 10, 9))
    form = writer(find(session, OLD).email, MessageKind.REQUEST)
    code = session.exec(
        select(col(RequestedItem.code)).where(RequestedItem.data_request_id == form.row.data_request_id)
    ).first()
    for day, fate in ((date(2026, 10, 9), InboundClass.PROVISIONAL), (date(2026, 10, 12), InboundClass.HELD)):
        raw = form.reply(f"{code} = {day.day}", From="deputy@region.example")
        assert receive(desk_on(day), raw=raw, source="test").fate is fate


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"official": "OF-NOBODY"}, "Nobody in small"),
        ({"email": "nowhere"}, "not a mail address"),
        ({"email": "of-laa-01@region.example"}, "one of their own"),
        ({"starts_on": date(2030, 1, 1)}, "outside the plan"),
        ({"ends_on": date(2026, 1, 1)}, "before starting"),
    ],
)
def test_a_wrong_deputy_is_refused_in_words(session, asked, desk_on, given, says) -> None:
    order = {
        "official": OLD, "name": "", "email": "d@region.example", "starts_on": None, "ends_on": None, "operator": "A",
        "reason": "r",
    } | given  # fmt: skip
    with pytest.raises(DomainError, match=says):
        register_deputy(desk_on(GIVEN), plan="", preview=False, **order)
    assert session.exec(select(Deputy)).all() == []
