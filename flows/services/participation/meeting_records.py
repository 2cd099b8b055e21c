"""What came of a meeting: who of the invited attended, and how many people took part, counted by group."""

from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.participation.invitation_lists import categories_of
from flows.services.participation.meeting_inputs import MeetingOrder, split_list
from flows.services.participation.record_files import keep_record_file
from models.rules.errors import DomainError
from models.rules.governance_counts import read_counts
from models.tables import ActionPlan, Invitation, Meeting, Official, ParticipationCount
from models.vocabulary import InvitationAnswer, LedgerAction

ACCEPTED = "accepted"


def mark_attendance(session: Session, *, meeting: Meeting, text: str) -> int:
    """Mark who attended: addresses or codes of officials, or "accepted" for all who said yes; the others did not come.

    An empty text leaves attendance unknown. DomainError for somebody who was not invited.
    """
    wanted = {entry.lower() for entry in split_list(text)}
    if not wanted:
        return 0
    invitations = session.exec(select(Invitation).where(Invitation.meeting_id == meeting.id)).all()
    named = {names: row for row in invitations for names in _names(session, row)}
    unknown = sorted(wanted - set(named) - {ACCEPTED})
    if unknown:
        raise DomainError(
            f"“{unknown[0]}” was not invited to {meeting.code}; write addresses or codes of invited people, or invite them in "
            "the same form."
        )
    for row in invitations:
        said_yes = ACCEPTED in wanted and row.answer is InvitationAnswer.ACCEPTED
        row.attended = said_yes or bool(_names(session, row) & wanted)
        session.add(row)
    session.flush()
    return sum(bool(row.attended) for row in invitations)


def count_people(session: Session, desk: Desk, *, plan: ActionPlan, meeting: Meeting, text: str, operator: str) -> int:
    """Store the counts of one meeting, read from their text; the number of people. The text replaces earlier counts."""
    counts = read_counts(text, categories=categories_of(session, plan=plan))
    if not counts:
        return 0
    for row in session.exec(select(ParticipationCount).where(ParticipationCount.meeting_id == meeting.id)).all():
        session.delete(row)
    day = meeting.starts_at.astimezone(ZoneInfo(plan.time_zone)).date()
    for count in counts:
        session.add(
            ParticipationCount(
                plan_id=plan.id, meeting_id=meeting.id, category=count.category, sex=count.sex,
                age_group=count.age_group, province=count.province, people=count.people, counted_on=day,
                counted_by=operator,
            )
        )  # fmt: skip
    session.flush()
    people = sum(count.people for count in counts)
    ledger.record(
        session, desk, action=LedgerAction.PARTICIPATION_COUNTED, subject=meeting.code, plan_id=plan.id,
        field="people", after=people, reason=text.strip(), actor=operator,
    )  # fmt: skip
    return people


def keep_minutes(
    session: Session, desk: Desk, *, plan: ActionPlan, meeting: Meeting, order: MeetingOrder, operator: str
) -> None:
    """What came of a held meeting, said in a line or kept as a file; minutes usually come days after the meeting."""
    keep_record_file(
        session, desk, plan=plan, about=meeting, given=order.minutes_file, is_public=order.minutes_are_public,
        operator=operator,
    )  # fmt: skip
    said = order.minutes.strip()
    if said and said != meeting.minutes:
        before, meeting.minutes = meeting.minutes, said
        session.add(meeting)
        ledger.record(
            session, desk, action=LedgerAction.MEETING_RECORDED, subject=meeting.code, plan_id=plan.id, field="minutes",
            before=before, after=said, actor=operator,
        )  # fmt: skip


def _names(session: Session, row: Invitation) -> set[str]:
    official = session.get(Official, row.official_id) if row.official_id else None
    return {row.email.lower()} | ({official.code.lower()} if official else set())
