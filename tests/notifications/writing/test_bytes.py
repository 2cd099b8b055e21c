"""The bytes of a mail: standard, 7-bit, repeatable, and closed to injection."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from models.rules.errors import DomainError
from models.vocabulary import Language
from notifications.compose import compose_escalation, compose_notice, compose_receipt, compose_request
from notifications.form import Form
from notifications.formatting import has_right_to_left
from notifications.mail import ComposedMail, Envelope, EscalationNotice, Receipt

Open = Callable[[ComposedMail], Any]


def display_name(mail: ComposedMail, field: str) -> str:
    """A name decoded by RFC 2047 6.2; the newer parser of Python 3.11 keeps the space between two encoded words."""
    value = message_from_bytes(mail.raw)[field]
    return str(make_header(decode_header(parseaddr(value)[0])))


@pytest.fixture
def mails(form: Form, receipt: Receipt, escalation: EscalationNotice, envelope: Envelope) -> list[ComposedMail]:
    """One mail of each sort."""
    return [
        compose_request(form, envelope=envelope),
        compose_request(form, envelope=envelope, reminder=1),
        compose_receipt(receipt, envelope=envelope),
        compose_escalation(escalation, envelope=envelope),
        compose_notice(language=form.language, subject="تجربة", paragraphs=("é",), envelope=envelope),
    ]


def test_a_mail_is_seven_bit_and_its_lines_end_in_crlf(mails: list[ComposedMail]) -> None:
    for mail in mails:
        assert mail.raw.isascii()
        assert b"\n" not in mail.raw.replace(b"\r\n", b"")
        assert b"\r" not in mail.raw.replace(b"\r\n", b"")
        assert max(map(len, mail.raw.split(b"\r\n"))) <= 998


def test_a_mail_parses_without_defects(mails: list[ComposedMail]) -> None:
    for mail in mails:
        message = message_from_bytes(mail.raw, policy=policy.default)
        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
        assert not any(part.defects for part in message.walk())
        assert not any(header.defects for header in message.values() if hasattr(header, "defects"))


def test_the_headers_say_who_what_and_that_a_program_wrote(mails: list[ComposedMail], envelope: Envelope) -> None:
    for mail in mails:
        message = message_from_bytes(mail.raw, policy=policy.default)
        assert message["From"].addresses[0].addr_spec == envelope.from_address
        assert display_name(mail, "From") == envelope.from_name
        assert display_name(mail, "To") == envelope.to_name
        assert message["Reply-To"].addresses[0].addr_spec == envelope.reply_to
        assert message["Message-ID"] == envelope.message_id
        assert message["Date"].datetime == envelope.date
        assert message["Subject"] == mail.subject
        assert message["Content-Language"] in ("fr", "ar", "en")
        assert message["X-Auto-Response-Suppress"] == "All"
        assert message["Auto-Submitted"] in ("auto-generated", "auto-replied")
        assert (message["Precedence"] == "bulk") is (message["Auto-Submitted"] == "auto-replied")
        assert message["In-Reply-To"] is None


def test_equal_input_gives_equal_bytes(form: Form, envelope: Envelope) -> None:
    again = replace(form, sections=tuple(replace(section) for section in form.sections))
    assert compose_request(form, envelope=envelope).raw == compose_request(again, envelope=replace(envelope)).raw


def test_another_message_has_another_boundary(form: Form, envelope: Envelope) -> None:
    other = compose_request(form, envelope=replace(envelope, message_id="<other@plan.example>"))
    boundaries = {
        message_from_bytes(mail.raw).get_boundary() for mail in (compose_request(form, envelope=envelope), other)
    }
    assert len(boundaries) == 2


def test_a_thread_survives_long_message_ids(form: Form, envelope: Envelope, open_mail: Open) -> None:
    ids = tuple(f"<{'a1' * 45}.{n}@plan.example>" for n in range(4))
    threaded = replace(envelope, in_reply_to=ids[-1], references=ids)
    mail = compose_request(form, envelope=threaded)
    message = message_from_bytes(mail.raw)
    assert message["In-Reply-To"].split() == [ids[-1]]
    assert tuple(message["References"].split()) == ids
    assert b"=?" not in mail.raw.partition(b"References")[2].partition(b"Auto-Submitted")[0]


@pytest.mark.parametrize("field", ["from_name", "to_name"])
@pytest.mark.parametrize(
    "name", ["A\r\nBcc: x@evil.example", "أ\nBcc: x@evil.example", 'B" <x@evil.example>, "', "=?x?="]
)
def test_a_name_cannot_add_a_header_or_an_address(field: str, name: str, form: Form, envelope: Envelope) -> None:
    mail = compose_request(form, envelope=replace(envelope, **{field: name}))
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert message["Bcc"] is None
    header = message["From" if field == "from_name" else "To"]
    assert len(header.addresses) == 1
    assert header.addresses[0].addr_spec.endswith((".example", "plan.example"))
    assert "evil" not in header.addresses[0].addr_spec


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to_address", "a@b.example\r\nBcc: c@evil.example"),
        ("to_address", "a@b.example, c@evil.example"),
        ("to_address", "<a@b.example>"),
        ("to_address", ""),
        ("from_address", "suivi plan@b.example"),
        ("reply_to", "رد@plan.example"),
        ("message_id", "17@plan.example"),
        ("message_id", "<17@plan.example>\r\nX: y"),
        ("in_reply_to", "<a b@plan.example>"),
        ("references", ("<ok@plan.example>", "bad")),
        ("date", datetime(2026, 10, 1, 9, 0)),
    ],
)
def test_an_envelope_that_is_not_clean_is_refused(field: str, value: object, form: Form, envelope: Envelope) -> None:
    with pytest.raises(DomainError):
        compose_request(form, envelope=replace(envelope, **{field: value}))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=st.text(min_size=1, max_size=300), name=st.text(max_size=120))
def test_any_subject_and_name_come_back_as_they_were_sent(subject: str, name: str, envelope: Envelope) -> None:
    mail = compose_notice(
        language=Language.FRENCH, subject=subject, paragraphs=("x",), envelope=replace(envelope, to_name=name)
    )
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert message["To"].addresses[0].addr_spec == envelope.to_address
    assert len(message["To"].addresses) == 1
    assert (message["Subject"] or "") == mail.subject
    assert len(message.keys()) == len(set(message.keys()))


def test_an_arabic_subject_begins_in_arabic(mails: list[ComposedMail], form: Form) -> None:
    for mail in mails[:4]:
        assert has_right_to_left(mail.subject[0]) is (form.language is Language.ARABIC)


def test_the_html_loads_nothing_from_outside(mails: list[ComposedMail], open_mail: Open) -> None:
    for mail in mails:
        tree = LexborHTMLParser(open_mail(mail).html)
        assert not tree.css("img, link, script, iframe, [src], [background]")
        styles = " ".join(node.text() for node in tree.css("style"))
        assert "url(" not in styles
        assert "@import" not in styles


def test_every_block_states_its_direction_and_side(mails: list[ComposedMail], form: Form, open_mail: Open) -> None:
    for mail in mails:
        tree = LexborHTMLParser(open_mail(mail).html)
        assert tree.css_first("html").attributes["lang"] == form.language.value
        assert tree.css_first("html").attributes["dir"] == ("rtl" if form.language is Language.ARABIC else "ltr")
        for node in tree.css("table, tr, td, th, p"):
            assert node.attributes.get("dir") in ("rtl", "ltr"), node.html
            assert node.attributes.get("align"), node.html


def test_codes_are_isolated_in_html_and_in_arabic_text(form: Form, envelope: Envelope, open_mail: Open) -> None:
    mail = open_mail(compose_request(form, envelope=envelope))
    assert f"<bdi dir=ltr>{form.items[0].code}</bdi>" in mail.html
    isolated = f"\u2068{form.reference}\u2069"
    assert (isolated in mail.text) is (form.language is Language.ARABIC)
    assert form.reference in mail.text


def test_negative_numbers_are_isolated_in_arabic(form: Form, envelope: Envelope, open_mail: Open) -> None:
    text = open_mail(compose_request(form, envelope=envelope)).text
    assert ("\u2068-12,5\u2069" in text) is (form.language is Language.ARABIC)
    assert ("-12.5" if form.language is Language.ENGLISH else "-12,5") in text
