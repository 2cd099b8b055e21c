"""The roles of deployments/postgresql/roles.sql on a real server: a whole quarter runs with them, and no more can."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ProgrammingError

from flows.services.backups.making import make_backup
from flows.services.escalation.follow_ups import follow_up
from models.database import migrate, open_engine

if TYPE_CHECKING:
    from conftest import House

ROLES = Path(__file__).parents[3] / "deployments" / "postgresql" / "roles.sql"
NAMES = ("iltizam_owner", "iltizam_app", "iltizam_report")
pytestmark = pytest.mark.slow


def run_roles(url: str) -> None:
    """As an administrator does with psql; twice, for it must be safe to repeat."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for _ in range(2):
            connection.execute(ROLES.read_text(encoding="utf-8").encode())


@pytest.fixture
def as_role(postgres: Callable[[str], object]) -> Iterator[Callable[[str], Engine]]:
    """Opens a migrated database under one of the three roles."""
    engines: list[Engine] = []
    with postgres("roles") as url:  # type: ignore[attr-defined]
        run_roles(url)  # before there are tables: the owner makes them
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            for name in NAMES:
                connection.execute(f"ALTER ROLE {name} LOGIN".encode())
        migrate(sa.make_url(url).set(username="iltizam_owner").render_as_string(False))
        run_roles(url)

        def open_as(role: str) -> Engine:
            engines.append(open_engine(sa.make_url(url).set(username=role).render_as_string(False)))
            return engines[-1]

        yield open_as
        for engine in engines:
            engine.dispose()
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            for name in NAMES:
                connection.execute(f"DROP OWNED BY {name} CASCADE".encode())
                connection.execute(f"DROP ROLE {name}".encode())


def refused(engine: Engine, statement: str) -> bool:
    """Whether the server refuses a statement for want of rights."""
    try:
        with engine.connect() as connection, connection.begin():
            connection.execute(sa.text(statement))
    except ProgrammingError as error:
        return getattr(error.orig, "sqlstate", "") == "42501"  # insufficient_privilege
    return False


def test_the_program_lives_a_quarter_as_its_role_and_can_do_no_more(
    as_role: Callable[[str], Engine], open_house: "Callable[..., House]", tmp_path: Path
) -> None:
    app = as_role("iltizam_app")
    house = open_house("house", app)
    house.live_a_quarter()
    follow_up(house.desk(date(2026, 11, 16)), plan="")
    make_backup(house.desk(date(2026, 11, 16)), home=house.home, target=tmp_path / "b", program="0")
    migrate(app.url.render_as_string(False))  # nothing to do, so nothing is refused
    for statement in (
        "UPDATE ledger_entry SET reason = 'x'", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry",
        "UPDATE frozen_report SET sha256 = 'x'", "DELETE FROM frozen_report", "UPDATE outbound_bytes SET raw = ''",
        "DELETE FROM inbound_message", "DELETE FROM outbound_message", "UPDATE alembic_version SET version_num = '1'",
        "CREATE TABLE mine (x int)", "ALTER TABLE official ADD COLUMN x int", "DROP TABLE official",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL", "GRANT iltizam_owner TO iltizam_app", "CREATE ROLE another",
    ):  # fmt: skip
        assert refused(app, statement), statement
    with app.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM ledger_entry")).scalar_one() > 30
    _check_report_role(as_role("iltizam_report"), house)


def _check_report_role(report: Engine, house: "House") -> None:
    """Figures and commitments, and nobody's name, address or mail."""
    with report.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM commitment")).scalar_one() == 9
        readable = [
            str(name)
            for name in connection.execute(
                sa.text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
            ).scalars()
            if not refused(report, f"SELECT 1 FROM {name} LIMIT 1")
        ]
        said = " ".join(
            str(row) for name in readable for row in connection.execute(sa.text(f"SELECT * FROM {name}")).all()
        )
    for hidden in ("official", "outbound_message", "outbound_bytes", "inbound_message", "inbound_line", "ledger_entry"):
        assert hidden not in readable
        assert refused(report, f"SELECT * FROM {hidden}")
    assert len(readable) > 10
    assert [row.envelope_to for row in house.mails() if row.envelope_to in said] == []
    for statement in (
        "UPDATE commitment SET title = 'x'",
        "DELETE FROM indicator_actual",
        "CREATE TEMP TABLE t (x int)",
    ):
        assert refused(report, statement), statement
