"""Writing the event ledger: every change a service makes says who, when, what, from, to, why and from which source."""

from sqlmodel import Session

from flows.services.desk import Desk, Noted
from models.tables import LedgerEntry
from models.vocabulary import LedgerAction


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
    session.add(
        LedgerEntry(
            plan_id=plan_id,
            at=desk.now,
            actor=actor or desk.actor,
            action=action,
            subject=subject,
            field=field,
            before=_text(before),
            after=_text(after),
            reason=reason,
            source=source,
        )
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)
