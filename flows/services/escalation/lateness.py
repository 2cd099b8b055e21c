"""What can be late, as one open list: each subject says what is late today and why something no longer is.

A new subject is a `Subject` in `flows.services.escalation.subjects`; the escalation engine does not change for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.services.desk import Desk
from models.rules.policy import Policy
from models.tables import ActionPlan, Official
from models.vocabulary import EscalationEvent, EscalationSubject


@dataclass(frozen=True)
class LateThing:
    """One late thing. `promised_on` is the latest new date the official gave; a heavier `weight` is told sooner."""

    subject: EscalationSubject
    code: str
    titles: dict[str, str]
    commitment: str
    member_id: int | None
    responsible: Official | None
    due_on: date
    promised_on: date | None = None
    illustrative: bool = False
    weight: int = 1

    @property
    def key(self) -> tuple[EscalationSubject, str, str]:
        """What an escalation is unique by, within its plan."""
        return self.subject, self.code, self.due_on.isoformat()


@dataclass(frozen=True)
class Settlement:
    """Why something is no longer late: the event, and the reason in words."""

    event: EscalationEvent
    because: str


def _never(_session: Session, _thing: LateThing) -> bool:
    return False


@dataclass(frozen=True)
class Subject:
    """One kind of thing that can be late.

    `late` lists what is late today, oldest first. `settlement` reads one of them again, with its row locked so that
    nothing can be answered before the mail about it is queued; None while it is still late. `is_said` tells whether
    the responsible official already holds a mail that says so.
    """

    kind: EscalationSubject
    late: Callable[[Session, Desk, ActionPlan, Policy], list[LateThing]]
    settlement: Callable[[Session, Desk, ActionPlan, str], Settlement | None]
    is_said: Callable[[Session, LateThing], bool] = _never
