"""Who judges: assessments by rubric and version, each answer with its explanation and evidence; lessons; overrides; obstacles."""

from datetime import date, datetime

import sqlalchemy as sa

from models.tables.record import Key, Record, enum_column, json_column, key, reference, text_column
from models.vocabulary import AssessmentKind, AssessmentState, ObstacleState, Stage


class Assessment(Record, table=True):
    """One assessment by one body. The administration's own view is `self_assessment`, never mixed with the independent one.

    `asked_on` is the day the body was written to about it; empty until it is named and has an address.
    """

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    commitment_id: int | None = reference("commitment.id", nullable=True)
    organisation_id: int | None = reference("organisation.id", nullable=True)
    kind: AssessmentKind = enum_column(AssessmentKind)
    state: AssessmentState = enum_column(AssessmentState)
    rubric: str
    rubric_version: str
    author: str
    due_on: date | None = None
    due_rule: str = ""
    asked_on: date | None = None
    signed_on: date | None = None
    inbound_id: int | None = reference("inbound_message.id", nullable=True)
    source: str = text_column()
    illustrative: bool = False


class AssessmentAnswer(Record, table=True):
    """One question of the rubric answered: value, explanation and evidence are all mandatory."""

    __table_args__ = (sa.UniqueConstraint("assessment_id", "question"),)

    id: Key = key()
    assessment_id: int = reference("assessment.id")
    question: str
    value: str
    explanation: str = text_column(default=...)
    evidence: list[str] = json_column(default_factory=list)


class Lesson(Record, table=True):
    """A lesson learnt, recorded before a commitment is closed."""

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    commitment_id: int = reference("commitment.id")
    text: str = text_column(default=...)
    recorded_by: str
    recorded_on: date


class GateOverride(Record, table=True):
    """A gate passed with unmet conditions, by a named person for a written reason; shown in every report."""

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    commitment_id: int = reference("commitment.id")
    from_stage: Stage = enum_column(Stage, guard="from_stage")
    to_stage: Stage = enum_column(Stage)
    unmet: list[str] = json_column(default_factory=list)
    reason: str = text_column(default=...)
    decided_by: str
    decided_at: datetime


class Amendment(Record, table=True):
    """A change of a commitment, a milestone or an indicator after adoption: what, from, to, why, by whom."""

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    commitment_id: int = reference("commitment.id")
    subject: str
    field: str
    before: str = text_column()
    after: str = text_column()
    reason: str = text_column(default=...)
    author: str
    decided_on: date
    source: str = text_column()


class Obstacle(Record, table=True):
    """A constraint on a commitment or a milestone: opened, owned, resolved; a column of the management chart."""

    __table_args__ = (sa.UniqueConstraint("plan_id", "code"),)

    id: Key = key()
    plan_id: int = reference("action_plan.id")
    commitment_id: int = reference("commitment.id")
    milestone_id: int | None = reference("milestone.id", nullable=True)
    code: str
    text: str = text_column(default=...)
    opened_on: date
    owner_id: int | None = reference("official.id", nullable=True)
    state: ObstacleState = enum_column(ObstacleState)
    resolved_on: date | None = None
    resolution: str = text_column()
    line_id: int | None = reference("inbound_line.id", nullable=True)
