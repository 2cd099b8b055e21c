"""The matrix of mail programs, languages and places of answers: nothing wrong, next to nothing missed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.vocabulary import AnswerKind, Language, LineOutcome
from notifications.answer import Reading
from notifications.compose import compose_request
from notifications.form import Form
from notifications.mail import Envelope
from notifications.mime import parse
from notifications.reading import read_reply
from tests.notifications.reading.builders import (
    CHARTER,
    PLACES,
    PLATFORM,
    PREFILLED,
    RATE,
    WORKSHOPS,
    make_form,
    make_request,
)
from tests.notifications.reading.clients import CLIENTS, Client, Place, write_reply

Said = tuple[AnswerKind, Decimal | date | None]
ANSWERS = {
    Language.FRENCH: {
        WORKSHOPS: "12 ateliers (dont 3 à Boujdour)",
        RATE: "62,5\u202f%",
        PLACES: "1\u202f234",
        PLATFORM: "fait le 30/09",
        CHARTER: "nouvelle date 14/12/2026, car le prestataire a demandé un délai supplémentaire",
        PREFILLED: "sans changement",
    },
    Language.ARABIC: {
        WORKSHOPS: "\u200f١٢",
        RATE: "٦٢٫٥٪",
        PLACES: "1234",
        PLATFORM: "أنجز يوم 30 شتنبر 2026",
        CHARTER: "تاريخ جديد 14/12/2026 بسبب تأخر المقاولة",
        PREFILLED: "دون تغيير",
    },
    Language.ENGLISH: {
        WORKSHOPS: "12",
        RATE: "62.5%",
        PLACES: "1 234",
        PLATFORM: "done on 30 Sep 2026",
        CHARTER: "new date 14/12/2026, because the supplier is late",
        PREFILLED: "no change",
    },
}
EXPECTED: dict[str, Said] = {
    WORKSHOPS: (AnswerKind.VALUE, Decimal(12)),
    RATE: (AnswerKind.VALUE, Decimal("62.5")),
    PLACES: (AnswerKind.VALUE, Decimal(1234)),
    PLATFORM: (AnswerKind.DONE_ON, date(2026, 9, 30)),
    CHARTER: (AnswerKind.NEW_DATE, date(2026, 12, 14)),
    PREFILLED: (AnswerKind.NO_CHANGE, None),
}


def said(reading: Reading) -> dict[str, Said]:
    """What would be recorded, by code."""
    recorded = reading.with_outcome(LineOutcome.RECORDED)
    assert len({line.code for line in recorded}) == len(recorded), "one code recorded twice"
    return {
        line.code: (line.kind, line.value if line.on is None else line.on) for line in recorded if line.kind is not None
    }


def composed(form: Form) -> bytes:
    """The request as the project really writes it."""
    envelope = Envelope(
        from_name="Suivi",
        from_address="suivi@reply.suivi.example",
        to_name="Responsable",
        to_address="f.zahra@region.example",
        envelope_from="bounce@reply.suivi.example",
        message_id="<q3-1.abc@reply.suivi.example>",
        date=datetime(2026, 10, 1, 9, tzinfo=UTC),
    )
    return compose_request(form, envelope=envelope).raw


def names(value: object) -> str:
    """Readable test names."""
    return value.name if isinstance(value, Client) else str(value)


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("client", CLIENTS, ids=names)
@pytest.mark.parametrize("knows_sent", [True, False], ids=["knowing what we sent", "knowing only the form"])
def test_every_client_is_read_without_a_wrong_or_missing_answer(
    client: Client, language: Language, place: Place, knows_sent: bool
) -> None:
    form = make_form(language)
    request = make_request(form)
    raw = write_reply(request, client=client, language=language, place=place, answers=ANSWERS[language])
    reading = read_reply(parse(raw), form, sent=(parse(request),) if knows_sent else ())
    if place is Place.TABLE and not client.has_html:
        # A plain text program cannot fill a table; its flattened cells must at least never be recorded wrongly.
        assert not said(reading).items() - EXPECTED.items()
    else:
        assert said(reading) == EXPECTED
    assert not [line for line in reading.lines if line.outcome is LineOutcome.DOUBTFUL]


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("client", CLIENTS, ids=names)
def test_replies_to_the_request_as_it_is_really_composed_are_read(
    client: Client, language: Language, place: Place
) -> None:
    form = make_form(language)
    request = composed(form)
    raw = write_reply(request, client=client, language=language, place=place, answers=ANSWERS[language])
    reading = read_reply(parse(raw), form, sent=(parse(request),))
    if place is Place.TABLE and not client.has_html:
        assert not said(reading).items() - EXPECTED.items()
    else:
        assert said(reading) == EXPECTED
    assert not reading.with_outcome(LineOutcome.DOUBTFUL)
    assert not reading.with_outcome(LineOutcome.NOT_UNDERSTOOD)


@pytest.mark.parametrize("language", Language)
def test_our_own_request_sent_back_unchanged_answers_nothing(language: Language) -> None:
    form = make_form(language)
    for request in (make_request(form), composed(form)):
        for sent in ((parse(request),), ()):
            assert not said(read_reply(parse(request), form, sent=sent))


@pytest.mark.parametrize("client", CLIENTS, ids=names)
def test_the_comment_is_what_the_person_wrote(client: Client) -> None:
    form = make_form()
    request = make_request(form)
    raw = write_reply(
        request, client=client, language=Language.FRENCH, place=Place.ABOVE, answers=ANSWERS[Language.FRENCH]
    )
    assert read_reply(parse(raw), form, sent=(parse(request),)).comment == "Voici nos chiffres du trimestre."
