"""How a plan is laid out in a workbook: one sheet per kind, one column per field, shared by reader and writer."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from models.plan_file.commitment_inputs import (
    CommitmentInput,
    IndicatorInput,
    IndicatorMember,
    InstanceInput,
    MilestoneInput,
    MilestoneMember,
    OfficialInput,
    RoleInput,
)
from models.plan_file.fields import Input, check_partial
from models.plan_file.governance_inputs import (
    AgreementInput,
    AssociationInput,
    MandateInput,
    MembershipInput,
    PlanningDocumentInput,
)
from models.plan_file.plan_inputs import (
    EndorsementInput,
    FigureInput,
    MemberInput,
    OrganisationInput,
    PlanInput,
    TermInput,
)
from models.plan_file.policy_inputs import PolicyInput, RoleTitleInput

COMMENT_MARK = "#"
NARRATIVE = "Narrative"


@dataclass(frozen=True)
class Column:
    """One field. `is_list`: one entry per line in the cell; `by_language`: one column per language ("titles.fr")."""

    name: str
    is_list: bool = False
    by_language: bool = False
    is_partial: bool = False
    is_required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet: the list it holds, and the columns that name the entry each row belongs to.

    An optional one may be missing: workbooks of an earlier release do not have it.
    """

    name: str
    path: tuple[str, ...]
    model: type[Input]
    parent_columns: tuple[str, ...] = ()
    parent_keys: tuple[str, ...] = ()
    is_optional: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the sheet's own fields, in the order of the model."""
        fields = self.model.model_fields.items()
        return tuple(_column(name, info) for name, info in fields if not _is_sheet_of_its_own(name, info))


def _is_sheet_of_its_own(name: str, info: FieldInfo) -> bool:
    inner = get_args(info.annotation)
    return name == "narrative" or bool(inner and isinstance(inner[0], type) and issubclass(inner[0], Input))


def _column(name: str, info: FieldInfo) -> Column:
    origin = get_origin(info.annotation)
    return Column(
        name,
        is_list=origin is tuple,
        by_language=origin is dict,
        is_partial=any(getattr(m, "func", None) is check_partial for m in info.metadata),
        is_required=info.is_required(),
        choices=() if origin is tuple else _choices(info.annotation),
    )


def _choices(annotation: Any) -> tuple[str, ...]:
    for kind in (annotation, *get_args(annotation)):
        if kind is bool:
            return ("yes", "no")
        if isinstance(kind, type) and issubclass(kind, Enum):
            return tuple(str(member.value) for member in kind)
    return ()


SHEETS = (
    Sheet("Plan", ("plan",), PlanInput),
    Sheet("Members", ("members",), MemberInput),
    Sheet("Lists", ("terms",), TermInput),
    Sheet("Organisations", ("organisations",), OrganisationInput),
    Sheet("Figures", ("figures",), FigureInput),
    Sheet("Endorsements", ("endorsements",), EndorsementInput),
    Sheet("Officials", ("officials",), OfficialInput),
    Sheet("Roles", ("officials", "roles"), RoleInput, ("official",), ("code",)),
    Sheet("Commitments", ("commitments",), CommitmentInput),
    Sheet("Instances", ("commitments", "instances"), InstanceInput, ("commitment",), ("code",)),
    Sheet("Milestones", ("commitments", "milestones"), MilestoneInput, ("commitment",), ("code",)),
    Sheet(
        "Milestones by member",
        ("commitments", "milestones", "members"),
        MilestoneMember,
        ("commitment", "number"),
        ("code", "number"),
    ),
    Sheet("Indicators", ("commitments", "indicators"), IndicatorInput, ("commitment",), ("code",)),
    Sheet(
        "Indicators by member",
        ("commitments", "indicators", "members"),
        IndicatorMember,
        ("commitment", "number"),
        ("code", "number"),
    ),
    Sheet("Policy", ("policy",), PolicyInput, is_optional=True),
    Sheet("Role titles", ("role_titles",), RoleTitleInput, is_optional=True),
    Sheet("Memberships", ("memberships",), MembershipInput, is_optional=True),
    Sheet("Mandates", ("mandates",), MandateInput, is_optional=True),
    Sheet("Agreements", ("agreements",), AgreementInput, is_optional=True),
    Sheet("Planning documents", ("planning_documents",), PlanningDocumentInput, is_optional=True),
    Sheet("Associations", ("associations",), AssociationInput, is_optional=True),
)


def header(sheet: Sheet, *, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The first row of a sheet, with one column per language where a field has one text per language."""
    own = [
        name
        for column in sheet.columns
        for name in ([f"{column.name}.{x}" for x in languages] if column.by_language else [column.name])
    ]
    return (*sheet.parent_columns, *own)


def column_named(sheet: Sheet, name: str) -> Column | None:
    """The column a heading belongs to ("titles.fr" belongs to titles)."""
    if name in sheet.parent_columns:
        return Column(name, is_required=True)
    stem, dot, _ = name.partition(".")
    return next((c for c in sheet.columns if c.name == stem and c.by_language == bool(dot)), None)
