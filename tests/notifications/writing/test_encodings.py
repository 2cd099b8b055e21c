"""Each alternative of a mail goes out in the shorter of two encodings, and says the same in either."""

import base64
import quopri
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message

from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Language
from notifications.compose_mime import build_mail
from notifications.mail import Envelope

ENVELOPE = Envelope(
    "Suivi", "suivi@plan.example", "", "a@region.example", "b@plan.example", "<m@plan.example>",
    datetime(2026, 10, 1, tzinfo=UTC),
)  # fmt: skip
TEXTS = st.lists(st.text(st.sampled_from("abc =.\té€؟عم😀"), max_size=120), max_size=12).map("\n".join)


def parts_of(text: str) -> list[Message]:
    mail = build_mail(ENVELOPE, subject="s", text=text, html=text, language=Language.ARABIC)
    assert mail.raw.isascii()
    assert mail.raw.count(b"\r") == mail.raw.count(b"\n") == mail.raw.count(b"\r\n")
    assert max(map(len, mail.raw.split(b"\r\n"))) <= 78
    return [part for part in message_from_bytes(mail.raw).walk() if part.get_content_maintype() == "text"]


@given(TEXTS)
def test_the_shorter_encoding_is_taken_and_the_words_are_the_same(text: str) -> None:
    lines = text.encode().splitlines() or [b""]
    quoted = quopri.encodestring(b"\n".join(lines) + b"\n")
    encoded = base64.encodebytes(b"\r\n".join(lines) + b"\r\n")
    wanted = "base64" if len(encoded) < len(quoted) else "quoted-printable"
    for part in parts_of(text):
        assert part["Content-Transfer-Encoding"] == wanted
        written = part.get_payload(decode=True)
        assert isinstance(written, bytes)
        assert written.splitlines() == lines
