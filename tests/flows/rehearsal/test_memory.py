"""What a rehearsal remembers is read again as soon as a table was written to that it was read from, and never kept wrongly."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.rehearsal.outlook import Outlook
from flows.rehearsal.presses import Presses
from flows.rehearsal.watch import Watch
from models.rules.errors import DomainError


@pytest.fixture
def engine(tmp_path: Path):
    made = sa.create_engine(f"sqlite:///{tmp_path / 'watched.db'}")
    with made.begin() as connection:
        for table in ("official", "milestone"):
            connection.exec_driver_sql(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY)")
    yield made
    made.dispose()


def insert(engine, table: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text(f"INSERT INTO {table} DEFAULT VALUES"))


def counting(engine, table: str):
    """A reader of one table, which notes how often it was asked."""

    def read() -> int:
        read.asked += 1
        with engine.connect() as connection:
            return connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()

    read.asked = 0
    return read


def test_what_was_read_is_kept_until_its_own_table_is_written_to(engine) -> None:
    watch, read = Watch(engine), counting(engine, "official")
    assert [watch.remember("officials", read) for _ in range(3)] == [0, 0, 0]
    insert(engine, "milestone")
    assert watch.remember("officials", read) == 0
    assert read.asked == 1
    insert(engine, "official")
    assert watch.remember("officials", read) == 1
    assert read.asked == 2


def test_what_depends_on_a_day_is_read_again_on_another(engine) -> None:
    watch, read = Watch(engine), counting(engine, "official")
    for day in (1, 1, 2):
        watch.remember("officials", read, given=date(2026, 10, day))
    assert read.asked == 2


def test_a_reader_that_fails_is_asked_again(engine) -> None:
    watch = Watch(engine)
    with pytest.raises(ZeroDivisionError):
        watch.remember("nothing", lambda: 1 // 0)
    assert watch.remember("nothing", lambda: 7) == 7


def test_the_check_of_the_mail_runs_while_something_waits_or_an_escalation_is_stuck(engine) -> None:
    outlook = Outlook(Watch(engine), months=3, plan_end=date(2027, 6, 30))
    monday, tuesday = date(2026, 10, 5), date(2026, 10, 6)
    for flow in ("follow-up", "mail-check"):
        outlook.done(flow, monday, waits=False)
    assert not outlook.matters("mail-check", tuesday, is_working_day=True)
    outlook.done("follow-up", monday, waits=True)
    assert outlook.matters("mail-check", tuesday, is_working_day=True)
    outlook.done("follow-up", monday, waits=False)
    insert(engine, "official")
    assert outlook.matters("mail-check", tuesday, is_working_day=True)


def test_the_committee_loop_rests_until_the_day_that_was_foreseen(engine) -> None:
    outlook = Outlook(Watch(engine), months=3, plan_end=date(2027, 6, 30))
    outlook.done("committee-review", date(2026, 10, 5), waits=False)
    outlook.foresee("committee-review", date(2026, 10, 23))
    assert not outlook.matters("committee-review", date(2026, 10, 22), is_working_day=True)
    assert outlook.matters("committee-review", date(2026, 10, 23), is_working_day=True)


def test_reports_are_printed_in_the_order_they_were_ordered_in() -> None:
    printed: list[int] = []
    with Presses() as presses:
        for number in range(3):
            presses.start(lambda number=number: printed.append(number))
    assert printed == [0, 1, 2]


def test_a_report_that_cannot_be_printed_fails_the_rehearsal() -> None:
    def refuse() -> None:
        raise DomainError("A title names two numbers.")

    with pytest.raises(DomainError, match="two numbers"), Presses() as presses:
        presses.start(refuse)


def rehearse_badly() -> None:
    with Presses() as presses:
        presses.start(lambda: int("no number"))
        raise ZeroDivisionError


def test_a_fault_of_the_days_is_the_one_that_is_told() -> None:
    with pytest.raises(ZeroDivisionError):
        rehearse_badly()
