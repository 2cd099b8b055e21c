"""Clearing the ledger past its term: entries stay as facts; names of people who decided and addresses become pseudonyms."""

import re

from sqlmodel import Session, select

from flows.services.desk import Desk
from flows.services.people_records.retention_rows import Cleared, is_cleared, pseudonym_of
from models.tables import ActionPlan, LedgerEntry, Official
from models.vocabulary import LedgerAction

ADDRESS = re.compile(r"[^\s<>,;:\"()“”]+@[^\s<>,;:\"()“”]+\.[A-Za-z0-9-]{2,}")
QUOTING_PEOPLE = frozenset(
    {
        LedgerAction.DEPUTY_ACCEPTED, LedgerAction.ABSENCE_NOTED, LedgerAction.MEMBERSHIP_CHANGED,
        LedgerAction.HANDED_OVER, LedgerAction.BODY_NAMED, LedgerAction.ADDRESS_SUPPRESSED,
        LedgerAction.ADDRESS_FAILING, LedgerAction.ADDRESS_MENDED, LedgerAction.INVITATION_ANSWERED,
    }
)  # fmt: skip
"""Actions whose values may quote a person's name: of these only the fact stays."""

PROGRAM = "iltizam"


def clear_ledger(session: Session, desk: Desk, plan: ActionPlan) -> Cleared:
    """The second case in which an entry changes, beside the erasure of one person; action, subject, day and source stay."""
    codes = set(session.exec(select(Official.code).where(Official.plan_id == plan.id)).all()) | {PROGRAM}
    changed = 0
    for entry in session.exec(select(LedgerEntry).where(LedgerEntry.plan_id == plan.id)).all():
        before = (entry.actor, entry.subject, entry.before, entry.after, entry.reason)
        entry.actor = _actor(desk, entry.actor, codes)
        entry.subject = _without_addresses(desk, entry.subject)
        if entry.action in QUOTING_PEOPLE:
            entry.before, entry.after, entry.reason = "", "", ""
        entry.before, entry.after, entry.reason = (
            _without_addresses(desk, text) for text in (entry.before, entry.after, entry.reason)
        )
        if before != (entry.actor, entry.subject, entry.before, entry.after, entry.reason):
            session.add(entry)
            changed += 1
    return Cleared(changed)


def _actor(desk: Desk, actor: str, codes: set[str]) -> str:
    """A code or the program stays; a person's name becomes a pseudonym, and the reason behind it goes with it."""
    if actor.split(" (")[0] in codes or is_cleared(actor):
        return actor
    return pseudonym_of(desk, actor)


def _without_addresses(desk: Desk, text: str) -> str:
    return ADDRESS.sub(lambda found: pseudonym_of(desk, found[0]), text)
