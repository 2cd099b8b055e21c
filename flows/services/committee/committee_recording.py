"""Recording the lines of a reply about a review: each line kept with its outcome, each said by one who may say it."""

from dataclasses import replace

from sqlmodel import Session, select

from flows.services.committee.committee_speakers import Speaker
from flows.services.committee.recommendation_answers import Answer, answer
from flows.services.committee.recommendations import Subject, find_recommendation, make_recommendation
from flows.services.desk import Desk
from flows.services.upkeep.questions import answer_one, find_question
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    InboundLine,
    InboundMessage,
    Member,
    Milestone,
    Official,
    Organisation,
    Recommendation,
    Review,
)
from models.vocabulary import LineOutcome, RecommendationState
from notifications.reading.committee_lines import CommitteeLine, LineKind
from notifications.reading.recommendations import same_text
from notifications.reasons import Reason


def permitted(line: CommitteeLine, *, speaker: Speaker) -> CommitteeLine:
    """The line as it stands, or not understood because this person may not say it."""
    if line.outcome not in (LineOutcome.RECORDED, LineOutcome.DOUBTFUL):
        return line
    refused = {
        LineKind.RECOMMENDATION: Reason.NOT_IN_COMMITTEE if speaker.seat is None else "",
        LineKind.ANSWER: "" if line.code in speaker.owned else Reason.NOT_YOUR_RECOMMENDATION,
        LineKind.QUESTION: "" if speaker.answers_questions else Reason.NOT_YOUR_QUESTION,
        LineKind.NONE: "",
    }[line.kind]
    return replace(line, outcome=LineOutcome.NOT_UNDERSTOOD, reason=refused) if refused else line


def record_lines(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    review: Review | None,
    inbound: InboundMessage,
    speaker: Speaker,
    lines: tuple[CommitteeLine, ...],
) -> int:
    """Record every line in the caller's transaction, in order; returns how many said something that counts."""
    counted = 0
    written = asked_for_labels([line for line in lines if line.reason != Reason.QUOTATION])
    for position, line in enumerate(written, start=1):
        row = InboundLine(
            inbound_id=inbound.id, position=position, outcome=line.outcome, code=line.code or line.label,
            where=line.where, raw_text=line.raw[:2000], reason=line.reason,
        )  # fmt: skip
        session.add(row)
        if line.outcome is LineOutcome.RECORDED:
            record_one(session, desk, plan=plan, review=review, inbound=inbound, speaker=speaker, line=line, row=row)
            counted += row.outcome is LineOutcome.RECORDED
        session.flush()
    inbound.comment = "\n".join(line.raw for line in lines if line.reason == Reason.COMMENT)
    return counted


def asked_for_labels(lines: list[CommitteeLine]) -> list[CommitteeLine]:
    """The lines as they are; where none bears a label, what was written is asked for again with one."""
    if any(line.kind is not LineKind.NONE for line in lines):
        return lines
    return [
        replace(line, outcome=LineOutcome.NOT_UNDERSTOOD, reason=Reason.NO_LABEL)
        if line.reason == Reason.COMMENT
        else line
        for line in lines
    ]


def record_one(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    review: Review | None,
    inbound: InboundMessage,
    speaker: Speaker,
    line: CommitteeLine,
    row: InboundLine,
) -> None:
    """Record what one understood line says; its row tells what stood before and what stands now."""
    if line.kind is LineKind.RECOMMENDATION and review is not None:
        _recommend(session, desk, plan=plan, review=review, inbound=inbound, speaker=speaker, line=line, row=row)
    elif line.kind is LineKind.ANSWER:
        _answer(session, desk, plan=plan, inbound=inbound, speaker=speaker, line=line, row=row)
    elif line.kind is LineKind.QUESTION:
        _answer_question(session, desk, plan=plan, inbound=inbound, speaker=speaker, line=line, row=row)


def _recommend(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    review: Review,
    inbound: InboundMessage,
    speaker: Speaker,
    line: CommitteeLine,
    row: InboundLine,
) -> None:
    known = session.exec(select(Recommendation).where(Recommendation.review_id == review.id)).all()
    same = next(
        (r for r in known if same_text(r.text, line.text) and r.state is not RecommendationState.WITHDRAWN), None
    )
    if same is not None:
        row.outcome, row.reason, row.code = LineOutcome.IGNORED, Reason.REPEATED, same.code
        return
    committee = session.get_one(Organisation, review.organisation_id)
    member = session.get_one(Member, committee.member_id)
    side = speaker.seat.side.value.replace("_", " ") if speaker.seat else ""
    made = make_recommendation(
        session, desk, plan=plan, review=review, member=member, text=line.text,
        made_by=f"{committee.code}, {side}" if side else committee.code,
        subject=find_subject(session, plan=plan, member=member, code=line.code), inbound=inbound,
        illustrative=bool(speaker.seat and speaker.seat.illustrative),
    )  # fmt: skip
    row.code, row.after = made.code, _shown(session, made)


def _answer(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    inbound: InboundMessage,
    speaker: Speaker,
    line: CommitteeLine,
    row: InboundLine,
) -> None:
    recommendation = find_recommendation(session, plan=plan, code=line.code)
    row.before = _shown(session, recommendation)
    answer(
        session, desk, plan=plan, row=recommendation,
        given=Answer(line.response, line.text, line.on, line.until),
        by=speaker.official.code if speaker.official else "deputy", inbound=inbound,
    )  # fmt: skip
    row.after = _shown(session, recommendation)


def _answer_question(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    inbound: InboundMessage,
    speaker: Speaker,
    line: CommitteeLine,
    row: InboundLine,
) -> None:
    question = find_question(session, plan=plan, code=line.code)
    if question.answered_at is not None:
        row.outcome, row.reason, row.before = LineOutcome.IGNORED, Reason.ALREADY_ANSWERED, question.answer
        return
    by = speaker.official.code if speaker.official else ""
    answer_one(session, desk, question=question, text=line.text, by=by, inbound=inbound)
    row.after = question.answer


def find_subject(session: Session, *, plan: ActionPlan, member: Member, code: str) -> Subject:
    """What a code names: a commitment or instance (the committee's own region first), or a milestone with its commitment."""
    milestone = session.exec(select(Milestone).where(Milestone.plan_id == plan.id, Milestone.code == code)).first()
    if milestone is not None:
        instance = session.get_one(CommitmentInstance, milestone.instance_id)
        return Subject(session.get_one(Commitment, instance.commitment_id), instance, milestone)
    named = session.exec(
        select(CommitmentInstance).where(CommitmentInstance.plan_id == plan.id, CommitmentInstance.code == code)
    ).first()
    commitment = (
        session.get_one(Commitment, named.commitment_id)
        if named
        else session.exec(select(Commitment).where(Commitment.plan_id == plan.id, Commitment.code == code)).first()
    )
    if commitment is None:
        return Subject()
    own = session.exec(
        select(CommitmentInstance).where(
            CommitmentInstance.commitment_id == commitment.id, CommitmentInstance.member_id == member.id
        )
    ).first()
    return Subject(commitment, named if named and "/" in code else own or named)


def _shown(session: Session, row: Recommendation) -> str:
    owner = session.get(Official, row.owner_id) if row.owner_id else None
    parts = [row.response.value if row.response else "", owner.name if owner else ""]
    parts.append(row.due_on.isoformat() if row.due_on and not row.implemented_on else "")
    parts.append(row.implemented_on.isoformat() if row.implemented_on else "")
    return " · ".join(part for part in parts if part)
