"""Meetings: planned with invitations, moved, held and counted, cancelled; what is wrong is one sentence and no row."""

from datetime import date
from email import message_from_bytes

import pytest
from icalendar import Calendar
from sqlmodel import select

from models.rules.errors import DomainError
from models.tables import Invitation, LedgerEntry, Meeting, Membership, ParticipationCount
from models.vocabulary import LedgerAction, MeetingState, MembershipRole, Side


def event_of(raw: bytes):
    part = next(p for p in message_from_bytes(raw).walk() if p.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event, part.get_param("method")


def test_planning_a_review_invites_the_committee_in_each_language(session, meet, review_order, invitations) -> None:
    outcome = meet(review_order())
    assert outcome.counts == {"invited": 2, "queued": 2, "attended": 0}
    mails = {mail.envelope_to: mail for mail in invitations()}
    assert set(mails) == {"of-dg@region.example", "a@assoc.example"}
    method, event, named = event_of(mails["a@assoc.example"].raw)
    assert (method, named, int(event["sequence"])) == ("REQUEST", "REQUEST", 0)
    assert event.decoded("dtstart").isoformat() == "2026-12-10T10:00:00+00:00"
    assert str(event["attendee"]) == "mailto:a@assoc.example"
    assert str(event["organizer"]).startswith("mailto:reponse+")
    assert str(event["uid"]) == "governed-sc-laa-2026-q4@iltizam.example"
    languages = {address: message_from_bytes(mail.raw)["Content-Language"] for address, mail in mails.items()}
    assert languages == {"of-dg@region.example": "fr", "a@assoc.example": "ar"}


def test_planning_twice_asks_once(session, meet, review_order, invitations) -> None:
    meet(review_order())
    assert meet(review_order()).counts["queued"] == 0
    assert len(invitations()) == 2
    assert len(session.exec(select(LedgerEntry)).all()) == 1


def test_another_quorum_is_kept_without_asking_anybody_again(session, meet, review_order, invitations) -> None:
    meet(review_order())
    assert meet(review_order(quorum=2, invite="")).counts["queued"] == 0
    session.rollback()
    session.expire_all()
    meeting = session.exec(select(Meeting)).one()
    assert (meeting.quorum, meeting.sequence) == (2, 0)
    assert len(invitations()) == 2
    assert len(session.exec(select(LedgerEntry)).all()) == 2


def test_invitations_of_a_distant_meeting_wait_for_their_day(session, desk_on, meet, review_order, invitations) -> None:
    from flows.services.participation.invitations import send_due
    from models.tables import ActionPlan

    assert meet(review_order(starts="2027-02-10 10:00")).counts["queued"] == 0
    for day, expected in (
        (date(2027, 1, 19), 0),
        (date(2027, 1, 20), 0),
        (date(2027, 1, 21), 2),
        (date(2027, 1, 22), 0),
    ):
        desk = desk_on(day, hour=9)
        with desk.session() as writing:
            plan = writing.exec(select(ActionPlan)).one()
            assert len(send_due(writing, desk, plan=plan)) == expected, day
            writing.commit()
    assert len(invitations()) == 2


def test_a_moved_meeting_is_asked_again_with_a_higher_sequence(session, meet, review_order, invitations) -> None:
    meet(review_order())
    meet(review_order(starts="2026-12-11 15:00"))
    sent = invitations()
    assert [int(event_of(mail.raw)[1]["sequence"]) for mail in sent] == [0, 0, 1, 1]
    assert sent[2].subject.startswith("Modifié")
    assert {row.outbound_id for row in session.exec(select(Invitation)).all()} == {sent[2].id, sent[3].id}


def test_cancelling_tells_whoever_was_invited(session, meet, review_order, invitations) -> None:
    meet(review_order())
    outcome = meet(review_order(), action="cancel", reason="the quorum cannot be reached")
    assert outcome.counts["queued"] == 2
    method, event, _ = event_of(invitations()[-1].raw)
    assert (method, str(event["status"]), int(event["sequence"])) == ("CANCEL", "CANCELLED", 1)
    session.rollback()
    assert session.exec(select(Meeting)).one().state is MeetingState.CANCELLED


def test_a_held_review_with_both_sides_is_recorded_with_its_counts(session, desk_on, meet, review_order) -> None:
    meet(review_order())
    outcome = meet(
        review_order(
            attended="of-dg, a@assoc.example",
            counts="PC1 women 18_35 Laâyoune = 3; PC3 men = 2; PC8 = 1",
            minutes="PV 4",
        ),
        action="held",
        on=desk_on(date(2026, 12, 11)),
    )
    assert outcome.counts == {"invited": 2, "queued": 0, "attended": 2}
    meeting = session.exec(select(Meeting)).one()
    assert (meeting.state, meeting.minutes, meeting.period) == (MeetingState.HELD, "PV 4", "2026-Q3")
    counts = {(c.category, c.sex, c.age_group, c.province, c.people) for c in session.exec(select(ParticipationCount))}
    assert ("PC1", "women", "18_35", "Laâyoune", 3) in counts
    actions = [e.action for e in session.exec(select(LedgerEntry)).all()]
    assert LedgerAction.MEETING_RECORDED in actions
    assert LedgerAction.PARTICIPATION_COUNTED in actions
    with pytest.raises(DomainError, match="is held already"):
        meet(review_order(), action="held", on=desk_on(date(2026, 12, 11)))


def test_a_quarterly_meeting_is_chaired_by_the_director_or_the_vice_president(session, meet, review_order) -> None:
    quarterly = {"purpose": "quarterly_coordination", "body": "", "member": "LAA", "invite": "OF-HD"}
    meet(review_order(code="Q-1", **quarterly))
    meet(review_order(code="Q-2", chair="OF-VP", **quarterly))
    meet(review_order(code="Q-3", chair="OF-DG, OF-VP", **quarterly))
    chairs = [m.chair_name for m in session.exec(select(Meeting).order_by(Meeting.code)).all()]
    assert chairs == ["Official OF-DG", "Official OF-VP", "Official OF-DG, Official OF-VP"]
    with pytest.raises(DomainError, match="must be chaired by the Director General"):
        meet(review_order(code="Q-4", chair="OF-HD", **quarterly))


def test_a_review_is_chaired_by_the_committee_s_own_chair_unless_another_is_named(session, meet, review_order) -> None:
    meet(review_order())
    meet(review_order(code="R-2", chair="OF-VP"))
    chairs = [m.chair_name for m in session.exec(select(Meeting).order_by(Meeting.code.desc())).all()]
    assert chairs == ["Official OF-DG", "Official OF-VP"]


REFUSED = [
    ("plan", {"starts": "2026-11-20 10:00"}, "which is past"),
    ("plan", {"starts": "2027-09-01 10:00"}, "outside the plan, which ends on 2027-06-30"),
    ("plan", {"starts": "10/12/2026"}, "2026-12-10 10:00"),
    ("plan", {"place": ""}, "says no place"),
    ("plan", {"held_as": "remote"}, "says no address"),
    ("plan", {"purpose": "coffee"}, "not a purpose of a meeting"),
    ("plan", {"purpose": ""}, "says no purpose"),
    ("plan", {"body": "SC-XXX"}, "SC-LAA"),
    ("plan", {"chair": "OF-NOBODY"}, "Nobody in governed has the code"),
    ("plan", {"chair": "OF-DG, OF-VP"}, "a committee has one chair"),
    ("plan", {"invite": "somebody"}, "names nobody to invite"),
    ("plan", {"invite": "PC99:x@y.example"}, "no participant category"),
    ("plan", {"commitments": "MALAA0099"}, "MALAA0001"),
    ("plan", {"quorum": -1}, "cannot be"),
    ("plan", {"length_minutes": 0}, "0 minutes"),
    ("plan", {"code": " "}, "has no code"),
    ("postpone", {}, "choose one of: accept, plan, held, minutes, cancel"),
    ("cancel", {}, "There is no meeting"),
    ("held", {}, "record it as held afterwards"),
    ("held", {"starts": "2026-11-20 10:00", "counts": "PC1 = -3"}, "fewer than nobody"),
    ("held", {"starts": "2026-11-20 10:00", "counts": "three women"}, "is not a count"),
    ("held", {"starts": "2026-11-20 10:00", "counts": "PC1 = 4"}, "Nobody for administration was present"),
    ("held", {"starts": "2026-11-20 10:00", "attended": "x@y.example"}, "was not invited"),
    ("held", {"starts": "2026-11-20 10:00", "counts": "PC1 = 4; PC3 = 2", "quorum": 9}, "its quorum is 9"),
    ("held", {"starts": "2025-01-20 10:00", "counts": "PC1 = 4; PC3 = 2"}, "outside the plan"),
]


@pytest.mark.parametrize(("action", "changes", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    session, meet, review_order, invitations, action, changes, sentence
) -> None:
    with pytest.raises(DomainError, match=sentence) as refused:
        meet(review_order(**changes), action=action)
    assert refused.value.sentence.endswith(".")
    assert invitations() == []
    assert session.exec(select(Meeting)).all() == []
    assert session.exec(select(Invitation)).all() == []
    assert session.exec(select(LedgerEntry)).all() == []


@pytest.mark.parametrize(
    ("side", "role", "sentence"),
    [
        (None, None, "nobody for civil society"),
        (Side.CIVIL_SOCIETY, MembershipRole.CHAIR, "would have two chairs, OF-DG and Second"),
    ],
)
def test_a_committee_with_one_side_or_two_chairs_cannot_sit(
    session, governed, meet, review_order, side, role, sentence
) -> None:
    civil = session.exec(select(Membership).where(Membership.email == "a@assoc.example")).one()
    if side is None:
        civil.ends_on = date(2026, 12, 9)  # the seat is empty on the day of the meeting
    else:
        session.add(
            Membership(
                plan_id=governed.plan_id, organisation_id=civil.organisation_id, name="Second", side=side, role=role
            )
        )
    session.commit()
    with pytest.raises(DomainError, match=sentence):
        meet(review_order())
    session.rollback()
    assert session.exec(select(Meeting)).all() == []


def test_a_preview_sends_and_writes_nothing(session, meet, review_order, invitations) -> None:
    assert meet(review_order(), preview=True).counts["queued"] == 2
    assert invitations() == []
    assert session.exec(select(Meeting)).all() == []
