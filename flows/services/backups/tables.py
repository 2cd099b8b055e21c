"""Rows as text and back: every table of a database, whatever its schema, one JSON list a line.

The text is the same on SQLite and on PostgreSQL, so its hash compares databases of both kinds. Works on the schema as it
stands in the database, not on the one in the code: an old backup is filled into an old schema, then migrated.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import sqlalchemy as sa
from pydantic import JsonValue

from models.rules.errors import DomainError

VERSION_TABLE = "alembic_version"
_BATCH = 500
_KINDS: tuple[tuple[type, str], ...] = (
    (sa.JSON, "json"),
    (sa.LargeBinary, "bytes"),
    (sa.Boolean, "boolean"),
    (sa.DateTime, "moment"),
    (sa.Date, "day"),
    (sa.Time, "time"),
    (sa.Float, "real"),
    (sa.Integer, "integer"),
    (sa.String, "text"),
)


@dataclass(frozen=True)
class TableCopy:
    """One table as it lies in an archive: its rows, and the hash of its text."""

    rows: int
    sha256: str


def reflect(connection: sa.Connection) -> list[sa.Table]:
    """The tables of the database but Alembic's, sorted by name."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [table for name, table in sorted(metadata.tables.items()) if name != VERSION_TABLE]


def revision_of(connection: sa.Connection) -> str:
    """The migration the database stands at; "" when it has none."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return ""
    return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() or "")


def write_table(connection: sa.Connection, table: sa.Table, *, to: Path) -> TableCopy:
    """Write the rows of one table in the order of their keys, a line each, below a line that names the columns."""
    columns = sorted(table.columns, key=lambda column: column.name)
    kinds = [kind_of(column) for column in columns]
    rows, digest = 0, hashlib.sha256()
    with to.open("wb") as file:
        for line in _lines(connection, table, columns=columns, kinds=kinds):
            rows += 1
            digest.update(line)
            file.write(line)
    return TableCopy(rows - 1, digest.hexdigest())


def _lines(
    connection: sa.Connection, table: sa.Table, *, columns: list["sa.Column[object]"], kinds: list[str]
) -> Iterator[bytes]:
    named = [[column.name, kind] for column, kind in zip(columns, kinds, strict=True)]
    yield _as_line({"table": table.name, "columns": named})
    query = sa.select(*columns).order_by(*table.primary_key.columns)
    with connection.execution_options(yield_per=_BATCH).execute(query) as found:
        for row in found:
            yield _as_line([encode(value, kind=kind) for value, kind in zip(row, kinds, strict=True)])


def _as_line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def kind_of(column: "sa.Column[object]") -> str:
    """What a column holds, in one word that both kinds of database share."""
    for type_, kind in _KINDS:
        if isinstance(column.type, type_):
            return kind
    raise DomainError(f"The column {column} is of a kind no backup knows ({column.type}); this is a fault of ours.")


def encode(value: object, *, kind: str) -> JsonValue:
    """A value as JSON; moments are in UTC, bytes in base64."""
    if value is None:
        return None
    if kind == "bytes":
        assert isinstance(value, bytes)
        return base64.b64encode(value).decode()
    if kind == "moment":
        assert isinstance(value, datetime)
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if kind in ("day", "time"):
        assert isinstance(value, date | time)
        return value.isoformat()
    decoded: JsonValue = value  # type: ignore[assignment]
    return decoded


def decode(value: JsonValue, *, kind: str, naive: bool) -> object:
    """The value of a column from its JSON; `naive`: this database keeps moments without their zone."""
    if value is None or not isinstance(value, str):
        return value
    if kind == "bytes":
        return base64.b64decode(value)
    if kind == "moment":
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if naive else moment
    if kind == "time":
        return time.fromisoformat(value)
    return date.fromisoformat(value) if kind == "day" else value


def read_table(path: Path) -> tuple[list[tuple[str, str]], Iterator[list[JsonValue]]]:
    """Names and kinds of the columns, and the rows one after the other."""
    file = path.open("rb")
    header = json.loads(file.readline())
    return [(str(name), str(kind)) for name, kind in header["columns"]], _rows(file)


def _rows(file: Iterator[bytes]) -> Iterator[list[JsonValue]]:
    for line in file:
        yield json.loads(line)
