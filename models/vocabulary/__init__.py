"""Every closed set of words the system uses, with the field's own names (OGP, M&E, RFC).

Values are what is stored and exchanged; labels in the reader's language live in the gettext catalogues.
This package knows nobody.
"""

from models.vocabulary.answers import AnswerKind, ItemKind, LineOutcome, RequestState, ValueStatus
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

__all__ = [
    "Aggregation",
    "AnswerKind",
    "Authentication",
    "Direction",
    "EscalationState",
    "EscalationSubject",
    "InboundClass",
    "IndicatorKind",
    "ItemKind",
    "Language",
    "LedgerAction",
    "LineOutcome",
    "MessageKind",
    "MilestoneStatus",
    "OfficialRole",
    "OrganisationKind",
    "OutboundState",
    "RequestState",
    "Stage",
    "TaxonomyKind",
    "ValueStatus",
]
