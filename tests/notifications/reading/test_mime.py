"""Mail as it really comes: broken, forged, in unknown charsets. Nothing raises, nothing takes long."""

import base64
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.mime import parse

HEAD = b"From: a@region.example\nTo: suivi@reply.suivi.example\n"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("k@x.example", "k@x.example"),
        ("Karim <K@X.Example>", "k@x.example"),
        ('"Karim, A." <k@x.example>', "k@x.example"),
        ("M. Karim <k@x.example>", "k@x.example"),
        ("=?utf-8?b?2YPYsdmK2YU=?= <k@x.example>", "k@x.example"),
        ("كريم <k@x.example>", "k@x.example"),
        ("k@x.example (chef de service)", "k@x.example"),
        ('"k@x.example" <evil@e.test>', "evil@e.test"),
        ("n@x.example <evil@e.test>", ""),
        ("<n@x.example> <evil@e.test>", ""),
        ("n@x.example)evil@e.test", ""),
        ("a@x.example, b@x.example", ""),
        ("equipe: a@x.example;", ""),
        ("<k@x.example", ""),
        ("k@x.example\x00@evil.test", ""),
        ("\x00k@x.example", ""),
        ("@x.example", ""),
        ("k@", ""),
        ("", ""),
        ("(" * 900, ""),
        ("a" * 5000 + "@x.example", ""),
    ],
)
def test_only_one_clear_sender_is_strict(written: str, address: str) -> None:
    mail = parse(b"From: " + written.encode() + b"\n\nhi")
    assert mail.from_is_strict == bool(address)
    if address:
        assert mail.from_address == address


def test_two_from_headers_are_never_strict() -> None:
    assert not parse(b"From: a@x.example\nFrom: a@x.example\n\nhi").from_is_strict
    assert not parse(b"From: a@x.example\nSubject: x\nFROM: evil@e.test\n\nhi").from_is_strict
    assert not parse(b"\n\nhi").from_is_strict


@pytest.mark.parametrize(
    ("charset", "encoded", "text"),
    [
        ("utf-8", "é١٢".encode(), "é١٢"),
        ("x-unknown", "é".encode(), "é"),
        ("unknown-8bit", "é".encode("cp1252"), "é"),
        ("us-ascii", "é".encode(), "é"),
        ("windows-1256", "فاطمة".encode("windows-1256"), "فاطمة"),
        ("iso-8859-6", "فاطمة".encode("iso-8859-6"), "فاطمة"),
        ("zlib", b"12", "12"),
        ("idna", b"12", "12"),
        ("utf-8\x00", "é".encode(), "é"),
        ("", "é".encode("cp1252"), "é"),
        ("", b"\x81\xe9", "\x81é"),
    ],
)
def test_text_is_decoded_whatever_its_charset(charset: str, encoded: bytes, text: str) -> None:
    header = f'Content-Type: text/plain; charset="{charset}"\nContent-Transfer-Encoding: 8bit\n\n'.encode()
    assert parse(HEAD + header + encoded).texts[0].text == text


def test_subjects_are_decoded_with_care() -> None:
    for written, subject in (
        (b"=?utf-8?q?R=C3=A9ponse?=", "Réponse"),
        (b"=?x-foo?q?R=C3=A9ponse?=", "Réponse"),
        (b"=?utf-8?b?!!!?=", "=?utf-8?b?!!!?="),
        ("Réponse".encode(), "Réponse"),
        ("Réponse".encode("latin-1"), "Réponse"),
        (b"a\n b", "a b"),
    ):
        assert parse(HEAD + b"Subject: " + written + b"\n\n").subject == subject


def test_a_truncated_base64_text_gives_what_can_be_read() -> None:
    encoded = base64.b64encode(b"LAA1-I1X = 12\nLAA1-I2Z = 13\n")
    mail = parse(HEAD + b"Content-Transfer-Encoding: base64\n\n" + encoded[:-7])
    assert mail.texts[0].text.startswith("LAA1-I1X = 12") or encoded[:-7].decode() in mail.texts[0].text


