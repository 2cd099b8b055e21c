"""Two schedulers as two processes on one database: the same mails as one, on either kind of database."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.escalation.follow_ups import follow_up
from models.tables import EscalationStep, OutboundMessage

DAYS = (date(2026, 10, 1), date(2026, 10, 15), date(2026, 10, 28))
REPOSITORY = Path(__file__).parents[3]
SCHEDULER = """
import sys
from datetime import UTC, date, datetime
from flows.services.collection.campaigns import open_quarter
from flows.services.desk import Desk, Office
from flows.services.escalation.follow_ups import follow_up
from models.database import open_engine

office = Office("Suivi du plan", "suivi@iltizam.example", "reponse@iltizam.example", b"k" * 32, "", (".example",))
engine = open_engine(sys.argv[1])
with engine.connect():
    print("ready", flush=True)
for line in sys.stdin:  # the word to begin comes to both at once
    day = date.fromisoformat(line.strip())
    desk = Desk(engine, office, day, datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    open_quarter(desk, plan="small")
    follow_up(desk, plan="small")
    print("done", flush=True)
"""


@pytest.fixture
def schedulers(engine: Engine):
    """Two processes of their own, both with the database open."""
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", SCHEDULER, url]
    started = [
        subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        assert [process.stdout.readline() for process in started] == ["ready\n"] * 2
        yield started
    finally:
        for process in started:
            process.communicate(timeout=60)


def test_two_processes_send_each_mail_once_and_the_same_as_one(
    session: Session, engine: Engine, small_plan, desk_on, schedulers
) -> None:
    session.rollback()
    for day in DAYS:
        for process in schedulers:
            process.stdin.write(f"{day}\n")
            process.stdin.flush()
        assert [process.stdout.readline() for process in schedulers] == ["done\n"] * 2
    both = list(session.exec(select(OutboundMessage.idempotency_key).order_by(col(OutboundMessage.id))).all())
    steps = [(step.escalation_id, step.level) for step in session.exec(select(EscalationStep)).all()]
    session.rollback()
    for day in DAYS:  # one scheduler after them finds nothing left to do
        open_quarter(desk_on(day), plan="small")
        follow_up(desk_on(day), plan="small")
    again = session.exec(select(OutboundMessage.idempotency_key).order_by(col(OutboundMessage.id))).all()
    assert sum(key.startswith("request:") for key in both) == 3
    assert sum(key.startswith("reminder:") for key in both) == 6
    assert sum(key.startswith("escalation:") for key in both) > 0
    assert len(both) == len(set(both))
    assert len(steps) == len(set(steps))
    assert list(again) == both
