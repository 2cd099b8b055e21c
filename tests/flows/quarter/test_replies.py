"""A reply ends in recorded figures and a receipt, or in exactly one other class; nothing is lost, nothing is guessed."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from email import message_from_bytes

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.escalation.follow_ups import follow_up
from flows.services.reception.inbox import store_raw
from flows.services.reception.replies import read_mailbox, receive
from models.tables import (
    DataRequest,
    InboundLine,
    InboundMessage,
    IndicatorActual,
    LedgerEntry,
    Milestone,
    MilestoneUpdate,
    Official,
    OutboundMessage,
)
from models.vocabulary import (
    InboundClass,
    LedgerAction,
    MessageKind,
    MilestoneStatus,
    OutboundState,
    RequestState,
    ValueStatus,
)
from notifications.mailbox import Incoming

OPENED = date(2026, 10, 1)
ANSWERED = date(2026, 10, 8)


@pytest.fixture
def opened(session, small_plan, desk_on):
    open_quarter(desk_on(OPENED), plan="small")
    session.rollback()
    return small_plan


@pytest.fixture
def french(session, opened, correspondent):
    return correspondent(session, opened.french)


@pytest.fixture
def arabic(session, opened, correspondent):
    return correspondent(session, opened.arabic)


def actuals(session) -> list[IndicatorActual]:
    session.rollback()
    return list(session.exec(select(IndicatorActual).order_by(col(IndicatorActual.id))).all())


def receipts(session) -> list[OutboundMessage]:
    session.rollback()
    return list(session.exec(select(OutboundMessage).where(OutboundMessage.kind == MessageKind.RECEIPT)).all())


def inbound_of(session, result) -> InboundMessage:
    session.rollback()
    return session.exec(select(InboundMessage).where(InboundMessage.sha256 == result.sha256)).one()


def test_a_reply_in_french_is_recorded_with_its_source_and_gets_a_receipt(session, french, desk_on) -> None:
    code = french.codes[0]
    result = receive(desk_on(ANSWERED), raw=french.reply(f"Bonjour,\n\n{code} = 14\n\nCordialement"), source="test")
    answer = result.as_json()
    assert answer["class"] == "provisional"  # nothing vouches for the sender here
    assert [(r["code"], r["value"], r["status"]) for r in answer["recorded"]] == [(code, 14, "provisional")]
    assert answer["recorded"][0]["source"] == f"sha256:{result.sha256}#text line 3"
    (actual,) = actuals(session)
    assert (actual.value, actual.period, actual.raw_text) == (Decimal(14), "2026-Q3", f"{code} = 14")
    (receipt,) = receipts(session)
    assert answer["receipt"] == receipt.message_id
    assert receipt.envelope_to == french.official.email
    assert receipt.envelope_from == ""  # RFC 3834: nothing can answer a receipt


def test_arabic_digits_and_the_arabic_decimal_sign_are_read(session, arabic, desk_on) -> None:
    whole, percent = arabic.codes[:2]
    result = receive(desk_on(ANSWERED), raw=arabic.reply(f"{whole} = ١٤\n{percent} = ٦٢٫٥ ٪"), source="test")
    assert [(r["code"], r["value"]) for r in result.as_json()["recorded"]] == [(whole, 14), (percent, 62.5)]


def test_a_value_written_inside_the_quoted_original_is_recorded(session, french, desk_on) -> None:
    code = french.codes[0]
    inside = "\n".join(
        "> " + (f"{code} = 21" if line.strip() == f"{code} =" else line) for line in french.text.splitlines()
    )
    result = receive(desk_on(ANSWERED), raw=french.reply(f"Voir ci-dessous.\n\n{inside}", quote=False), source="test")
    assert [(r["code"], r["value"]) for r in result.as_json()["recorded"]] == [(code, 21)]


def test_an_authenticated_reply_is_recorded_for_good(session, french, later) -> None:
    headers = {"Authentication-Results": "mx.iltizam.example; dmarc=pass header.from=region-laa.example"}
    raw = french.reply(f"{french.codes[0]} = 14", **headers)
    raw = raw.replace(b"Authentication-Results", b"X-Moved", 1)
    head = b"Authentication-Results: mx.iltizam.example; dmarc=pass header.from=region-laa.example\r\n"
    received = b"Received: from mail.region-laa.example by mx.iltizam.example; Thu, 8 Oct 2026 10:00:00 +0000\r\n"
    result = receive(later(ANSWERED), raw=head + received + raw, source="test")
    assert result.fate is InboundClass.RECORDED
    assert actuals(session)[0].value_status is ValueStatus.CONFIRMED


def test_a_provisional_answer_is_confirmed_after_three_working_days(session, french, desk_on) -> None:
    result = receive(desk_on(ANSWERED), raw=french.reply(f"{french.codes[0]} = 14"), source="test")
    follow_up(desk_on(date(2026, 10, 12)), plan="small")
    assert actuals(session)[0].value_status is ValueStatus.PROVISIONAL
    follow_up(desk_on(date(2026, 10, 13)), plan="small")
    assert actuals(session)[0].value_status is ValueStatus.CONFIRMED
    assert inbound_of(session, result).fate is InboundClass.RECORDED


def test_a_full_answer_settles_the_request_and_no_reminder_follows(session, french, desk_on) -> None:
    receive(desk_on(ANSWERED), raw=french.reply(french.all_answers()), source="test")
    session.rollback()
    request = session.get_one(DataRequest, french.sent.data_request_id)
    assert request.state is RequestState.ANSWERED
    for day in (15, 22, 27):
        follow_up(desk_on(date(2026, 10, day)), plan="small")
    session.rollback()
    reminded = session.exec(select(OutboundMessage).where(OutboundMessage.kind == MessageKind.REMINDER)).all()
    assert french.official.id not in {mail.official_id for mail in reminded}


def test_a_correction_stands_beside_what_it_corrects(session, french, desk_on) -> None:
    code = french.codes[0]
    receive(desk_on(ANSWERED), raw=french.reply(f"{code} = 14"), source="test")
    receive(desk_on(date(2026, 10, 9)), raw=french.reply(f"{code} = 15"), source="test")
    first, second = actuals(session)
    assert [(a.value, a.is_current) for a in (first, second)] == [(Decimal(14), False), (Decimal(15), True)]
    line = session.get_one(InboundLine, second.line_id)
    assert (line.before, line.after) == ("14", "15")


def test_the_same_bytes_twice_are_one_message_and_one_receipt(session, french, desk_on) -> None:
    raw = french.reply(f"{french.codes[0]} = 14")
    receive(desk_on(ANSWERED), raw=raw, source="test")
    again = receive(desk_on(ANSWERED), raw=raw, source="test")
    assert again.fate is InboundClass.DUPLICATE
    assert len(actuals(session)) == len(receipts(session)) == 1


def test_the_same_message_by_another_way_is_a_duplicate(session, french, desk_on) -> None:
    raw = french.reply(f"{french.codes[0]} = 14")
    receive(desk_on(ANSWERED), raw=raw, source="test")
    again = receive(desk_on(ANSWERED), raw=b"Received: from elsewhere.example\r\n" + raw, source="test")
    assert again.fate is InboundClass.DUPLICATE
    assert len(actuals(session)) == 1


def test_two_values_for_one_code_are_asked_back_and_none_is_recorded(session, french, desk_on) -> None:
    code = french.codes[0]
    result = receive(desk_on(ANSWERED), raw=french.reply(f"{code} = 14\n{code} = 15"), source="test")
    assert result.fate is InboundClass.NO_VALUES
    assert actuals(session) == []
    assert {line["code"] for line in result.as_json()["doubtful"]} == {code}
    assert len(receipts(session)) == 1


def test_no_change_repeats_the_last_value_and_is_asked_back_when_there_is_none(
    session, french, desk_on, correspondent
) -> None:
    code = french.codes[0]
    result = receive(desk_on(ANSWERED), raw=french.reply(f"{code} = sans changement"), source="test")
    assert result.as_json()["doubtful"][0]["reason"] == "no_last_value"
    receive(desk_on(ANSWERED), raw=french.reply(f"{code} = 14"), source="test")
    open_quarter(desk_on(date(2027, 1, 4)), plan="small")
    session.rollback()
    fourth = correspondent(session, french.official.code)
    fourth.sent = session.exec(
        select(OutboundMessage).where(
            OutboundMessage.official_id == french.official.id, OutboundMessage.period == "2026-Q4"
        )
    ).one()
    fourth.request, fourth.count = message_from_bytes(fourth.sent.raw), 10
    receive(desk_on(date(2027, 1, 5)), raw=fourth.reply(f"{code} = sans changement"), source="test")
    assert [(a.period, a.value) for a in actuals(session)] == [("2026-Q3", Decimal(14)), ("2026-Q4", Decimal(14))]


def test_nothing_to_report_is_not_zero(session, french, desk_on) -> None:
    receive(desk_on(ANSWERED), raw=french.reply(f"{french.codes[0]} = néant"), source="test")
    (actual,) = actuals(session)
    assert (actual.value, actual.value_status) == (None, ValueStatus.NOTHING_TO_REPORT)


def test_a_milestone_done_with_its_day(session, french, desk_on) -> None:
    code = next(code for code in french.codes if "-M" in code)
    receive(desk_on(ANSWERED), raw=french.reply(f"{code} = fait le 30/09/2026"), source="test")
    session.rollback()
    milestone = session.exec(select(Milestone).where(Milestone.code == code)).one()
    assert (milestone.status, milestone.done_on) == (MilestoneStatus.DONE, date(2026, 9, 30))
    assert milestone.first_due_on == date(2026, 9, 30)


def test_a_promised_day_pauses_the_escalation_and_moves_no_due_date(session, french, desk_on) -> None:
    code = next(code for code in french.codes if "-M1" in code)
    receive(
        desk_on(ANSWERED),
        raw=french.reply(f"{code} = nouvelle date 14/12/2026, car le marché est relancé"),
        source="test",
    )
    session.rollback()
    update = session.exec(select(MilestoneUpdate)).one()
    assert update.promised_on == date(2026, 12, 14)
    assert "marché" in update.reason
    milestone = session.exec(select(Milestone).where(Milestone.code == code)).one()
    assert milestone.due_on == milestone.first_due_on == date(2026, 9, 30)
    outcome = follow_up(desk_on(date(2026, 11, 2)), plan="small", preview=True)
    row = next(row for row in outcome.tables[0].rows if row[0] == code)
    assert row[6] == "pause: a date was promised"


def test_a_reply_to_a_closed_quarter_is_kept_and_changes_no_figure(session, french, desk_on) -> None:
    open_quarter(desk_on(date(2027, 1, 4)), plan="small")
    session.rollback()
    result = receive(desk_on(date(2027, 1, 5)), raw=french.reply(f"{french.codes[0]} = 14"), source="test")
    assert result.fate is InboundClass.LATE
    assert actuals(session) == []
    assert len(receipts(session)) == 1


def test_one_official_s_codes_in_another_s_reply_are_not_recorded(session, french, arabic, desk_on) -> None:
    result = receive(desk_on(ANSWERED), raw=arabic.reply(f"{french.codes[0]} = 14"), source="test")
    assert result.fate is InboundClass.NO_VALUES
    assert actuals(session) == []
    assert len(result.as_json()["not_understood"]) == 1


STRANGER = {"From": "someone@elsewhere.example"}


@pytest.mark.parametrize(
    ("headers", "fate"),
    [
        (STRANGER, InboundClass.HELD),  # a forwarded token alone is nobody
        (STRANGER | {"In-Reply-To": ""}, InboundClass.HELD),
        (STRANGER | {"To": "reponse@iltizam.example"}, InboundClass.HELD),  # the thread alone neither
        (STRANGER | {"To": "reponse@iltizam.example", "In-Reply-To": ""}, InboundClass.TRIAGE),
        ({"To": "reponse@iltizam.example", "In-Reply-To": ""}, InboundClass.TRIAGE),
        ({"Auto-Submitted": "auto-replied", "Subject": "Absence du bureau"}, InboundClass.TRIAGE),  # it holds values
    ],
)
def test_who_may_not_answer_records_nothing(session, french, desk_on, headers, fate) -> None:
    result = receive(desk_on(ANSWERED), raw=french.reply(f"{french.codes[0]} = 14", **headers), source="test")
    assert result.fate is fate
    assert actuals(session) == []
    assert receipts(session) == []


def test_an_absence_notice_is_kept_and_never_answered(session, french, desk_on) -> None:
    raw = french.reply("Je suis absent jusqu'au 20 octobre.", quote=False, **{"Auto-Submitted": "auto-replied"})
    result = receive(desk_on(ANSWERED), raw=raw, source="test")
    assert result.fate is InboundClass.AUTOMATIC
    assert receipts(session) == []
    session.rollback()
    assert session.get_one(DataRequest, french.sent.data_request_id).state is RequestState.OPEN


def test_two_from_headers_go_to_quarantine(session, french, desk_on) -> None:
    raw = b"From: other@region-laa.example\r\n" + french.reply(f"{french.codes[0]} = 14")
    assert receive(desk_on(ANSWERED), raw=raw, source="test").fate is InboundClass.QUARANTINE
    assert actuals(session) == []


def test_a_mail_of_ours_that_comes_back_is_not_answered(session, french, desk_on) -> None:
    result = receive(desk_on(ANSWERED), raw=french.sent.raw, source="test")
    assert result.fate is InboundClass.AUTOMATIC
    assert receipts(session) == []


def bounce(french, *, status: str, action: str = "failed") -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example\r\nTo: {french.sent.envelope_from}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Return-Path: <>\r\nMessage-ID: <bounce-{status}@mx.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {french.official.email}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n--b--\r\n"
    ).encode()


def test_a_dead_address_is_marked_and_the_focal_point_is_asked_to_mend_it(session, french, desk_on) -> None:
    result = receive(desk_on(ANSWERED), raw=bounce(french, status="5.1.1"), source="test")
    assert result.fate is InboundClass.BOUNCE
    session.rollback()
    official = session.exec(select(Official).where(Official.id == french.official.id)).one()
    session.refresh(official)
    assert official.suppressed_because.startswith("5.1.1")
    session.refresh(french.sent)
    assert french.sent.state is OutboundState.BOUNCED
    notices = session.exec(select(OutboundMessage).where(OutboundMessage.kind == MessageKind.NOTICE)).all()
    assert len(notices) == 1
    assert notices[0].envelope_to == "focal_point-laa@region-laa.example"


@pytest.mark.parametrize(("status", "action"), [("4.2.2", "delayed"), ("5.3.4", "failed")])
def test_another_failure_does_not_condemn_the_address(session, french, desk_on, status, action) -> None:
    receive(desk_on(ANSWERED), raw=bounce(french, status=status, action=action), source="test")
    session.rollback()
    assert session.exec(select(Official.suppressed_because).where(Official.id == french.official.id)).one() == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 5000,
        b"\xff\xfe garbage without headers",
        b"From: x\r\n\r\n" + b"= " * 1_000_000,
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 10_000,
        b"Content-Type: text/plain; charset=klingon\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    ],
    ids=["empty", "zeros", "no headers", "2 MB of noise", "10,000 parts", "unknown charset"],
)
def test_whatever_bytes_come_are_kept_and_classed(session, opened, desk_on, raw) -> None:
    result = receive(desk_on(ANSWERED), raw=raw, source="test")
    inbound = inbound_of(session, result)
    assert inbound.raw == raw
    assert inbound.fate in (InboundClass.TRIAGE, InboundClass.QUARANTINE)
    assert not any("program_error" in reason for reason in inbound.reasons)
    assert actuals(session) == receipts(session) == []


def test_an_oversize_message_keeps_its_header_and_says_so(session, french, desk_on) -> None:
    raw = french.reply(f"{french.codes[0]} = 14") + b"x" * (26 * 1024 * 1024)
    result = receive(desk_on(ANSWERED), raw=raw, source="test")
    inbound = inbound_of(session, result)
    assert (inbound.fate, inbound.size) == (InboundClass.OVERSIZE, len(raw))
    assert inbound.subject == "Re: le formulaire"
    assert len(inbound.raw) < 10_000


def test_a_run_cut_off_after_storing_is_taken_up_by_the_next(session, french, desk_on) -> None:
    desk = desk_on(ANSWERED)
    raw = french.reply(f"{french.codes[0]} = 14")
    store_raw(desk, raw=raw, envelope_to="", source="test")  # killed here

    class Empty:
        def fetch(self):
            return iter(())

        def done(self, key: str) -> None:
            raise AssertionError(key)

    outcome = read_mailbox(desk, plan="small", mailbox=Empty())
    assert outcome.summary.startswith("1 messages read")
    assert [a.value for a in actuals(session)] == [Decimal(14)]


def test_the_mailbox_is_told_only_after_the_message_is_committed(session, french, desk_on) -> None:
    raw = french.reply(f"{french.codes[0]} = 14")
    stored_when_told = []

    class Box:
        def fetch(self):
            yield Incoming(raw, "", "k1", len(raw))

        def done(self, key: str) -> None:
            stored_when_told.append(len(actuals(session)))

    read_mailbox(desk_on(ANSWERED), plan="small", mailbox=Box())
    assert stored_when_told == [1]


def test_every_message_ends_in_one_class_and_the_ledger_says_why(session, french, arabic, desk_on) -> None:
    raws = [
        french.reply(f"{french.codes[0]} = 14"),
        arabic.reply("شكرا", quote=False),
        bounce(french, status="5.3.0"),
        b"noise",
    ]
    for raw in raws:
        receive(desk_on(ANSWERED), raw=raw, source="test")
    session.rollback()
    fates = session.exec(select(InboundMessage.fate)).all()
    assert len(fates) == len(raws)
    assert InboundClass.RECEIVED not in fates
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.MESSAGE_CLASSED)).all()
    assert sorted(entry.after for entry in entries) == sorted(fate.value for fate in fates)


def test_at_most_five_receipts_a_day_go_to_one_person(session, french, desk_on) -> None:
    for value in range(1, 9):
        receive(desk_on(ANSWERED), raw=french.reply(f"{french.codes[0]} = {value}"), source="test")
    assert len(receipts(session)) == 5
    assert actuals(session)[-1].value == Decimal(8)  # every answer counts all the same


def test_a_program_error_parks_the_message_with_its_sender(session, french, desk_on) -> None:
    desk = desk_on(ANSWERED)
    broken = replace(desk, office=replace(desk.office, key="not bytes"))
    result = receive(broken, raw=french.reply(f"{french.codes[0]} = 14"), source="test")
    inbound = inbound_of(session, result)
    assert inbound.fate is InboundClass.TRIAGE
    assert inbound.from_address == french.official.email
    assert inbound.reasons[0].startswith("program_error: TypeError")
    assert isinstance(inbound.settled_at, datetime)


def test_a_database_that_fails_for_a_moment_leaves_the_answer_for_the_next_run(
    session, french, desk_on, engine
) -> None:
    desk, failures = desk_on(ANSWERED), ["database is locked"]

    def fail_once(_connection, _cursor, statement: str, *_: object) -> None:
        if failures and "requested_item" in statement:
            raise OperationalError(statement, {}, Exception(failures.pop()))

    event.listen(engine, "before_cursor_execute", fail_once)
    raw = french.reply(f"{french.codes[0]} = 14")
    with pytest.raises(OperationalError):
        receive(desk, raw=raw, source="test")
    event.remove(engine, "before_cursor_execute", fail_once)
    assert actuals(session) == []
    assert receive(desk, raw=raw, source="test").fate is InboundClass.PROVISIONAL
    assert [a.value for a in actuals(session)] == [Decimal(14)]
