"""The notebook of one loading: compares a plan file with rows field by field, and writes the ledger.

Some fields belong to the file only until somebody changes them elsewhere (a due date moved by mail, a handover). For
these three texts are compared: what a plan file said last, what it says now, what the row says. Only a plan file that
says something new changes the row.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from sqlmodel import Session

from models.plan_file.rows import SOURCE_PREFIX, amended_fields, is_referred_to, stated_values
from models.tables import LedgerEntry, Record
from models.vocabulary import LedgerAction

Row = TypeVar("Row", bound=Record)
ENTRY = "entry"
ADDED = "added"
REMOVED = "removed"
WHOLE = "indicator"
"""Field of an amendment that added an entry: all of it was decided then."""

AMENDED_AS = {
    "title": ("title_fr", "title_ar", "title_en"),
    "titles": ("title_fr", "title_ar", "title_en"),
    "units": ("unit_fr", "unit_ar", "unit_en"),
    "axis_code": ("axis",),
    "axis_is_inferred": ("axis",),
    "lead_is_illustrative": ("lead",),
}
"""Names under which amendments keep a column, where they are others."""


@dataclass(frozen=True)
class Change:
    """One thing a loading changed. `field` "entry" with "added" or "removed" means the whole entry."""

    subject: str
    field: str
    before: str
    after: str


@dataclass
class Journal:
    """What one loading changed, and what it left alone and why."""

    session: Session
    now: datetime
    actor: str
    sha256: str
    plan_id: int = 0
    changes: list[Change] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    stated: dict[tuple[str, str], str] = field(default_factory=dict)
    amended: frozenset[tuple[str, str]] = frozenset()

    def open_plan(self, plan_id: int) -> None:
        """Remember the plan, and what its files said before."""
        self.plan_id = plan_id
        self.stated = stated_values(self.session, plan_id)
        self.amended = amended_fields(self.session, plan_id)

    def note(
        self,
        subject: str,
        name: str,
        before: str,
        after: str,
        *,
        action: LedgerAction = LedgerAction.PLAN_LOADED,
        reason: str = "",
    ) -> None:
        """Record one change, in the report and in the ledger."""
        self.changes.append(Change(subject, name, before, after))
        self._write(subject, name, before, after, action, reason)

    def _write(self, subject: str, name: str, before: str, after: str, action: LedgerAction, reason: str) -> None:
        self.session.add(
            LedgerEntry(
                plan_id=self.plan_id,
                at=self.now,
                actor=self.actor,
                action=action,
                subject=subject,
                field=name,
                before=before,
                after=after,
                reason=reason,
                source=SOURCE_PREFIX + self.sha256[:16],
            )
        )

    def add(self, row: Row, subject: str, *, guarded: Mapping[str, object] | None = None) -> Row:
        """Add a new row, and remember what the file said of its guarded fields."""
        self.session.add(row)
        self.session.flush()
        self.note(subject, ENTRY, "", ADDED)
        for name, value in (guarded or {}).items():
            self.note(subject, name, "", as_text(value))
        return row

    def update(self, row: Record, subject: str, values: Mapping[str, object]) -> None:
        """Set the fields that the file decides, as long as no amendment has decided about them."""
        for name, value in values.items():
            before = getattr(row, name)
            if before != value and self._is_amended(subject, name):
                self.keep(subject, f"{name} stays {as_text(before) or 'empty'}, as it was amended after adoption")
            elif before != value:
                setattr(row, name, value)
                self.session.add(row)
                self.note(subject, name, as_text(before), as_text(value))

    def _is_amended(self, subject: str, name: str) -> bool:
        code = subject.removeprefix("instance ")
        return any((code, known) in self.amended for known in (name, WHOLE, *AMENDED_AS.get(name, ())))

    def is_new_in_file(self, subject: str, name: str, *, said: object, current: object) -> bool:
        """Whether the file says something it did not say before, and the row does not say yet."""
        if as_text(current) == as_text(said):
            self._remember_what_is_said(subject, name, said)
            return False
        if self.stated.get((subject, name)) != as_text(said):
            return True
        self.keep(subject, f"{name} stays {as_text(current) or 'empty'}, changed since the plan file was loaded")
        return False

    def _remember_what_is_said(self, subject: str, name: str, said: object) -> None:
        # The row changed first and the file followed: nothing changes, but the file has now said it. Without this
        # entry, a later change of the row would look older than the file.
        stated = self.stated.get((subject, name), "")
        if stated != as_text(said):
            self._write(subject, name, stated, as_text(said), LedgerAction.PLAN_LOADED, "the plan file now says it too")

    def keep(self, subject: str, sentence: str) -> None:
        """Report something that was deliberately left as it is."""
        self.kept.append(f"{subject}: {sentence}.")

    def remove(self, row: Record, subject: str, *, except_tables: Collection[str] = ()) -> None:
        """Delete a row that left the plan file, unless it did not come from one or something refers to it."""
        if self.stated.get((subject, ENTRY)) != ADDED:
            return
        if is_referred_to(self.session, row, except_tables=tuple(except_tables)):
            self.keep(subject, "left the plan file but stays, because answers or other records refer to it")
            return
        self.session.delete(row)
        self.session.flush()
        self.note(subject, ENTRY, ADDED, REMOVED)


def as_text(value: object) -> str:
    """A field's value as the ledger writes it."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return " | ".join(as_text(item) for item in value)
    if isinstance(value, dict):
        return " | ".join(f"{key}: {as_text(item)}" for key, item in sorted(value.items()))
    return str(value)
