"""Reads seats, mandates, agreements, planning documents and associations back out of the database as a file says them."""

from collections.abc import Mapping
from typing import TypeVar

from models.plan_file.fields import Input
from models.plan_file.governance_inputs import (
    AgreementInput,
    AssociationInput,
    MandateInput,
    MembershipInput,
    PlanningDocumentInput,
)
from models.plan_file.rows import PlanRows
from models.tables import (
    Agreement,
    Association,
    CouncilMandate,
    Membership,
    Official,
    Organisation,
    PlanningDocument,
    Record,
)

Entry = TypeVar("Entry", bound=Input)


def governance_lists(rows: PlanRows, names: Mapping[int, str]) -> dict[str, tuple[Input, ...]]:
    """The five lists by their name in the file; `names` are the codes of the members."""
    bodies = {body.id: body.code for body in rows.all_of(Organisation)}
    officials = {official.id: official.code for official in rows.all_of(Official)}
    return {
        "memberships": tuple(
            _entry(
                row,
                MembershipInput,
                organisation=bodies[row.organisation_id],
                official=officials.get(row.official_id or 0, ""),
            )
            for row in rows.all_of(Membership)
        ),
        "mandates": tuple(
            _entry(row, MandateInput, member=names[row.member_id]) for row in rows.all_of(CouncilMandate)
        ),
        "agreements": _by_member(rows, Agreement, AgreementInput, names),
        "planning_documents": _by_member(rows, PlanningDocument, PlanningDocumentInput, names),
        "associations": _by_member(rows, Association, AssociationInput, names),
    }


def _by_member(
    rows: PlanRows,
    table: type[Agreement] | type[PlanningDocument] | type[Association],
    model: type[Entry],
    names: Mapping[int, str],
) -> tuple[Entry, ...]:
    found: list[Agreement | PlanningDocument | Association] = list(rows.all_of(table))
    return tuple(_entry(row, model, member=names.get(row.member_id or 0, "")) for row in found)


def _entry(row: Record, model: type[Entry], **own: object) -> Entry:
    shared = {name: getattr(row, name) for name in model.model_fields if name in type(row).model_fields}
    return model.model_validate(shared | own)
