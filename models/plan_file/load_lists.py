"""Loads the plan, its members, lists, bodies, figures and endorsements into rows."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from sqlmodel import select

from models.plan_file.document import PlanFile
from models.plan_file.journal import Journal
from models.plan_file.plan_inputs import EndorsementInput, FigureInput, MemberInput, OrganisationInput, TermInput
from models.plan_file.rows import PlanRows
from models.tables import (
    ActionPlan,
    Endorsement,
    Member,
    Organisation,
    Record,
    StatedFigure,
    TaxonomyTerm,
)
from models.vocabulary import TaxonomyKind

Row = TypeVar("Row", bound=Record)
Key = str | tuple[TaxonomyKind, str] | int


def load_action_plan(journal: Journal, plan: PlanFile) -> PlanRows:
    """Add or update the plan itself."""
    session = journal.session
    values = plan.plan.model_dump() | {
        "languages": list(plan.plan.languages),
        "policy": plan.policy.stored(),
        "role_titles": [title.model_dump(mode="json", exclude_defaults=True) for title in plan.role_titles],
    }
    row = session.exec(select(ActionPlan).where(ActionPlan.code == plan.plan.code)).one_or_none()
    if row is None:
        row = ActionPlan.model_validate(values | {"file_sha256": journal.sha256, "loaded_at": journal.now})
        session.add(row)
        session.flush()
        journal.open_plan(row.id)
        journal.note(row.code, "file", "", journal.sha256)
        return PlanRows(session, row)
    journal.open_plan(row.id)
    journal.update(row, row.code, values)
    if row.file_sha256 != journal.sha256:
        journal.note(row.code, "file", row.file_sha256, journal.sha256)
        row.file_sha256, row.loaded_at = journal.sha256, journal.now
        session.add(row)
    return PlanRows(session, row)


def load_members(journal: Journal, rows: PlanRows, members: Iterable[MemberInput]) -> None:
    """Add or update the members; the others of the plan can then point at them."""
    known = {row.code: row for row in rows.all_of(Member)}
    for position, member in enumerate(members, start=1):
        values = member.model_dump() | {
            "networks": list(member.networks),
            "aliases": list(member.aliases),
            "position": position,
        }
        row = _put(journal, rows, Member, known.get(member.code), f"member {member.code}", values)
        rows.members[member.code] = row


def load_lists(journal: Journal, rows: PlanRows, plan: PlanFile) -> None:
    """Add or update lists, bodies, figures and endorsements; remove those that left the file."""
    _load(journal, rows, TaxonomyTerm, plan.terms, term_key, _term_values)
    _load(journal, rows, Organisation, plan.organisations, lambda o: o.code, _organisation_values(rows))
    _load(journal, rows, StatedFigure, plan.figures, lambda f: f.code, _figure_values)
    numbered = dict(enumerate(plan.endorsements, start=1))
    _load(journal, rows, Endorsement, numbered.items(), lambda pair: pair[0], _endorsement_values(rows))


def remove_members(journal: Journal, rows: PlanRows) -> None:
    """Remove the members that left the file and that nothing refers to any more."""
    for row in rows.all_of(Member):
        if row.code not in rows.members:
            journal.remove(row, f"member {row.code}")


def term_key(term: TermInput | TaxonomyTerm) -> Key:
    """What names a list entry: the list and the code."""
    return (term.kind, term.code)


Item = TypeVar("Item")


def _load(
    journal: Journal,
    rows: PlanRows,
    table: type[Row],
    items: Iterable[Item],
    key_of: Callable[[Item], Key],
    values_of: Callable[[Item], dict[str, object]],
) -> None:
    known = {_row_key(row): row for row in rows.all_of(table)}
    for position, item in enumerate(items, start=1):
        key = key_of(item)
        values = {"position": position} | values_of(item)
        if table is StatedFigure:
            del values["position"]
        _put(journal, rows, table, known.pop(key, None), _subject(table, key), values)
    for key, row in known.items():
        journal.remove(row, _subject(table, key))


def _row_key(row: Record) -> Key:
    if isinstance(row, TaxonomyTerm):
        return term_key(row)
    if isinstance(row, Endorsement):
        return row.position
    assert isinstance(row, Organisation | StatedFigure)
    return row.code


def _subject(table: type[Record], key: Key) -> str:
    if isinstance(key, tuple):
        return f"{key[0].value} {key[1]}"
    return f"{ {Organisation: 'organisation', StatedFigure: 'figure'}.get(table, 'endorsement') } {key}"


def _put(
    journal: Journal, rows: PlanRows, table: type[Row], row: Row | None, subject: str, values: Mapping[str, object]
) -> Row:
    if row is None:
        return journal.add(table.model_validate({"plan_id": rows.plan.id} | dict(values)), subject)
    journal.update(row, subject, _unless_named_since(journal, row, subject, values))
    return row


def _unless_named_since(
    journal: Journal, row: Record, subject: str, values: Mapping[str, object]
) -> Mapping[str, object]:
    """A body named since the file was written is not made undefined again by a file that does not know it yet."""
    if not isinstance(row, Organisation) or not row.is_defined or values.get("is_defined", True):
        return values
    journal.keep(subject, f"stays {row.name}, named since the plan file was loaded")
    return {name: value for name, value in values.items() if name not in ("name", "names", "is_defined", "parent_code")}


def _term_values(term: TermInput) -> dict[str, object]:
    return term.model_dump()


def _organisation_values(rows: PlanRows) -> Callable[[OrganisationInput], dict[str, object]]:
    def values(organisation: OrganisationInput) -> dict[str, object]:
        own = organisation.model_dump(exclude={"member", "parent"})
        own["member_id"] = rows.member_id(organisation.member)
        own["parent_code"] = organisation.parent
        own["aliases"] = list(organisation.aliases)
        return own

    return values


def _figure_values(figure: FigureInput) -> dict[str, object]:
    return figure.model_dump()


def _endorsement_values(rows: PlanRows) -> Callable[[tuple[int, EndorsementInput]], dict[str, object]]:
    def values(numbered: tuple[int, EndorsementInput]) -> dict[str, object]:
        own = numbered[1].model_dump(exclude={"member"})
        own["member_id"] = rows.member_id(numbered[1].member)
        own["position"] = numbered[0]
        return own

    return values
