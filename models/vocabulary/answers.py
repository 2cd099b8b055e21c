"""What is asked, what officials can answer, and the standing of each answer."""

from enum import StrEnum


class ItemKind(StrEnum):
    """What one line of the quarterly form asks for."""

    INDICATOR = "indicator"
    MILESTONE = "milestone"


class ValueStatus(StrEnum):
    """Standing of one reported answer. Empty, zero, nothing to report and not applicable all differ."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    NOTHING_TO_REPORT = "nothing_to_report"
    NOT_AVAILABLE = "not_available"


class AnswerKind(StrEnum):
    """What an official can answer after `CODE = `."""

    VALUE = "value"
    NO_CHANGE = "no_change"
    NOTHING_TO_REPORT = "nothing_to_report"
    NOT_AVAILABLE = "not_available"
    STATUS = "status"
    DONE_ON = "done_on"
    NEW_DATE = "new_date"
    PROGRESS = "progress"
    OBSTACLE = "obstacle"
    EVIDENCE = "evidence"


class LineOutcome(StrEnum):
    """Every non-quoted line of a reply ends in exactly one of these; the receipt says which."""

    RECORDED = "recorded"
    DOUBTFUL = "doubtful"
    NOT_UNDERSTOOD = "not_understood"
    IGNORED = "ignored"


class RequestState(StrEnum):
    """Where one data request (one official, one period) stands."""

    OPEN = "open"
    PARTLY_ANSWERED = "partly_answered"
    ANSWERED = "answered"
    CLOSED_UNANSWERED = "closed_unanswered"
    WAIVED = "waived"
