"""One person's data is handed out or erased: figures keep their chain, the ledger keeps the fact, nothing public names anybody."""

import base64
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.compilation.reporting import freeze_annual, print_annual
from flows.services.people_records.handover import hand_over
from flows.services.people_records.personal_data import export_person
from flows.services.people_records.personal_data_erasing import erase_person
from flows.services.reception.replies import receive
from models.rules.errors import DomainError
from models.rules.personal_data import REGISTER, keep_until
from models.tables import (
    InboundMessage,
    IndicatorActual,
    LedgerEntry,
    Membership,
    Official,
    OutboundMessage,
    RequestedItem,
)
from models.vocabulary import LedgerAction, MessageKind

DOCUMENT = Path(__file__).parents[3] / "docs" / "personal-data.md"
OPENED, REPLIED, ERASED_ON = date(2026, 10, 1), date(2026, 10, 6), date(2026, 11, 23)
NAME, ADDRESS = "Official LAA 01", "of-laa-01@region.example"


@pytest.fixture
def answered(session, plan, desk_on, writer) -> str:
    """The official LAA 01 has answered one line with a remark that bears a name, and written one mail without a value."""
    open_quarter(desk_on(OPENED), plan="")
    form = writer(ADDRESS, MessageKind.REQUEST)
    code = session.exec(
        select(col(RequestedItem.code)).where(
            RequestedItem.data_request_id == form.row.data_request_id, col(RequestedItem.code).contains("-I")
        )
    ).first()
    text = f"{code} = 14 (selon {NAME})\n\nCordialement\n{NAME}\n06 12 34 56 78"
    receive(desk_on(REPLIED), raw=form.reply(text), source="test")
    receive(desk_on(REPLIED), raw=form.reply(f"Bonjour, je suis {NAME} et je reviens vers vous."), source="test")
    session.rollback()
    return code


def hand_on(desk_on) -> None:
    hand_over(
        desk_on(ERASED_ON), plan="", from_official="OF-LAA-01", to_official="OF-LAA-DG", operator="A", reason="left",
        preview=False,
    )  # fmt: skip


def erase(desk_on, person: str = ADDRESS, *, preview: bool = False):
    return erase_person(
        desk_on(ERASED_ON), plan="", person=person, operator="A", reason="request of 20 November", preview=preview
    )


def everything(session: Session) -> str:
    """Every text and every byte of every row of every table, as one string."""
    session.rollback()
    session.expire_all()
    found = []
    for table in SQLModel.metadata.sorted_tables:
        if table.name in ("inbound_message", "outbound_bytes"):
            continue  # bytes that prove a figure, and mails to other people, are kept until their term; looked at apart
        for row in session.connection().execute(table.select()).mappings():
            found += [bytes(v).decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in row.values()]
    return "\n".join(found)


def test_all_that_is_kept_about_a_person_is_handed_out(session, answered, desk_on) -> None:
    exported = export_person(desk_on(ERASED_ON), plan="", person="of-laa-01")
    assert [o["name"] for o in exported["officials"]] == [NAME]
    assert len(exported["mails_received"]) == 2
    assert [mail["is_proof"] for mail in exported["mails_received"]] == [True, False]
    raw = base64.b64decode(exported["mails_received"][0]["message_base64"])
    assert hashlib.sha256(raw).hexdigest() == exported["mails_received"][0]["sha256"]
    assert len(exported["mails_sent"]) >= 2
    assert len(exported["why_it_is_kept"]) == len(REGISTER)
    json.dumps(exported)
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.PERSON_EXPORTED)).all()
    assert [entry.subject for entry in entries] == ["OF-LAA-01"]


def test_erasing_keeps_the_figures_and_their_chain_and_forgets_the_person(session, answered, desk_on) -> None:
    before = freeze_annual(desk_on(ERASED_ON), plan="", year=2026, preview=True).content
    hand_on(desk_on)
    outcome = erase(desk_on)
    assert (outcome.counts["mails_kept_as_proof"], outcome.counts["mails_emptied"]) == (1, 1)
    after = freeze_annual(desk_on(ERASED_ON), plan="", year=2026, preview=True).content
    figures = [
        {f.id: (f.value, f.source) for f in facts.figures if f.source.kind == "mail"} for facts in (before, after)
    ]
    assert figures[0].keys() == figures[1].keys()
    assert [v for v, _ in figures[0].values()] == [v for v, _ in figures[1].values()]
    text = everything(session)
    assert NAME not in text
    assert ADDRESS not in text
    assert "06 12 34 56 78" not in text
    rows = session.exec(select(InboundMessage).order_by(col(InboundMessage.id))).all()
    assert [bool(row.raw) for row in rows] == [True, False]
    assert {row.from_address for row in rows} == {outcome.summary.split(" stands as ")[1].split(":")[0]}
    (value,) = session.exec(select(IndicatorActual)).all()
    assert value.comment == "" or NAME not in value.comment


