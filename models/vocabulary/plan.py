"""What the plan is made of: stages, milestones, indicators, bodies and lists."""

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
    """Where a milestone stands; lateness is derived, never stored.

    Closed ended without being done, by a decision with a reason: it is over, and it still counts as not achieved.
    Withdrawn was taken out of the plan and counts no more.
    """

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


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
    THEMATIC_GROUP = "thematic_group"
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
