"""A database of the previous release, with the rows of a lived quarter, comes up to date with every row intact.

`previous_release.jsonl` was written by that release itself: asked, answered in three languages (figures, a doubt, an
absence, a stranger), reminded, escalated. Only the mails are cut to their beginnings, to keep it small.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from flows.cli import answer
from flows.runtime import newest_revision, ready_engine
from flows.services.backups.filling import fill
from flows.services.backups.tables import TableCopy, encode, kind_of, reflect, revision_of
from flows.services.collection.campaigns import open_quarter
from flows.services.desk import Desk, Office
from flows.services.escalation.follow_ups import follow_up
from flows.services.lifecycle import plans
from flows.settings import read_settings
from models.database import migrate, open_engine
from models.rules.errors import DomainError

FIXTURE = Path(__file__).parent / "previous_release.jsonl"
PREVIOUS = "0001"
MOVED = {("outbound_message", "raw"): "outbound_bytes"}
"""Columns that live in another table since: the same bytes, beside their row."""


def read_fixture() -> dict[str, tuple[list[list[str]], list[str]]]:
    """Columns and lines of every table."""
    found: dict[str, tuple[list[list[str]], list[str]]] = {}
    lines: list[str] = []
    for line in FIXTURE.read_text(encoding="utf-8").splitlines():
        if line.startswith("{"):
            header = json.loads(line)
            lines = [line]
            found[header["table"]] = (header["columns"], lines)
        else:
            lines.append(line)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path, postgres: Callable[[str], object]) -> Iterator[str]:
    """The URL of a database at the previous release's schema, filled with its rows."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
        _fill(url, tmp_path)
        yield url
        return
    with postgres("upgrade") as url:  # type: ignore[attr-defined]
        _fill(url, tmp_path)
        yield url


def _fill(url: str, scratch: Path) -> None:
    migrate(url, revision=PREVIOUS)
    copies = {}
    for table, (_, lines) in read_fixture().items():
        content = "".join(f"{line}\n" for line in lines).encode()
        (scratch / f"{table}.jsonl").write_bytes(content)
        copies[table] = TableCopy(len(lines) - 1, hashlib.sha256(content).hexdigest())
    engine = open_engine(url)
    fill(engine, folder=scratch, copies=copies)
    engine.dispose()


def test_every_row_of_the_previous_release_is_intact_after_the_upgrade(old: str) -> None:
    migrate(old)
    engine = open_engine(old)
    with engine.connect() as connection:
        assert revision_of(connection) == newest_revision() != PREVIOUS
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
        tables = {table.name: table for table in reflect(connection)}
        counted = 0
        for name, (columns, lines) in read_fixture().items():
            chosen = [tables[MOVED.get((name, column), name)].c[column] for column, _ in columns]
            query = sa.select(*chosen).select_from(tables[name]).order_by(tables[name].c.id)
            if name in {table for table, _ in MOVED}:
                bytes_of = tables["outbound_bytes"]
                query = query.join(bytes_of, bytes_of.c.outbound_id == tables[name].c.id)
            rows = connection.execute(query).all()
            now = [[encode(value, kind=kind_of(c)) for value, c in zip(row, chosen, strict=True)] for row in rows]
            assert now == [json.loads(line) for line in lines[1:]], name
            counted += len(rows)
    assert counted == 158
    engine.dispose()


def test_an_upgraded_database_goes_on_living(old: str) -> None:
    migrate(old)
    engine = open_engine(old)
    office = Office("Suivi", "suivi@iltizam.example", "reponse@iltizam.example", b"k" * 32, "", (".example",))
    day = date(2027, 1, 4)
    desk = Desk(engine, office, day, datetime(2027, 1, 4, 9, tzinfo=UTC))
    assert len(plans.status(desk, plan="small")["commitments"]) == 3
    assert "3 officials asked now" in open_quarter(desk, plan="small").summary
    follow_up(desk, plan="small")
    engine.dispose()


def test_the_upgrade_command_says_from_where_to_where_and_repeats_harmlessly(
    old: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ILTIZAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ILTIZAM_DATABASE_URL", old)
    read_settings.cache_clear()
    ready_engine.cache_clear()
    try:
        assert answer(["upgrade"]) == answer(["upgrade"]) == 0
    finally:
        read_settings.cache_clear()
        ready_engine.cache_clear()
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"The database was at {PREVIOUS} and is at {newest_revision()}."
    assert second == f"The database was at {newest_revision()} and is at {newest_revision()}."


def test_a_newer_database_is_refused_never_taken_back(
    old: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = open_engine(old)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(DomainError, match="newer"):
        ready_engine(old)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ILTIZAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ILTIZAM_DATABASE_URL", old)
    read_settings.cache_clear()
    try:
        assert answer(["upgrade"]) == 1
    finally:
        read_settings.cache_clear()
    engine = open_engine(old)
    with engine.connect() as connection:
        assert revision_of(connection) == "9999"
    engine.dispose()
