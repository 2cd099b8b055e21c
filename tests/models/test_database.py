"""How databases are opened: what a connection is told before its first statement."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from models.database import open_engine


def test_a_database_server_notices_within_a_minute_that_a_host_is_gone(postgres_engine: Engine | None) -> None:
    if postgres_engine is None:
        return  # the other database has no hosts
    engine = open_engine(postgres_engine.url.render_as_string(hide_password=False))
    names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout")
    with engine.connect() as connection:
        told = [int(connection.execute(sa.text(f"SELECT setting FROM pg_settings WHERE name = '{n}'")).scalar_one())
                for n in names]  # fmt: skip
        assert connection.execute(sa.text("SELECT 1")).scalar() == 1
    engine.dispose()
    assert told[0] + told[1] * told[2] <= 60
    assert 0 < told[3] <= 60_000


def test_a_file_database_keeps_foreign_keys_and_survives_a_power_cut(sqlite_template: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(sqlite_template)
    engine = open_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.connect() as connection:
        told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("foreign_keys", "journal_mode")]
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    engine.dispose()
    assert told == [1, "wal"]
