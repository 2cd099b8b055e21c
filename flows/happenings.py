"""What a run committed to the ledger, announced as Prefect events, so that automations can act on it.

An event names codes and classes only: no person, no address, no written text leaves the ledger this way.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from prefect.events import emit_event

from flows.services.desk import Noted
from models.vocabulary import InboundClass, LedgerAction

MOST_EVENTS = 200
"""Events of one run: more would fill the events table with what one page says better."""

WAITING = {InboundClass.HELD, InboundClass.QUARANTINE, InboundClass.TRIAGE, InboundClass.OVERSIZE, InboundClass.LATE}
NAMES = {
    LedgerAction.ESCALATION_RAISED: "iltizam.escalation.raised",
    LedgerAction.ESCALATION_ENDED: "iltizam.escalation.ended",
    LedgerAction.ADDRESS_SUPPRESSED: "iltizam.address.bounced",
    LedgerAction.STAGE_CHANGED: "iltizam.commitment.moved",
    LedgerAction.GATE_OVERRIDDEN: "iltizam.gate.overridden",
    LedgerAction.CAMPAIGN_OPENED: "iltizam.collection.opened",
    LedgerAction.REPORT_FROZEN: "iltizam.report.frozen",
    LedgerAction.PUBLISHED: "iltizam.report.published",
    LedgerAction.SIGN_OFF_GIVEN: "iltizam.report.signed",
    LedgerAction.ERRATUM: "iltizam.report.corrected",
    LedgerAction.RECOMMENDATION_MADE: "iltizam.recommendation.made",
    LedgerAction.BATCH_DECIDED: "iltizam.order.stopped",
}
SAFE_DETAILS = {
    LedgerAction.ESCALATION_RAISED,
    LedgerAction.STAGE_CHANGED,
    LedgerAction.BATCH_DECIDED,
    LedgerAction.SIGN_OFF_GIVEN,
}
"""Actions whose new value is a level or a word of a closed set, never something a person wrote."""

_MILESTONE = re.compile(r"-M\d+")
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Happening:
    """One event: its name, what it is about, and a detail from a closed set of words."""

    name: str
    subject: str
    detail: str = ""

    @property
    def resource_id(self) -> str:
        """Identity of what it is about, as automations match it ("iltizam.milestone.LAA1-M2F")."""
        kind = self.name.split(".")[1]
        return f"iltizam.{kind}.{_NOT_IN_IDS.sub('-', self.subject)}"


def happenings(noted: Iterable[Noted]) -> list[Happening]:
    """What is worth announcing, in the order it happened; the first few hundred of it."""
    found: list[Happening] = []
    for entry in noted:
        if entry.action is LedgerAction.MESSAGE_CLASSED and entry.after in {fate.value for fate in WAITING}:
            found.append(Happening("iltizam.reply.held", entry.subject.removeprefix("inbound:"), entry.after))
        if entry.action in NAMES:
            detail = entry.after if entry.action in SAFE_DETAILS else ""
            found.append(Happening(NAMES[entry.action], entry.subject, detail))
        if entry.action is LedgerAction.ESCALATION_RAISED and entry.after == "0" and _MILESTONE.search(entry.subject):
            found.append(Happening("iltizam.milestone.late", entry.subject))
    return found[:MOST_EVENTS]


def announce(noted: Sequence[Noted], *, plan: str) -> int:
    """Emit the events of a run; how many. Nobody waits for them, and a server that is away stops nothing."""
    found = happenings(noted)
    for happening in found:
        emit_event(
            event=happening.name,
            resource={"prefect.resource.id": happening.resource_id, "prefect.resource.name": happening.subject},
            payload={"plan": plan, "subject": happening.subject, "detail": happening.detail},
        )
    return len(found)