def test_recipients_of_every_header_and_the_envelope_are_known() -> None:
    raw = (
        b"From: a@x.example\nTo: B <b@x.example>, c@x.example\nCc: d@x.example\nDelivered-To: e@x.example\n"
        b"X-Original-To: SUIVI+ABC@x.example\n\nhi"
    )
    mail = parse(raw, envelope_to="f@x.example")
    assert mail.recipients == (
        "f@x.example",
        "b@x.example",
        "c@x.example",
        "d@x.example",
        "e@x.example",
        "suivi+abc@x.example",
    )


def test_the_thread_is_known() -> None:
    mail = parse(HEAD + b"Message-ID: <1@x>\nIn-Reply-To: <2@x>\nReferences: <3@x>\n\t<2@x> <3@x>\n\nhi")
    assert (mail.message_id, mail.in_reply_to, mail.references) == ("<1@x>", ("<2@x>",), ("<3@x>", "<2@x>"))


def test_attachments_are_kept_with_their_names_and_never_read_as_text() -> None:
    raw = (
        HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nhello\n"
        b"--x\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment; filename*=utf-8''r%C3%A9.txt\n\n"
        b"LAA1-I1X = 12\n--x\nContent-Type: message/rfc822\n\nSubject: inner\n\nLAA1-I1X = 13\n--x--\n"
    )
    mail = parse(raw)
    assert [part.text.strip() for part in mail.texts] == ["hello"]
    assert [(a.content_type, a.filename) for a in mail.attachments] == [
        ("text/plain", "ré.txt"),
        ("message/rfc822", ""),
    ]
    assert b"LAA1-I1X = 13" in mail.attachments[1].content


def test_an_unreadable_winmail_dat_stays_an_attachment() -> None:
    raw = HEAD + b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+IgAA"
    assert [part.filename for part in parse(raw).attachments] == ["winmail.dat"]


@given(st.binary(max_size=400))
def test_no_bytes_make_the_parser_raise(raw: bytes) -> None:
    for text in (raw, HEAD + raw, HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" + raw):
        mail = parse(text)
        assert isinstance(mail.subject, str)
        assert isinstance(mail.recipients, tuple)
        assert mail.sent_on is None or mail.sent_on.year > 0


@given(st.text(alphabet='<>@,;:"()\\ abc.=?[]\x00é', max_size=40))
def test_no_from_header_makes_the_judge_of_senders_raise(written: str) -> None:
    mail = parse(b"From: " + written.encode() + b"\n\n")
    assert not mail.from_is_strict or mail.from_address.count("@") == 1


BOMBS = {
    "noise": random.Random(1).randbytes(2_000_000),
    "empty lines": HEAD + b"\n" + b"\n" * 2_000_000,
    "headers": b"a:\n" * 500_000,
    "ten thousand parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=x\n\n"
    + b"--x\nContent-Type: text/plain\n\nhi\n" * 10_000
    + b"--x--",
    "ten thousand nested": HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=x%d\n\n--x%d\n" % (i, i) for i in range(10_000)),
    "nested messages": HEAD + b"Content-Type: message/rfc822\n\n" * 5_000 + b"hi",
    "equals signs": HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=" * 1_000_000,
    "long header": b"From: " + b"a" * 2_000_000 + b"\n\n",
    "encoded words": HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\n",
    "message ids": HEAD + b"References: " + b"<a@b> " * 200_000 + b"\n\n",
    "addresses": HEAD + b"Cc: " + b"a@b.example, " * 100_000 + b"\n\n",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_mail_takes_no_time(name: str) -> None:
    started = time.process_time()
    mail = parse(BOMBS[name])
    assert len(mail.parts) <= 500
    assert len(mail.recipients) <= 200
    assert time.process_time() - started < 4


def test_a_mail_with_too_many_parts_says_that_it_was_cut() -> None:
    assert parse(BOMBS["ten thousand parts"]).is_truncated
    assert parse(BOMBS["ten thousand nested"]).is_truncated
    assert not parse(BOMBS["empty lines"]).is_truncated
