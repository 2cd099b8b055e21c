"""Committees, meetings, participation, recommendations and assessments: the words of the lifecycle around the forms."""

from enum import StrEnum


class Side(StrEnum):
    """The two sides of a supervisory committee, as the plan composes it."""

    ADMINISTRATION = "administration"
    CIVIL_SOCIETY = "civil_society"


class CommitteeDuty(StrEnum):
    """The three duties the plan gives the supervisory committees."""

    CONDITIONS = "conditions"
    RESOURCES = "resources"
    COMMUNICATION = "communication"


class MembershipRole(StrEnum):
    """What a person is in a body."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"
    FOCAL_POINT = "focal_point"
    MEMBER = "member"


class MeetingPurpose(StrEnum):
    """Why people meet; the plan and the OGP standards name each of these."""

    COMMITTEE_REVIEW = "committee_review"
    QUARTERLY_COORDINATION = "quarterly_coordination"
    HEADS_OF_DIVISIONS = "heads_of_divisions"
    FORUM = "forum"
    WORKSHOP = "workshop"
    RESULTS = "results"
    STUDY_DAY = "study_day"
    TRAINING = "training"
    CONSULTATIVE_OPINION = "consultative_opinion"
    THEMATIC_GROUP = "thematic_group"


class MeetingRegime(StrEnum):
    """Held in the regular rhythm, or exceptionally."""

    REGULAR = "regular"
    EXCEPTIONAL = "exceptional"


class MeetingFormat(StrEnum):
    """The three formats of the plan."""

    IN_PERSON = "in_person"
    REMOTE = "remote"
    HYBRID = "hybrid"


class MeetingState(StrEnum):
    """Where a meeting stands; only a held one counts."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class InvitationAnswer(StrEnum):
    """What an invited person answered (RFC 5545 participation status)."""

    NEEDS_ACTION = "needs_action"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class ConsultationKind(StrEnum):
    """How contributions are gathered outside a meeting."""

    ONLINE_SURVEY = "online_survey"
    COMMENT_PERIOD = "comment_period"
    SOCIAL_NETWORK = "social_network"
    PUBLIC_COMMENT = "public_comment"


class ConsultationState(StrEnum):
    """Where a consultation stands; its dates open and close it."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class ResponseKind(StrEnum):
    """A reasoned response to a contribution or a recommendation."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"


class RecommendationState(StrEnum):
    """Where a committee's recommendation stands; nothing is dropped."""

    OPEN = "open"
    ANSWERED = "answered"
    IMPLEMENTED = "implemented"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ApprovalKind(StrEnum):
    """Acts of bodies that a gate depends on."""

    COMMITTEE_APPROVAL = "committee_approval"
    COUNCIL_ADOPTION = "council_adoption"
    SUBMISSION = "submission"
    CONSULTATIVE_OPINION = "consultative_opinion"


class AgreementKind(StrEnum):
    """Agreements with partners."""

    MEMORANDUM = "memorandum_of_understanding"
    COOPERATION = "cooperation_agreement"
    DECENTRALISED_COOPERATION = "decentralised_cooperation"


class AgreementState(StrEnum):
    """Life of an agreement."""

    PLANNED = "planned"
    SIGNED = "signed"
    EXPIRED = "expired"


class AssessmentKind(StrEnum):
    """Assessments of OGP Local; the self-assessment is the administration's own and never the independent one."""

    SELF = "self_assessment"
    INCEPTION = "inception"
    END_OF_COMMITMENT = "end_of_commitment"
    END_OF_PLAN = "end_of_plan"


class AssessmentState(StrEnum):
    """A draft binds nobody; only a signed assessment opens a gate."""

    DRAFT = "draft"
    SIGNED = "signed"
    REPLACED = "replaced"


class Sex(StrEnum):
    """Counted where people said so; unknown is a count of its own, never spread over the others."""

    WOMEN = "women"
    MEN = "men"
    UNKNOWN = "unknown"


class AgeGroup(StrEnum):
    """Age groups in which participation is counted."""

    UNDER_18 = "under_18"
    FROM_18_TO_35 = "18_35"
    FROM_36_TO_60 = "36_60"
    OVER_60 = "over_60"
    UNKNOWN = "unknown"


class ObstacleState(StrEnum):
    """A constraint of the management chart."""

    OPEN = "open"
    RESOLVED = "resolved"


class PublicationChannel(StrEnum):
    """How results reach the public, as the plan lists it."""

    PORTAL = "regional_portal"
    SOCIAL_PAGE = "social_media_page"
    PRESS_RELEASE = "press_release"
    REPOSITORY = "document_repository"


class PublicationSubject(StrEnum):
    """What was published."""

    ANNUAL_REPORT = "annual_report"
    QUARTERLY_SCORECARD = "quarterly_scorecard"
    CO_CREATION_TIMELINE = "co_creation_timeline"
    DRAFT = "draft"
    REASONED_RESPONSES = "reasoned_responses"
    MINUTES = "minutes"
    ASSESSMENT = "assessment"
    OTHER = "other"


class SignatureKind(StrEnum):
    """How an independent body signs: by replying, by a detached signature, or by hand on paper that a person has seen."""

    REPLY = "reply"
    DETACHED = "detached_signature"
    HANDWRITTEN = "handwritten"


class AccessRequestState(StrEnum):
    """Where a request under law 31-13 stands; a refusal is reasoned in writing."""

    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"
