"""What every amendment writes: one row of history and one entry of the ledger per field, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from sqlmodel import Session

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.outcome import Outcome, ReportTable
from models.rules.errors import DomainError
from models.rules.lifecycle import FINAL_STAGES
from models.tables import ActionPlan, Amendment, Commitment
from models.vocabulary import LedgerAction

NOTHING = "none"
"""What a form writes to empty a field that may be empty; an empty box leaves the field as it is."""


@dataclass(frozen=True)
class FieldChange:
    """One field of one subject (a commitment, an instance, an indicator), its text before and after."""

    subject: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Decision:
    """Who decided an amendment, why, and where that can be read."""

    operator: str
    reason: str
    evidence: str = ""

    def check(self) -> None:
        """DomainError when nobody or nothing stands behind the amendment."""
        if not (self.operator.strip() and self.reason.strip()):
            raise DomainError("An amendment needs who decides and why; fill in operator and reason.")


def refuse_final(commitment: Commitment) -> None:
    """DomainError for a commitment that is closed or withdrawn."""
    if commitment.stage in FINAL_STAGES:
        raise DomainError(f"{commitment.code} is {commitment.stage.value}, which is final; it is not amended any more.")


def write_changes(
    session: Session, desk: Desk, *, plan: ActionPlan, commitment: Commitment, changes: Sequence[FieldChange],
    decision: Decision,
) -> None:  # fmt: skip
    """History and ledger of changes that were made."""
    said = decision.reason.strip(), decision.operator.strip(), decision.evidence.strip()
    reason, operator, evidence = said
    for change in changes:
        session.add(
            Amendment(
                plan_id=plan.id, commitment_id=commitment.id, subject=change.subject, field=change.field,
                before=change.before, after=change.after, reason=reason, author=operator, decided_on=desk.today,
                source=evidence,
            )
        )  # fmt: skip
        ledger.record(
            session, desk, action=LedgerAction.COMMITMENT_AMENDED, subject=change.subject, plan_id=plan.id,
            field=change.field, before=change.before, after=change.after, reason=reason, source=evidence, actor=operator,
        )  # fmt: skip


def amendment_outcome(
    desk: Desk, *, flow: str, plan: ActionPlan, about: str, changes: Sequence[FieldChange], notes: Sequence[str],
    preview: bool,
) -> Outcome:  # fmt: skip
    """What an amendment changes, field by field, and what it does not touch, in sentences."""
    verb = ("would be amended" if preview else "is amended") if changes else "is unchanged"
    fields = ", ".join(dict.fromkeys(change.field for change in changes)) or "nothing to change"
    summary = " ".join([f"{about} {verb}: {fields}.", *notes])
    rows = tuple(
        (change.subject, change.field, change.before or NOTHING, change.after or NOTHING) for change in changes
    )
    table = ReportTable("amendments", "Amendment", ("Subject", "Field", "From", "To"), rows)
    return Outcome(flow, plan.code, desk.today, preview, summary, {"amended": len(changes)}, (table,))


def as_text(value: object) -> str:
    """A field's value as history and ledger keep it; "" when there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list | tuple):
        return " | ".join(as_text(item) for item in value)
    return str(value)
