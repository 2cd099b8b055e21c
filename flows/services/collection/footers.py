"""The small print of a form or reminder, from what was stored with its deadline."""

from sqlmodel import Session

from flows.services.timekeeping.deadlines import find_deadline
from models.tables import DataRequest
from models.vocabulary import DeadlineSubject
from notifications.compose_deadline import deadline_notes
from notifications.language import Phrasebook


def reminder_notes(session: Session, *, request: DataRequest, book: Phrasebook) -> tuple[str, ...]:
    """Sentences under a form: its deadline explained, and how to ask for another day; none for rows of an older release."""
    stored = find_deadline(
        session, plan_id=request.plan_id, subject=DeadlineSubject.DATA_REQUEST, code=request.reference
    )
    return deadline_notes(stored, book=book) if stored else ()
