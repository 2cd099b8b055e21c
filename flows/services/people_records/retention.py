"""Data past its term goes by itself: names and addresses become pseudonyms, mails are emptied; facts and hashes stay.

Nothing a figure rests on is touched: the bytes of a mail from which a value or a milestone was read stay, for their
SHA-256 is its proof. What is still in use, or waits for a decision, stays and is named.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.standings import claim_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.people_records.retention_ledger import clear_ledger
from flows.services.people_records.retention_mails import clear_other_received, clear_proof, clear_sent
from flows.services.people_records.retention_people import (
    clear_associations,
    clear_bodies,
    clear_invitations,
    clear_officials,
    clear_presence,
)
from flows.services.people_records.retention_rows import Cleared
from models.rules.partial_dates import PartialDate
from models.rules.retention import Term, terms
from models.tables import ActionPlan
from models.vocabulary import LedgerAction

FLOW = "retention"
Clear = Callable[[Session, Desk, ActionPlan], Cleared]
CLEARING: Mapping[str, Clear] = {
    "officials": clear_officials,
    "presence": clear_presence,
    "bodies": clear_bodies,
    "invitations": clear_invitations,
    "associations": clear_associations,
    "mails-received-proof": clear_proof,
    "mails-received-other": clear_other_received,
    "mails-sent": clear_sent,
    "ledger": clear_ledger,
}


@dataclass(frozen=True)
class _Done:
    term: Term
    has_passed: bool
    cleared: Cleared


def apply_retention(desk: Desk, *, plan: str, own_months: Mapping[str, int], preview: bool = False) -> Outcome:
    """Clear every kind of personal data whose term has passed, in one transaction; a second run finds nothing to do.

    `own_months` are the controller's terms by kind, in months after the plan's end. The ledger keeps, per kind, how many
    rows were cleared and which term had passed; no person.
    """
    with desk.session() as session:
        row = claim_plan(session, code=plan)
        last = PartialDate.parse(row.end).last_day()
        done = [_apply(session, desk, row, term) for term in terms(plan_end=last, own=own_months)]
        outcome = _outcome(desk, row, done, preview)
        session.rollback() if preview else session.commit()
    return outcome


def _apply(session: Session, desk: Desk, plan: ActionPlan, term: Term) -> _Done:
    if not term.has_passed(desk.today):
        return _Done(term, False, Cleared(0))
    cleared = CLEARING[term.kind](session, desk, plan)
    session.flush()
    if cleared.rows:
        ledger.record(
            session, desk, action=LedgerAction.RETENTION_APPLIED, subject=f"personal-data:{term.kind}", plan_id=plan.id,
            field="rows", after=cleared.rows, reason=f"kept until {term.keep_until}",
        )  # fmt: skip
    return _Done(term, True, cleared)


def _outcome(desk: Desk, plan: ActionPlan, done: list[_Done], preview: bool) -> Outcome:
    rows = tuple(
        (
            one.term.kind, one.term.keep_until.isoformat(), "passed" if one.has_passed else "runs",
            str(one.cleared.rows), one.cleared.kept_because or "none",
        )
        for one in done
    )  # fmt: skip
    cleared = sum(one.cleared.rows for one in done)
    soonest = next((one.term for one in done if not one.has_passed), None)
    verb = "would be cleared" if preview else "cleared"
    following = f" The next term is that of {soonest.kind}, on {soonest.keep_until}." if soonest else ""
    summary = f"{cleared} rows with personal data past their term {verb}.{following}"
    columns = ("Kind", "Kept until", "Term", "Rows cleared", "Kept, and why")
    table = ReportTable("retention", "Terms of personal data", columns, rows)
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"cleared": cleared}, (table,))
