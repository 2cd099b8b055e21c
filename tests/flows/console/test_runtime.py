"""What day it is, and whether the time-zone data can be believed."""

import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from flows.runtime import check_time_zone, current_day, newest_revision, open_desk, ready_engine
from flows.settings import child_environment, read_settings
from models.database import open_engine
from models.rules.errors import DomainError


@pytest.fixture
def stale_data(tmp_path: Path) -> Path:
    """Time-zone data of an operating system that still believes Morocco is an hour ahead on 1 November 2026."""
    folder = tmp_path / "zoneinfo"
    (folder / "Africa").mkdir(parents=True)
    lagos = files("tzdata") / "zoneinfo" / "Africa" / "Lagos"  # +01:00 all year
    (folder / "Africa" / "Casablanca").write_bytes(lagos.read_bytes())
    return folder


@pytest.fixture
def restore_zones() -> Iterator[None]:
    """Put the search path back."""
    yield
    zoneinfo.reset_tzpath(())
    zoneinfo.ZoneInfo.clear_cache()


def test_morocco_is_on_utc_for_good() -> None:
    check_time_zone()
    zone = zoneinfo.ZoneInfo("Africa/Casablanca")
    for day in (datetime(2026, 11, 1), datetime(2027, 7, 1), datetime(2028, 2, 1)):
        assert zone.utcoffset(day) == timedelta(0)


@pytest.mark.usefixtures("restore_zones")
def test_old_time_zone_data_is_refused_in_one_sentence(stale_data: Path) -> None:
    zoneinfo.reset_tzpath([str(stale_data)])
    zoneinfo.ZoneInfo.clear_cache()
    with pytest.raises(DomainError, match=r"tzdata .* install tzdata 2026\.3"):
        check_time_zone()


def test_the_system_s_old_data_is_not_read_even_when_python_is_told_to(stale_data: Path) -> None:
    code = "import flows.runtime as r; r.check_time_zone(); print(r.zone('Africa/Casablanca').utcoffset(r.WITNESS))"
    environment = {**child_environment(read_settings()), "PYTHONTZPATH": str(stale_data)}
    assert _python(code, environment) == "0:00:00"


_SCHEDULE = """
import asyncio, zoneinfo
from datetime import datetime, timezone
from prefect.server.schemas.schedules import CronSchedule
from prefect.types._datetime import create_datetime_instance
start = create_datetime_instance(datetime(2026, 10, 31, 12, tzinfo=timezone.utc))
(when,) = asyncio.run(CronSchedule(cron="0 8 * * *", timezone="Africa/Casablanca").get_dates(1, start))
offset = zoneinfo.ZoneInfo("Africa/Casablanca").utcoffset(datetime(2026, 11, 1))
print(offset, when.astimezone(timezone.utc).isoformat())
"""


def test_prefect_s_scheduler_in_a_child_process_runs_eight_o_clock_in_morocco_at_eight_utc(stale_data: Path) -> None:
    environment = child_environment(read_settings())
    assert _python(_SCHEDULE, environment) == "0:00:00 2026-11-01T08:00:00+00:00"
    # The same child without our environment does read the old data: the line above is not true by chance.
    assert _python(_SCHEDULE, {**environment, "PYTHONTZPATH": str(stale_data)}).startswith("1:00:00")


def test_the_day_is_the_one_of_the_installation_s_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert abs((current_day(time_zone="Pacific/Kiritimati") - current_day(time_zone="Pacific/Pago_Pago")).days) == 1
    monkeypatch.setenv("ILTIZAM_TIME_ZONE", "Pacific/Kiritimati")
    read_settings.cache_clear()
    assert open_desk().today == current_day(time_zone="Pacific/Kiritimati")


def test_an_unknown_time_zone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILTIZAM_TIME_ZONE", "Maroc/Rabat")
    read_settings.cache_clear()
    with pytest.raises(DomainError, match="Maroc/Rabat"):
        open_desk()


def test_a_past_day_changes_what_is_due_and_not_when_things_happen() -> None:
    desk = open_desk(date(2020, 2, 29))
    assert desk.today == date(2020, 2, 29)
    assert desk.now.date().year >= 2026


def test_a_future_day_moves_the_moment_along() -> None:
    desk = open_desk(date(2031, 1, 15))
    assert desk.now.date() == date(2031, 1, 15)


def test_the_desk_has_a_database_with_tables_at_first_use(home: Path) -> None:
    from sqlalchemy import inspect

    desk = open_desk()
    assert "commitment" in inspect(desk.engine).get_table_names()
    assert open_desk().engine is desk.engine
    assert (home / "secret.key").exists()


def test_a_database_that_cannot_be_opened_is_explained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    blocked = tmp_path / "folder.db"
    blocked.mkdir()
    monkeypatch.setenv("ILTIZAM_DATABASE_URL", f"sqlite:///{blocked}")
    read_settings.cache_clear()
    with pytest.raises(DomainError, match="ILTIZAM_DATABASE_URL"):
        open_desk()


def test_an_older_sqlite_database_is_brought_up_to_date(home: Path) -> None:
    home.mkdir()
    open_engine(read_settings().database_url).connect().close()  # exists, and has no table
    with open_desk().engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from commitment").scalar() == 0


def test_a_database_of_a_newer_program_is_left_alone() -> None:
    engine = open_desk().engine
    with engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    ready_engine.cache_clear()
    with pytest.raises(DomainError, match="newer"):
        open_desk()


def test_the_newest_revision_is_the_one_alembic_would_go_to() -> None:
    from alembic.script import ScriptDirectory

    from models.database import alembic_config

    assert ScriptDirectory.from_config(alembic_config("sqlite://")).get_current_head() == newest_revision()


def _python(code: str, environment: dict[str, str]) -> str:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=root, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
