"""The upgrade of a filled database moves the bytes of every mail, and the way back brings them home."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import Engine
from sqlmodel import select

from models.database import alembic_config, migrate, open_engine, open_session
from models.tables import OutboundMessage

MOMENT = datetime(2026, 10, 1, 9, tzinfo=UTC)
MAILS = {f"<{n}@plan.example>": bytes(range(256)) * n for n in range(1, 6)}


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database of the first release with five sent mails, one of which was answered."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    migrate(url, revision="0001")
    engine = open_engine(url)
    with engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["outbound_message", "inbound_message"])
        for name, raw in MAILS.items():
            row = {
                "idempotency_key": name, "message_id": name, "kind": "request", "period": "2026-Q3", "attempts": 1,
                "envelope_from": "a@plan.example", "envelope_to": "b@region.example", "subject": "x", "raw": raw,
                "state": "sent", "queued_at": MOMENT, "not_before_at": MOMENT, "next_try_at": MOMENT,
                "claimed_by": "", "smtp_reply": "250", "queue_id": "", "last_error": "",
            }  # fmt: skip
            connection.execute(tables.tables["outbound_message"].insert(), row)
        reply = {
            "sha256": "0", "raw": b"reply", "size": 5, "received_at": MOMENT, "source": "", "envelope_to": "",
            "message_id": "", "from_address": "", "subject": "", "sent_at_text": "", "fate": "no_values",
            "reasons": [], "authentication": "unknown", "outbound_id": 1, "comment": "", "parser_version": "",
            "decided_by": "",
        }  # fmt: skip
        connection.execute(tables.tables["inbound_message"].insert(), reply)
    engine.dispose()
    return url


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


def test_an_upgrade_moves_the_bytes_of_every_mail(url: str, engine: Engine) -> None:
    migrate(url)
    with open_session(engine, reads_only=True) as session:
        assert {row.message_id: row.raw for row in session.exec(select(OutboundMessage)).all()} == MAILS
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_downgrade_brings_them_back(url: str, engine: Engine) -> None:
    migrate(url)
    command.downgrade(alembic_config(url), "0001")
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT message_id, raw FROM outbound_message").all()
    assert dict(rows) == MAILS