def test_the_ledger_keeps_the_fact_and_not_the_person(session, answered, desk_on) -> None:
    hand_on(desk_on)
    facts = len(session.exec(select(LedgerEntry)).all())
    erase(desk_on)
    session.rollback()
    entries = session.exec(select(LedgerEntry)).all()
    assert len(entries) == facts + 1
    assert all(NAME not in f"{e.actor}{e.before}{e.after}{e.reason}" for e in entries)
    (erased,) = [e for e in entries if e.action is LedgerAction.PERSON_ERASED]
    assert erased.subject.startswith("person-")


def test_a_preview_erases_nothing_and_a_second_time_finds_nobody(session, answered, desk_on) -> None:
    hand_on(desk_on)
    erase(desk_on, preview=True)
    session.rollback()
    assert session.exec(select(Official).where(Official.email == ADDRESS)).one().name == NAME
    erase(desk_on)
    with pytest.raises(DomainError, match="Nothing is kept about"):
        erase(desk_on)


def test_somebody_who_still_answers_for_a_commitment_is_not_erased(session, answered, desk_on) -> None:
    with pytest.raises(DomainError, match="run hand-over first"):
        erase(desk_on)


def test_an_unknown_person_is_named(session, plan, desk_on) -> None:
    for act in (lambda: erase(desk_on, "nobody@nowhere.example"), lambda: export_person(
        desk_on(ERASED_ON), plan="", person="nobody@nowhere.example")):  # fmt: skip
        with pytest.raises(DomainError, match=r"Nothing is kept about “nobody@nowhere\.example”"):
            act()


def test_a_member_of_a_committee_is_erased_and_the_seat_ends(session, seated, desk_on) -> None:
    erase(desk_on, seated[0])
    session.expire_all()
    session.rollback()
    seats = session.exec(select(Membership).order_by(col(Membership.id))).all()
    assert seats[0].name.startswith("person-")
    assert (seats[0].email, seats[0].ends_on) == ("", ERASED_ON)
    assert seats[1].ends_on is None


def test_nothing_public_names_an_official_or_an_address(session, answered, desk_on, tmp_path) -> None:
    print_annual(desk_on(ERASED_ON), plan="", year=2026, preview=True, out=tmp_path / "report")
    known = [text for o in session.exec(select(Official)).all() for text in (o.name, o.email) if text]
    known += [mail.envelope_to for mail in session.exec(select(OutboundMessage)).all()]
    files = [path for path in (tmp_path / "report").rglob("*") if path.is_file()]
    assert len(files) >= 3
    for path in files:
        content = path.read_bytes().decode("utf-8", "replace").lower()
        assert [text for text in known if text.lower() in content] == [], path.name


def test_the_register_names_columns_that_exist_and_terms_from_the_end_of_the_plan() -> None:
    tables = SQLModel.metadata.tables
    for kind in REGISTER:
        for place in kind.places:
            table, column = place.split(".")
            assert column in tables[table].columns, place
    assert keep_until("officials", plan_end=date(2027, 6, 30)) == date(2029, 6, 30)
    assert keep_until("mails-received-proof", plan_end=date(2027, 6, 30)) == date(2032, 6, 30)


def test_every_column_with_an_address_is_in_the_register() -> None:
    written = {place for kind in REGISTER for place in kind.places}
    columns = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.name in ("email", "from_address", "envelope_to") and table.name != "inbound_message"
    }
    columns.add("inbound_message.from_address")  # its envelope_to is our own address
    assert columns - written == set()


def test_the_document_tells_every_kind_with_its_purpose_term_and_what_erasing_does() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for kind in REGISTER:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{kind.code}` |"))
        assert kind.what in row
        assert kind.purpose in row
        assert kind.on_erasure in row
        assert f"| {kind.months} |" in row
