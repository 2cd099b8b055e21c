"""Frozen facts beside the figures: plan, members, rates, obstacles, evidence, moved dates, committees, findings."""

from datetime import date

from models.vocabulary import (
    AgeGroup,
    AssessmentKind,
    MeetingPurpose,
    MeetingState,
    ObstacleState,
    RecommendationState,
    ResponseKind,
    Sex,
)
from reports.sources import Facts

Texts = dict[str, str]
"""The same text by language code; may be incomplete."""


class AxisFacts(Facts):
    """An axis of the plan, in the languages it is known in."""

    code: str
    texts: Texts


class EvidenceFacts(Facts):
    """One file that came for one item. The name is told of public files only; the hash always."""

    code: str
    sha256: str
    size: int
    content_type: str
    name: str
    is_public: bool
    mail_sha256: str
    received_on: date


class ChangeFacts(Facts):
    """Something that changed in the plan: a due date moved, a stage reached, an amendment. `code` is its subject."""

    code: str
    kind: str
    on: date
    before: str
    after: str
    reason: str


class MeetingFacts(Facts):
    """One meeting of a body, planned or held. `people` counts everybody present, `women` and `young` where known."""

    code: str
    purpose: MeetingPurpose
    state: MeetingState
    title: str
    region: str
    body: str
    on: date
    people: int | None
    illustrative: bool


class ParticipationFacts(Facts):
    """People who took part, counted by category, sex and age group; a total over the meetings of the period."""

    category: str
    sex: Sex
    age_group: AgeGroup
    province: str
    people: int


class RecommendationFacts(Facts):
    """A recommendation and what became of it. The first date is never overwritten."""

    code: str
    text: str
    made_by: str
    made_on: date
    region: str
    commitment: str
    due_on: date | None
    first_due_on: date | None
    state: RecommendationState
    response: ResponseKind | None
    response_text: str
    implemented_on: date | None
    illustrative: bool


class LessonFacts(Facts):
    """A lesson learnt, by commitment."""

    commitment: str
    text: str
    recorded_on: date


class FindingFacts(Facts):
    """One answer of a signed assessment: the independent view, never mixed with what the administration says."""

    commitment: str
    kind: AssessmentKind
    author: str
    signed_on: date
    question: str
    value: str
    explanation: str
    illustrative: bool


class ConstraintFacts(Facts):
    """A constraint of the management chart, from its opening to its end."""

    code: str
    commitment: str
    milestone: str
    text: str
    opened_on: date
    owner: str
    state: ObstacleState
    resolved_on: date | None
    resolution: str


class QuestionFacts(Facts):
    """Something the source leaves open and nobody has answered yet."""

    code: str
    texts: Texts


class RegionFacts(Facts):
    """A member of the consortium."""

    code: str
    name: str
    names: Texts


class PlanFacts(Facts):
    """The plan the report is about. `end` is printed as the source prints it."""

    code: str
    title: str
    consortium: str
    starts: str
    end: str
    submitted_on: date
    time_zone: str
    file_sha256: str


class RateFacts(Facts):
    """What was asked and what came back; region "" is the consortium, period "" the year."""

    region: str
    period: str
    expected: int
    answered: int
    due: int
    on_time: int
    completeness: str
    timeliness: str


class ObstacleFacts(Facts):
    """What hinders an item, as the official wrote it. `figure` is "" when the mail gave no figure for the item."""

    code: str
    period: str
    text: str
    figure: str
    mail_sha256: str
