"""What a trial waits for, and how its end is judged: the rows compared with what really lies in the mailboxes."""

import re
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from crew import Crew
from servers import Dovecot, Postfix
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from trial_row import Row

from models.tables import InboundMessage, OutboundMessage
from models.vocabulary import OutboundState

MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*<([^>\r\n]*)>")


def open_rows(engine: Engine) -> int:
    """How many outbound rows are not settled; a database that is away has many."""
    wanted = [OutboundState.PENDING, OutboundState.SENDING, OutboundState.IN_DOUBT]
    statement = sa.select(sa.func.count()).where(OutboundMessage.state.in_(wanted))  # type: ignore[attr-defined]
    try:
        with engine.execution_options(reads_only=True).connect() as connection:
            return connection.execute(statement).scalar() or 0
    except DBAPIError:
        return 1


def let_time_pass(engine: Engine) -> None:
    """Shorten the waits after a refusal, which in life are minutes and hours."""
    with suppress(DBAPIError), engine.begin() as connection:
        connection.execute(sa.text("UPDATE outbound_message SET next_try_at = queued_at WHERE state = 'pending'"))
        connection.execute(sa.text("DELETE FROM domain_pace"))


def await_end(is_over: Callable[[], bool], *, seconds: float, between: Callable[[], None] = lambda: None) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_over():
            return True
        between()
        time.sleep(0.2)
    return is_over()


def judge_sending(row: Row, engine: Engine, postfix: Postfix, crew: Crew) -> Row:
    """Compare the rows with what lies in the Maildir."""
    await_end(lambda: not postfix.queued(), seconds=120)
    files = [path for part in ("new", "cur") for path in (postfix.maildir / part).glob("*")]
    delivered = Counter(MESSAGE_ID.search(path.read_bytes())[1].decode() for path in files)  # type: ignore[index]
    columns = (OutboundMessage.message_id, OutboundMessage.state, OutboundMessage.attempts)
    with engine.connect() as connection:
        rows = connection.execute(sa.select(*columns)).all()
    known = {found[0].strip("<>") for found in rows}
    row.duplicates = sum(count - 1 for count in delivered.values())
    row.lost = len(known - set(delivered))
    row.again = sum(found[2] - 1 for found in rows)
    odd = [found for found in rows if found[1] is not OutboundState.SENT]
    row.unexplained = len(odd) + len(set(delivered) - known) + abs(len(rows) - row.mails)
    return note_failures(row, crew)


def note_failures(row: Row, crew: Crew) -> Row:
    failures = crew.failures()
    row.notes += failures[:3]
    row.unexplained += len(failures)
    return row


def left_in(server: Dovecot) -> int:
    """How many mails wait in the mailbox."""
    return sum(len(list((server.maildir / part).iterdir())) for part in ("new", "cur"))


def judge_receiving(row: Row, engine: Engine, server: Dovecot, crew: Crew) -> Row:
    with engine.connect() as connection:
        rows = connection.execute(sa.select(InboundMessage.message_id, InboundMessage.settled_at)).all()
    stored = Counter(found[0].strip("<>") for found in rows)
    wanted = {f"r{number}@region.example" for number in range(row.mails)}
    kept = Counter(
        _name_in(path) for box in ("", ".Processed") for path in (server.maildir / box).glob("[nc][eu][wr]/*")
    )
    row.duplicates = sum(count - 1 for count in stored.values())
    row.lost = len(wanted - set(stored))
    unread = sum(found[1] is None for found in rows)
    row.unexplained = unread + len(set(stored) - wanted) + len(wanted - set(kept))
    if row.unexplained:
        row.notes.append(
            f"{unread} stored and not read, {len(kept)} in the mailbox, {len(set(stored) - wanted)} strange"
        )
    if copies := kept.total() - len(kept):
        row.notes.append(f"{copies} mails lie twice in Processed: two readers put them away at the same moment")
    return note_failures(row, crew)


def _name_in(path: Path) -> str:
    found = MESSAGE_ID.search(path.read_bytes())
    return found[1].decode() if found else ""
