"""Approval by reply: who may give it, of exactly which figures, and everything that must not count as one."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from sqlmodel import col, select

from flows.services.approval.sign_offs import SignOffOrder, request_sign_off
from flows.services.compilation.reporting_freeze import FrozenFigures, freeze_annual
from flows.services.desk import Desk
from flows.services.reception.held import resolve_held_reply, waiting
from flows.services.reception.replies import receive
from models.database import open_session
from models.rules.approval_codes import approval_code
from models.rules.errors import DomainError
from models.tables import (
    FrozenReport,
    InboundMessage,
    LedgerEntry,
    Membership,
    Official,
    Organisation,
    OutboundMessage,
    RoleAssignment,
    SignOff,
    SignOffRequest,
)
from models.vocabulary import (
    InboundClass,
    Language,
    LedgerAction,
    MembershipRole,
    MessageKind,
    OfficialRole,
    OrganisationKind,
    Side,
)
from notifications.mime import parse
from notifications.reading.approvals import read_approval
from reports.view import annual_view

SERVER = "mx.iltizam.example"
PEOPLE = (
    ("Présidente", "president@instance.example", "fr"),
    ("كاتب الهيئة", "secretary@instance.example", "ar"),
    ("Member", "member@instance.example", "en"),
)
TODAY = date(2027, 1, 18)


@pytest.fixture
def named(world: Any) -> Any:
    """Two indicators with answers, an Instance that is named, three people who speak for it in three languages."""
    short = world.commitment("MALAA0001", "LAA")[0]
    world.codes = [world.indicator(short, 1), world.indicator(short, 2)]
    world.ask("LAA", *world.codes)
    world.reply("LAA", {world.codes[0]: "12", world.codes[1]: "34"})
    instance = world.add(
        Organisation(
            plan_id=world.plan.id, position=1, code="REPORTING-INSTANCE", kind=OrganisationKind.REPORTING_INSTANCE,
            name="Independent observatory", is_defined=True,
            names={"fr": "Observatoire indépendant", "ar": "المرصد المستقل", "en": "Independent observatory"},
        )
    )  # fmt: skip
    for name, address, language in PEOPLE:
        world.add(
            Membership(
                plan_id=world.plan.id, organisation_id=instance.id, name=name, email=address, language=language,
                side=Side.CIVIL_SOCIETY, role=MembershipRole.MEMBER, starts_on=date(2026, 1, 1),
            )
        )  # fmt: skip
    admin = world.add(
        Official(
            plan_id=world.plan.id, code="OF-ADMIN", name="Administrator", email="admin@region.example",
            language=Language.FRENCH,
        )
    )  # fmt: skip
    world.add(RoleAssignment(official_id=admin.id, role=OfficialRole.ADMINISTRATOR))
    world.session.commit()
    return world


def found(world: Any, query: Any) -> list[Any]:
    """Rows as they stand now; reading takes no lock."""
    with open_session(world.engine, reads_only=True) as session:
        return list(session.exec(query).all())


def desk_of(world: Any, day: date = TODAY, *, minute: int = 0) -> Desk:
    desk = world.desk(day, now=datetime(day.year, day.month, day.day, 9, minute, tzinfo=UTC))
    return replace(desk, office=replace(desk.office, trusted_server=SERVER, allowed_domains=(".example",)))


@pytest.fixture
def asked(named: Any) -> FrozenFigures:
    """The year frozen and the three people asked."""
    frozen = freeze_annual(desk_of(named), plan="", year=2026)
    request_sign_off(desk_of(named), plan="", order=SignOffOrder("2026"))
    return frozen


@pytest.fixture
def answer(named: Any) -> Callable[..., bytes]:
    """Makes the reply of somebody to the mail of an address."""

    def make(text: str, *, of: str = PEOPLE[0][1], sender: str = "", verdict: str = "pass", **headers: str) -> bytes:
        mails = select(OutboundMessage).where(
            OutboundMessage.kind == MessageKind.SIGN_OFF, OutboundMessage.envelope_to == of
        )
        row = found(named, mails.order_by(col(OutboundMessage.id).desc()))[0]
        sent = message_from_bytes(row.raw)
        address = sender or of
        message = EmailMessage(policy=SMTP)
        fields = {
            "From": f"Someone <{address}>",
            "To": sent["Reply-To"],
            "Subject": f"Re: {row.subject}",
            "Date": "Tue, 19 Jan 2027 10:00:00 +0000",
            "Message-ID": f"<{hashlib.sha256((text + address + str(headers)).encode()).hexdigest()[:20]}@pc.example>",
            "In-Reply-To": sent["Message-ID"],
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in fields.items():
            if value:
                message[name] = value
        part = next(p for p in sent.walk() if p.get_content_type() == "text/plain")
        quoted = "\n".join("> " + line for line in part.get_payload(decode=True).decode().splitlines())
        message.set_content(f"{text}\n\nLe 18 janv. 2027 à 09:00, Suivi <suivi@iltizam.example> a écrit :\n{quoted}",
                            cte="base64")  # fmt: skip
        domain = address.split("@")[1]
        said = f"Authentication-Results: {SERVER}; dmarc={verdict} header.from={domain}\r\n" if verdict else ""
        return f"{said}Received: from mail.{domain} by {SERVER}; Tue, 19 Jan 2027 10:00:00 +0000\r\n".encode() + (
            message.as_bytes()
        )

    return make


def sign_offs(world: Any) -> list[SignOff]:
    return found(world, select(SignOff).order_by(col(SignOff.id)))


def fate_of(world: Any, raw: bytes, *, day: date = date(2027, 1, 19), minute: int = 0) -> InboundMessage:
    result = receive(desk_of(world, day, minute=minute), raw=raw, source="test")
    return found(world, select(InboundMessage).where(InboundMessage.sha256 == result.sha256))[0]


def receipts(world: Any) -> list[str]:
    rows = found(world, select(OutboundMessage).where(OutboundMessage.kind == MessageKind.RECEIPT))
    return [
        next(p for p in message_from_bytes(r.raw).walk() if p.get_content_type() == "text/plain")
        .get_payload(decode=True).decode() for r in rows
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "word"), [(0, "J'approuve"), (1, "أوافق"), (2, "APPROVE")], ids=["fr", "ar", "en"])
def test_an_approval_by_reply_is_bound_to_the_figures_and_receipted(
    named: Any, asked: FrozenFigures, answer: Callable[..., bytes], number: int, word: str
) -> None:
    raw = answer(f"{word} {approval_code(asked.sha256)}", of=PEOPLE[number][1])
    assert fate_of(named, raw).fate is InboundClass.RECORDED
    (row,) = sign_offs(named)
    assert (row.is_approved, row.sha256, row.signed_by, row.method) == (True, asked.sha256, PEOPLE[number][0], "reply")
    again = freeze_annual(desk_of(named, date(2027, 2, 1)), plan="", year=2026)
    assert (again.sha256, again.is_new) == (asked.sha256, False)
    view = annual_view(again.content, sha256=again.sha256, language=Language.ENGLISH, standing=again.standing)
    assert not view.status.is_draft
    assert asked.sha256[:12] in " ".join(view.status.approvals)
    assert approval_code(asked.sha256) in receipts(named)[0]


def test_every_person_of_the_body_is_asked_once_in_their_language(named: Any, asked: FrozenFigures) -> None:
    assert request_sign_off(desk_of(named), plan="", order=SignOffOrder("2026")).counts == {"asked": 0}
    rows = found(named, select(OutboundMessage).where(OutboundMessage.kind == MessageKind.SIGN_OFF))
    assert sorted(row.envelope_to for row in rows) == sorted(address for _, address, _ in PEOPLE)
    for row in rows:
        mail = message_from_bytes(row.raw)
        files = {p.get_filename(): p.get_payload(decode=True) for p in mail.walk() if p.get_filename()}
        assert hashlib.sha256(files["figures.json"]).hexdigest() == asked.sha256
        language = mail["Content-Language"]
        assert files[f"annual-2026.{language}.pdf"].startswith(b"%PDF")
        text = next(p for p in mail.walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode()
        assert approval_code(asked.sha256) in text
        assert asked.sha256 in text
        assert read_approval(parse(row.raw)).verdict is None, "our own mail must not read as an approval"
    assert len(found(named, select(SignOffRequest))) == 1


def test_a_preview_asks_nobody(named: Any) -> None:
    freeze_annual(desk_of(named), plan="", year=2026)
    outcome = request_sign_off(desk_of(named), plan="", order=SignOffOrder("2026"), preview=True)
    assert (outcome.counts, len(outcome.tables[1].rows)) == ({"asked": 3}, 3)
    assert not found(named, select(SignOffRequest))
    assert not found(named, select(OutboundMessage).where(OutboundMessage.kind == MessageKind.SIGN_OFF))


def test_the_same_reply_twice_counts_once(named: Any, asked: FrozenFigures, answer: Callable[..., bytes]) -> None:
    code = approval_code(asked.sha256)
    raw = answer(f"APPROVE {code}")
    fate_of(named, raw)
    fate_of(named, raw)
    second = fate_of(named, answer(f"APPROVE {code}.", of=PEOPLE[2][1]), minute=1)
    assert (second.fate, second.reasons) == (InboundClass.NO_VALUES, ["approval_repeated"])
    assert len(sign_offs(named)) == 1
    entries = found(named, select(LedgerEntry).where(LedgerEntry.action == LedgerAction.SIGN_OFF_GIVEN))
    assert len(entries) == 1


def test_a_refusal_keeps_its_reasons_and_the_last_word_counts(
    named: Any, asked: FrozenFigures, answer: Callable[..., bytes]
) -> None:
    code = approval_code(asked.sha256)
    fate_of(named, answer(f"J'approuve {code}"))
    refused = fate_of(named, answer(f"Je refuse {code} : le tableau 3 est faux"), minute=5)
    assert refused.fate is InboundClass.RECORDED
    assert [row.is_approved for row in sign_offs(named)] == [True, False]
    assert sign_offs(named)[1].remarks == "le tableau 3 est faux"
    assert freeze_annual(desk_of(named), plan="", year=2026).standing.approvals == ()


def test_figures_frozen_anew_are_not_approved_by_the_old_code(
    named: Any, asked: FrozenFigures, answer: Callable[..., bytes]
) -> None:
    named.reply("LAA", {named.codes[0]: "13"}, on=datetime(2027, 1, 18, 12, tzinfo=UTC))
    anew = freeze_annual(desk_of(named, date(2027, 1, 19)), plan="", year=2026)
    assert anew.sha256 != asked.sha256
    late = fate_of(named, answer(f"APPROVE {approval_code(asked.sha256)}", of=PEOPLE[2][1]))
    assert (late.fate, late.reasons) == (InboundClass.NO_VALUES, ["approval_outdated"])
    assert sign_offs(named) == []
    assert "frozen anew" in receipts(named)[0]
    with pytest.raises(DomainError, match="frozen anew"):
        request_sign_off(desk_of(named), plan="", order=SignOffOrder("2026", figures=asked.sha256))
    request_sign_off(desk_of(named, date(2027, 1, 19)), plan="", order=SignOffOrder("2026"))
    fate_of(named, answer(f"APPROVE {approval_code(anew.sha256)}", of=PEOPLE[2][1]), minute=9)
    assert [row.sha256 for row in sign_offs(named)] == [anew.sha256]


@pytest.mark.parametrize(
    ("sender", "verdict", "headers"),
    [
        ("friend@elsewhere.example", "pass", {}),
        ("laa@region.example", "pass", {}),
        (PEOPLE[0][1], "fail", {}),
        (PEOPLE[0][1], "", {}),
        (PEOPLE[0][1], "pass", {"From": f"{PEOPLE[0][1]}, other@elsewhere.example"}),
        ("friend@elsewhere.example", "pass", {"To": "reponse@iltizam.example", "In_Reply_To": ""}),
    ],
    ids=["stranger", "official of the administration", "forged", "not vouched for", "two senders", "code alone"],
)
def test_nobody_else_approves_and_an_administrator_sees_the_attempt(
    named: Any, asked: FrozenFigures, answer: Callable[..., bytes], sender: str, verdict: str, headers: dict[str, str]
) -> None:
    raw = answer(f"APPROVE {approval_code(asked.sha256)}", sender=sender, verdict=verdict, **headers)
    message = fate_of(named, raw)
    assert message.fate in (InboundClass.HELD, InboundClass.QUARANTINE)
    assert sign_offs(named) == []
    with open_session(named.engine, reads_only=True) as session:
        assert [m.id for m in waiting(session, plan_id=message.plan_id)] == [message.id]
    notices = found(named, select(OutboundMessage).where(OutboundMessage.kind == MessageKind.NOTICE))
    assert [n.envelope_to for n in notices] == ["admin@region.example"]


def test_a_held_approval_counts_once_a_person_has_asked_back_but_a_strangers_never(
    named: Any, asked: FrozenFigures, answer: Callable[..., bytes]
) -> None:
    code = approval_code(asked.sha256)
    stranger = fate_of(named, answer(f"APPROVE {code}", sender="friend@elsewhere.example"))
    desk = desk_of(named, date(2027, 1, 20))
    with pytest.raises(DomainError, match="only the body itself approves"):
        resolve_held_reply(desk, message=stranger.sha256[:12], decision="accept", operator="A", reason="seems right")
    held = fate_of(named, answer(f"APPROVE {code}", verdict=""), minute=2)
    resolve_held_reply(
        desk, message=held.sha256[:12], decision="accept", operator="A. Clerk", reason="asked by telephone"
    )
    (row,) = sign_offs(named)
    assert (row.is_approved, row.method) == (True, "reply, confirmed by A. Clerk")
    resolve_held_reply(desk, message=stranger.sha256[:12], decision="refuse", operator="A", reason="not of the body")
    assert len(sign_offs(named)) == 1


def test_an_automatic_mail_and_a_question_approve_nothing(
    named: Any, asked: FrozenFigures, answer: Callable[..., bytes]
) -> None:
    code = approval_code(asked.sha256)
    machine = fate_of(named, answer(f"APPROVE {code}", Auto_Submitted="auto-replied"))
    question = fate_of(named, answer("Où se trouve le procès-verbal de juin ?"), minute=1)
    unclear = fate_of(named, answer(f"J'approuve {code} sauf le tableau 3"), minute=2)
    assert [m.fate for m in (machine, question, unclear)] == [
        InboundClass.TRIAGE, InboundClass.TRIAGE, InboundClass.NO_VALUES,
    ]  # fmt: skip
    assert unclear.reasons == ["approval_conditional"]
    assert sign_offs(named) == []


def test_the_gate_is_closed_in_one_sentence_while_the_body_is_to_be_defined(world: Any) -> None:
    world.body(is_defined=False)
    world.session.commit()
    freeze_annual(desk_of(world), plan="", year=2026)
    with pytest.raises(DomainError, match="still to be defined, so nobody can approve"):
        request_sign_off(desk_of(world), plan="", order=SignOffOrder("2026"))


def test_what_cannot_be_asked_is_refused_in_a_sentence(named: Any) -> None:
    desk = desk_of(named)
    with pytest.raises(DomainError, match="No figures are frozen"):
        request_sign_off(desk, plan="", order=SignOffOrder("2026"))
    freeze_annual(desk, plan="", year=2026)
    with pytest.raises(DomainError, match="Name the report"):
        request_sign_off(desk, plan="", order=SignOffOrder(""))
    with pytest.raises(DomainError, match="There is no body"):
        request_sign_off(desk, plan="", order=SignOffOrder("2026", body="NOBODY"))


def test_an_approval_is_not_recorded_for_figures_that_were_changed_in_the_database(
    named: Any, asked: FrozenFigures, answer: Callable[..., bytes]
) -> None:
    request = found(named, select(SignOffRequest))[0]
    row = named.session.get_one(FrozenReport, request.report_id)
    row.figures = row.figures | {"year": 2025}
    named.session.add(row)
    named.session.commit()
    message = fate_of(named, answer(f"APPROVE {approval_code(asked.sha256)}"))
    assert message.fate is InboundClass.TRIAGE
    assert sign_offs(named) == []


def test_an_official_seated_in_the_body_neither_is_asked_nor_approves(
    named: Any, asked: FrozenFigures, answer: Callable[..., bytes]
) -> None:
    body = found(named, select(Organisation))[0]
    named.add(
        Membership(
            plan_id=body.plan_id, organisation_id=body.id, name="Head LAA", email="LAA@region.example", language="fr",
            side=Side.ADMINISTRATION, role=MembershipRole.MEMBER,
        )
    )  # fmt: skip
    named.session.commit()
    assert request_sign_off(desk_of(named), plan="", order=SignOffOrder("2026")).counts == {"asked": 0}
    raw = answer(f"APPROVE {approval_code(asked.sha256)}", sender="laa@region.example")
    assert fate_of(named, raw).fate is InboundClass.HELD
    assert sign_offs(named) == []


def test_a_code_of_other_figures_approves_those_or_nothing(
    named: Any, asked: FrozenFigures, answer: Callable[..., bytes]
) -> None:
    freeze_annual(desk_of(named), plan="", year=2025)
    request_sign_off(desk_of(named), plan="", order=SignOffOrder("2025"))
    unknown = approval_code(hashlib.sha256(b"other figures").hexdigest())
    nothing = fate_of(named, answer(f"APPROVE {unknown}"))
    assert (nothing.fate, nothing.reasons) == (InboundClass.NO_VALUES, ["approval_code_unknown"])
    fate_of(named, answer(f"APPROVE {approval_code(asked.sha256)}"), minute=3)  # to the mail about 2025
    assert [row.sha256 for row in sign_offs(named)] == [asked.sha256]
