"""Answers to invitations: by calendar or by a word, in three languages; from the invited person and of this version only."""

import pytest
from sqlmodel import select

from flows.services.reception import replies
from models.tables import InboundMessage, Invitation, LedgerEntry
from models.vocabulary import InboundClass, InvitationAnswer, LedgerAction

CALENDAR = """BEGIN:VCALENDAR\r
PRODID:-//Some calendar//EN\r
VERSION:2.0\r
METHOD:{method}\r
BEGIN:VEVENT\r
UID:{uid}\r
SEQUENCE:{sequence}\r
DTSTAMP:20261124T100000Z\r
DTSTART:20261210T100000Z\r
ORGANIZER:mailto:reponse@iltizam.example\r
ATTENDEE;PARTSTAT={state}:mailto:a@assoc.example\r
END:VEVENT\r
END:VCALENDAR\r
"""
UID = "governed-sc-laa-2026-q4@iltizam.example"


def calendar(*, state: str = "ACCEPTED", method: str = "REPLY", uid: str = UID, sequence: int = 0) -> str:
    return CALENDAR.format(state=state, method=method, uid=uid, sequence=sequence)


def receive(desk, *, raw: bytes):
    return replies.receive(desk, raw=raw, source="test")


@pytest.fixture
def sent(meet, review_order, invitations):
    """The invitation of the association, in Arabic."""
    meet(review_order())
    return next(mail for mail in invitations() if mail.envelope_to == "a@assoc.example")


def answer_of(session, email: str = "a@assoc.example") -> Invitation:
    session.rollback()
    session.expire_all()
    return session.exec(select(Invitation).where(Invitation.email == email)).one()


def fate(session) -> tuple[InboundClass, list[str]]:
    row = session.exec(select(InboundMessage).order_by(InboundMessage.id.desc())).first()
    return row.fate, row.reasons


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Oui, je serai présente.", InvitationAnswer.ACCEPTED),
        ("Non, désolé", InvitationAnswer.DECLINED),
        ("Yes", InvitationAnswer.ACCEPTED),
        ("no", InvitationAnswer.DECLINED),
        ("نعم", InvitationAnswer.ACCEPTED),
        ("لا، مع الاعتذار", InvitationAnswer.DECLINED),
    ],
)
def test_a_word_is_an_answer(session, desk, sent, reply_to, body, expected) -> None:
    receive(desk, raw=reply_to(sent, body))
    row = answer_of(session)
    assert row.answer is expected
    assert row.answered_at is not None
    assert fate(session) == (InboundClass.DECISION, [f"invitation:SC-LAA-2026-Q4:{expected.value}"])
    entry = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.INVITATION_ANSWERED)).one()
    assert (entry.subject, entry.before, entry.after) == ("SC-LAA-2026-Q4", "needs_action", expected.value)
    assert entry.source.startswith("sha256:")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("ACCEPTED", InvitationAnswer.ACCEPTED),
        ("DECLINED", InvitationAnswer.DECLINED),
        ("TENTATIVE", InvitationAnswer.TENTATIVE),
    ],
)
@pytest.mark.parametrize("automatic", ["", "auto-generated"])
def test_a_calendar_is_an_answer_even_when_it_calls_itself_automatic(
    session, desk, sent, reply_to, state, expected, automatic
) -> None:
    headers = {"Auto-Submitted": automatic, "In-Reply-To": ""}
    receive(desk, raw=reply_to(sent, "", calendar=calendar(state=state), **headers))
    assert answer_of(session).answer is expected


def test_a_later_answer_replaces_an_earlier_one(session, desk, sent, reply_to) -> None:
    receive(desk, raw=reply_to(sent, "oui"))
    receive(desk, raw=reply_to(sent, "non"))
    assert answer_of(session).answer is InvitationAnswer.DECLINED


def test_the_same_mail_twice_is_one_answer(session, desk, sent, reply_to) -> None:
    raw = reply_to(sent, "oui")
    receive(desk, raw=raw)
    receive(desk, raw=raw)
    answer_of(session)
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.INVITATION_ANSWERED)).all()
    assert len(entries) == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sender": "somebody@else.example", "body": "oui"}, InboundClass.TRIAGE),
        ({"body": "Merci pour l'invitation, quel est l'ordre du jour ?"}, InboundClass.TRIAGE),
        ({"body": "", "calendar": calendar(uid="another-meeting@iltizam.example")}, InboundClass.TRIAGE),
        ({"body": "", "calendar": calendar(method="COUNTER")}, InboundClass.TRIAGE),
        ({"body": "", "calendar": "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nbroken"}, InboundClass.TRIAGE),
        ({"body": "oui, absent jusqu'au 12", "Auto-Submitted": "auto-replied"}, InboundClass.AUTOMATIC),
    ],
)
def test_what_is_no_clear_answer_of_the_invited_person_changes_nothing(
    session, desk, sent, reply_to, changes, expected
) -> None:
    others = {name: value for name, value in changes.items() if name != "body"}
    receive(desk, raw=reply_to(sent, changes["body"], **others))
    assert answer_of(session).answer is InvitationAnswer.NEEDS_ACTION
    assert fate(session)[0] is expected


@pytest.mark.parametrize("by_calendar", [True, False])
def test_an_answer_to_the_old_day_does_not_count_for_the_new_one(
    session, desk, sent, meet, review_order, invitations, reply_to, by_calendar
) -> None:
    meet(review_order(starts="2026-12-11 15:00"))
    receive(desk, raw=reply_to(sent, "" if by_calendar else "oui", calendar=calendar() if by_calendar else ""))
    assert answer_of(session).answer is InvitationAnswer.NEEDS_ACTION
    assert fate(session) == (InboundClass.DECISION, ["invitation_changed_since:SC-LAA-2026-Q4"])
    latest = [mail for mail in invitations() if mail.envelope_to == "a@assoc.example"][-1]
    receive(desk, raw=reply_to(latest, "نعم"))
    assert answer_of(session).answer is InvitationAnswer.ACCEPTED


def test_those_who_accepted_can_be_recorded_as_having_come(
    session, desk, desk_on, sent, meet, review_order, reply_to
) -> None:
    from datetime import date

    receive(desk, raw=reply_to(sent, "نعم"))
    outcome = meet(review_order(attended="accepted, OF-DG"), action="held", on=desk_on(date(2026, 12, 11)))
    assert outcome.counts["attended"] == 2
