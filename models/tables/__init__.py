"""All tables, so that one import gives complete metadata to migrations and services."""

from models.tables.action_plan import (
    ActionPlan,
    Endorsement,
    Member,
    OpenQuestion,
    Organisation,
    StatedFigure,
    TaxonomyTerm,
)
from models.tables.campaign import (
    Campaign,
    DataRequest,
    IndicatorActual,
    MilestoneUpdate,
    ReminderRound,
    RequestedItem,
)
from models.tables.commitment import (
    Commitment,
    CommitmentInstance,
    Indicator,
    Milestone,
    Official,
    RoleAssignment,
)
from models.tables.correspondence import DeliveryFailure, DomainPace, InboundLine, InboundMessage, OutboundMessage
from models.tables.escalation import Escalation, EscalationStep
from models.tables.evidence import EvidenceFile, EvidenceLink
from models.tables.ledger import LedgerEntry
from models.tables.presence import Absence, Deputy
from models.tables.publication import FrozenReport
from models.tables.record import Record

__all__ = [
    "Absence",
    "ActionPlan",
    "Campaign",
    "Commitment",
    "CommitmentInstance",
    "DataRequest",
    "DeliveryFailure",
    "Deputy",
    "DomainPace",
    "Endorsement",
    "Escalation",
    "EscalationStep",
    "EvidenceFile",
    "EvidenceLink",
    "FrozenReport",
    "InboundLine",
    "InboundMessage",
    "Indicator",
    "IndicatorActual",
    "LedgerEntry",
    "Member",
    "Milestone",
    "MilestoneUpdate",
    "Official",
    "OpenQuestion",
    "Organisation",
    "OutboundMessage",
    "Record",
    "ReminderRound",
    "RequestedItem",
    "RoleAssignment",
    "StatedFigure",
    "TaxonomyTerm",
]
