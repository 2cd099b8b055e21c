"""Fixtures for the tests of writing: one of everything, in every language a person can be written to in."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from models.rules.codes import item_code
from models.vocabulary import InboundClass, Language
from notifications.form import Form
from notifications.mail import ComposedMail, Envelope, EscalationNotice, Receipt

sys.path.insert(0, str(Path(__file__).parent))

from written_builders import envelope_in, escalation_in, form_in, items_in, receipt_in


@dataclass(frozen=True)
class Opened:
    """A composed mail, parsed back by the standard library."""

    message: EmailMessage
    text: str
    html: str


def opened(mail: ComposedMail) -> Opened:
    """Parse the bytes as any client would."""
    message = message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    parts = {part.get_content_type(): part.get_content().replace("\r\n", "\n") for part in message.iter_parts()}
    return Opened(message=message, text=parts["text/plain"], html=parts["text/html"])


@pytest.fixture(params=list(Language), ids=lambda language: language.value)
def language(request: pytest.FixtureRequest) -> Language:
    """Every language a person can be written to in."""
    return Language(request.param)


@pytest.fixture
def envelope(language: Language) -> Envelope:
    """The envelope in the language of the test."""
    return envelope_in(language)


@pytest.fixture
def form(language: Language) -> Form:
    """The form in the language of the test."""
    return form_in(language)


@pytest.fixture
def receipt(language: Language) -> Receipt:
    """The receipt in the language of the test."""
    return receipt_in(language)


@pytest.fixture
def escalation(language: Language) -> EscalationNotice:
    """The roll-up in the language of the test."""
    return escalation_in(language)


@pytest.fixture
def open_mail() -> Callable[[ComposedMail], Opened]:
    """Parse a mail back."""
    return opened


@pytest.fixture
def long_form(form: Form) -> Form:
    """Sixty lines in six commitments, as many as one official could ever be asked."""
    counted, share, milestone = items_in(form.language)
    pattern = (
        replace(counted, minimum=None, baseline=None),
        replace(share, minimum=None, maximum=None, target_by="2027-06"),
        replace(milestone, days_late=0),
    )
    sections = tuple(
        replace(
            form.sections[0],
            commitment_code=f"MALAA{number:04}",
            items=tuple(
                replace(pattern[line % 3], code=item_code(f"LAA{number}", pattern[line % 3].kind, line + 1))
                for line in range(10)
            ),
        )
        for number in range(1, 7)
    )
    return replace(form, sections=sections)


@pytest.fixture
def receipt_of(language: Language) -> Callable[[InboundClass], Receipt]:
    """A receipt for a reply that met this fate."""
    return lambda fate: receipt_in(language, fate)
