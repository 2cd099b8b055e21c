"""The frozen content of an annual report: plain, language-free facts, each with its source.

Everything here is hashed. Nothing in it depends on the moment of compilation beyond the day the report speaks of.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, JsonValue, SerializerFunctionWrapHandler, model_serializer

from models.rules.public_evidence import EvidenceState
from models.rules.scoring import ScheduleState
from models.vocabulary import (
    Aggregation,
    AnswerKind,
    Direction,
    IndicatorKind,
    MilestoneStatus,
    Stage,
    ValueStatus,
)
from reports.cells import Cell as Cell
from reports.previous_facts import PreviousFacts
from reports.record_facts import (
    AxisFacts,
    ChangeFacts,
    ConstraintFacts,
    EvidenceFacts,
    FindingFacts,
    LessonFacts,
    MeetingFacts,
    ParticipationFacts,
    RecommendationFacts,
)
from reports.record_facts import ObstacleFacts as ObstacleFacts
from reports.record_facts import PlanFacts as PlanFacts
from reports.record_facts import QuestionFacts as QuestionFacts
from reports.record_facts import RateFacts as RateFacts
from reports.record_facts import RegionFacts as RegionFacts
from reports.record_facts import Texts as Texts
from reports.sources import DerivedSource, Facts, MailSource, PlanFileSource


class Figure(Facts):
    """One figure. `value` is missing unless a number was given; `status` says what a missing number means."""

    id: str
    code: str
    period: str
    value: Decimal | None = None
    unit: str = ""
    status: ValueStatus | None = None
    answer: AnswerKind | None = None
    is_approximate: bool = False
    milestone_status: MilestoneStatus | None = None
    done_on: date | None = None
    promised_on: date | None = None
    comment: str = ""
    recorded_at: datetime | None = None
    superseded_by: str = ""
    source: Annotated[MailSource | PlanFileSource | DerivedSource, Field(discriminator="kind")]


class IndicatorFacts(Facts):
    """One indicator of one member, with its year. `earlier` are the periods of the plan before the first of the report.

    `year_total` adds the periods of an indicator that counts each period anew; it names how many it covers.
    """

    code: str
    number: int
    titles: Texts
    units: Texts
    kind: IndicatorKind
    direction: Direction
    aggregation: Aggregation
    is_cumulative: bool
    baseline: str = ""
    baseline_missing_because: str = ""
    target: str = ""
    target_by: str = ""
    illustrative: bool
    cells: tuple[Cell, ...]
    latest: str = ""
    achievement: str = ""
    earlier: tuple[Cell, ...] = ()
    year_total: str = ""
    year_counted: int = 0
    year_expected: int = 0
    means_of_verification: str = ""
    files: int = 0
    public_files: int = 0
    evidence: EvidenceState = EvidenceState.NO_CLAIM
    withdrawn_on: date | None = None

    @model_serializer(mode="wrap")
    def _without_nothing(self, dump: SerializerFunctionWrapHandler) -> dict[str, JsonValue]:
        dumped: dict[str, JsonValue] = dump(self)
        if self.withdrawn_on is None:
            del dumped["withdrawn_on"]
        return dumped


class MilestoneFacts(Facts):
    """One milestone of one member: what the official says, and how it stands against its date."""

    code: str
    number: int
    titles: Texts
    starts_on: date | None
    due_on: date
    first_due_on: date
    status: MilestoneStatus
    status_figure: str
    schedule: ScheduleState
    days_late: int
    percent: Decimal | None
    done_on: date | None
    promised_on: date | None
    illustrative: bool
    cells: tuple[Cell, ...]
    means_of_verification: str = ""
    files: int = 0
    public_files: int = 0
    evidence: EvidenceState = EvidenceState.NO_CLAIM


class InstanceFacts(Facts):
    """A commitment as one member carries it out."""

    code: str
    ogp_id: str
    region: str
    lead: str
    lead_is_illustrative: bool
    state: ScheduleState | None
    milestones: tuple[MilestoneFacts, ...]
    indicators: tuple[IndicatorFacts, ...]
    official: MilestoneStatus | None = None
    evidence: EvidenceState = EvidenceState.NO_CLAIM
    claims: int = 0
    claims_without_evidence: int = 0


class CombinedFacts(Facts):
    """One indicator over all members of a shared commitment, for one period: says how many members are in it."""

    number: int
    titles: Texts
    units: Texts
    aggregation: Aggregation
    period: str
    figure: str
    counted: int
    expected: int
    is_provisional: bool
    illustrative: bool


class CommitmentFacts(Facts):
    """One commitment of the plan."""

    code: str
    short_code: str
    title: str
    titles: Texts
    start: str
    end: str
    axis: str
    stage: Stage
    ogp_values: tuple[str, ...]
    page: str
    state: ScheduleState | None
    instances: tuple[InstanceFacts, ...]
    combined: tuple[CombinedFacts, ...]
    official: MilestoneStatus | None = None
    evidence: EvidenceState = EvidenceState.NO_CLAIM
    institutions: tuple[str, ...] = ()


class AnnualFigures(Facts):
    """Everything a report is printed from. `judged_on` is the day schedules are judged on.

    `period` is "" for an annual report; a quarterly one names its quarter, which is then the last of `periods`.
    """

    layout: Literal["annual-1"] = "annual-1"
    plan: PlanFacts
    year: int
    as_of: date
    judged_on: date
    periods: tuple[str, ...]
    independent_body: str
    regions: tuple[RegionFacts, ...]
    commitments: tuple[CommitmentFacts, ...]
    rates: tuple[RateFacts, ...]
    obstacles: tuple[ObstacleFacts, ...]
    questions: tuple[QuestionFacts, ...]
    figures: tuple[Figure, ...]
    period: str = ""
    axes: tuple[AxisFacts, ...] = ()
    evidence: tuple[EvidenceFacts, ...] = ()
    changes: tuple[ChangeFacts, ...] = ()
    meetings: tuple[MeetingFacts, ...] = ()
    participation: tuple[ParticipationFacts, ...] = ()
    recommendations: tuple[RecommendationFacts, ...] = ()
    lessons: tuple[LessonFacts, ...] = ()
    findings: tuple[FindingFacts, ...] = ()
    constraints: tuple[ConstraintFacts, ...] = ()
    previous: PreviousFacts | None = None

    @model_serializer(mode="wrap")
    def _without_nothing(self, dump: SerializerFunctionWrapHandler) -> dict[str, JsonValue]:
        # A report with nothing to compare with keeps the hash it had before reports were compared at all.
        dumped: dict[str, JsonValue] = dump(self)
        if self.previous is None:
            dumped.pop("previous", None)
        return dumped

    def corrected(self) -> dict[str, list[Figure]]:
        """Figures that were corrected, by the reference of the figure that took their place."""
        found: dict[str, list[Figure]] = {}
        for figure in self.figures:
            if figure.superseded_by:
                found.setdefault(figure.superseded_by, []).append(figure)
        return found

    def by_id(self) -> dict[str, Figure]:
        """Figures by their reference."""
        return {figure.id: figure for figure in self.figures}
