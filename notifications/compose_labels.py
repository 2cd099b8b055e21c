"""Names of every closed set of words, in English, for the catalogues; keyed by set first, because words repeat."""

from collections.abc import Mapping
from enum import StrEnum

from models.vocabulary import (
    AnswerKind,
    Authentication,
    Direction,
    EscalationState,
    EscalationSubject,
    InboundClass,
    IndicatorKind,
    ItemKind,
    Language,
    LineOutcome,
    MessageKind,
    MilestoneStatus,
    OfficialRole,
    OutboundState,
    RequestState,
    Stage,
    ValueStatus,
)
from notifications.compose_labels_meetings import MEETING_LABELS


def N_(message: str) -> str:  # noqa: N802
    """Mark a sentence for the catalogues without translating it here; the name is gettext's own."""
    return message


LABELS: Mapping[type[StrEnum], Mapping[str, str]] = {
    **MEETING_LABELS,
    Language: {
        Language.FRENCH: N_("French"),
        Language.ARABIC: N_("Arabic"),
        Language.ENGLISH: N_("English"),
    },
    Stage: {
        Stage.CO_CREATION: N_("Co-creation"),
        Stage.EXECUTION: N_("Co-execution"),
        Stage.EVALUATION: N_("Co-evaluation"),
        Stage.CLOSED: N_("Closed"),
        Stage.WITHDRAWN: N_("Withdrawn"),
    },
    MilestoneStatus: {
        MilestoneStatus.NOT_STARTED: N_("Not started"),
        MilestoneStatus.IN_PROGRESS: N_("In progress"),
        MilestoneStatus.DONE: N_("Done"),
        MilestoneStatus.CLOSED: N_("Closed without being done"),
        MilestoneStatus.WITHDRAWN: N_("Withdrawn"),
    },
    ItemKind: {ItemKind.INDICATOR: N_("Indicator"), ItemKind.MILESTONE: N_("Milestone")},
    IndicatorKind: {
        IndicatorKind.PERFORMANCE: N_("Performance indicator"),
        IndicatorKind.IMPACT: N_("Impact indicator"),
    },
    Direction: {Direction.INCREASE: N_("Should increase"), Direction.DECREASE: N_("Should decrease")},
    ValueStatus: {
        ValueStatus.CONFIRMED: N_("Confirmed"),
        ValueStatus.PROVISIONAL: N_("Provisional"),
        ValueStatus.NOTHING_TO_REPORT: N_("Nothing to report"),
        ValueStatus.NOT_AVAILABLE: N_("Not available"),
    },
    AnswerKind: {
        AnswerKind.VALUE: N_("Value"),
        AnswerKind.NO_CHANGE: N_("No change"),
        AnswerKind.NOTHING_TO_REPORT: N_("Nothing to report"),
        AnswerKind.NOT_AVAILABLE: N_("Not available"),
        AnswerKind.STATUS: N_("State of progress"),
        AnswerKind.DONE_ON: N_("Date of completion"),
        AnswerKind.NEW_DATE: N_("New due date"),
        AnswerKind.PROGRESS: N_("Progress in percent"),
        AnswerKind.OBSTACLE: N_("Obstacle"),
        AnswerKind.EVIDENCE: N_("Evidence"),
    },
    LineOutcome: {
        LineOutcome.RECORDED: N_("Recorded"),
        LineOutcome.DOUBTFUL: N_("Recorded with a doubt"),
        LineOutcome.NOT_UNDERSTOOD: N_("Not understood"),
        LineOutcome.IGNORED: N_("Ignored"),
    },
    RequestState: {
        RequestState.OPEN: N_("Open"),
        RequestState.PARTLY_ANSWERED: N_("Partly answered"),
        RequestState.ANSWERED: N_("Answered"),
        RequestState.CLOSED_UNANSWERED: N_("Closed without an answer"),
        RequestState.WAIVED: N_("Waived"),
    },
    MessageKind: {
        MessageKind.REQUEST: N_("Quarterly form"),
        MessageKind.REMINDER: N_("Reminder"),
        MessageKind.RECEIPT: N_("Receipt"),
        MessageKind.ESCALATION: N_("Escalation"),
        MessageKind.CONFIRMATION: N_("Confirmation"),
        MessageKind.NOTICE: N_("Notice"),
        MessageKind.PROBE: N_("Probe message"),
        MessageKind.INVITATION: N_("Invitation"),
        MessageKind.COMMITTEE_PACK: N_("Pack for the committee"),
        MessageKind.RECOMMENDATION: N_("Recommendations to answer"),
        MessageKind.SIGN_OFF: N_("Request for sign-off"),
    },
    OutboundState: {
        OutboundState.PENDING: N_("Waiting to be sent"),
        OutboundState.SENDING: N_("Being sent"),
        OutboundState.SENT: N_("Sent"),
        OutboundState.IN_DOUBT: N_("In doubt"),
        OutboundState.BOUNCED: N_("Returned by the mail server"),
        OutboundState.FAILED: N_("Failed"),
        OutboundState.HELD: N_("Held"),
        OutboundState.CANCELLED: N_("Cancelled"),
    },
    InboundClass: {
        InboundClass.RECEIVED: N_("Received"),
        InboundClass.RECORDED: N_("Recorded"),
        InboundClass.PROVISIONAL: N_("Provisional"),
        InboundClass.NO_VALUES: N_("Without values"),
        InboundClass.HELD: N_("Held"),
        InboundClass.QUARANTINE: N_("In quarantine"),
        InboundClass.TRIAGE: N_("To be sorted by a person"),
        InboundClass.LATE: N_("Arrived after closing"),
        InboundClass.AUTOMATIC: N_("Automatic message"),
        InboundClass.BOUNCE: N_("Returned by the mail server"),
        InboundClass.DUPLICATE: N_("Duplicate"),
        InboundClass.OVERSIZE: N_("Too large"),
        InboundClass.DECISION: N_("A decision on another message"),
        InboundClass.REFUSED: N_("Refused"),
    },
    Authentication: {
        Authentication.PASS: N_("Sender authenticated"),
        Authentication.FAIL: N_("Authentication failed"),
        Authentication.UNKNOWN: N_("Authentication unknown"),
    },
    OfficialRole: {
        OfficialRole.COMMITMENT_MANAGER: N_("Responsible for the commitment"),
        OfficialRole.HEAD_OF_DIVISION: N_("Head of division"),
        OfficialRole.DIRECTOR_GENERAL: N_("Director General of Services"),
        OfficialRole.VICE_PRESIDENT: N_("Vice-President in charge of the OGP file"),
        OfficialRole.PRESIDENTIAL_AFFAIRS: N_("Department of Presidential and Council Affairs"),
        OfficialRole.TECHNICAL_TEAM: N_("OGP technical team"),
        OfficialRole.FOCAL_POINT: N_("OGP focal point"),
        OfficialRole.COMMITTEE_CHAIR: N_("Chair of the supervisory committee"),
        OfficialRole.ADMINISTRATOR: N_("System administrator"),
    },
    EscalationSubject: {
        EscalationSubject.MILESTONE: N_("Milestone"),
        EscalationSubject.DATA_REQUEST: N_("Request for data"),
        EscalationSubject.EVIDENCE: N_("Evidence awaited"),
        EscalationSubject.RECOMMENDATION: N_("Recommendation"),
        EscalationSubject.OGP_CLOCK: N_("Obligation towards OGP"),
    },
    EscalationState: {
        EscalationState.ACTIVE: N_("Active"),
        EscalationState.ENDED: N_("Ended"),
        EscalationState.PAUSED: N_("Paused"),
        EscalationState.WITH_DEPUTY: N_("With the deputy"),
        EscalationState.AWAITING_ADDRESS: N_("Waiting for a working address"),
    },
}
