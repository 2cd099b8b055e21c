"""Fixtures shared by all tests: an empty database per test, on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, SQLModel

import flows.runtime  # noqa: F401  (Python reads the pinned time-zone data, as in production)
import models.tables  # noqa: F401
from models.database import normalise_url, open_engine, open_session

POSTGRES = "ILTIZAM_TEST_POSTGRES_URL"

# A test fills a dozen tables of a hundred; TRUNCATE would make new files for all of them and their indexes each time.
EMPTY_WHAT_IS_FILLED = """
DO $$
DECLARE
  named text;
  filled boolean;
BEGIN
  SET LOCAL session_replication_role = replica;  -- no foreign keys to follow, every table is emptied
  FOR named IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', named) INTO filled;
    IF filled THEN
      EXECUTE format('DELETE FROM %I', named);
    END IF;
  END LOOP;
END $$
"""
COUNT_FROM_ONE = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that two processes end at about the same time (`--no-loadscope-reorder`)."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def missing(what: str, advice: str) -> None:
    """A missing server is a failure in CI, elsewhere a skip that says how to get it."""
    sentence = f"{what} is missing: {advice}"
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def postgres_engine(worker_id: str) -> Iterator[Engine | None]:
    """A database of this test process on the PostgreSQL server of ILTIZAM_TEST_POSTGRES_URL, with all tables."""
    server = os.environ.get(POSTGRES)
    if not server:
        yield None
        return
    name = f"iltizam_test_{worker_id}_{os.getpid()}"  # two runs on one server do not meet
    admin = sa.create_engine(normalise_url(server), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine = open_engine(str(sa.make_url(normalise_url(server)).set(database=name).render_as_string(False)))
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of an empty database with all tables; copying them is cheaper than creating tables for every test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    SQLModel.metadata.create_all(engine)
    engine.dispose()  # closing the last connection folds the write-ahead log into the file
    return path.read_bytes()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: bytes, postgres_engine: Engine | None
) -> Iterator[Engine]:
    """An empty database with all tables."""
    if request.param == "sqlite":
        (tmp_path / "test.db").write_bytes(sqlite_template)
        engine = open_engine(f"sqlite:///{tmp_path / 'test.db'}")
        yield engine
        engine.dispose()
        return
    if postgres_engine is None:
        missing("PostgreSQL", f"install it (apt-get install postgresql) and set {POSTGRES}; .ci/run shows how")
    assert postgres_engine is not None
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with postgres_engine.begin() as connection:
        # A process that a test killed may have left a transaction open, and emptying the tables would wait for it.
        connection.execute(sa.text(f"{others} AND pid <> pg_backend_pid()"))
        connection.execute(sa.text(EMPTY_WHAT_IS_FILLED))
        connection.execute(sa.text(COUNT_FROM_ONE))
    yield postgres_engine
    postgres_engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on the empty database. It takes no lock while it only reads, so services can run beside it."""
    with open_session(engine, reads_only=True) as session:
        yield session
