"""Every closed set of words the system uses, with the field's own names (OGP, M&E, RFC).

Values are what is stored and exchanged; labels in the reader's language live in the gettext catalogues.
This package knows nobody.
"""

from models.vocabulary.answers import AnswerKind, ItemKind, LineOutcome, RequestState, ValueStatus
from models.vocabulary.governance import (
    AgeGroup,
    AgreementKind,
    AgreementState,
    ApprovalKind,
    AssessmentKind,
    AssessmentState,
    ConsultationKind,
    ConsultationState,
    InvitationAnswer,
    MeetingFormat,
    MeetingPurpose,
    MeetingRegime,
    MeetingState,
    MembershipRole,
    ObstacleState,
    PublicationChannel,
    PublicationSubject,
    RecommendationState,
    ResponseKind,
    Sex,
    Side,
)
from models.vocabulary.ledger import LedgerAction
from models.vocabulary.mail import Authentication, InboundClass, MessageKind, OutboundState
from models.vocabulary.people import EscalationState, EscalationSubject, OfficialRole
from models.vocabulary.plan import (
    Aggregation,
    Direction,
    IndicatorKind,
    Language,
    MilestoneStatus,
    OrganisationKind,
    Stage,
    TaxonomyKind,
)
from models.vocabulary.time import DayStanding, DeadlineRule, DeadlineSubject, EscalationEvent

__all__ = [
    "AgeGroup",
    "Aggregation",
    "AgreementKind",
    "AgreementState",
    "AnswerKind",
    "ApprovalKind",
    "AssessmentKind",
    "AssessmentState",
    "Authentication",
    "ConsultationKind",
    "ConsultationState",
    "DayStanding",
    "DeadlineRule",
    "DeadlineSubject",
    "Direction",
    "EscalationEvent",
    "EscalationState",
    "EscalationSubject",
    "InboundClass",
    "IndicatorKind",
    "InvitationAnswer",
    "ItemKind",
    "Language",
    "LedgerAction",
    "LineOutcome",
    "MeetingFormat",
    "MeetingPurpose",
    "MeetingRegime",
    "MeetingState",
    "MembershipRole",
    "MessageKind",
    "MilestoneStatus",
    "ObstacleState",
    "OfficialRole",
    "OrganisationKind",
    "OutboundState",
    "PublicationChannel",
    "PublicationSubject",
    "RecommendationState",
    "RequestState",
    "ResponseKind",
    "Sex",
    "Side",
    "Stage",
    "TaxonomyKind",
    "ValueStatus",
]
