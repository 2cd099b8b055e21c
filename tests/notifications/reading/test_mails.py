"""The stored mails: from raw bytes to what would be recorded and to the fate of each."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from models.vocabulary import Authentication, InboundClass, Language, LineOutcome
from notifications.authentication import judge
from notifications.classify import Automatic, Bounce, classify
from notifications.evidence import Decision, Evidence, decide
from notifications.mime import parse
from notifications.reading import read_reply
from notifications.reply_address import find_tokens
from tests.notifications.reading.builders import OFFICIAL, WORKSHOPS, make_form, make_request
from tests.notifications.reading.test_clients import EXPECTED, said

MAILS = Path(__file__).parents[2] / "mails"
KEY = b"k" * 32
REPLIES = sorted(MAILS.glob("reply_*.eml"))


@dataclass(frozen=True)
class Walk:
    """What became of one mail."""

    decision: Decision
    authentication: Authentication
    values: list[tuple[str, int]]


def walk(name: str) -> Walk:
    """A mail through parsing, reading, judging and deciding, as the form's own official is the only one asked."""
    mail = parse((MAILS / name).read_bytes())
    reading = read_reply(mail, make_form())
    authentication = judge(mail, authserv_id="mx.gov.example")
    sort = classify(mail, own_message_domains=("reply.suivi.example",))
    tokens = find_tokens(mail.recipients, key=KEY)
    recorded = reading.with_outcome(LineOutcome.RECORDED)
    evidence = Evidence(
        token=[token.data_request_id for token in tokens] == [17],
        thread=False,
        sheet=False,
        sender_is_assigned=mail.from_address == OFFICIAL,
        sender_is_deputy=False,
        same_organisation=mail.from_address.endswith("@region.example"),
        authentication=authentication,
        from_is_strict=mail.from_is_strict,
        form_is_open=True,
        open_forms_of_sender=1,
        is_automatic=isinstance(sort, Automatic),
        is_bounce=isinstance(sort, Bounce),
        has_values=bool(recorded),
    )
    values = [(line.code, int(line.value)) for line in recorded if line.value is not None]
    return Walk(decide(evidence), authentication, values)


def test_the_stored_replies_come_from_many_mail_programs() -> None:
    assert len(REPLIES) >= 13


@pytest.mark.parametrize("path", REPLIES, ids=lambda path: path.stem)
def test_every_stored_reply_is_read_in_full(path: Path) -> None:
    language = Language(path.stem.split("_")[-2])
    form = make_form(language)
    mail = parse(path.read_bytes())
    assert said(read_reply(mail, form, sent=(parse(make_request(form)),))) == EXPECTED
    assert [token.data_request_id for token in find_tokens(mail.recipients, key=KEY)] == [17]


@pytest.mark.parametrize(
    ("name", "fate"),
    [
        ("hostile_two_from.eml", InboundClass.QUARANTINE),
        ("hostile_display_name.eml", InboundClass.QUARANTINE),
        ("hostile_failed_results.eml", InboundClass.QUARANTINE),
        ("hostile_forwarded_token.eml", InboundClass.HELD),
        ("hostile_forged_results.eml", InboundClass.PROVISIONAL),
        ("hostile_upper_case_token.eml", InboundClass.RECORDED),
        ("hostile_unknown_charset.eml", InboundClass.RECORDED),
        ("hostile_truncated_base64.eml", InboundClass.RECORDED),
        ("hostile_nul_bytes.eml", InboundClass.RECORDED),
        ("hostile_no_body.eml", InboundClass.NO_VALUES),
        ("automatic_out_of_office.eml", InboundClass.AUTOMATIC),
        ("bounce_user_unknown.eml", InboundClass.BOUNCE),
    ],
)
def test_the_fate_of_every_stored_mail(name: str, fate: InboundClass) -> None:
    found = walk(name)
    assert found.decision.fate is fate
    if fate is InboundClass.RECORDED:
        assert found.values == [(WORKSHOPS, 12)]
        assert found.authentication is Authentication.PASS


def test_a_stored_absence_is_understood() -> None:
    found = classify(parse((MAILS / "automatic_out_of_office.eml").read_bytes()))
    assert isinstance(found, Automatic)
    assert found.absence.ends_on == date(2026, 10, 23)
