"""What the database must be: reachable, whole, at the newest schema, used with few rights, with days off ahead."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import select

from flows.doctor.clock import compare
from flows.doctor.finding import Finding, beware, broken, well
from flows.runtime import current_day, current_moment, newest_revision, revision_of
from flows.services.timekeeping.calendars import office_calendar
from flows.settings import Settings
from models.database import open_engine, open_session
from models.tables import ActionPlan

AHEAD = timedelta(days=365)
MAY_CHANGE = "SELECT has_table_privilege(current_user, 'ledger_entry', 'UPDATE, DELETE, TRUNCATE')"


def look_at_database(settings: Settings) -> Iterator[Finding]:
    """Reachable and whole, at the newest schema, its clock right, its ledger out of reach."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(place := url.database or "").exists():
        yield broken("database", f"{place} does not exist.", advice="Run iltizam load PATH, or iltizam start.")
        return
    engine = open_engine(settings.database_url)
    try:
        seen = revision_of(engine)
        with engine.execution_options(reads_only=True).connect() as connection:
            yield _whole(connection)
            yield _schema(seen)
            if connection.dialect.name == "postgresql":
                moment = connection.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
                yield compare(moment if isinstance(moment, datetime) else current_moment(), of="the database")
                if seen:
                    yield _rights(connection)
        if seen == newest_revision():
            yield from _calendars(engine, settings)
    finally:
        engine.dispose()


def _whole(connection: sa.Connection) -> Finding:
    if connection.dialect.name == "postgresql":
        return well("database", f"PostgreSQL {connection.execute(sa.text('SHOW server_version')).scalar()} answers.")
    said = str(connection.execute(sa.text("PRAGMA quick_check(1)")).scalar())
    if said == "ok":
        return well("database", f"SQLite {connection.execute(sa.text('SELECT sqlite_version()')).scalar()}, whole.")
    return broken("database", f"the file is damaged ({said}).", advice="Stop the program and restore your last backup.")


def _schema(seen: str) -> Finding:
    newest = newest_revision()
    if seen == newest:
        return well("schema", f"the newest ({newest}).")
    if seen > newest:
        return broken("schema", f"{seen}, newer than the program ({newest}).", advice="Install the newer program.")
    return broken(
        "schema", f"{seen or 'none'}; the program needs {newest}.", advice="Make a backup, then run iltizam upgrade."
    )


def _rights(connection: sa.Connection) -> Finding:
    if not connection.execute(sa.text(MAY_CHANGE)).scalar():
        return well("rights", "the program's role cannot change the ledger.")
    return beware(
        "rights", "the program's role can change and delete ledger entries.",
        advice="Use the roles of deployments/postgresql/roles.sql, and log in as iltizam_app.",
    )  # fmt: skip


def _calendars(engine: sa.Engine, settings: Settings) -> Iterator[Finding]:
    today = current_day(time_zone=settings.time_zone)
    with open_session(engine, reads_only=True) as session:
        plans = session.exec(select(ActionPlan).order_by(ActionPlan.code)).all()
        if not plans:
            yield beware("calendar", "no plan is loaded yet.", advice="Run iltizam load PATH.")
        for plan in plans:
            reaches = office_calendar(session, plan=plan, today=today).reaches
            seen = f"days off of {plan.code} are known until {reaches}."
            if reaches >= today + AHEAD:
                yield well("calendar", seen)
            elif reaches > today:
                yield beware("calendar", seen, advice="Enter the next year's days off before deadlines fall into it.")
            else:
                yield broken("calendar", seen, advice="Enter this year's days off: deadlines cannot be computed.")
