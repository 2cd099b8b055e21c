"""People, programs and bounces are told apart; a person is never taken for a machine."""

from datetime import date

import pytest

from notifications.classify import Automatic, Bounce, Human, Suspect, classify
from notifications.mime import parse
from notifications.reasons import Reason
from notifications.reply_address import bounce_address, find_bounced

HEAD = "From: f@region.example\nTo: suivi@reply.suivi.example\nDate: Mon, 12 Oct 2026 10:00:00 +0000\n"
KEY = b"k" * 32
HUMAN = [
    "Subject: Re: suivi\n",
    "Subject: Absence de données\n",
    "Subject: Re: réponse automatique du serveur\n",
    "Subject: Rapport automatique\n",
    "Auto-Submitted: no\n",
    "X-Auto-Response-Suppress: All\n",
    "Return-Path: <f@region.example>\n",
    "X-Autoreply: no\n",
    "Precedence: normal\n",
]
AUTOMATIC = [
    ("Auto-Submitted: auto-replied\n", Reason.AUTO_SUBMITTED),
    ("Auto-Submitted: auto-generated; foo=bar\n", Reason.AUTO_SUBMITTED),
    ("X-Autoreply: yes\n", Reason.AUTO_REPLY_HEADER),
    ("X-Autorespond: absence\n", Reason.AUTO_REPLY_HEADER),
    ("X-MS-Exchange-Inbox-Rules-Loop: f@region.example\n", Reason.AUTO_REPLY_HEADER),
    ("Precedence: auto_reply\n", Reason.AUTO_REPLY_HEADER),
    ("Return-Path: <>\n", Reason.NULL_SENDER),
    ("Subject: Réponse automatique : Absence\n", Reason.AUTO_REPLY_SUBJECT),
    ("Subject: =?utf-8?q?R=C3=A9ponse_automatique?=\n", Reason.AUTO_REPLY_SUBJECT),
    ("Subject: Automatic reply: suivi\n", Reason.AUTO_REPLY_SUBJECT),
    ("Subject: Out of office\n", Reason.AUTO_REPLY_SUBJECT),
    ("Subject: رد تلقائي: متابعة\n", Reason.AUTO_REPLY_SUBJECT),
    ("Subject: خارج المكتب\n", Reason.AUTO_REPLY_SUBJECT),
    ("Message-ID: <q3.1@REPLY.suivi.example>\n", Reason.OWN_MESSAGE),
    ("Received: by a.example; x\n" * 51, Reason.LOOP),
    ("Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n", Reason.READ_RECEIPT),
    ("Content-Type: multipart/report; report-type=feedback-report; boundary=x\n", Reason.FEEDBACK_REPORT),
]


@pytest.mark.parametrize("headers", HUMAN)
def test_people_are_people(headers: str) -> None:
    assert isinstance(classify(parse((HEAD + headers + "\nbonjour").encode())), Human)


@pytest.mark.parametrize(("headers", "reason"), AUTOMATIC)
def test_programs_are_known_by_their_marks(headers: str, reason: str) -> None:
    found = classify(parse((HEAD + headers + "\nbonjour").encode()), own_message_domains=("reply.suivi.example",))
    assert isinstance(found, Automatic)
    assert found.reasons == (reason,)


@pytest.mark.parametrize(
    ("header", "reason"),
    [("Precedence: bulk", Reason.BULK), ("Precedence: list", Reason.BULK), ("List-Id: <x>", Reason.MAILING_LIST)],
)
def test_list_mail_is_only_suspect(header: str, reason: str) -> None:
    assert classify(parse(f"{HEAD}{header}\n\nhi".encode())) == Suspect((reason,))


DSN = f"""From: MAILER-DAEMON@mx.gov.example
To: {bounce_address("bounce@reply.suivi.example", 17, key=KEY)}
Return-Path: <>
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.gov.example
Original-Envelope-Id: q3-17

Final-Recipient: rfc822; F.Zahra@region.example
Original-Recipient: rfc822;f.zahra@region.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <f.zahra@region.example>: Recipient address
    rejected: User unknown

--b
Content-Type: text/rfc822-headers

From: suivi@reply.suivi.example
Message-ID: <q3-17.abc@reply.suivi.example>
Subject: suivi

--b--
"""


def test_a_delivery_report_names_the_message_in_three_ways() -> None:
    mail = parse(DSN.encode())
    found = classify(mail, own_message_domains=("reply.suivi.example",))
    assert isinstance(found, Bounce)
    report = found.report
    assert [(r.address, r.action, r.status) for r in report.recipients] == [
        ("f.zahra@region.example", "failed", "5.1.1")
    ]
    assert report.is_permanent
    assert report.envelope_id == "q3-17"
    assert report.original_message_id == "<q3-17.abc@reply.suivi.example>"
    assert find_bounced(mail.recipients, key=KEY) == 17


def test_a_delay_is_not_permanent() -> None:
    raw = (
        DSN.replace("Action: failed", "Action: delayed")
        .replace("Status: 5.1.1", "Status: 4.4.1")
        .replace("550 5.1.1", "451 4.4.1")
    )
    found = classify(parse(raw.encode()))
    assert isinstance(found, Bounce)
    assert not found.report.is_permanent


def test_a_returned_message_is_read_whole_or_in_headers() -> None:
    raw = DSN.replace("text/rfc822-headers", "message/rfc822")
    found = classify(parse(raw.encode()))
    assert isinstance(found, Bounce)
    assert found.report.original_message_id == "<q3-17.abc@reply.suivi.example>"


def test_an_unstructured_bounce_is_known_but_guesses_nothing() -> None:
    raw = "From: Mail Delivery System <MAILER-DAEMON@x.example>\nSubject: Mail delivery failed\n\nno such user"
    found = classify(parse(raw.encode()))
    assert isinstance(found, Bounce)
    assert not found.report.recipients
    exim = classify(parse(f"{HEAD}X-Failed-Recipients: a@b.example\n\nx".encode()))
    assert isinstance(exim, Bounce)
    assert exim.report.recipients[0].address == "a@b.example"


@pytest.mark.parametrize(
    ("text", "starts_on", "ends_on", "deputies"),
    [
        ("Je suis absente du 12/10/2026 au 23/10/2026. En mon absence : k.alami@region.example", date(2026, 10, 12), date(2026, 10, 23), ("k.alami@region.example",)),
        ("Je suis en congé jusqu'au 23 octobre.", None, date(2026, 10, 23), ()),
        ("I am away until 23 October 2026, please write to Karim (k.alami@region.example).", None, date(2026, 10, 23), ("k.alami@region.example",)),
        ("أنا في عطلة من 12 أكتوبر 2026 إلى غاية 23 أكتوبر 2026", date(2026, 10, 12), date(2026, 10, 23), ()),
        ("Je suis absent.", None, None, ()),
        ("Absent jusqu'au 31/02/2026", None, None, ()),
    ],
)  # fmt: skip
def test_an_absence_is_read_as_far_as_it_can_be(
    text: str, starts_on: date | None, ends_on: date | None, deputies: tuple[str, ...]
) -> None:
    raw = f"{HEAD}Auto-Submitted: auto-replied\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    found = classify(parse(raw.encode()))
    assert isinstance(found, Automatic)
    assert (found.absence.starts_on, found.absence.ends_on, found.absence.deputies) == (starts_on, ends_on, deputies)
