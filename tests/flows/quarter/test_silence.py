"""Escalation knows why there is silence: answered, promised, away, undeliverable; and a wish to be reminded is kept."""

from datetime import date, timedelta
from email import message_from_bytes

import pytest
from sqlmodel import Session, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.escalation.escalation_audit import stuck_escalations
from flows.services.escalation.follow_ups import follow_up
from flows.services.lifecycle.standings import find_plan
from flows.services.reception.replies import receive
from models.tables import (
    Absence,
    Deputy,
    Escalation,
    EscalationStep,
    InboundMessage,
    Milestone,
    MilestoneUpdate,
    Official,
    OutboundMessage,
    ReminderWish,
)
from models.vocabulary import EscalationState, EscalationSubject, MessageKind, MilestoneStatus, OutboundState

OPENED = date(2026, 10, 1)
PASS = {"Authentication-Results": "mx.iltizam.example; dkim=pass header.d=region-laa.example; spf=pass"}


def text_of(mail: OutboundMessage) -> str:
    part = next(p for p in message_from_bytes(mail.raw).walk() if p.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode()


def mails(session: Session, kind: MessageKind, official: str = "") -> list[OutboundMessage]:
    session.rollback()
    query = select(OutboundMessage).where(OutboundMessage.kind == kind).order_by(col(OutboundMessage.id))
    rows = list(session.exec(query).all())
    if official:
        wanted = session.exec(select(Official.id).where(Official.code == official)).one()
        rows = [row for row in rows if row.official_id == wanted]
    return rows


def escalation(session: Session, code: str, subject=EscalationSubject.MILESTONE) -> Escalation:
    session.rollback()
    return session.exec(select(Escalation).where(Escalation.subject_code == code, Escalation.subject == subject)).one()


def follow(desk_on, *days: date) -> None:
    for day in days:
        follow_up(desk_on(day), plan="small")


def first_milestone(session: Session, official: str) -> Milestone:
    session.rollback()
    who = session.exec(select(Official.id).where(Official.code == official)).one()
    from models.tables import CommitmentInstance

    query = select(Milestone).join(CommitmentInstance).where(CommitmentInstance.responsible_id == who)
    return session.exec(query.order_by(col(Milestone.due_on), col(Milestone.code))).first()


@pytest.mark.parametrize(
    ("line", "day", "words"),
    [
        ("Rappelez-moi le 9 novembre.", date(2026, 11, 9), "lundi 9 novembre 2026"),
        ("Merci de me rappeler le 06/11/2026", date(2026, 11, 9), "lundi 9 novembre 2026"),  # Green March
        ("rappelez-moi le 15 mars 2027", date(2026, 12, 31), "jeudi 31 décembre 2026"),  # the campaign's last day
    ],
)
def test_a_wish_to_be_reminded_is_kept_confirmed_and_honoured_once(
    session, small_plan, desk_on, later, correspondent, line: str, day: date, words: str
) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    official = correspondent(session, small_plan.french)
    receive(later(date(2026, 10, 8)), raw=official.reply(f"Bonjour,\n\n{line}\n", **PASS), source="test")
    session.rollback()
    wish = session.exec(select(ReminderWish)).one()
    assert (wish.remind_on, wish.honoured_on) == (day, None)
    assert words in text_of(mails(session, MessageKind.RECEIPT)[0])
    follow(desk_on, date(2026, 10, 15), date(2026, 10, 22), day - timedelta(days=1))
    assert mails(session, MessageKind.REMINDER, small_plan.french) == []
    follow(desk_on, day, day + timedelta(days=1))
    sent = mails(session, MessageKind.REMINDER, small_plan.french)
    assert len(sent) == 1
    assert "Vous avez demandé à être rappelé" in text_of(sent[0])
    assert session.exec(select(ReminderWish)).one().honoured_on == day


def test_our_own_words_about_wishes_are_no_wish_when_they_come_back(
    session, small_plan, desk_on, later, correspondent
) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    official = correspondent(session, small_plan.french)
    assert "rappelez-moi le …" in official.text
    receive(later(date(2026, 10, 8)), raw=official.reply(official.all_answers(), **PASS), source="test")
    session.rollback()
    assert session.exec(select(ReminderWish)).all() == []


def test_an_answer_takes_back_the_roll_up_that_waits_for_the_morning(
    session, small_plan, desk_on, later, correspondent
) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    follow(desk_on, date(2026, 10, 1), date(2026, 10, 7))  # level 0 by the form, then the head of division
    waiting = mails(session, MessageKind.ESCALATION, "head_of_division-LAA")
    assert [mail.state for mail in waiting] == [OutboundState.PENDING]
    official = correspondent(session, small_plan.french)
    answers = "\n".join(f"{code} = {'14' if '-I' in code else 'fait le 05/10/2026'}" for code in official.codes)
    receive(later(date(2026, 10, 7)), raw=official.reply(answers, **PASS), source="test")
    waiting = mails(session, MessageKind.ESCALATION, "head_of_division-LAA")
    assert [mail.state for mail in waiting] == [OutboundState.CANCELLED]
    follow(desk_on, date(2026, 10, 7))
    again = mails(session, MessageKind.ESCALATION, "head_of_division-LAA")[1:]
    answered = {code for code in official.codes if "-M" in code}
    assert len(again) == 1  # the other official's milestone is still late, and told anew
    assert not any(code in text_of(again[0]) for code in answered)


def test_a_promised_date_is_waited_for_and_the_superior_hears_nothing(
    session, small_plan, desk_on, later, correspondent
) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    follow(desk_on, date(2026, 10, 1))
    official = correspondent(session, small_plan.arabic)
    code = next(code for code in official.codes if "-M1" in code)
    body = f"{code} = reporté au 30/10/2026"
    receive(later(date(2026, 10, 2)), raw=official.reply(body, **PASS), source="test")
    follow(desk_on, date(2026, 10, 7), date(2026, 10, 15), date(2026, 10, 30))
    row = escalation(session, code)
    assert (row.state, row.paused_until) == (EscalationState.PAUSED, date(2026, 10, 30))
    follow(desk_on, date(2026, 11, 2))
    assert escalation(session, code).state is EscalationState.ACTIVE
    steps = session.exec(select(EscalationStep).where(EscalationStep.escalation_id == row.id)).all()
    assert max(step.level for step in steps) == 1


def away(session: Session, official: str, *, with_deputy: bool) -> None:
    session.rollback()
    who = session.exec(select(Official).where(Official.code == official)).one()
    session.add(Absence(official_id=who.id, starts_on=OPENED, ends_on=date(2026, 10, 30)))
    if with_deputy:
        session.add(
            Deputy(official_id=who.id, name="A deputy", email="deputy@region-laa.example", starts_on=OPENED,
                   accepted_by="Admin")
        )  # fmt: skip
    session.commit()


def test_a_deputy_gets_the_mail_of_who_is_away_and_the_clock_goes_on(session, small_plan, desk_on) -> None:
    away(session, small_plan.french, with_deputy=True)
    follow(desk_on, date(2026, 10, 1), date(2026, 10, 7))
    first = mails(session, MessageKind.ESCALATION, small_plan.french)
    assert [mail.envelope_to for mail in first] == ["deputy@region-laa.example"]
    milestone = first_milestone(session, small_plan.french)
    row = escalation(session, milestone.code)
    assert row.state is EscalationState.WITH_DEPUTY
    told = mails(session, MessageKind.ESCALATION, "head_of_division-LAA")
    assert "absent(e) jusqu’au vendredi 30 octobre 2026" in " ".join(text_of(told[0]).split())
    follow(desk_on, date(2026, 11, 2))
    assert escalation(session, milestone.code).state is EscalationState.ACTIVE


def test_an_absence_without_a_deputy_stops_no_clock(session, small_plan, desk_on) -> None:
    away(session, small_plan.french, with_deputy=False)
    follow(desk_on, date(2026, 10, 1), date(2026, 10, 7))
    assert mails(session, MessageKind.ESCALATION, "head_of_division-LAA")
    row = escalation(session, first_milestone(session, small_plan.french).code)
    assert (row.state, row.level) == (EscalationState.ACTIVE, 1)


def test_a_reminder_goes_to_the_deputy_of_who_is_away(session, small_plan, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    away(session, small_plan.french, with_deputy=True)
    follow(desk_on, date(2026, 10, 15))
    sent = mails(session, MessageKind.REMINDER, small_plan.french)
    assert [mail.envelope_to for mail in sent] == ["deputy@region-laa.example"]
    assert "comme suppléant" in text_of(sent[0])


def test_a_broken_address_waits_for_an_administrator_and_its_age_begins_when_it_is_mended(
    session, small_plan, desk_on
) -> None:
    official = session.exec(select(Official).where(Official.code == small_plan.arabic)).one()
    official.suppressed_because = "5.1.1"
    session.commit()
    code = first_milestone(session, small_plan.arabic).code
    follow(desk_on, date(2026, 10, 1), date(2027, 5, 10))  # far beyond the age limit
    assert escalation(session, code).state is EscalationState.AWAITING_ADDRESS
    with session:
        found = session.exec(select(Official).where(Official.code == small_plan.arabic)).one()
        found.suppressed_because = ""
        session.add(found)
        session.commit()
    follow(desk_on, date(2027, 5, 11))
    row = escalation(session, code)
    assert (row.state, row.age_from) == (EscalationState.ACTIVE, date(2027, 5, 11))
    assert len(mails(session, MessageKind.ESCALATION, small_plan.arabic)) == 1


def test_what_is_too_old_ends_and_an_administrator_decides(session, small_plan, desk_on) -> None:
    follow(desk_on, date(2026, 10, 1))
    code = first_milestone(session, small_plan.french).code
    outcome = follow_up(desk_on(date(2027, 4, 30)), plan="small")
    assert escalation(session, code).ended_because.startswith("older than 120 working days")
    assert code in {row[0] for table in outcome.tables if table.key == "given-up" for row in table.rows}


def test_what_weighs_more_reaches_the_superior_sooner(session, small_plan, desk_on) -> None:
    heavy = first_milestone(session, small_plan.arabic)
    heavy.weight = 3
    session.commit()
    code, light = heavy.code, first_milestone(session, small_plan.english).code
    follow(desk_on, date(2026, 10, 1), date(2026, 10, 6))
    assert escalation(session, code).level == 1
    assert escalation(session, light).level == 0
    assert escalation(session, code).policy["weight"] == 3


def test_evidence_is_asked_for_when_a_milestone_was_reported_done_without_any(
    session, small_plan, desk_on, later, correspondent
) -> None:
    open_quarter(desk_on(OPENED), plan="small")
    official = correspondent(session, small_plan.arabic)
    code, other = [code for code in official.codes if "-M" in code]
    body = f"{code} = fait le 05/10/2026\n{other} = fait le 05/10/2026, https://portail.example/rapport"
    receive(later(date(2026, 10, 6)), raw=official.reply(body, **PASS), source="test")
    follow(desk_on, date(2026, 10, 20))
    assert session.exec(select(Escalation).where(Escalation.subject == EscalationSubject.EVIDENCE)).all() == []
    outcome = follow_up(desk_on(date(2026, 10, 21)), plan="small")
    assert outcome.counts["evidence_missing"] == 1
    assert escalation(session, code, EscalationSubject.EVIDENCE).state is EscalationState.ACTIVE
    follow(desk_on, date(2026, 10, 26))
    proof = f"{code} = preuve : https://portail.example/autre"
    receive(later(date(2026, 10, 26)), raw=official.reply(proof, **PASS), source="test")
    assert escalation(session, code, EscalationSubject.EVIDENCE).ended_because == "evidence was received"
    assert session.exec(select(MilestoneUpdate)).all()
    assert session.exec(select(InboundMessage)).all()


def test_the_auditor_names_what_does_not_move(session, small_plan, desk_on) -> None:
    follow(desk_on, date(2026, 10, 1))
    soon, far = desk_on(date(2026, 10, 8)), desk_on(date(2026, 10, 30))
    with soon.reading() as reading:
        assert stuck_escalations(reading, soon, plan=find_plan(reading, code="small")) == []
    with far.reading() as reading:
        stuck = stuck_escalations(reading, far, plan=find_plan(reading, code="small"))
    codes = {first_milestone(session, who).code for who in (small_plan.french, small_plan.arabic, small_plan.english)}
    assert codes <= {found.code for found in stuck}
    assert all("level 1 was due" in found.because for found in stuck if found.code in codes)
    outcome = follow_up(desk_on(date(2026, 10, 30)), plan="small")
    assert outcome.counts["stuck"] == 0


def test_a_milestone_done_is_not_stuck_but_still_followed_until_the_next_sweep(session, small_plan, desk_on) -> None:
    follow(desk_on, date(2026, 10, 1))
    milestone = first_milestone(session, small_plan.french)
    milestone.status = MilestoneStatus.DONE
    session.commit()
    code, desk = milestone.code, desk_on(date(2026, 10, 2))
    with desk.reading() as reading:
        stuck = stuck_escalations(reading, desk, plan=find_plan(reading, code="small"))
    assert [(s.code, "still followed" in s.because) for s in stuck] == [(code, True)]
