"""The clock and the desk: the only module that asks what day it is, and the one that opens the database for a run.

Importing it makes Python read the pinned time-zone data: operating systems still believe Morocco changes its clock.
"""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError

from flows.services.desk import Desk, Office
from flows.settings import Settings, read_settings, secret_key
from models.database import MIGRATIONS, migrate, open_engine
from models.rules.errors import DomainError

zoneinfo.reset_tzpath(())
zoneinfo.ZoneInfo.clear_cache()

MOROCCO = "Africa/Casablanca"
# Morocco has been on UTC for good since 20 September 2026 (IANA 2026c); older data says +01:00 on this day.
WITNESS = datetime(2026, 11, 1, 12, 0)


def current_moment() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def current_day(*, time_zone: str = MOROCCO) -> date:
    """Today's civil date in a time zone."""
    return current_moment().astimezone(zone(time_zone)).date()


def zone(name: str) -> zoneinfo.ZoneInfo:
    """A time zone by its IANA name; a DomainError when there is none."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError) as error:
        raise DomainError(f"“{name}” is not a time zone; ILTIZAM_TIME_ZONE takes names such as {MOROCCO}.") from error


def check_time_zone() -> None:
    """Refuse to go on with time-zone data older than Morocco's change, ours or the one of Prefect's scheduler."""
    if zone(MOROCCO).utcoffset(WITNESS) != timedelta(0):
        raise DomainError(
            f"The time-zone data (tzdata {version('tzdata')}) still moves {MOROCCO} off UTC on 1 November 2026; "
            "install tzdata 2026.3 or later."
        )
    if find_spec("pytz") and _scheduler_offset() != timedelta(0):
        raise DomainError(
            f"Prefect's scheduler reads pytz {version('pytz')}, which still moves {MOROCCO} off UTC in November 2026; "
            "install pytz 2026.3 or later."
        )


def _scheduler_offset() -> timedelta | None:
    # Before Python 3.13 Prefect computes cron times with pytz, which carries its own copy of the data.
    import pytz  # type: ignore[import-untyped, unused-ignore]

    offset: timedelta | None = pytz.timezone(MOROCCO).localize(WITNESS).utcoffset()
    return offset


def open_desk(as_of: date | None = None, actor: str = "iltizam", *, settings: Settings | None = None) -> Desk:
    """Everything a use case needs, for the day `as_of` (default: today in the installation's time zone).

    A past day changes what is due, not when things happen. A future day is a rehearsal: the moment moves forward with
    it, so that nothing is dated before the day it was decided for. DomainError when the database is not ready.
    """
    settings = settings or read_settings()
    check_time_zone()
    today = current_day(time_zone=settings.time_zone)
    now = current_moment()
    if as_of and as_of > today:
        now += timedelta(days=(as_of - today).days)
    return Desk(
        engine=ready_engine(settings.database_url),
        office=open_office(settings),
        today=as_of or today,
        now=now,
        actor=actor,
        time_zone=settings.time_zone,
        quiet_hours=settings.keeps_quiet_hours,
    )


def open_office(settings: Settings) -> Office:
    """Who writes, from where, with which signing key."""
    return Office(
        name=settings.from_name,
        from_address=settings.from_address,
        reply_address=settings.reply_address,
        key=secret_key(settings.home),
        trusted_server=settings.trusted_mail_server,
        allowed_domains=settings.allowed_recipient_domains,
    )


@lru_cache(maxsize=8)
def ready_engine(url: str) -> Engine:
    """One engine per database and process, at the newest revision.

    SQLite is brought up to date on the spot. A database server is not: several machines may share it, so a person does
    that with `make start` or `iltizam load`.
    """
    if url.startswith("sqlite"):
        _make_folder(url)
    engine = open_engine(url)
    seen, newest = revision_of(engine), newest_revision()
    if seen > newest:
        raise DomainError(f"The database is newer ({seen}) than the program ({newest}); install the newer program.")
    if seen < newest:
        if not url.startswith("sqlite"):
            raise DomainError("The database is older than the program; run `make start` or `iltizam load PATH` first.")
        migrate(url)
    return engine


def prepare_database(settings: Settings) -> None:
    """Bring the database to the newest revision, whatever it is; for `iltizam load` and `iltizam start`."""
    if settings.database_url.startswith("sqlite"):
        _make_folder(settings.database_url)
    try:
        migrate(settings.database_url)
    except OperationalError as error:
        raise _unreachable(error) from error
    ready_engine.cache_clear()


def newest_revision() -> str:
    """The last migration there is. Their files are numbered, so that no command has to load Alembic just to look."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def revision_of(engine: Engine) -> str:
    """The last migration a database has seen; "" when it has seen none."""
    try:
        with engine.execution_options(reads_only=True).connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return ""
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    except OperationalError as error:
        raise _unreachable(error) from error


def _unreachable(error: OperationalError) -> DomainError:
    reason = str(error.orig).splitlines()[0]
    return DomainError(f"The database cannot be opened ({reason}); check ILTIZAM_DATABASE_URL and ILTIZAM_HOME.")


def _make_folder(url: str) -> None:
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
