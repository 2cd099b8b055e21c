"""Engine and sessions: SQLite by default, PostgreSQL by URL. Knows no flow and no setting."""

import sqlite3
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session, create_engine

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
_PATIENCE = 30.0  # seconds a writer waits for another one on SQLite
_POLL = 0.002
_LOG_PAGES = 4000  # of 4 KiB
_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
"""When a client of PostgreSQL takes the server for gone: after a minute. Seconds; the last in milliseconds."""
_ALIVE_SERVER = {f"tcp_{name}" if name.startswith("keep") else name: value for name, value in _ALIVE.items()}
"""The same, for the server about its client."""


def normalise_url(url: str) -> str:
    """Give a plain `postgresql://` or `postgres://` URL the driver we install (psycopg 3)."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def open_engine(url: str) -> Engine:
    """Engine with safe pragmas on SQLite: foreign keys on, WAL, full sync (a claimed mail must survive a power cut)."""
    url = normalise_url(url)
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True, connect_args=_ALIVE)
        event.listen(engine, "connect", _notice_dead_hosts)
        return engine
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _notice_dead_hosts(connection: Any, _record: Any) -> None:
    # A host that vanishes in the middle of a transaction would hold its locks for the two hours of TCP's default.
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name, value in _ALIVE_SERVER.items():
            cursor.execute(f"SET {name} = {value}")
    connection.autocommit = False


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={int(1000 * _PATIENCE)}"):
        cursor.execute(f"PRAGMA {pragma}")
    # Every commit reaches the disk in the log; how often the log is copied into the file is a matter of speed alone.
    cursor.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    cursor.close()


def _begin_immediate(connection: sa.Connection) -> None:
    # A deferred transaction that reads first and writes later fails at once with "database is locked"
    # when another writer came between; taking the write lock at the start makes it wait instead.
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN DEFERRED") if reads_only else _begin_writing(connection)


def _begin_writing(connection: sa.Connection) -> None:
    """Wait for the write lock, asking for it every two milliseconds.

    SQLite's own waiting asks less and less often, in the end ten times a second, and so comes too late again and
    again while another process writes one transaction after the other.
    """
    cursor = connection.connection.cursor()
    end = time.monotonic() + _PATIENCE
    try:
        cursor.execute("PRAGMA busy_timeout=0")
        while True:
            try:
                cursor.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    break
            time.sleep(_POLL)
    finally:
        cursor.execute(f"PRAGMA busy_timeout={int(1000 * _PATIENCE)}")
        cursor.close()
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # a last time, so that the error comes as those of the engine do


def open_session(engine: Engine, *, reads_only: bool = False) -> Session:
    """A session whose rows stay readable after commit; `reads_only` promises not to write, and never waits."""
    bind = engine.execution_options(reads_only=True) if reads_only else engine
    return _KeepingSession(bind, expire_on_commit=False)


class _KeepingSession(Session):
    """A session that holds its rows: weakly held, a plan or an official is read again for every line that mentions it."""


def _keep(session: Any, row: object) -> None:
    session.info.setdefault("rows", {})[id(row)] = row


for _moment in ("loaded_as_persistent", "pending_to_persistent", "detached_to_persistent"):
    event.listen(
        _KeepingSession, _moment, _keep
    )  # once for all sessions: to listen to each takes longer than to open it


def migrate(url: str, *, revision: str = "head") -> None:
    """Bring the database at `url` up to the newest revision, or to an older one that it has not reached; repeatable."""
    from alembic import command  # a fifth of a second that commands which migrate nothing need not pay

    command.upgrade(alembic_config(url), revision)


def alembic_config(url: str) -> "Config":
    """Alembic configuration for this package's migrations, independent of the working directory."""
    from alembic.config import Config

    config = Config(stdout=sys.stdout)  # the default is whatever stdout was when Alembic was first imported
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = normalise_url(url)
    return config
