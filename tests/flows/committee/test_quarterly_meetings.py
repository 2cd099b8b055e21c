"""After each collection a meeting of each region is proposed, until somebody plans it as proposed or otherwise."""

import re
from datetime import date

from sqlmodel import select

from flows.services.campaigns import open_quarter
from flows.services.committee_reviews import review_committees
from flows.services.meeting_inputs import MeetingOrder
from flows.services.meetings import record_meeting
from models.tables import Invitation, Meeting

OPENED, ASKED = date(2026, 10, 1), date(2026, 10, 26)


def proposed(desk) -> tuple[tuple[str, ...], ...]:
    outcome = review_committees(desk, plan="")
    return next(table for table in outcome.tables if table.key == "quarterly-meetings").rows


def test_a_meeting_is_proposed_for_each_region_with_its_chair_and_the_services_concerned(seated, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="")
    assert proposed(desk_on(date(2026, 10, 5))) == ()  # answers are still awaited
    rows = proposed(desk_on(ASKED))
    assert [(row[0], row[3], row[4], row[6]) for row in rows] == [
        ("QC-2026-Q3-LAA", "2026-11-05", "OF-LAA-DG", "to be planned"),
        ("QC-2026-Q3-ORI", "2026-11-05", "OF-ORI-DG", "to be planned"),
    ]
    assert [row[5] for row in rows] == ["OF-LAA-01, OF-LAA-02", "OF-ORI-01"]


def test_the_command_of_the_proposal_plans_it_and_invites_the_services_concerned(session, seated, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="")
    command = proposed(desk_on(ASKED))[0][7]
    said = dict(re.findall(r'--param (\w+)="([^"]*)"', command))
    action, operator = said.pop("action"), said.pop("operator")
    for _ in range(2):
        record_meeting(desk_on(ASKED), plan="", action=action, order=MeetingOrder(**said), operator=operator)
    session.rollback()
    assert len(session.exec(select(Meeting)).all()) == 1
    assert len(session.exec(select(Invitation)).all()) == 3
    first, second = proposed(desk_on(ASKED))
    assert (first[3], first[6], first[7]) == ("2026-11-05", "planned", "")
    assert second[6] == "to be planned"
