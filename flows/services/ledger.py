"""Writing the event ledger: every change a service makes says who, when, what, from, to, why and from which source."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlmodel import Session

from flows.services.desk import Desk, Noted
from flows.services.inserting import write_all
from models.tables import LedgerEntry
from models.vocabulary import LedgerAction

_GATHERED = "ledger_gathered"


def record(
    session: Session,
    desk: Desk,
    *,
    action: LedgerAction,
    subject: str,
    plan_id: int | None,
    field: str = "",
    before: object = "",
    after: object = "",
    reason: str = "",
    source: str = "",
    actor: str = "",
) -> None:
    """Add one entry in the caller's transaction; it stands or falls with the change it describes."""
    session.info.setdefault("noted", []).append(Noted(action, subject, field, _text(after)))
    values: dict[str, Any] = {
        "plan_id": plan_id, "at": desk.now, "actor": actor or desk.actor, "action": action, "subject": subject,
        "field": field, "before": _text(before), "after": _text(after), "reason": reason, "source": source,
    }  # fmt: skip
    if _GATHERED in session.info:
        session.info[_GATHERED].append(values)
    else:
        session.add(LedgerEntry(**values))


@contextmanager
def gathered(session: Session) -> Iterator[None]:
    """Entries recorded inside are written in one statement at the end, and not at all when something fails.

    For work that never asks what the ledger says.
    """
    waiting = session.info[_GATHERED] = []
    try:
        yield
    finally:
        del session.info[_GATHERED]
    write_all(session, LedgerEntry, waiting)


class Entry(NamedTuple):
    """What differs between entries that are written together."""

    subject: str
    after: object
    source: str


def record_all(
    session: Session, desk: Desk, *, action: LedgerAction, plan_id: int, field: str, entries: Sequence[Entry]
) -> None:
    """`record` for many changes of one kind, in one statement, after whatever they describe."""
    rows = [
        {
            "plan_id": plan_id, "at": desk.now, "actor": desk.actor, "action": action, "subject": entry.subject,
            "field": field, "before": "", "after": _text(entry.after), "reason": "", "source": entry.source,
        }
        for entry in entries
    ]  # fmt: skip
    noted = [Noted(action, entry.subject, field, _text(entry.after)) for entry in entries]
    session.info.setdefault("noted", []).extend(noted)
    write_all(session, LedgerEntry, rows)


def _text(value: object) -> str:
    return "" if value is None else str(value)
