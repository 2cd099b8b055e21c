"""Labels of the vocabulary as report readers see them, in English; the catalogues translate them."""

from enum import StrEnum

from models.rules.indicator_state import IndicatorState
from models.rules.public_evidence import EvidenceState
from models.rules.scoring import ScheduleState
from models.vocabulary import (
    AssessmentKind,
    Authentication,
    Direction,
    IndicatorKind,
    MeetingPurpose,
    MeetingState,
    MilestoneStatus,
    ObstacleState,
    RecommendationState,
    ResponseKind,
    Stage,
    ValueStatus,
)


def mark(message: str) -> str:
    """Mark a text for the catalogues without translating it here."""
    return message


# Words of different vocabularies may be spelt alike, and then compare as equal: the kind is part of the key.
LABELS: dict[tuple[type[StrEnum], str], str] = {
    (type(word), word.value): text
    for word, text in (
        (ScheduleState.COMPLETED, mark("Completed")),
        (ScheduleState.ON_TRACK, mark("On track")),
        (ScheduleState.AT_RISK, mark("At risk")),
        (ScheduleState.DELAYED, mark("Delayed")),
        (ScheduleState.NOT_STARTED, mark("Not started")),
        (ScheduleState.CLOSED, mark("Closed, not completed")),
        (ScheduleState.WITHDRAWN, mark("Withdrawn")),
        (MilestoneStatus.NOT_STARTED, mark("Not started")),
        (MilestoneStatus.IN_PROGRESS, mark("In progress")),
        (MilestoneStatus.DONE, mark("Done")),
        (MilestoneStatus.CLOSED, mark("Closed, not completed")),
        (MilestoneStatus.WITHDRAWN, mark("Withdrawn")),
        (Stage.CO_CREATION, mark("Co-creation")),
        (Stage.EXECUTION, mark("Execution")),
        (Stage.EVALUATION, mark("Evaluation")),
        (Stage.CLOSED, mark("Closed")),
        (Stage.WITHDRAWN, mark("Withdrawn")),
        (ValueStatus.CONFIRMED, mark("Confirmed")),
        (ValueStatus.PROVISIONAL, mark("Provisional")),
        (ValueStatus.NOTHING_TO_REPORT, mark("Nothing to report")),
        (ValueStatus.NOT_AVAILABLE, mark("Not available")),
        (Authentication.PASS, mark("Sender authenticated")),
        (Authentication.FAIL, mark("Sender authentication failed")),
        (Authentication.UNKNOWN, mark("Sender not checked by our server")),
        (IndicatorKind.PERFORMANCE, mark("Performance indicator")),
        (IndicatorKind.IMPACT, mark("Impact indicator")),
        (EvidenceState.PUBLIC, mark("Public evidence")),
        (EvidenceState.KEPT, mark("Evidence not public")),
        (EvidenceState.NONE, mark("No evidence")),
        (EvidenceState.NO_CLAIM, mark("Nothing claimed")),
        (IndicatorState.REACHED, mark("Target reached")),
        (IndicatorState.ON_THE_WAY, mark("On the way")),
        (IndicatorState.BEHIND, mark("Behind")),
        (IndicatorState.NOT_MEASURED, mark("Cannot be measured")),
        (IndicatorState.WITHDRAWN, mark("Withdrawn")),
        (Direction.INCREASE, mark("should rise")),
        (Direction.DECREASE, mark("should fall")),
        (MeetingState.PLANNED, mark("Planned")),
        (MeetingState.HELD, mark("Held")),
        (MeetingState.CANCELLED, mark("Cancelled")),
        (MeetingPurpose.COMMITTEE_REVIEW, mark("Committee review")),
        (MeetingPurpose.QUARTERLY_COORDINATION, mark("Quarterly coordination")),
        (MeetingPurpose.HEADS_OF_DIVISIONS, mark("Heads of divisions")),
        (MeetingPurpose.FORUM, mark("Forum")),
        (MeetingPurpose.WORKSHOP, mark("Workshop")),
        (MeetingPurpose.RESULTS, mark("Public results meeting")),
        (MeetingPurpose.STUDY_DAY, mark("Study day")),
        (MeetingPurpose.TRAINING, mark("Training")),
        (MeetingPurpose.CONSULTATIVE_OPINION, mark("Consultative opinion")),
        (MeetingPurpose.THEMATIC_GROUP, mark("Thematic group")),
        (RecommendationState.OPEN, mark("Open")),
        (RecommendationState.ANSWERED, mark("Answered")),
        (RecommendationState.IMPLEMENTED, mark("Implemented")),
        (RecommendationState.REFUSED, mark("Refused")),
        (RecommendationState.WITHDRAWN, mark("Withdrawn")),
        (ResponseKind.ACCEPTED, mark("Accepted")),
        (ResponseKind.PARTLY, mark("Accepted in part")),
        (ResponseKind.REFUSED, mark("Refused")),
        (ObstacleState.OPEN, mark("Open")),
        (ObstacleState.RESOLVED, mark("Resolved")),
        (AssessmentKind.SELF, mark("Self-assessment")),
        (AssessmentKind.INCEPTION, mark("Inception assessment")),
        (AssessmentKind.END_OF_COMMITMENT, mark("End-of-commitment assessment")),
        (AssessmentKind.END_OF_PLAN, mark("End-of-plan assessment")),
    )
}


def label(word: StrEnum) -> str:
    """English label of a word of the vocabulary."""
    return LABELS[type(word), word.value]


DEFINITIONS: dict[ScheduleState, str] = {
    ScheduleState.COMPLETED: mark("The official reports it done."),
    ScheduleState.ON_TRACK: mark("Work has begun and the date has not passed."),
    ScheduleState.AT_RISK: mark(
        "A later date has been announced, or the share of time used exceeds progress by more than 20 points."
    ),
    ScheduleState.DELAYED: mark("The date has passed and it is not reported done."),
    ScheduleState.NOT_STARTED: mark("Work has not begun and the date has not passed."),
    ScheduleState.CLOSED: mark("It ended without being done, by a decision with a reason; it still counts as due."),
}

OFFICIAL_DEFINITIONS: dict[MilestoneStatus, str] = {
    MilestoneStatus.DONE: mark("The official in charge says that it is done."),
    MilestoneStatus.IN_PROGRESS: mark("The official in charge says that work is under way."),
    MilestoneStatus.NOT_STARTED: mark("The official in charge says that work has not begun, or has not answered yet."),
}
EVIDENCE_DEFINITIONS: dict[EvidenceState, str] = {
    EvidenceState.PUBLIC: mark("At least one file that supports the claim is public."),
    EvidenceState.KEPT: mark("A file that supports the claim is kept, but is not public yet."),
    EvidenceState.NONE: mark("Something is claimed and no file supports it."),
    EvidenceState.NO_CLAIM: mark("Nothing is claimed yet, so nothing has to be proved."),
}
INDICATOR_DEFINITIONS: dict[IndicatorState, str] = {
    IndicatorState.REACHED: mark("The newest value is at the target or beyond it."),
    IndicatorState.ON_THE_WAY: mark("The share of time used does not exceed the way achieved by more than 20 points."),
    IndicatorState.BEHIND: mark("The share of time used exceeds the way achieved by more than 20 points."),
    IndicatorState.NOT_MEASURED: mark("A value, a baseline or a target is missing; nothing is guessed."),
    IndicatorState.WITHDRAWN: mark("It was taken out of the plan, by a decision with a reason."),
}
