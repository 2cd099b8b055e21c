"""Both plans at work side by side: asked, answered, followed up, escalated, reported; nothing of one in the other."""

from datetime import date
from email import message_from_bytes
from pathlib import Path

from sqlmodel import Session, col, select

from flows.services.collection import campaigns
from flows.services.compilation import reporting
from flows.services.escalation import follow_ups
from flows.services.reception import replies
from models.tables import (
    ActionPlan,
    Campaign,
    DataRequest,
    Escalation,
    EscalationStep,
    InboundMessage,
    IndicatorActual,
    Official,
    OutboundMessage,
)
from models.vocabulary import InboundClass, MessageKind, OfficialRole
from tests.flows.plans.conftest import CONSORTIUM, MONTHLY, TWIN, Installation

OCTOBER_OPENS = date(2026, 11, 1)


def _open(both: Installation) -> None:
    for plan in (CONSORTIUM, MONTHLY):
        campaigns.open_quarter(both.desk(OCTOBER_OPENS, plan=plan), plan=plan)


def _requests(session: Session, plan: str) -> list[tuple[DataRequest, Official]]:
    query = select(DataRequest, Official).join(ActionPlan, col(DataRequest.plan_id) == ActionPlan.id)
    query = query.join(Official, col(DataRequest.official_id) == Official.id).where(ActionPlan.code == plan)
    return list(session.exec(query.order_by(col(DataRequest.id))).all())


def test_each_plan_collects_its_own_period_by_its_own_deadline(both) -> None:
    _open(both)
    with both.session() as session:
        found = {c.period: (c.opened_on, c.respond_by) for c in session.exec(select(Campaign)).all()}
        asked = {plan: len(_requests(session, plan)) for plan in (CONSORTIUM, MONTHLY)}
    # Sunday 1 November is a working day in the town; six working days on (Tuesday 10 is its holiday): Monday 9.
    assert found["2026-M10"] == (OCTOBER_OPENS, date(2026, 11, 9))
    # In Morocco fifteen working days from Sunday, without the 6th and the 18th.
    assert found["2026-Q3"] == (OCTOBER_OPENS, date(2026, 11, 24))
    assert asked == {CONSORTIUM: 10, MONTHLY: 12}


def test_nobody_is_asked_twice_by_a_second_run_over_both(both) -> None:
    _open(both)
    with both.session() as session:
        before = session.exec(select(OutboundMessage.id)).all()
    _open(both)
    with both.session() as session:
        assert session.exec(select(OutboundMessage.id)).all() == before


def test_a_mail_says_nothing_of_the_other_plan(both) -> None:
    _open(both)
    foreign = {
        CONSORTIUM: ("Zeruna", "zeruna", "ZER00", "Mkuu wa huduma"),
        MONTHLY: ("Tafilalet", "Souss", "MALAA", "MASOM", "MAORT", "MADRA", "Moroc", "Maroc", "المغرب"),
    }
    with both.session() as session:
        for plan, words in foreign.items():
            for request, _ in _requests(session, plan):
                mail = session.exec(select(OutboundMessage).where(OutboundMessage.data_request_id == request.id)).one()
                text = _text(mail.raw)
                assert not [word for word in words if word in text], (plan, mail.subject)


def _text(raw: bytes) -> str:
    message = message_from_bytes(raw)
    parts = [p.get_payload(decode=True) for p in message.walk() if p.get_content_maintype() == "text"]
    head = "\n".join(f"{name}: {value}" for name, value in message.items())
    return head + "\n".join(part.decode() for part in parts if part)


def test_a_monthly_form_is_called_so_and_names_fall_back_in_the_stated_order(both) -> None:
    _open(both)
    with both.session() as session:
        mails = {
            official.code: _text(
                session.exec(select(OutboundMessage).where(OutboundMessage.data_request_id == request.id)).one().raw
            )
            for request, official in _requests(session, MONTHLY)
        }
    assert "Monthly form" in mails["OF-WAT"]
    assert "Formulaire mensuel" in mails["OF-ROA"]
    assert "استمارة شهرية" in mails["OF-SCH"]
    assert "Open budget: Water" in mails["OF-WAT"]  # a title in the reader's language
    assert "Muda mfupi wa kusubiri: Mabasi ya mji" in mails["OF-BUS"]  # a commitment without one: as published
    assert "مدينة بورت زرونا" in mails["OF-BUS"]  # the member's name in Arabic


def test_an_answer_lands_in_its_own_plan_alone(both, trusted) -> None:
    _open(both)
    raw = both.reply(plan=MONTHLY, official="OF-WAT", answer=lambda code: "7" if "-I" in code else "in progress 40%")
    result = replies.receive(both.desk(date(2026, 11, 4)), raw=raw, source="test")
    assert result.fate in (InboundClass.RECORDED, InboundClass.PROVISIONAL)
    with both.session() as session:
        plan = both.plan(session, MONTHLY)
        assert {a.plan_id for a in session.exec(select(IndicatorActual)).all()} == {plan.id}
        assert {a.period for a in session.exec(select(IndicatorActual)).all()} == {"2026-M10"}
        (inbound,) = session.exec(select(InboundMessage)).all()
        assert inbound.plan_id == plan.id
        receipt = session.get_one(OutboundMessage, inbound.receipt_id)
        assert receipt.plan_id == plan.id
        assert "Port-Zeruna" in str(message_from_bytes(receipt.raw)["From"])


