"""On SQLite whoever waits to write gets a turn between the transactions of another writer."""

import threading
import time
from pathlib import Path

import sqlalchemy as sa

from models.database import open_engine, open_session


def test_a_writer_gets_in_between_the_transactions_of_another(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'turns.db'}"
    busy, patient = open_engine(url), open_engine(url)
    with busy.begin() as connection:
        connection.execute(sa.text("CREATE TABLE mark (who TEXT)"))
    over = threading.Event()

    def write_on_and_on() -> None:
        while not over.is_set():
            with open_session(busy) as session:
                session.execute(sa.text("INSERT INTO mark VALUES ('busy')"))
                time.sleep(0.08)
                session.commit()
            time.sleep(0.004)

    writer = threading.Thread(target=write_on_and_on)
    writer.start()
    began = time.monotonic()
    try:
        for _ in range(5):
            with open_session(patient) as session:
                session.execute(sa.text("INSERT INTO mark VALUES ('patient')"))
                session.commit()
    finally:
        over.set()
        writer.join()
    took = time.monotonic() - began
    with patient.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM mark WHERE who = 'patient'")).scalar() == 5
    assert took < 3, took  # with SQLite's own waiting: six seconds and more, if ever


def test_the_usual_patience_is_left_to_every_connection(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'patience.db'}")
    with engine.begin() as connection:
        assert connection.execute(sa.text("PRAGMA busy_timeout")).scalar() == 30_000
