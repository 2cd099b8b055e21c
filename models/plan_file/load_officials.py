"""Loads officials and their roles into rows. What a handover changed is not undone by an unchanged plan file."""

from sqlmodel import select

from models.plan_file.commitment_inputs import OfficialInput, RoleInput
from models.plan_file.document import PlanFile
from models.plan_file.journal import ADDED, REMOVED, Journal
from models.plan_file.rows import PlanRows
from models.tables import Official, RoleAssignment
from models.vocabulary import OfficialRole

NO_ADDRESS_DOMAIN = "no-address.example"
NO_ADDRESS = "no address in the plan file"
ERASED = "erased at the request of the person"
_GUARDED = ("email", "language")


def placeholder_address(code: str) -> str:
    """Stands where an official has no address: unique, in a reserved domain, and suppressed, so never written to."""
    return f"{code.lower()}@{NO_ADDRESS_DOMAIN}"


def load_officials(journal: Journal, rows: PlanRows, plan: PlanFile) -> None:
    """Add or update every official and role of the file."""
    known = {row.code: row for row in rows.all_of(Official)}
    _free_addresses(journal, known, plan)
    for official in plan.officials:
        row = _load_official(journal, rows, official, known.get(official.code))
        rows.officials[official.code] = row
        _load_roles(journal, rows, official, row)
    rows.officials |= {code: row for code, row in known.items() if code not in rows.officials}


def remove_officials(journal: Journal, rows: PlanRows, plan: PlanFile) -> None:
    """Remove officials that left the file, with their roles, unless anything else refers to them."""
    written = {official.code for official in plan.officials}
    for row in rows.all_of(Official):
        if row.code not in written and not _has_foreign_roles(journal, rows, row):
            _remove_official(journal, rows, row)


def _remove_official(journal: Journal, rows: PlanRows, row: Official) -> None:
    before = len(journal.changes)
    nested = rows.session.begin_nested()
    for role in _roles(rows, row):
        rows.session.delete(role)
    journal.remove(row, row.code)
    if len(journal.changes) > before:
        nested.commit()
    else:
        nested.rollback()


def _has_foreign_roles(journal: Journal, rows: PlanRows, row: Official) -> bool:
    codes = {member.id: code for code, member in rows.members.items()}
    fields = [_role_field(role.role, codes.get(role.member_id or 0, "")) for role in _roles(rows, row)]
    return any(journal.stated.get((row.code, name)) != ADDED for name in fields)


def _free_addresses(journal: Journal, known: dict[str, Official], plan: PlanFile) -> None:
    """Two officials may exchange addresses: park the old ones first, or the rows would collide on the way."""
    wanted = {o.email or placeholder_address(o.code): o.code for o in plan.officials}
    for code, row in known.items():
        if wanted.get(row.email, code) != code:
            journal.note(code, "address", row.email, "", reason="the plan file gives this address to somebody else")
            row.email = f"{code.lower()}@moving.{NO_ADDRESS_DOMAIN}"
            journal.session.add(row)
    journal.session.flush()


def _load_official(journal: Journal, rows: PlanRows, official: OfficialInput, row: Official | None) -> Official:
    values = official.model_dump(exclude={"member", "roles", *_GUARDED})
    values["member_id"] = rows.member_id(official.member)
    guarded = {"email": official.email or placeholder_address(official.code), "language": official.language}
    if row is None:
        because = "" if official.email else NO_ADDRESS
        new = Official.model_validate({"plan_id": rows.plan.id, "suppressed_because": because} | values | guarded)
        return journal.add(new, official.code, guarded=guarded)
    if row.suppressed_because == ERASED:
        journal.keep(official.code, "name and address are not taken from the file again, because the person was erased")
        return row
    journal.update(row, official.code, values)
    for name in _GUARDED:
        if journal.is_new_in_file(official.code, name, said=guarded[name], current=getattr(row, name)):
            journal.update(row, official.code, {name: guarded[name]})
            if name == "email":
                # A new address has not bounced yet; a missing one must not be written to.
                journal.update(row, official.code, {"suppressed_because": "" if official.email else NO_ADDRESS})
    return row


def _load_roles(journal: Journal, rows: PlanRows, official: OfficialInput, row: Official) -> None:
    held = {(role.role, role.member_id): role for role in _roles(rows, row)}
    for role in official.roles:
        _load_role(journal, rows, row, role, held)
    written = {_role_field(role.role, role.member) for role in official.roles}
    codes: dict[int | None, str] = {member.id: code for code, member in rows.members.items()}
    for (kind, member_id), existing in held.items():
        name = _role_field(kind, codes.get(member_id, ""))
        if name not in written and journal.stated.get((row.code, name)) == ADDED:
            journal.session.delete(existing)
            journal.note(row.code, name, ADDED, REMOVED)


def _load_role(
    journal: Journal,
    rows: PlanRows,
    row: Official,
    role: RoleInput,
    held: dict[tuple[OfficialRole, int | None], RoleAssignment],
) -> None:
    member_id = rows.member_id(role.member)
    name = _role_field(role.role, role.member)
    existing = held.get((role.role, member_id))
    if existing is None:
        if journal.stated.get((row.code, name)) == ADDED:
            journal.keep(row.code, f"{name} is not given back, because it was taken since the plan file was loaded")
            return
        new = RoleAssignment(
            official_id=row.id, role=role.role, member_id=member_id, starts_on=role.starts_on, ends_on=role.ends_on
        )
        journal.session.add(new)
        journal.note(row.code, name, "", ADDED)
        journal.note(row.code, f"{name} dates", "", _dates(role))
    elif journal.is_new_in_file(row.code, f"{name} dates", said=_dates(role), current=_dates(existing)):
        journal.note(row.code, f"{name} dates", _dates(existing), _dates(role))
        existing.starts_on, existing.ends_on = role.starts_on, role.ends_on
        journal.session.add(existing)


def _roles(rows: PlanRows, row: Official) -> list[RoleAssignment]:
    return list(rows.session.exec(select(RoleAssignment).where(RoleAssignment.official_id == row.id)))


def _role_field(role: str, member: str) -> str:
    return f"role {role!s} {member}".strip()


def _dates(role: RoleInput | RoleAssignment) -> str:
    return f"{role.starts_on or ''}/{role.ends_on or ''}"
