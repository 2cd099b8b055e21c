"""Loads who sits in the bodies, mandates, agreements, planning documents and associations into rows.

What happened since (a mandate ended, an agreement signed) is not undone by a plan file that says nothing new.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from models.plan_file.document import PlanFile
from models.plan_file.governance_inputs import MembershipInput
from models.plan_file.journal import Journal
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

Row = TypeVar("Row", bound=Record)
# Fields that flows change: only a file that says something new changes them again.
_GUARDED = {
    Membership: ("email", "ends_on"),
    Agreement: ("state", "partner", "signed_on"),
}


def load_governance(journal: Journal, rows: PlanRows, plan: PlanFile) -> None:
    """Add or update everything; remove what left the file and nothing refers to. Bodies and officials are there already."""
    _load_memberships(journal, rows, plan.memberships)
    _load(journal, rows, CouncilMandate, {
        f"mandate {m.member} {m.start}": m.model_dump(exclude={"member"}) | {"member_id": rows.members[m.member].id}
        for m in plan.mandates
    })  # fmt: skip
    for table, inputs in (
        (Agreement, plan.agreements),
        (PlanningDocument, plan.planning_documents),
        (Association, plan.associations),
    ):
        entries = {
            f"{_WORDS[table]} {i.code}": _as_lists(i.model_dump(exclude={"member"}))
            | {"member_id": rows.member_id(i.member)}
            for i in inputs
        }
        _load(journal, rows, table, entries)


_WORDS: dict[type[Record], str] = {
    Agreement: "agreement",
    PlanningDocument: "planning document",
    Association: "association",
}


def _load_memberships(journal: Journal, rows: PlanRows, memberships: Iterable[MembershipInput]) -> None:
    bodies = {body.code: body for body in rows.all_of(Organisation)}
    entries: dict[str, dict[str, object]] = {}
    for seat in memberships:
        own = seat.model_dump(exclude={"organisation", "official"})
        official = rows.officials.get(seat.official)
        own |= {"organisation_id": bodies[seat.organisation].id, "official_id": official.id if official else None}
        entries[f"seat {seat.organisation} {seat.official or seat.name}"] = own
    _load(journal, rows, Membership, entries)


def _load(journal: Journal, rows: PlanRows, table: type[Row], entries: Mapping[str, Mapping[str, object]]) -> None:
    known = {_subject(rows, row): row for row in rows.all_of(table)}
    guarded = _GUARDED.get(table, ())
    for subject, values in entries.items():
        row = known.pop(subject, None)
        if row is None:
            new = table.model_validate({"plan_id": rows.plan.id} | dict(values))
            journal.add(new, subject, guarded={name: values[name] for name in guarded})
            continue
        journal.update(row, subject, {name: value for name, value in values.items() if name not in guarded})
        for name in guarded:
            if journal.is_new_in_file(subject, name, said=values[name], current=getattr(row, name)):
                journal.update(row, subject, {name: values[name]})
    for subject, row in known.items():
        journal.remove(row, subject)


def _subject(rows: PlanRows, row: Record) -> str:
    if isinstance(row, Membership):
        body = rows.session.get_one(Organisation, row.organisation_id)
        official = rows.session.get(Official, row.official_id) if row.official_id else None
        return f"seat {body.code} {official.code if official else row.name}"
    if isinstance(row, CouncilMandate):
        codes = {member.id: code for code, member in rows.members.items()}
        return f"mandate {codes.get(row.member_id, '')} {row.start}"
    assert isinstance(row, Agreement | PlanningDocument | Association)
    return f"{_WORDS[type(row)]} {row.code}"


def _as_lists(values: dict[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
