"""Labels of the vocabulary as report readers see them, in English; the catalogues translate them."""

from enum import StrEnum

from models.rules.scoring import ScheduleState
from models.vocabulary import Authentication, IndicatorKind, MilestoneStatus, Stage, ValueStatus


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
        (ScheduleState.WITHDRAWN, mark("Withdrawn")),
        (MilestoneStatus.NOT_STARTED, mark("Not started")),
        (MilestoneStatus.IN_PROGRESS, mark("In progress")),
        (MilestoneStatus.DONE, mark("Done")),
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
}
