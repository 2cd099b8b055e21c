"""Governance as flows an administrator starts by button: meetings, consultations, contributions, acts of bodies."""

from datetime import date
from typing import Literal

from prefect import flow

from flows.confirmation import confirmed
from flows.orders import carry_out, run_name
from flows.services.desk import Desk
from flows.services.outcome import Outcome
from flows.services.participation.meeting_inputs import MeetingOrder
from flows.services.participation.meetings import record_meeting as record


@flow(name="record-meeting", flow_run_name=run_name)
async def record_meeting(
    action: Literal["accept", "plan", "held", "minutes", "cancel"] = "plan", code: str = "", purpose: str = "", body: str = "",
    member: str = "", title: str = "", starts: str = "", length_minutes: int = 120,
    regime: Literal["", "regular", "exceptional"] = "",
    meeting_format: Literal["", "in_person", "remote", "hybrid"] = "", place: str = "", address: str = "",
    chair: str = "", quorum: int = 0, period: str = "", commitments: str = "", theme: str = "",
    level: Literal["", "regional", "local"] = "", agenda: str = "", invite: str = "", attended: str = "",
    counts: str = "", minutes: str = "", minutes_file: str = "", minutes_are_public: bool = False,
    plan: str = "", as_of: date | None = None, preview: bool = True,
    confirmation: str = "", operator: str = "", reason: str = "",
) -> Outcome:  # fmt: skip
    """Announce a meeting and invite people by mail, record it as held with who came, or cancel it.

    Args:
        action: Announce or change it, accept one that committee-review proposes, record it as held, add minutes, cancel it.
        code: Code of the meeting, chosen by you, such as SC-LAA-2026-Q4. The same code again means the same meeting.
        purpose: Why people meet, such as committee_review, quarterly_coordination, forum, workshop, results, training.
        body: Code of the committee or body that meets, such as SC-LAA.
        member: Code of the region, when no body says it.
        title: What the invitation calls it. Leave empty for the name of its purpose.
        starts: Day and hour in Morocco, such as 2026-12-10 10:00.
        length_minutes: How long it lasts.
        regime: Regular or exceptional.
        meeting_format: In person, remote or hybrid.
        place: Room and town.
        address: Link to join a remote or hybrid meeting.
        chair: Code of the official in the chair. Two codes, separated by a comma, when both lead a quarterly meeting.
        quorum: People needed for it to count. 0 asks for nobody.
        period: Quarter under review, such as 2026-Q3.
        commitments: Codes of the commitments concerned, separated by commas. Empty means the whole plan.
        theme: Theme of a workshop or a thematic group.
        level: Regional or local.
        agenda: What is to be discussed.
        invite: Whom to invite, such as SC-LAA, OF-LAA-DG, associations:climate, PC8:redaction@radio.example.
        attended: Who of the invited came, as addresses or codes of officials; “accepted” for all who said yes.
        counts: People counted, such as “PC1 women 18_35 Errachidia = 12; PC8 = 3”.
        minutes: Where the minutes are, or what was decided.
        minutes_file: Path of a file with the minutes on this machine, or the hash of a file already kept here.
        minutes_are_public: Let the public site show that file. Unticked, it stays internal.
        plan: Code of the action plan. Leave empty for the only one.
        as_of: The day to decide for. Leave empty for today.
        preview: Only show what would happen. Untick to carry it out.
        confirmation: Number of the preview you have read. Started by hand without it, this is a preview.
        operator: Who records this. Written in the ledger.
        reason: Why. Needed to cancel; whoever was invited is told it.
    """
    order = MeetingOrder(
        code=code, purpose=purpose, body=body, member=member, title=title, starts=starts, length_minutes=length_minutes,
        regime=regime, held_as=meeting_format, place=place, address=address, chair=chair, quorum=quorum, period=period,
        commitments=commitments, theme=theme, level=level, agenda=agenda, invite=invite, attended=attended,
        counts=counts, minutes=minutes, minutes_file=minutes_file, minutes_are_public=minutes_are_public,
    )  # fmt: skip

    def give(desk: Desk, only_preview: bool) -> Outcome:
        return record(
            desk, plan=desk.plan, action=action, order=order, operator=operator, reason=reason,
            preview=only_preview,
        )  # fmt: skip

    work = confirmed(give, preview=preview, confirmation=confirmation)
    return await carry_out(work, plan=plan, as_of=as_of, operator=operator, reason=reason)
