"""Bodies at work as a file says them: who sits where, mandates of councils, agreements, documents, associations.

Knows no table.
"""

from datetime import date
from typing import Annotated

from pydantic import model_validator

from models.plan_file.fields import (
    Address,
    Blank,
    Code,
    CodeOrNone,
    FieldError,
    Input,
    LanguageCode,
    Line,
    Partial,
    YesNo,
)
from models.plan_file.plan_inputs import Text
from models.rules.partial_dates import PartialDate
from models.vocabulary import AgreementKind, AgreementState, MembershipRole, Side

OptionalDate = Annotated[date | None, Blank]


class MembershipInput(Input):
    """One seat in a body: an official of the plan by code, or a name and, if known, an address."""

    organisation: Code
    official: CodeOrNone = ""
    name: str = ""
    email: Address = ""
    language: LanguageCode = "fr"
    side: Side
    role: MembershipRole
    represents: str = ""
    starts_on: OptionalDate = None
    ends_on: OptionalDate = None
    illustrative: YesNo = False

    @model_validator(mode="after")
    def _check(self) -> "MembershipInput":
        if not (self.official or self.name):
            raise FieldError("say who sits here: the code of an official, or a name.")
        if self.official and (self.name or self.email):
            raise FieldError("an official has a name and an address already; write only the code.")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise FieldError(
                f"ends_on {self.ends_on} is before starts_on {self.starts_on}; write the later day in ends_on."
            )
        return self


class MandateInput(Input):
    """A council's mandate, as precise as it is printed."""

    member: Code
    start: Partial
    end: Partial
    source: str = ""

    @model_validator(mode="after")
    def _check(self) -> "MandateInput":
        if PartialDate.parse(self.start).first_day() > PartialDate.parse(self.end).last_day():
            raise FieldError(f"start {self.start} is after end {self.end}; write the earlier date in start.")
        return self


class AgreementInput(Input):
    """A memorandum or an agreement; a planned one may still be without a partner, a signed one has a day."""

    code: Code
    kind: AgreementKind
    state: AgreementState
    title: Text
    member: CodeOrNone = ""
    partner: str = ""
    commitments: tuple[Line, ...] = ()
    signed_on: OptionalDate = None
    ends_on: OptionalDate = None
    reference: str = ""
    illustrative: YesNo = False

    @model_validator(mode="after")
    def _check(self) -> "AgreementInput":
        if self.state is AgreementState.SIGNED and not (self.partner and self.signed_on) and not self.reference:
            raise FieldError(
                "a signed agreement has a partner and the day it was signed; write both, or say in reference why they are "
                "not known."
            )
        return self


class PlanningDocumentInput(Input):
    """A planning document that commitments have their origin in."""

    code: Code
    title: Text
    member: CodeOrNone = ""
    start: Partial = ""
    end: Partial = ""
    commitments: tuple[Line, ...] = ()


class AssociationInput(Input):
    """An association of the register, with its themes and its territory; invitation lists are built from it."""

    code: Code
    name: Text
    member: CodeOrNone = ""
    themes: tuple[Line, ...] = ()
    territory: str = ""
    email: Address = ""
    language: LanguageCode = "fr"
    illustrative: YesNo = False
