"""Attachments of a mail: whole, named in any script, and beside the two alternatives."""

from email import message_from_bytes, policy

import pytest

from notifications.compose import compose_request
from notifications.form import Form
from notifications.mail import Attachment, Envelope

CONTENT = bytes(range(256)) * 300


@pytest.mark.parametrize("name", ["suivi-2026-Q3.xlsx", "استمارة الفصل.xlsx", 'a"b\\c.pdf', "a\r\nBcc: x@evil.example"])
def test_an_attachment_comes_back_whole_under_its_name(name: str, form: Form, envelope: Envelope) -> None:
    mail = compose_request(form, envelope=envelope, attachments=(Attachment(name, "application/pdf", CONTENT),))
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert message.get_content_type() == "multipart/mixed"
    assert message["Bcc"] is None
    assert not any(part.defects for part in message.walk())
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == CONTENT
    assert "".join(str(attached.get_filename()).split()) == "".join(name.split())
    assert mail.raw.isascii()
    assert max(map(len, mail.raw.split(b"\r\n"))) <= 998
    assert b"\n" not in mail.raw.replace(b"\r\n", b"")
