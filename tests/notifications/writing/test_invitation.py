"""Invitations in three languages: what the mail says, the event beside it, and bytes that never change."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from models.vocabulary import Language, MeetingFormat, MeetingPurpose, MeetingRegime
from notifications.compose_invitation import MeetingNotice, compose_invitation
from notifications.mail import Envelope

MOROCCO = ZoneInfo("Africa/Casablanca")
NOTICE = MeetingNotice(
    language=Language.FRENCH, recipient_name="Représentante de la société civile", uid="plan-sc-1@iltizam.example",
    sequence=0, title="Examen du trimestre", purpose=MeetingPurpose.COMMITTEE_REVIEW, regime=MeetingRegime.REGULAR,
    held_as=MeetingFormat.HYBRID, starts_at=datetime(2026, 12, 10, 10, tzinfo=MOROCCO),
    ends_at=datetime(2026, 12, 10, 12, tzinfo=MOROCCO), place="Salle du conseil, Laâyoune",
    address="https://reunion.example/sc-1", chair="La présidence", body="Comité de supervision", agenda="La matrice",
)  # fmt: skip
ENVELOPE = Envelope(
    from_name="Suivi du plan", from_address="suivi@iltizam.example", to_name="", to_address="a@assoc.example",
    envelope_from="reponse@iltizam.example", message_id="<i1@iltizam.example>",
    date=datetime(2026, 11, 23, 9, tzinfo=UTC), reply_to="reponse+token@iltizam.example",
)  # fmt: skip
SAID = {
    Language.FRENCH: ("Invitation : Examen du trimestre, jeudi 10 décembre 2026", "de 10:00 à 12:00", "oui ou non"),
    Language.ARABIC: ("دعوة:", "بتوقيت المغرب", "نعم أو لا"),
    Language.ENGLISH: (
        "Invitation: Examen du trimestre, Thursday 10 December 2026",
        "from 10:00 to 12:00",
        "yes or no",
    ),
}


def parts(raw: bytes) -> dict[str, str]:
    return {
        part.get_content_type(): part.get_payload(decode=True).decode()
        for part in message_from_bytes(raw).walk()
        if not part.is_multipart()
    }


def event(raw: bytes):
    calendar = Calendar.from_ical(parts(raw)["text/calendar"])
    (found,) = calendar.walk("VEVENT")
    return str(calendar["method"]), found


@pytest.mark.parametrize("language", Language)
def test_the_mail_says_when_where_and_how_to_answer(language: Language) -> None:
    mail = compose_invitation(replace(NOTICE, language=language), envelope=ENVELOPE)
    heading, time, answer = SAID[language]
    assert heading in mail.subject
    text = parts(mail.raw)["text/plain"].replace("\u2068", "").replace("\u2069", "")
    for words in (time, answer, "Salle du conseil, Laâyoune", "https://reunion.example/sc-1"):
        assert words in " ".join(text.split())


def test_the_event_says_the_same_in_utc_and_takes_its_answer_by_token() -> None:
    method, found = event(compose_invitation(NOTICE, envelope=ENVELOPE).raw)
    assert method == "REQUEST"
    assert found.decoded("dtstart") == datetime(2026, 12, 10, 10, tzinfo=UTC)
    assert found.decoded("dtend") == datetime(2026, 12, 10, 12, tzinfo=UTC)
    assert str(found["organizer"]) == "mailto:reponse+token@iltizam.example"
    assert found["attendee"].params["RSVP"] == "TRUE"
    assert "Salle du conseil" in str(found["location"])


def test_a_change_and_a_cancellation_are_told_apart() -> None:
    changed = compose_invitation(replace(NOTICE, sequence=2), envelope=ENVELOPE)
    assert changed.subject.startswith("Modifié")
    assert int(event(changed.raw)[1]["sequence"]) == 2
    gone = compose_invitation(
        replace(NOTICE, sequence=3, is_cancelled=True, because="pas de quorum."), envelope=ENVELOPE
    )
    method, found = event(gone.raw)
    assert (method, str(found["status"])) == ("CANCEL", "CANCELLED")
    assert "La réunion suivante est annulée : pas de quorum." in parts(gone.raw)["text/plain"]
    assert "oui ou non" not in parts(gone.raw)["text/plain"]


def test_equal_input_gives_equal_bytes_and_no_line_is_too_long() -> None:
    first, second = (compose_invitation(NOTICE, envelope=ENVELOPE).raw for _ in range(2))
    assert first == second
    assert max(len(line) for line in first.split(b"\r\n")) <= 998
    assert b"\n" not in first.replace(b"\r\n", b"")


def test_hostile_words_break_neither_the_mail_nor_the_event() -> None:
    hostile = "Fin\r\nEND:VEVENT\r\nATTENDEE:mailto:x@evil.example\r\nBcc: x@evil.example <b>"
    mail = compose_invitation(replace(NOTICE, title=hostile, agenda=hostile, place=hostile), envelope=ENVELOPE)
    message = message_from_bytes(mail.raw)
    assert message["Bcc"] is None
    _, found = event(mail.raw)
    assert str(found["attendee"]) == "mailto:a@assoc.example"
    assert "<b>" not in parts(mail.raw)["text/html"]


def test_what_was_invented_is_marked() -> None:
    text = parts(compose_invitation(replace(NOTICE, illustrative=True), envelope=ENVELOPE).raw)["text/plain"]
    assert "Cette réunion est illustrative" in text
