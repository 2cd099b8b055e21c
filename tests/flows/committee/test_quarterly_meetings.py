"""After each collection a meeting of each region is proposed, until somebody plans it as proposed or otherwise."""

import re
from datetime import date

import pytest
from sqlmodel import select

from flows.confirmation import give_by_hand
from flows.services.collection.campaigns import open_quarter
from flows.services.committee.committee_reviews import review_committees
from flows.services.participation.meeting_inputs import MeetingOrder
from flows.services.participation.meetings import record_meeting
from models.rules.errors import DomainError
from models.tables import Invitation, Meeting, OutboundMessage
from models.vocabulary import MessageKind

OPENED, ASKED = date(2026, 10, 1), date(2026, 10, 26)


def proposed(desk) -> tuple[tuple[str, ...], ...]:
    outcome = review_committees(desk, plan="")
    return next(table for table in outcome.tables if table.key == "quarterly-meetings").rows


def test_a_meeting_is_proposed_for_each_region_with_its_chair_and_the_services_concerned(seated, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="")
    assert proposed(desk_on(date(2026, 10, 5))) == ()  # answers are still awaited
    rows = proposed(desk_on(ASKED))
    assert [(row[0], row[3], row[4], row[6]) for row in rows] == [
        ("QC-2026-Q3-LAA", "2026-11-05", "OF-LAA-DG", "to be accepted"),
        ("QC-2026-Q3-ORI", "2026-11-05", "OF-ORI-DG", "to be accepted"),
    ]
    assert [row[5] for row in rows] == ["OF-LAA-01, OF-LAA-02", "OF-ORI-01"]


def accept(desk, code: str, **said: str):
    return record_meeting(
        desk, plan="", action="accept", order=MeetingOrder(code=code, **said), operator="an administrator"
    )


def test_one_step_accepts_a_proposal_and_invites_chair_and_services(session, seated, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="")
    command = proposed(desk_on(ASKED))[0][7]
    said = dict(re.findall(r"--param (\w+)=([^ ]+)", command))
    assert (said["action"], said["code"], said["preview"]) == ("accept", "QC-2026-Q3-LAA", "false")
    queued = [accept(desk_on(ASKED), said["code"]).counts["queued"] for _ in range(2)]
    session.rollback()
    (meeting,) = session.exec(select(Meeting)).all()
    assert (meeting.period, meeting.purpose.value, bool(meeting.place)) == ("2026-Q3", "quarterly_coordination", True)
    assert len(session.exec(select(Invitation)).all()) == 3
    assert queued == [3, 0]
    first, second = proposed(desk_on(ASKED))
    assert (first[3], first[6], first[7]) == ("2026-11-05", "planned", "")
    assert second[6] == "to be accepted"


def test_what_the_form_says_goes_before_the_proposal(session, seated, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="")
    accept(desk_on(ASKED), "qc-2026-q3-ori", starts="2026-11-12 14:30", place="Oujda, salle 2")
    session.rollback()
    (meeting,) = session.exec(select(Meeting)).all()
    assert (meeting.starts_at.date(), meeting.place) == (date(2026, 11, 12), "Oujda, salle 2")


@pytest.mark.parametrize("code", ["QC-2026-Q3-XXX", "QC-2026-Q4-LAA", "SC-LAA-2026-Q3"])
def test_a_code_that_proposes_nothing_is_refused_in_one_sentence(session, seated, desk_on, code) -> None:
    open_quarter(desk_on(OPENED), plan="")
    with pytest.raises(DomainError, match="is not a proposed meeting; they are called like QC-2026-Q3-LAA"):
        accept(desk_on(ASKED), code)
    assert session.exec(select(Meeting)).all() == []


def test_after_a_cancelled_meeting_the_next_proposal_has_a_code_of_its_own(session, seated, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="")
    accept(desk_on(ASKED), "QC-2026-Q3-LAA")
    record_meeting(
        desk_on(ASKED), plan="", action="cancel", order=MeetingOrder(code="QC-2026-Q3-LAA"), operator="an administrator",
        reason="the council sits that day",
    )  # fmt: skip
    assert proposed(desk_on(ASKED))[0][0] == "QC-2026-Q3-LAA-2"
    accept(desk_on(ASKED), "QC-2026-Q3-LAA-2")
    assert proposed(desk_on(ASKED))[0][6] == "planned"
    with pytest.raises(DomainError, match="is planned as QC-2026-Q3-LAA-2 already"):
        accept(desk_on(ASKED), "QC-2026-Q3-LAA")


def test_an_order_by_hand_is_carried_out_only_with_the_number_of_its_preview(session, seated, desk_on) -> None:
    """Planning a meeting writes to people: whoever orders it has read to whom and what."""
    desk = desk_on(date(2026, 10, 26))
    open_quarter(desk_on(OPENED), plan="")

    def give(hour: str, confirmation: str = "", *, preview: bool = False):
        order = MeetingOrder(code="QC-2026-Q3-LAA", starts=f"2026-11-05 {hour}")

        def work(desk, only_preview):
            return record_meeting(
                desk, plan="", action="accept", order=order, operator="an administrator", preview=only_preview
            )

        return give_by_hand(work, desk, preview=preview, confirmation=confirmation)

    number = give("10:00", preview=True).confirmation
    assert give("11:00", number).preview  # another hour is another preview
    assert session.exec(select(Meeting)).all() == []
    done = give("10:00", number)
    assert (done.preview, done.counts["queued"]) == (False, 3)
    session.rollback()
    held = session.exec(select(OutboundMessage).where(OutboundMessage.kind == MessageKind.INVITATION)).all()
    assert {mail.batch for mail in held} == {f"{number}-20261026"}
