"""Commitments, milestones, indicators and officials as a file says them. Knows no table.

A milestone or indicator is written once under its commitment and holds for every instance; `members` restricts it
or gives a member its own dates or values.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from models.plan_file.fields import (
    Address,
    Blank,
    ByLanguage,
    Code,
    CodeOrNone,
    FieldError,
    GoalNumber,
    Input,
    LanguageCode,
    Line,
    Number,
    Partial,
    YesNo,
)
from models.plan_file.plan_inputs import Text
from models.rules.partial_dates import PartialDate
from models.vocabulary import (
    Aggregation,
    Direction,
    IndicatorKind,
    Language,
    MilestoneStatus,
    OfficialRole,
    Stage,
)

OptionalDate = Annotated[date | None, Blank]
OptionalNumber = Annotated[Number | None, Blank]
ItemNumber = Annotated[int, Field(ge=1, le=99)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]
OptionalPercent = Annotated[Percent | None, Blank]
Weight = Annotated[int, Field(ge=1, le=9)]


class InstanceInput(Input):
    """A commitment as carried out by one member; `ogp_id` stays empty while nobody knows it."""

    member: Code
    ogp_id: str = ""
    lead: str = ""
    lead_is_illustrative: YesNo = False
    responsible: CodeOrNone = ""


class MilestoneMember(Input):
    """What differs for one member. A due date brings its own start; a status brings its own day and percentage."""

    member: Code
    starts_on: OptionalDate = None
    due_on: OptionalDate = None
    first_due_on: OptionalDate = None
    status: Annotated[MilestoneStatus | None, Blank] = None
    done_on: OptionalDate = None
    percent: OptionalPercent = None

    @model_validator(mode="after")
    def _check(self) -> "MilestoneMember":
        if self.due_on is None and (self.starts_on or self.first_due_on):
            raise FieldError("a member's own starts_on or first_due_on needs its own due_on beside it.")
        if self.status is None and (self.done_on or self.percent is not None):
            raise FieldError("a member's own done_on or percent needs its own status beside it.")
        _check_dates(self.starts_on, self.due_on)
        if self.status:
            _check_done(self.status, self.done_on)
        return self


class MilestoneInput(Input):
    """A dated step. `first_due_on` is written only when it differs from `due_on`."""

    number: ItemNumber
    titles: ByLanguage = Field(min_length=1)
    starts_on: OptionalDate = None
    due_on: date
    first_due_on: OptionalDate = None
    means_of_verification: str = ""
    status: MilestoneStatus = MilestoneStatus.NOT_STARTED
    done_on: OptionalDate = None
    percent: OptionalPercent = None
    weight: Weight = 1
    illustrative: YesNo = False
    members: tuple[MilestoneMember, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> "MilestoneInput":
        _check_dates(self.starts_on, self.due_on)
        _check_done(self.status, self.done_on)
        return self


class IndicatorMember(Input):
    """What differs for one member: its own baseline (or why there is none), its own target."""

    member: Code
    baseline: OptionalNumber = None
    baseline_missing_because: str = ""
    target: OptionalNumber = None


class IndicatorInput(Input):
    """What is measured. A missing baseline says why; it is never zero by default."""

    number: ItemNumber
    titles: ByLanguage = Field(min_length=1)
    units: ByLanguage = Field(default_factory=dict)
    kind: IndicatorKind
    direction: Direction = Direction.INCREASE
    aggregation: Aggregation = Aggregation.NONE
    cumulative: YesNo = True
    is_whole: YesNo = False
    minimum: OptionalNumber = None
    maximum: OptionalNumber = None
    baseline: OptionalNumber = None
    baseline_missing_because: str = ""
    target: OptionalNumber = None
    target_by: Partial = ""
    means_of_verification: str = ""
    illustrative: YesNo = False
    members: tuple[IndicatorMember, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> "IndicatorInput":
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise FieldError(f"minimum {self.minimum} is above maximum {self.maximum}; exchange them.")
        _check_baseline(self.baseline, self.baseline_missing_because, required=True)
        self._check_range((self.baseline, self.target))
        for own in self.members:
            _check_baseline(own.baseline, own.baseline_missing_because, required=False)
            self._check_range((own.baseline, own.target))
        return self

    def _check_range(self, values: Iterable[Decimal | None]) -> None:
        for value in (v for v in values if v is not None):
            low = self.minimum is not None and value < self.minimum
            if low or (self.maximum is not None and value > self.maximum):
                raise FieldError(f"baseline or target {value} lies outside minimum and maximum; correct one of them.")
            if self.is_whole and value != value.to_integral_value():
                raise FieldError(f"{value} is not a whole number; write a whole number or set is_whole to no.")


class CommitmentInput(Input):
    """A published commitment. `title` is as published; `unofficial_titles` are translations nobody has published."""

    code: Code
    short_code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,11}$")]
    member: Code
    title: Text
    title_language: LanguageCode = "en"
    unofficial_titles: ByLanguage = Field(default_factory=dict)
    start: Partial = Field(min_length=1)
    end: Partial = Field(min_length=1)
    axis: CodeOrNone = ""
    axis_is_inferred: YesNo = True
    ogp_values: tuple[Line, ...] = ()
    sdgs: tuple[GoalNumber, ...] = ()
    institutions: tuple[Line, ...] = ()
    inception_report: str = ""
    page: str = ""
    stage: Stage
    withdrawn_because: str = ""
    weight: Weight = 1
    instances: tuple[InstanceInput, ...] = Field(min_length=1)
    milestones: tuple[MilestoneInput, ...] = ()
    indicators: tuple[IndicatorInput, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> "CommitmentInput":
        if PartialDate.parse(self.start).first_day() > PartialDate.parse(self.end).last_day():
            raise FieldError(f"start {self.start} is after end {self.end}; write the earlier date in start.")
        if self.member not in {instance.member for instance in self.instances}:
            raise FieldError(
                f"no instance belongs to the owner {self.member}; add an instance with member {self.member}."
            )
        if self.title_language in self.unofficial_titles:
            raise FieldError(
                f"unofficial_titles repeats {self.title_language}, the language of the title; take that line out."
            )
        if (self.stage is Stage.WITHDRAWN) != bool(self.withdrawn_because):
            raise FieldError("withdrawn_because goes with stage withdrawn: write both or neither.")
        return self

    @property
    def titles(self) -> dict[str, str]:
        """Every title by language, the published one first."""
        return {self.title_language: self.title, **self.unofficial_titles}


class RoleInput(Input):
    """A role an official holds, for a member or for the whole consortium, from when to when."""

    role: OfficialRole
    member: CodeOrNone = ""
    starts_on: OptionalDate = None
    ends_on: OptionalDate = None


class OfficialInput(Input):
    """A person in charge. Without an address nobody is written to, and the plan asks for one."""

    code: Code
    name: Text
    names: ByLanguage = Field(default_factory=dict)
    email: Address = ""
    language: Language
    member: CodeOrNone = ""
    unit: str = ""
    illustrative: YesNo = False
    roles: tuple[RoleInput, ...] = ()


def _check_dates(starts_on: date | None, due_on: date | None) -> None:
    if starts_on and due_on and starts_on > due_on:
        raise FieldError(f"starts_on {starts_on} is after due_on {due_on}; correct one of them.")


def _check_done(status: MilestoneStatus, done_on: date | None) -> None:
    if done_on and status is not MilestoneStatus.DONE:
        raise FieldError(f"done_on {done_on} needs status done; write status: done or take done_on out.")


def _check_baseline(baseline: Decimal | None, because: str, *, required: bool) -> None:
    if baseline is not None and because:
        raise FieldError("baseline and baseline_missing_because exclude each other; keep one.")
    if required and baseline is None and not because:
        raise FieldError("there is no baseline; write its value, or the reason in baseline_missing_because.")
