"""Personal data past its term goes by itself, on real dates; facts, hashes and what proves a figure stay."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from flows.services import ledger
from flows.services.people_records.retention import apply_retention
from models.rules.errors import DomainError
from models.rules.retention import read_months, terms
from models.tables import (
    Association,
    Commitment,
    InboundLine,
    InboundMessage,
    IndicatorActual,
    LedgerEntry,
    Membership,
    Official,
    OutboundMessage,
)
from models.vocabulary import (
    AnswerKind,
    Authentication,
    InboundClass,
    LedgerAction,
    LineOutcome,
    MessageKind,
    OutboundState,
    Stage,
    ValueStatus,
)

END = date(2027, 6, 30)
RAW = b"From: of-cm@region.example\r\n\r\nLAA1-I1X = 14\r\n"


@pytest.fixture
def post(session: Session, governed, desk):
    """A mail a figure was read from, another one, one that waits, and one we sent; an entry of the ledger."""
    at = datetime(2026, 10, 8, 10, tzinfo=UTC)

    def received(sha: str, fate: InboundClass) -> InboundMessage:
        mail = InboundMessage(
            plan_id=governed.plan_id, sha256=sha * 64, raw=RAW, size=len(RAW), received_at=at, fate=fate,
            from_address="of-cm@region.example", subject="Re: le formulaire", comment="Bien à vous, F. Alaoui",
            authentication=Authentication.PASS,
        )  # fmt: skip
        session.add(mail)
        session.flush()
        session.add(
            InboundLine(
                inbound_id=mail.id, position=1, outcome=LineOutcome.RECORDED, where="text", raw_text="LAA1-I1X = 14"
            )
        )
        session.add(
            InboundLine(inbound_id=mail.id, position=2, outcome=LineOutcome.IGNORED, where="text", raw_text="F. Alaoui")
        )
        session.flush()
        return mail

    proof = received("a", InboundClass.RECORDED)
    received("b", InboundClass.AUTOMATIC)
    received("c", InboundClass.HELD)
    line = session.exec(select(InboundLine).where(InboundLine.inbound_id == proof.id)).first()
    official = session.exec(select(Official).where(Official.code == "OF-CM")).one()
    session.add(
        IndicatorActual(
            plan_id=governed.plan_id, indicator_id=1, period="2026-Q3", value="14", value_status=ValueStatus.CONFIRMED,
            answer_kind=AnswerKind.VALUE, inbound_id=proof.id, line_id=line.id, reported_by_id=official.id,
            parser_version="1", recorded_at=at,
        )
    )  # fmt: skip
    session.add(
        OutboundMessage(
            plan_id=governed.plan_id, idempotency_key="k", message_id="<1@iltizam.example>", kind=MessageKind.REQUEST,
            envelope_from="suivi@iltizam.example", envelope_to="of-cm@region.example", subject="Suivi", raw=b"mail",
            state=OutboundState.SENT, queued_at=at, not_before_at=at, next_try_at=at,
        )
    )  # fmt: skip
    ledger.record(
        session, desk, action=LedgerAction.DEPUTY_ACCEPTED, subject="OF-CM", plan_id=governed.plan_id,
        after="F. Alaoui <deputy@region.example>", actor="A. Administrator (request)",
    )  # fmt: skip
    for row in session.exec(select(Commitment)).all():
        row.stage = Stage.CLOSED
        session.add(row)
    session.commit()


def run(desk_on, day: date, *, preview: bool = False, own: str = ""):
    return apply_retention(desk_on(day), plan="governed", own_months=read_months(own), preview=preview)


def mail(session: Session, sha: str) -> InboundMessage:
    session.rollback()
    session.expire_all()
    return session.exec(select(InboundMessage).where(InboundMessage.sha256 == sha * 64)).one()


def cleared(outcome) -> dict[str, int]:
    return {row[0]: int(row[3]) for row in outcome.tables[0].rows if int(row[3])}


def test_the_terms_count_from_the_end_of_the_plan() -> None:
    found = {term.kind: term.keep_until for term in terms(plan_end=END, own={"mails-sent": 6})}
    assert found["mails-received-other"] == date(2028, 6, 30)
    assert found["mails-sent"] == date(2027, 12, 30)
    assert (found["officials"], found["ledger"]) == (date(2029, 6, 30), date(2032, 6, 30))
    assert "endorsements" not in found


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2026, 11, 23), set()),
        (date(2028, 6, 30), set()),  # the last day of the shortest term
        (date(2028, 7, 1), {"mails-received-other", "mails-sent"}),
        (date(2029, 7, 1), {"mails-received-other", "mails-sent", "officials", "bodies", "associations"}),
        (date(2032, 7, 1), {"mails-received-other", "mails-sent", "officials", "bodies", "associations",
                            "mails-received-proof", "ledger"}),
    ],
)  # fmt: skip
def test_each_kind_goes_on_the_day_after_its_term(session, post, desk_on, day: date, kinds: set[str]) -> None:
    assert set(cleared(run(desk_on, day))) == kinds
    assert cleared(run(desk_on, day)) == {}


def test_a_preview_clears_nothing(session, post, desk_on) -> None:
    assert run(desk_on, date(2032, 7, 1), preview=True).counts["cleared"] > 0
    assert mail(session, "b").raw == RAW
    assert session.exec(select(Official.name).where(Official.code == "OF-CM")).one() == "Official OF-CM"


def test_a_mail_a_figure_rests_on_keeps_its_bytes_and_loses_its_sender(session, post, desk_on) -> None:
    outcome = run(desk_on, date(2032, 7, 1))
    kept = mail(session, "a")
    assert (kept.raw, kept.subject) == (RAW, "")
    assert kept.from_address.startswith("person-")
    lines = session.exec(
        select(InboundLine.raw_text).where(InboundLine.inbound_id == kept.id).order_by(InboundLine.position)
    )
    assert lines.all() == ["LAA1-I1X = 14", ""]
    said = {row[0]: row[4] for row in outcome.tables[0].rows}
    assert said["mails-received-proof"] == "the bytes of 1 mails, for figures rest on them"


def test_other_mails_are_emptied_and_what_waits_stays_whole(session, post, desk_on) -> None:
    outcome = run(desk_on, date(2028, 7, 1))
    assert (mail(session, "b").raw, mail(session, "b").comment, mail(session, "b").fate) == (
        b"",
        "",
        InboundClass.AUTOMATIC,
    )
    assert (mail(session, "c").raw, mail(session, "c").subject) == (RAW, "Re: le formulaire")
    said = {row[0]: row[4] for row in outcome.tables[0].rows}
    assert said["mails-received-other"] == "1 mails wait for a decision"
    sent = session.exec(select(OutboundMessage)).one()
    assert (sent.raw, sent.subject, sent.message_id, sent.state) == (b"", "", "<1@iltizam.example>", OutboundState.SENT)


def test_people_become_pseudonyms_and_codes_and_seats_stay(session, post, desk_on) -> None:
    run(desk_on, date(2029, 7, 1))
    session.rollback()
    session.expire_all()
    official = session.exec(select(Official).where(Official.code == "OF-CM")).one()
    assert "person-" in official.name
    assert "region.example" not in official.email
    assert {row.side is not None for row in session.exec(select(Membership)).all()} == {True}
    assert all("@" not in row.email for row in session.exec(select(Membership)).all())
    assert session.exec(select(Association.email)).all() == [""]


def test_who_still_answers_for_a_commitment_stays_and_is_named(session, post, desk_on) -> None:
    session.exec(select(Commitment)).first().stage = Stage.EVALUATION
    session.commit()
    outcome = run(desk_on, date(2029, 7, 1))
    session.rollback()
    assert session.exec(select(Official.name).where(Official.code == "OF-CM")).one() == "Official OF-CM"
    assert {row[0]: row[4] for row in outcome.tables[0].rows}["officials"] == "still answer for a commitment: OF-CM"


def test_the_ledger_keeps_the_fact_and_not_the_person(session, post, desk_on) -> None:
    run(desk_on, date(2032, 7, 1))
    session.rollback()
    session.expire_all()
    entries = session.exec(select(LedgerEntry).order_by(LedgerEntry.id)).all()
    deputy = next(e for e in entries if e.action is LedgerAction.DEPUTY_ACCEPTED)
    assert (deputy.subject, deputy.after, deputy.actor[:7]) == ("OF-CM", "", "person-")
    applied = {e.subject: (e.after, e.reason) for e in entries if e.action is LedgerAction.RETENTION_APPLIED}
    assert applied["personal-data:mails-sent"] == ("1", "kept until 2028-06-30")
    assert "Alaoui" not in "".join(f"{e.actor}{e.before}{e.after}{e.reason}" for e in entries)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mail=6", "is not a kind of personal data with a term; the kinds are: officials"),
        ("endorsements=1", "is not a kind of personal data with a term"),
        ("mails-sent=soon", "is not a term; write the kind and its months, such as mails-sent=12"),
        ("mails-sent", "is not a term"),
    ],
)
def test_a_term_that_cannot_be_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        read_months(text)
