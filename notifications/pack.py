"""What a committee is sent: the rows of a frozen matrix, and recommendations with what became of them. Plain data."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from models.vocabulary import AssessmentKind, ItemKind, Language, MilestoneStatus, RecommendationState, ResponseKind

Texts = dict[str, str]


class MatrixRow(BaseModel):
    """One action or indicator of a frozen matrix. `standing` says why there is no figure when `figure` is empty."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    code: str
    kind: ItemKind
    commitment: str
    commitment_titles: Texts
    lead: str = ""
    titles: Texts
    units: Texts = {}
    standing: str
    figure: str = ""
    value: Decimal | None = None
    baseline: str = ""
    target: str = ""
    target_by: str = ""
    status: MilestoneStatus | None = None
    due_on: date | None = None
    first_due_on: date | None = None
    days_late: int = 0
    promised_on: str = ""
    comment: str = ""
    request: str = ""
    mail_sha256: str = ""
    illustrative: bool = False

    @property
    def is_reported(self) -> bool:
        """Whether a figure stands for this period."""
        return self.standing == "reported"

    @property
    def is_missing(self) -> bool:
        """Whether an answer was asked for and did not come."""
        return self.standing in ("awaited", "missing", "asked_back")

    @property
    def is_late(self) -> bool:
        """Whether a milestone is past its date."""
        return self.kind is ItemKind.MILESTONE and self.days_late > 0

    def title(self, language: Language) -> str:
        """The title in a language, else in any."""
        return self.titles.get(language.value) or next(iter(self.titles.values()), "")

    def commitment_title(self, language: Language) -> str:
        """The commitment's title in a language, else as published."""
        return self.commitment_titles.get(language.value) or self.commitment_titles.get("en", "")


@dataclass(frozen=True)
class FollowedRecommendation:
    """An earlier recommendation and what became of it."""

    code: str
    text: str
    commitment: str
    state: RecommendationState
    response: ResponseKind | None
    response_text: str
    due_on: date | None


@dataclass(frozen=True)
class Pack:
    """What one member of a committee gets: the matrix of the region, what was followed up, what is asked, until when."""

    language: Language
    recipient_name: str
    plan_title: str
    committee: str
    member: str
    period: str
    version: int
    respond_by: date
    rows: tuple[MatrixRow, ...]
    member_code: str = ""
    followed: tuple[FollowedRecommendation, ...] = ()
    is_illustrative: bool = False


@dataclass(frozen=True)
class OwnedRecommendation:
    """A recommendation as its owner is asked to answer it."""

    code: str
    text: str
    commitment: str
    due_on: date | None
    committee: str


@dataclass(frozen=True)
class AwaitedAssessment:
    """An assessment the Monitoring Body is asked for; `commitment` is "" for the one of the whole plan."""

    kind: AssessmentKind
    commitment: str
    due_on: date | None
    is_overdue: bool
