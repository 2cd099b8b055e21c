"""All tables, so that one import gives complete metadata to migrations and services."""

from models.tables.access_request import AccessRequest
from models.tables.action_plan import (
    ActionPlan,
    Endorsement,
    Member,
    OpenQuestion,
    Organisation,
    StatedFigure,
    TaxonomyTerm,
)
from models.tables.amendments import IndicatorVersion
from models.tables.assessments import (
    Amendment,
    Assessment,
    AssessmentAnswer,
    GateOverride,
    Lesson,
    Obstacle,
)
from models.tables.calendar import CalendarDay, CalendarEdition, CalendarHours, Deadline, ReminderWish
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
from models.tables.committee import (
    MatrixVersion,
    Recommendation,
    Review,
)
from models.tables.correspondence import (
    DeliveryFailure,
    DomainPace,
    InboundLine,
    InboundMessage,
    OutboundBytes,
    OutboundMessage,
)
from models.tables.duties import DutyReport
from models.tables.escalation import Escalation, EscalationStep
from models.tables.evidence import EvidenceFile, EvidenceLink
from models.tables.governance import (
    Agreement,
    Association,
    CouncilMandate,
    Membership,
    PlanningDocument,
)
from models.tables.heartbeat import Heartbeat
from models.tables.ledger import LedgerEntry
from models.tables.meetings import (
    Invitation,
    Meeting,
    ParticipationCount,
)
from models.tables.participation import (
    Approval,
    Consultation,
    Contribution,
    Draft,
)
from models.tables.presence import Absence, Deputy, Handover
from models.tables.publication import (
    Erratum,
    FrozenReport,
    Publication,
    SignOff,
    SignOffRequest,
)
from models.tables.record import Record
from models.tables.record_files import RecordFile
from models.tables.signing import IndependentReport, SigningKey

__all__ = [
    "Absence",
    "AccessRequest",
    "ActionPlan",
    "Agreement",
    "Amendment",
    "Approval",
    "Assessment",
    "AssessmentAnswer",
    "Association",
    "CalendarDay",
    "CalendarEdition",
    "CalendarHours",
    "Campaign",
    "Commitment",
    "CommitmentInstance",
    "Consultation",
    "Contribution",
    "CouncilMandate",
    "DataRequest",
    "Deadline",
    "DeliveryFailure",
    "Deputy",
    "DomainPace",
    "Draft",
    "DutyReport",
    "Endorsement",
    "Erratum",
    "Escalation",
    "EscalationStep",
    "EvidenceFile",
    "EvidenceLink",
    "FrozenReport",
    "GateOverride",
    "Handover",
    "Heartbeat",
    "InboundLine",
    "InboundMessage",
    "IndependentReport",
    "Indicator",
    "IndicatorActual",
    "IndicatorVersion",
    "Invitation",
    "LedgerEntry",
    "Lesson",
    "MatrixVersion",
    "Meeting",
    "Member",
    "Membership",
    "Milestone",
    "MilestoneUpdate",
    "Obstacle",
    "Official",
    "OpenQuestion",
    "Organisation",
    "OutboundBytes",
    "OutboundMessage",
    "ParticipationCount",
    "PlanningDocument",
    "Publication",
    "Recommendation",
    "Record",
    "RecordFile",
    "ReminderRound",
    "ReminderWish",
    "RequestedItem",
    "Review",
    "RoleAssignment",
    "SignOff",
    "SignOffRequest",
    "SigningKey",
    "StatedFigure",
    "TaxonomyTerm",
]
