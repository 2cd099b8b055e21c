"""The plan as a file says it: plan, members, lists, bodies, figures, endorsements. Knows no table."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from models.plan_file.fields import (
    Blank,
    ByLanguage,
    Code,
    CodeOrNone,
    FieldError,
    Input,
    LanguageCode,
    Line,
    Partial,
    YesNo,
    Zone,
)
from models.rules.partial_dates import PartialDate
from models.vocabulary import OrganisationKind, TaxonomyKind

Text = Annotated[str, Field(min_length=1)]


def _check_months(months: int) -> int:
    if months not in (1, 2, 3, 4, 6, 12):
        raise FieldError("write 1, 2, 3, 4, 6 or 12: a reporting period is a whole part of a year.")
    return months


Months = Annotated[int, AfterValidator(_check_months)]


class PlanInput(Input):
    """The plan itself. `narrative` maps the headings of the published form to their text."""

    code: Code
    title: Text
    consortium: str = ""
    country: str = ""
    time_zone: Zone = "Africa/Casablanca"
    submitted_on: date
    submission_year: int
    starts: Partial = Field(min_length=1)
    end: Partial = Field(min_length=1)
    duration_stated: str = ""
    reporting_months: Months = 3
    languages: tuple[LanguageCode, ...] = Field(min_length=1)
    sender_name: Annotated[str, Field(max_length=100)] = ""
    narrative: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> "PlanInput":
        if PartialDate.parse(self.starts).first_day() > PartialDate.parse(self.end).last_day():
            raise FieldError(f"starts {self.starts} is after end {self.end}; write the earlier date in starts.")
        if self.submitted_on.year != self.submission_year:
            raise FieldError(
                f"submission_year {self.submission_year} disagrees with submitted_on {self.submitted_on}; "
                "write the year of that day, or correct the day."
            )
        return self


class MemberInput(Input):
    """One member of the consortium, in the order of the plan. The code becomes part of the codes of form lines."""

    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]{1,11}$")]
    name: Text
    names: ByLanguage = Field(default_factory=dict)
    ogp_prefix: str = ""
    joined_on: Annotated[date | None, Blank] = None
    mandate_ends: Partial = ""
    networks: tuple[Line, ...] = ()
    aliases: tuple[Line, ...] = ()


class TermInput(Input):
    """One entry of one of the plan's lists, in its own words."""

    kind: TaxonomyKind
    code: Code
    text: Text
    labels: ByLanguage = Field(default_factory=dict)


class OrganisationInput(Input):
    """A body the plan names. `member` empty: all members, or undecided; `assumption` says what was assumed."""

    code: Code
    kind: OrganisationKind
    name: Text
    names: ByLanguage = Field(default_factory=dict)
    member: CodeOrNone = ""
    parent: CodeOrNone = ""
    source_list: str = ""
    verbatim: str = ""
    aliases: tuple[Line, ...] = ()
    is_defined: YesNo = True
    assumption: str = ""
    illustrative: YesNo = False


class FigureInput(Input):
    """A figure the plan states; `counted` is what somebody counted, empty while nobody did."""

    code: Code
    question: Text
    value: int
    counted: Annotated[int | None, Blank] = None
    note: str = ""


class EndorsementInput(Input):
    """One printed line of endorsement: the line as printed, and what was read out of it."""

    printed_name: Text
    role: str
    organisation: str = ""
    territory: str = ""
    member: CodeOrNone = ""
    category: str = ""
    verbatim: Text
    truncated: YesNo = False
