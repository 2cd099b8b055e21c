"""Which tables were written to since somebody last looked: how a day on which nothing changed is recognised."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel

T = TypeVar("T")

_WORD = re.compile(r"\w+")
_WRITES = re.compile(r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)


class Watch:
    """Counts every write of one engine by table; a reader remembers the count at which it last looked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._has_rows: dict[str, bool] = {}
        self._written: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._count = 0
        self._kept: dict[str, tuple[object, frozenset[str], object]] = {}
        self._reading: set[str] | None = None
        event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, _connection: sa.Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement[:1] in "IUDiud" and (found := _WRITES.match(statement)):
            self._count += 1
            self._written[found[1]] = self._count
        elif self._reading is not None:
            self._reading |= _tables_in(statement)

    def look(self, reader: str) -> None:
        """Remember that this reader has seen everything written so far."""
        self._seen[reader] = self._count

    def has_looked(self, reader: str) -> bool:
        """Whether this reader ever looked."""
        return reader in self._seen

    def changed(self, reader: str, *, tables: Iterable[str]) -> bool:
        """Whether any of the tables was written to since this reader looked."""
        seen = self._seen.get(reader, -1)
        return any(self._written.get(table, -1) > seen for table in tables)

    def remember(self, what: str, read: Callable[[], T], *, given: object = None) -> T:
        """What `read` gives, read again only after a table was written to that it read the last time.

        `given` is everything else that the answer depends on. Must not be called within another `remember`.
        """
        kept = self._kept.get(what)
        if kept is not None and kept[2] == given and not self.changed(what, tables=kept[1]):
            return cast("T", kept[0])
        self._reading = set()
        try:
            self.look(what)
            value = read()
            self._kept[what] = (value, frozenset(self._reading), given)
        finally:
            self._reading = None
        return value

    def has_rows(self, tables: Iterable[str]) -> bool:
        """Whether any of the tables holds a row; asked again only after one of them was written to."""
        wanted = tuple(tables)
        reader = f"rows of {', '.join(wanted)}"
        if not self.has_looked(reader) or self.changed(reader, tables=wanted):
            with self._engine.execution_options(reads_only=True).connect() as connection:
                counts = [connection.execute(sa.text(f"SELECT 1 FROM {table} LIMIT 1")).first() for table in wanted]  # noqa: S608
            self._has_rows[reader] = any(counts)
            self.look(reader)
        return self._has_rows[reader]


@lru_cache(maxsize=1024)
def _tables_in(statement: str) -> frozenset[str]:
    """Every table a statement names; a column of the same name counts too, which only makes it read more often."""
    return frozenset(_WORD.findall(statement)) & frozenset(SQLModel.metadata.tables)
