"""What real services announce as events: held replies, late milestones and escalations, by codes, never by a person."""

from dataclasses import astuple
from datetime import date

import pytest
from sqlmodel import select

from flows.happenings import happenings
from flows.services.collection.campaigns import open_quarter
from flows.services.escalation.follow_ups import follow_up
from flows.services.reception.replies import receive
from models.tables import Official
from models.vocabulary import InboundClass

OPENED, ANSWERED, MUCH_LATER = date(2026, 10, 1), date(2026, 10, 8), date(2026, 12, 1)
COLLEAGUE = "colleague@region-laa.example"


@pytest.fixture
def announced(session, small_plan, desk_on, correspondent):
    """The events of a quarter in which a stranger answers and everything else is late."""
    desks = [desk_on(day) for day in (OPENED, ANSWERED, MUCH_LATER)]
    open_quarter(desks[0], plan="small")
    session.rollback()
    french = correspondent(session, small_plan.french)
    head = "Authentication-Results: mx.iltizam.example; dmarc=pass header.from=region-laa.example\r\n"
    raw = head.encode() + french.reply(f"{french.codes[0]} = 7", From=COLLEAGUE)
    assert receive(desks[1], raw=raw, source="test").fate is InboundClass.HELD
    follow_up(desks[2], plan="small")
    return [happening for desk in desks for happening in happenings(desk.noted)]


def test_a_held_reply_a_late_milestone_and_an_escalation_are_each_announced(announced) -> None:
    names = {happening.name for happening in announced}
    assert names >= {
        "iltizam.collection.opened",
        "iltizam.reply.held",
        "iltizam.milestone.late",
        "iltizam.escalation.raised",
    }


def test_no_event_names_a_person_an_address_or_what_somebody_wrote(session, announced) -> None:
    said = " ".join(" ".join([*astuple(happening), happening.resource_id]) for happening in announced)
    session.rollback()
    for official in session.exec(select(Official)).all():
        assert official.name not in said
        assert official.email.split("@")[0] not in said
    assert "@" not in said
    assert "colleague" not in said
