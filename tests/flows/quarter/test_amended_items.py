"""What was amended while a form is out: the form is read as it was sent, the next one asks by the new definition."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from flows.services.collection.campaigns import open_quarter
from flows.services.lifecycle.amendment_rows import Decision
from flows.services.lifecycle.amendments import amend_milestone
from flows.services.lifecycle.indicator_amendments import IndicatorAction, amend_indicator
from flows.services.lifecycle.indicator_inputs import IndicatorOrder
from flows.services.reception.replies import receive
from models.tables import IndicatorActual, Milestone, MilestoneUpdate, OutboundMessage
from models.vocabulary import MessageKind, MilestoneStatus

OPENED, AMENDED, ANSWERED, NEXT = date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 8), date(2027, 1, 4)
DECISION = Decision("the council", "decided in October", "PV 12/2026")
SESSIONS = IndicatorOrder(unit_fr="séances", unit_ar="جلسات", unit_en="sessions", baseline="0", target="20")


@pytest.fixture
def french(session, small_plan, desk_on, correspondent):
    open_quarter(desk_on(OPENED), plan="small")
    session.rollback()
    return correspondent(session, small_plan.french)


def figure(french) -> str:
    return next(code for code in french.codes if "-I1" in code)


def step(french) -> str:
    return next(code for code in french.codes if "-M1" in code)


def amend(desk, code: str, order: IndicatorOrder = SESSIONS, action: str = "change") -> None:
    amend_indicator(desk, plan="small", action=IndicatorAction(action), subject=code, order=order, decision=DECISION)


def values(session, code: str) -> list[tuple[str, Decimal, str]]:
    session.rollback()
    rows = session.exec(select(IndicatorActual).order_by(IndicatorActual.id)).all()
    return [(row.period, row.value, row.unit) for row in rows]


def next_form(session, desk_on, correspondent, official: str):
    open_quarter(desk_on(NEXT), plan="small")
    session.rollback()
    found = correspondent(session, official)
    query = select(OutboundMessage).where(
        OutboundMessage.official_id == found.official.id, OutboundMessage.kind == MessageKind.REQUEST,
        OutboundMessage.period == "2026-Q4",
    )  # fmt: skip
    return session.exec(query).one()


def text_of(message: OutboundMessage) -> str:
    from email import message_from_bytes

    part = next(p for p in message_from_bytes(message.raw).walk() if p.get_content_type() == "text/plain")
    return part.get_payload(decode=True).decode()


def test_an_answer_to_a_form_already_out_keeps_the_unit_it_was_asked_in(
    session, desk_on, later, french, correspondent
) -> None:
    code = figure(french)
    amend(desk_on(AMENDED), code)
    receive(later(ANSWERED), raw=french.reply(f"{code} = 14"), source="test")
    assert values(session, code) == [("2026-Q3", Decimal(14), "ateliers")]
    form = text_of(next_form(session, desk_on, correspondent, french.official.code))
    asked = form[form.index(code) - 600 : form.index(code)]
    assert "séances" in asked
    assert "ateliers" not in asked
    assert "14" not in asked  # a value in another unit is not shown as the last one


def test_no_change_never_carries_a_value_over_into_another_unit(session, desk_on, later, french, correspondent) -> None:
    code = figure(french)
    receive(later(ANSWERED), raw=french.reply(f"{code} = 14"), source="test")
    session.rollback()
    amend(desk_on(date(2026, 12, 1)), code)
    sent = next_form(session, desk_on, correspondent, french.official.code)
    reply = french.reply(
        f"{code} = sans changement", quote=False,
        **{"Date": "Tue, 05 Jan 2027 10:00:00 +0000", "In-Reply-To": sent.message_id},
    )  # fmt: skip
    receive(later(date(2027, 1, 5)), raw=reply, source="test")
    assert [row[:2] for row in values(session, code)] == [("2026-Q3", Decimal(14))]


def test_a_withdrawn_indicator_is_answered_once_more_and_then_asked_no_longer(
    session, desk_on, later, french, correspondent
) -> None:
    code = figure(french)
    amend(desk_on(AMENDED), code, IndicatorOrder(), "withdraw")
    receive(later(ANSWERED), raw=french.reply(f"{code} = 14"), source="test")
    assert values(session, code) == [("2026-Q3", Decimal(14), "ateliers")]
    assert code not in text_of(next_form(session, desk_on, correspondent, french.official.code))


def test_a_new_indicator_is_asked_in_the_next_form(session, desk_on, french, correspondent) -> None:
    order = IndicatorOrder(
        title_fr="Séances ouvertes", title_ar="جلسات مفتوحة", title_en="Open sessions", kind="performance",
        direction="increase", baseline_missing_because="never counted before",
    )  # fmt: skip
    amend(desk_on(AMENDED), figure(french).split("-I")[0].replace("LAA1", "MALAA0001"), order, "add")
    form = text_of(next_form(session, desk_on, correspondent, french.official.code))
    assert "Séances ouvertes" in form
    assert "Séances ouvertes" not in french.text


@pytest.mark.parametrize(
    ("change", "status"), [("close", MilestoneStatus.CLOSED), ("withdraw", MilestoneStatus.WITHDRAWN)]
)
def test_a_mail_does_not_undo_the_end_of_a_milestone_that_was_decided(
    session, desk_on, later, french, change: str, status: MilestoneStatus
) -> None:
    """What the mail says is recorded with its source; the decision stands until somebody takes the milestone up again."""
    code = step(french)
    amend_milestone(
        desk_on(AMENDED),
        plan="small",
        milestone=code,
        change=change,
        operator="the council",
        reason="the site was sold",
    )
    receive(later(ANSWERED), raw=french.reply(f"{code} = en cours 60 %"), source="test")
    session.rollback()
    row = session.exec(select(Milestone).where(Milestone.code == code)).one()
    (update,) = session.exec(select(MilestoneUpdate).where(MilestoneUpdate.milestone_id == row.id)).all()
    assert row.status is status
    assert update.percent == Decimal(60)