def test_with_the_same_codes_in_both_plans_each_form_has_one_name_and_each_answer_one_home(twins) -> None:
    for plan in (CONSORTIUM, TWIN):
        campaigns.open_quarter(twins.desk(date(2026, 10, 1), plan=plan), plan=plan)
    with twins.session() as session:
        names = [request.reference for request in session.exec(select(DataRequest)).all()]
        assert len(names) == len(set(names)) == 20
        assert "2026-Q3/OF-LAA-02" in names
        assert "2026-Q3/OF-LAA-02@twin" in names
    figures = {CONSORTIUM: "11", TWIN: "22"}
    for number, (plan, figure) in enumerate(figures.items(), start=1):
        raw = twins.reply(
            plan=plan,
            official="OF-LAA-02",
            number=number,
            answer=lambda c, f=figure: f if "-I" in c else "en cours 40%",
        )
        replies.receive(twins.desk(date(2026, 10, 8)), raw=raw, source="test")
    with twins.session() as session:
        rows = session.exec(select(IndicatorActual, ActionPlan).join(ActionPlan)).all()
        assert rows
        assert {(plan.code, str(actual.value)) for actual, plan in rows} == {(CONSORTIUM, "11"), (TWIN, "22")}


def test_a_person_in_both_plans_who_answers_without_any_trace_is_tied_to_no_plan(both) -> None:
    _open(both)
    with both.desk(OCTOBER_OPENS).session() as session:
        for code, plan in (("OF-WAT", MONTHLY), ("OF-LAA-02", CONSORTIUM)):
            wanted = select(Official).where(Official.code == code, Official.plan_id == both.plan(session, plan).id)
            session.exec(wanted).one().email = "both@shared.example"
        session.commit()
    plain = b"From: both@shared.example\r\nTo: reponse@iltizam.example\r\nSubject: x\r\nMessage-ID: <p1@x>\r\n\r\nWAT1-I1 = 5\r\n"
    result = replies.receive(both.desk(date(2026, 11, 4)), raw=plain, source="test")
    assert result.data_request is None
    with both.session() as session:
        (inbound,) = session.exec(select(InboundMessage)).all()
        assert (inbound.plan_id, inbound.official_id) == (None, None)
        assert not session.exec(select(IndicatorActual)).all()


def test_silence_climbs_each_plan_s_own_ladder(both) -> None:
    _open(both)
    for day in (11, 12, 15, 16, 17, 19, 22, 23, 24):
        for plan in (CONSORTIUM, MONTHLY):
            follow_ups.follow_up(both.desk(date(2026, 11, day), plan=plan), plan=plan)
    with both.session() as session:
        climbed = _climbed(session, both.plan(session, MONTHLY).id, "2026-M10/OF-WAT")
    # Due Monday 9 November; working days are Sunday to Thursday and the 10th is a holiday.
    assert climbed == [
        (0, OfficialRole.COMMITMENT_MANAGER, date(2026, 11, 11)),
        (1, OfficialRole.HEAD_OF_DIVISION, date(2026, 11, 15)),
        (2, OfficialRole.DIRECTOR_GENERAL, date(2026, 11, 17)),
        (3, OfficialRole.VICE_PRESIDENT, date(2026, 11, 23)),
    ]
    with both.session() as session:
        told = session.exec(
            select(OutboundMessage, Official)
            .join(Official, col(OutboundMessage.official_id) == Official.id)
            .where(OutboundMessage.kind == MessageKind.ESCALATION)
        ).all()
        clerk = [_text(mail.raw) for mail, who in told if who.code == "OF-CLERK"]
        plans_told = {(mail.plan_id, who.plan_id) for mail, who in told}
    assert clerk
    assert all("Secrétaire de mairie" in text and "Directeur" not in text for text in clerk)
    assert all(mail_plan == own for mail_plan, own in plans_told)


def _climbed(session: Session, plan_id: int, code: str) -> list[tuple[int, OfficialRole, date]]:
    query = (
        select(EscalationStep.level, EscalationStep.role, EscalationStep.reached_on)
        .join(Escalation, col(EscalationStep.escalation_id) == Escalation.id)
        .where(Escalation.plan_id == plan_id, Escalation.subject_code == code)
    )
    return [tuple(row) for row in session.exec(query.order_by(col(EscalationStep.level))).all()]


def test_both_annual_reports_are_compiled_and_neither_speaks_of_the_other(both, tmp_path: Path) -> None:
    _open(both)
    for plan, official, value in ((MONTHLY, "OF-WAT", "7001"), (CONSORTIUM, "OF-LAA-02", "9003")):
        raw = both.reply(plan=plan, official=official, answer=lambda code, v=value: v if "-I" in code else "en cours")
        replies.receive(both.desk(date(2026, 11, 4)), raw=raw, source="test")
    for plan in (CONSORTIUM, MONTHLY):
        desk = both.desk(date(2027, 1, 15), plan=plan)
        reporting.annual_report(desk, plan=plan, year=2026, out=tmp_path / plan)
    written = {plan: _words(tmp_path / plan) for plan in (CONSORTIUM, MONTHLY)}
    for word in ("Zeruna", "ZER0001", "7001", "7 001"):
        assert word not in written[CONSORTIUM], word
    for word in ("Tafilalet", "MALAA0001", "Souss", "9003", "9 003"):
        assert word not in written[MONTHLY], word
    assert "7001" in written[MONTHLY].replace("\u202f", "").replace("\u00a0", "").replace(",", "")


def _words(folder: Path) -> str:
    files = [file for file in folder.rglob("*") if file.suffix in (".html", ".json", ".csv", ".txt", ".xml")]
    assert files
    return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)
