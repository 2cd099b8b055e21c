"""What a report page is made of, in one language: text already translated, numbers and dates already formatted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.language import Phrase
from reports.view_badges import Badge as Badge
from reports.view_badges import StateView as StateView
from reports.view_rates import KeyFigure as KeyFigure
from reports.view_rates import RateRow as RateRow
from reports.view_shapes import Bar, Trend

NO_PHRASE = Phrase("", "")

if TYPE_CHECKING:
    from reports.view_record_parts import CommitmentRemarks, MatrixRow, RecordView, StatusView
    from reports.view_since_parts import SinceView


@dataclass(frozen=True)
class ValueView:
    """A figure in print. `tags` qualify it; `note` is what the official wrote; `reference` leads to its source."""

    text: str
    is_number: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    reference: str = ""
    raw: str = ""


@dataclass(frozen=True)
class CellView:
    """One period of one item; `standing` is "reported" or why there is nothing."""

    standing: str
    value: ValueView


@dataclass(frozen=True)
class IndicatorView:
    """One row of an indicators table. `bar` is 0 to 100 for drawing only; the text says the true share."""

    code: str
    title: Phrase
    unit: Phrase
    measure: str
    is_illustrative: bool
    baseline: ValueView
    baseline_because: str
    target: ValueView
    target_by: str
    cells: tuple[CellView, ...]
    achievement: str
    bar: int | None
    state: Badge | None = None
    evidence: Badge | None = None
    direction: str = ""
    verification: str = ""
    year_total: str = ""
    trend: Trend | None = None


@dataclass(frozen=True)
class MilestoneView:
    """One row of a milestones table."""

    code: str
    title: Phrase
    is_illustrative: bool
    due: str
    due_machine: str
    moved_from: str
    told: str
    told_details: tuple[str, ...]
    percent: str
    bar: int
    schedule: Badge
    lateness: str
    reference: str
    official: Badge | None = None
    evidence: Badge | None = None
    verification: str = ""
    calendar: Bar | None = None


@dataclass(frozen=True)
class CombinedView:
    """A shared indicator in one period, with the members it covers said in words."""

    title: Phrase
    unit: Phrase
    period: str
    rule: str
    value: ValueView
    coverage: str
    is_partial: bool
    is_provisional: bool
    is_illustrative: bool


@dataclass(frozen=True)
class InstanceView:
    """One member's part of a commitment."""

    anchor: str
    region: Phrase
    ogp_id: str
    lead: str
    lead_is_illustrative: bool
    state: Badge | None
    milestones: tuple[MilestoneView, ...]
    indicators: tuple[IndicatorView, ...]
    code: str = ""
    region_code: str = ""
    official: Badge | None = None
    evidence: Badge | None = None
    evidence_note: str = ""
    matrix: tuple["MatrixRow", ...] = ()


@dataclass(frozen=True)
class CommitmentView:
    """One commitment's section."""

    code: str
    anchor: str
    title: Phrase
    dates: str
    stage: str
    page: str
    state: Badge | None
    instances: tuple[InstanceView, ...]
    combined: tuple[CombinedView, ...]
    official: Badge | None = None
    evidence: Badge | None = None
    axis: Phrase = NO_PHRASE
    partners: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    calendar_from: str = ""
    calendar_to: str = ""
    remarks: "CommitmentRemarks | None" = None


@dataclass(frozen=True)
class ScoreRow:
    """One commitment in the scorecard; a None cell means the region takes no part."""

    code: str
    anchor: str
    title: Phrase
    cells: tuple["ScoreCell", ...]


@dataclass(frozen=True)
class ScoreCell:
    """One region in the scorecard row of a commitment."""

    takes_part: bool
    state: Badge | None


@dataclass(frozen=True)
class RemarkView:
    """A late milestone or an obstacle: which item, whose, and the sentence."""

    code: str
    title: Phrase
    region: Phrase
    text: str
    is_illustrative: bool
    due: str = ""
    quote: str = ""
    reference: str = ""


@dataclass(frozen=True)
class QuestionView:
    """An open question."""

    code: str
    text: Phrase


@dataclass(frozen=True)
class SourceView:
    """One row of the provenance annex: from the printed reference to the mail."""

    reference: str
    item: str
    period: str
    value: ValueView
    quote: str
    where: str
    official: str
    unit: str
    received: str
    authentication: str
    request: str
    sha256: str
    message_id: str
    superseded_by: str


@dataclass(frozen=True)
class AnnualView:
    """The whole annual report in one language."""

    language: str
    tag: str
    direction: str
    title: str
    plan: Phrase
    year: str
    data_date: str
    draft_notice: str
    author: str
    sha256: str
    plan_sha256: str
    has_illustrative: bool
    periods: tuple[str, ...]
    key_figures: tuple[KeyFigure, ...]
    states: tuple[StateView, ...]
    regions: tuple[Phrase, ...]
    scorecard: tuple[ScoreRow, ...]
    rates: tuple[RateRow, ...]
    commitments: tuple[CommitmentView, ...]
    late: tuple[RemarkView, ...]
    obstacles: tuple[RemarkView, ...]
    questions: tuple[QuestionView, ...]
    sources: tuple[SourceView, ...]
    period: str
    judged_on: str
    labels: dict[str, str]
    status: "StatusView"
    record: "RecordView"
    since: "SinceView"
