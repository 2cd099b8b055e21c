"""Every closed set of words the system uses, with the field's own names (OGP, M&E, RFC).

Values are what is stored and exchanged; labels in the reader's language live in the gettext catalogues.
This module knows nobody.
"""

from enum import StrEnum


class Language(StrEnum):
    """Languages a person can be written to in; Amazigh (zgh) is started, not yet complete."""

    FRENCH = "fr"
    ARABIC = "ar"
    ENGLISH = "en"


class Stage(StrEnum):
    """Life of a commitment, as the plan names it: co-creation, co-execution, co-evaluation."""

    CO_CREATION = "co_creation"
    EXECUTION = "execution"
    EVALUATION = "evaluation"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class MilestoneStatus(StrEnum):
    """What the responsible official says of a milestone; lateness is derived, never stored."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class ItemKind(StrEnum):
    """What one line of the quarterly form asks for."""

    INDICATOR = "indicator"
    MILESTONE = "milestone"


class IndicatorKind(StrEnum):
    """The plan distinguishes performance indicators from impact indicators."""

    PERFORMANCE = "performance"
    IMPACT = "impact"


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Aggregation(StrEnum):
    """How values of several members combine; NONE means they must never be added up."""

    SUM = "sum"
    MEAN = "mean"
    NONE = "none"


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


class MessageKind(StrEnum):
    """Why we wrote; part of the idempotency key of an outbound message."""

    REQUEST = "request"
    REMINDER = "reminder"
    RECEIPT = "receipt"
    ESCALATION = "escalation"
    CONFIRMATION = "confirmation"
    NOTICE = "notice"
    PROBE = "probe"


class OutboundState(StrEnum):
    """An outbound message is in exactly one of these; only the server's acceptance makes it SENT."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    BOUNCED = "bounced"
    FAILED = "failed"
    HELD = "held"
    CANCELLED = "cancelled"


class InboundClass(StrEnum):
    """Every inbound message ends in exactly one of these; RECEIVED is the moment before it is read."""

    RECEIVED = "received"
    RECORDED = "recorded"
    PROVISIONAL = "provisional"
    NO_VALUES = "no_values"
    HELD = "held"
    QUARANTINE = "quarantine"
    TRIAGE = "triage"
    LATE = "late"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DUPLICATE = "duplicate"
    OVERSIZE = "oversize"
    DECISION = "decision"
    REFUSED = "refused"


class Authentication(StrEnum):
    """What our own mail server says of the sender; UNKNOWN is never read as PASS."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    UNKNOWN = "unknown"


class OfficialRole(StrEnum):
    """Roles the plan names; the escalation ladder is built from them."""

    COMMITMENT_MANAGER = "commitment_manager"
    HEAD_OF_DIVISION = "head_of_division"
    DIRECTOR_GENERAL = "director_general_services"
    VICE_PRESIDENT = "vice_president_ogp"
    PRESIDENTIAL_AFFAIRS = "presidential_council_affairs"
    TECHNICAL_TEAM = "technical_team"
    FOCAL_POINT = "focal_point"
    COMMITTEE_CHAIR = "supervisory_committee_chair"
    ADMINISTRATOR = "administrator"


class EscalationSubject(StrEnum):
    """What can be late."""

    MILESTONE = "milestone"
    DATA_REQUEST = "data_request"


class EscalationState(StrEnum):
    """Why an escalation is where it is."""

    ACTIVE = "active"
    ENDED = "ended"
    PAUSED = "paused"


class OrganisationKind(StrEnum):
    """Bodies named in the plan."""

    REGIONAL_COUNCIL = "regional_council"
    DIRECTION = "direction"
    DIVISION = "division"
    SERVICE = "service"
    UNIT = "unit"
    STATE_SERVICE = "state_service"
    CONSULTATIVE_BODY = "consultative_body"
    SUPERVISORY_COMMITTEE = "supervisory_committee"
    MONITORING_BODY = "monitoring_body"
    REPORTING_INSTANCE = "independent_reporting_instance"
    ASSOCIATION = "association"
    OTHER = "other"


class TaxonomyKind(StrEnum):
    """Lists of the plan; two lists of axes exist and no mapping is forced between them."""

    AXIS = "axis"
    STRATEGIC_AXIS = "strategic_axis"
    CHALLENGE = "challenge"
    GOAL = "goal"
    POLICY_CONTRIBUTION = "policy_contribution"
    PARTICIPANT_CATEGORY = "participant_category"
    ARRANGEMENT = "institutional_arrangement"
    SPACE = "collaboration_space"
    DIVERSITY_MEASURE = "diversity_measure"
    PROGRESS_ACTIVITY = "progress_activity"
    SHARING_CHANNEL = "sharing_channel"
    ACHIEVEMENT = "achievement"


class LedgerAction(StrEnum):
    """Kinds of events in the ledger: who, when, what, from, to, why, source."""

    PLAN_LOADED = "plan_loaded"
    QUESTION_RAISED = "question_raised"
    QUESTION_ANSWERED = "question_answered"
    CAMPAIGN_OPENED = "campaign_opened"
    CAMPAIGN_CLOSED = "campaign_closed"
    REQUEST_QUEUED = "request_queued"
    REMINDER_QUEUED = "reminder_queued"
    VALUE_RECORDED = "value_recorded"
    VALUE_CONFIRMED = "value_confirmed"
    VALUE_RETRACTED = "value_retracted"
    REPLY_DECIDED = "reply_decided"
    DEPUTY_ACCEPTED = "deputy_accepted"
    ABSENCE_NOTED = "absence_noted"
    EVIDENCE_KEPT = "evidence_kept"
    MILESTONE_UPDATED = "milestone_updated"
    DUE_DATE_MOVED = "due_date_moved"
    STAGE_CHANGED = "stage_changed"
    ESCALATION_RAISED = "escalation_raised"
    ESCALATION_ENDED = "escalation_ended"
    MESSAGE_CLASSED = "message_classed"
    ADDRESS_SUPPRESSED = "address_suppressed"
    ADDRESS_FAILING = "address_failing"
    ADDRESS_MENDED = "address_mended"
    MAIL_GIVEN_UP = "mail_given_up"
    MAIL_PROBED = "mail_probed"
    REPORT_FROZEN = "report_frozen"
    ERRATUM = "erratum"
