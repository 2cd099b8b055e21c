"""What one transaction asks again and again, read once: small tables such as who holds which role. Knows no table.

Nothing is kept beyond the transaction, and nothing once a row it was read from has come, changed or gone.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from sqlalchemy import event
from sqlmodel import Session, SQLModel

T = TypeVar("T")

_INFO = "kept"
_Kept = dict[object, tuple[object, tuple[type[SQLModel], ...]]]


def kept(session: Session, name: object, read: Callable[[], T], *, of: tuple[type[SQLModel], ...]) -> T:
    """What `read` gives, asked once per transaction under this name, and again after a change to a row of these tables.

    Rows come back as objects of the session, so whoever changes one changes it for everybody; they are not to be
    collected into another list that is changed.
    """
    memory = _memory(session)
    if name not in memory or any(isinstance(row, of) for row in session.new):
        memory[name] = (read(), of)
    return cast("T", memory[name][0])


def _memory(session: Session) -> _Kept:
    memory: _Kept | None = session.info.get(_INFO)
    if memory is None:
        memory = session.info[_INFO] = {}
        event.listen(session, "after_flush", _forget_changed)
        event.listen(session, "after_transaction_end", _forget_all)
    return memory


def _forget_changed(session: Session, _context: object) -> None:
    memory: _Kept = session.info[_INFO]
    changed = {type(row) for rows in (session.new, session.dirty, session.deleted) for row in rows}
    for name in [name for name, (_, of) in memory.items() if changed.intersection(of)]:
        del memory[name]


def _forget_all(session: Session, _transaction: object) -> None:
    session.info[_INFO].clear()
