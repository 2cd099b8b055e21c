"""What stands beside the figures in a report, in one language: states, changes, committees, advice, evidence."""

from dataclasses import dataclass

from reports.language import Phrase
from reports.view_parts import Badge, RemarkView, StateView, ValueView


@dataclass(frozen=True)
class ErratumView:
    """A correction made after publication, beside the figure as it was published."""

    reference: str
    published: str
    corrected: str
    reason: str
    on: str


@dataclass(frozen=True)
class StatusView:
    """Where the report stands: one line for every page, what it means, who approved it, and the errata since."""

    line: str
    explanation: str
    is_draft: bool
    approvals: tuple[str, ...] = ()
    errata: tuple[ErratumView, ...] = ()


@dataclass(frozen=True)
class ShareRow:
    """How much of something is done: an axis, a region or the whole, with its milestones done of all."""

    name: Phrase
    is_total: bool
    done: str
    percent: str
    bar: int
    commitments: str
    states: tuple[tuple[Badge, int], ...]


@dataclass(frozen=True)
class ChangeView:
    """Something of the plan that changed, from what to what, and why."""

    code: str
    what: str
    on: str
    before: str
    after: str
    reason: Phrase


@dataclass(frozen=True)
class MeetingView:
    """A meeting planned or held, with the people counted."""

    title: Phrase
    purpose: str
    state: str
    is_held: bool
    on: str
    region: Phrase
    body: str
    people: str
    is_illustrative: bool


@dataclass(frozen=True)
class PeopleRow:
    """People of one category who took part; "unknown" is a count of its own."""

    category: str
    total: str
    women: str
    men: str
    unknown: str
    young: str


@dataclass(frozen=True)
class RecommendationView:
    """A recommendation and its fate. `before` is where the last annual report left it; earlier ones are of past years."""

    code: str
    commitment: str
    text: Phrase
    made_by: str
    made_on: str
    region: Phrase
    due: str
    first_due: str
    state: Badge
    fate: str
    answer: Phrase
    is_illustrative: bool
    is_earlier: bool = False
    before: Badge | None = None


@dataclass(frozen=True)
class FindingView:
    """One answer of a signed independent assessment."""

    commitment: str
    kind: str
    author: str
    on: str
    question: Phrase
    value: str
    explanation: Phrase
    is_illustrative: bool


@dataclass(frozen=True)
class LessonView:
    """A lesson learnt."""

    commitment: str
    text: Phrase
    on: str


@dataclass(frozen=True)
class ConstraintView:
    """A constraint of the management chart."""

    code: str
    commitment: str
    text: Phrase
    since: str
    owner: str
    state: str
    is_open: bool
    resolution: Phrase


@dataclass(frozen=True)
class EvidenceView:
    """One file of the evidence register; the name is told of public files only."""

    code: str
    name: str
    is_public: bool
    kind: str
    size: str
    received: str
    sha256: str


@dataclass(frozen=True)
class DecisionView:
    """Something the reader is asked to decide, and why it is asked."""

    code: str
    region: Phrase
    ask: str
    because: str


@dataclass(frozen=True)
class MatrixRow:
    """One item of the monitoring matrix: the same columns for milestones and indicators."""

    code: str
    kind: str
    title: Phrase
    region: Phrase
    unit: Phrase
    is_illustrative: bool
    baseline: ValueView
    target: ValueView
    due: str
    previous: ValueView
    current: ValueView
    way: str
    schedule: Badge | None
    official: str
    evidence: Badge
    note: Phrase


@dataclass(frozen=True)
class CommitmentRemarks:
    """What is told of one commitment beside its tables."""

    achievements: tuple[RemarkView, ...]
    late: tuple[RemarkView, ...]
    deadlines: tuple[RemarkView, ...]
    obstacles: tuple[RemarkView, ...]
    constraints: tuple[ConstraintView, ...]
    decisions: tuple[DecisionView, ...]
    changes: tuple[ChangeView, ...]
    recommendations: tuple[RecommendationView, ...]
    findings: tuple[FindingView, ...]
    lessons: tuple[LessonView, ...]


@dataclass(frozen=True)
class RecordView:
    """Everything of a report that is not a figure of a commitment."""

    official_states: tuple[StateView, ...]
    evidence_states: tuple[StateView, ...]
    indicator_states: tuple[StateView, ...]
    axes: tuple[ShareRow, ...]
    regions: tuple[ShareRow, ...]
    achievements: tuple[RemarkView, ...]
    deadlines: tuple[RemarkView, ...]
    off_track: tuple[RemarkView, ...]
    decisions: tuple[DecisionView, ...]
    changes: tuple[ChangeView, ...]
    meetings: tuple[MeetingView, ...]
    people: tuple[PeopleRow, ...]
    recommendations: tuple[RecommendationView, ...]
    findings: tuple[FindingView, ...]
    lessons: tuple[LessonView, ...]
    constraints: tuple[ConstraintView, ...]
    evidence: tuple[EvidenceView, ...]
    evidence_note: str
