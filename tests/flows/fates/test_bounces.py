"""A mail that comes back: found by any of three keys, counted, and raised to a person before anybody is blamed."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from flows.happenings import happenings
from flows.services.reception.replies import receive
from models.tables import DeliveryFailure, LedgerEntry, OutboundMessage
from models.vocabulary import InboundClass, LedgerAction, MessageKind, OutboundState

DAY = date(2026, 10, 8)


def report(mail, *, status="5.1.1", action="failed", keys=("verp", "envid", "message-id"), number=1, to="") -> bytes:
    """A delivery report as Postfix writes it, with the keys asked for."""
    recipient = mail.envelope_from if "verp" in keys else "reponse@iltizam.example"
    envid = f"Original-Envelope-Id: {mail.message_id.strip('<>')}\r\n" if "envid" in keys else ""
    original = f"Message-ID: {mail.message_id}\r\nSubject: form\r\n" if "message-id" in keys else "Subject: form\r\n"
    return (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: {recipient}\r\nMessage-ID: <report-{number}@mx.example>\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n{envid}\r\n"
        f"Final-Recipient: rfc822; {to or mail.envelope_to}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; said no\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{original}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("key", ["verp", "envid", "message-id"])
def test_any_one_of_three_keys_finds_the_mail_that_came_back(session, post, key) -> None:
    mail = post.request(session)
    result = receive(post.desk(DAY), raw=report(mail, keys=(key,)), source="test")
    assert result.fate is InboundClass.BOUNCE
    assert post.request(session).state is OutboundState.BOUNCED
    assert post.official(session).suppressed_because.startswith("5.1.1")


def test_an_address_that_bounced_is_announced_by_the_code_of_its_official_alone(session, post) -> None:
    desk = post.desk(DAY)
    receive(desk, raw=report(post.request(session)), source="test")
    (announced,) = [happening for happening in happenings(desk.noted) if happening.name == "iltizam.address.bounced"]
    assert (announced.subject, announced.detail) == (post.official(session).code, "")


def test_an_envelope_id_is_understood_in_the_form_the_relay_gives_it_back(session, post) -> None:
    mail = post.request(session)
    raw = report(mail, keys=("envid",)).replace(b"@iltizam.example\r\n\r\nFinal", b"+40iltizam.example\r\n\r\nFinal")
    assert b"+40" in raw
    receive(post.desk(DAY), raw=raw, source="test")
    assert post.request(session).state is OutboundState.BOUNCED


def test_a_report_about_no_mail_of_ours_changes_nothing(session, post) -> None:
    receive(post.desk(DAY), raw=report(post.request(session), keys=()), source="test")
    assert post.request(session).state is OutboundState.SENT
    assert post.official(session).suppressed_because == ""


def test_a_failure_behind_the_address_we_wrote_to_does_not_condemn_it(session, post) -> None:
    mail = post.request(session)
    receive(post.desk(DAY), raw=report(mail, to="elsewhere@home.example"), source="test")
    assert post.official(session).suppressed_because == ""
    assert post.request(session).state is OutboundState.BOUNCED


@pytest.mark.parametrize(
    ("status", "is_suppressed"),
    [("5.1.1", True), ("5.1.10", True), ("5.2.1", True), ("5.7.1", True), ("5.1.8", False), ("5.2.2", False),
     ("5.3.4", False), ("4.4.7", False)],
)  # fmt: skip
def test_only_an_address_that_is_dead_is_suppressed(session, post, status, is_suppressed) -> None:
    receive(post.desk(DAY), raw=report(post.request(session), status=status), source="test")
    assert bool(post.official(session).suppressed_because) is is_suppressed
    assert post.request(session).state is OutboundState.BOUNCED  # failed is failed: the official has not got it


def test_a_delay_report_proves_that_the_server_has_a_mail_in_doubt(session, post) -> None:
    mail = post.request(session)
    with post.desk().session() as writing:
        writing.get_one(OutboundMessage, mail.id).state = OutboundState.IN_DOUBT
        writing.commit()
    receive(post.desk(DAY), raw=report(mail, status="4.4.1", action="delayed"), source="test")
    assert post.request(session).state is OutboundState.SENT


def mails_to(session, post, number: int) -> list[OutboundMessage]:
    """The request and more mails to the same official."""
    first = post.request(session)
    with post.desk().session() as writing:
        for n in range(1, number):
            values = first.model_dump(exclude={"id"}) | {
                "idempotency_key": f"more:{n}", "message_id": f"<more{n}@iltizam.example>",
                "envelope_from": f"reponse+bounce-{n:020x}@iltizam.example", "kind": MessageKind.REMINDER,
            }  # fmt: skip
            writing.add(OutboundMessage(**values, raw=first.raw))
        writing.commit()
    return post.sent(session, MessageKind.REQUEST, MessageKind.REMINDER)


def failing(session) -> list[LedgerEntry]:
    session.rollback()
    return list(session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.ADDRESS_FAILING)).all())


def test_five_soft_failures_in_five_weeks_are_raised_once_to_the_focal_point(session, post) -> None:
    for number, mail in enumerate(mails_to(session, post, 7)):
        receive(post.desk(DAY + timedelta(days=number)), raw=report(mail, status="4.2.2", number=number), source="test")
        assert len(failing(session)) == (number >= 4)
    notices = post.sent(session, MessageKind.NOTICE)
    assert [notice.envelope_to for notice in notices] == ["of-focal@region.example"]
    assert post.official(session).suppressed_because == ""  # we go on writing
    assert len(session.exec(select(DeliveryFailure)).all()) == 7


def test_soft_failures_spread_over_months_are_not_raised(session, post) -> None:
    for number, mail in enumerate(mails_to(session, post, 7)):
        day = DAY + timedelta(days=9 * number)
        receive(post.desk(day), raw=report(mail, status="4.2.2", number=number), source="test")
    assert failing(session) == []


def test_many_reports_about_one_mail_count_once(session, post) -> None:
    mail = post.request(session)
    for number in range(6):
        raw = report(mail, status="4.4.1", action="delayed", number=number)
        receive(post.desk(DAY), raw=raw, source="test")
    assert failing(session) == []


def complaint(mail, *, kind="abuse") -> bytes:
    return (
        "From: <feedback@provider.example>\r\nTo: reponse@iltizam.example\r\nMessage-ID: <arf@provider.example>\r\n"
        "Subject: FW: form\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        f"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nUser-Agent: X/1\r\nVersion: 1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {mail.message_id}\r\nSubject: form\r\n\r\nbody\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize(("kind", "is_stopped"), [("abuse", True), ("fraud", True), ("not-spam", False)])
def test_a_complaint_stops_mail_to_its_author_and_is_raised(session, post, kind, is_stopped) -> None:
    result = receive(post.desk(DAY), raw=complaint(post.request(session), kind=kind), source="test")
    assert result.fate is InboundClass.AUTOMATIC
    assert ("complaint" in post.official(session).suppressed_because) is is_stopped
    assert len(post.sent(session, MessageKind.NOTICE)) == is_stopped
