"""Days off, deadlines and what can happen to something that is late."""

from enum import StrEnum


class DayStanding(StrEnum):
    """How sure a day off is. Hijri dates are tentative until they are announced; one-off days are granted once."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    ONE_OFF = "one_off"


class DeadlineRule(StrEnum):
    """How a stored deadline came about."""

    WORKING_DAYS = "working_days"
    MONTHS = "months"
    PRINTED = "printed"
    GRANTED = "granted"


class DeadlineSubject(StrEnum):
    """What a stored deadline belongs to."""

    CAMPAIGN = "campaign"
    DATA_REQUEST = "data_request"
    MILESTONE = "milestone"
    OGP_CLOCK = "ogp_clock"


class EscalationEvent(StrEnum):
    """Everything that can happen to a running escalation, in the order in which one day's events are judged."""

    ANSWERED = "answered"
    WAIVED = "waived"
    EXTENDED = "extended"
    GONE = "gone"
    ADDRESS_MENDED = "address_mended"
    ABSENCE_ENDED = "absence_ended"
    PROMISE_PASSED = "promise_passed"
    ABSENCE_BEGAN = "absence_began"
    ADDRESS_BROKEN = "address_broken"
    PROMISED = "promised"
    AGE_REACHED = "age_reached"
    LEVEL_REACHED = "level_reached"
    QUIET_DAY = "quiet_day"
