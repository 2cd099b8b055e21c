"""What evidence supports a claim: the third clock beside what the official says and how it stands against its date."""

from collections.abc import Iterable
from enum import StrEnum


class EvidenceState(StrEnum):
    """What stands behind a claim on the day the evidence locker was looked at. Derived, never stored."""

    PUBLIC = "public"
    KEPT = "kept"
    NONE = "none"
    NO_CLAIM = "no_claim"


def evidence_state(*, is_claimed: bool, files: int, public_files: int) -> EvidenceState:
    """State of one item: a claim needs at least one file; a public one counts most; nothing claimed needs nothing."""
    if not is_claimed:
        return EvidenceState.NO_CLAIM
    if public_files:
        return EvidenceState.PUBLIC
    return EvidenceState.KEPT if files else EvidenceState.NONE


def overall_evidence(states: Iterable[EvidenceState]) -> EvidenceState:
    """State of a whole: the weakest claim shows; items nobody claims anything about do not count."""
    claims = {state for state in states if state is not EvidenceState.NO_CLAIM}
    for weakest in (EvidenceState.NONE, EvidenceState.KEPT, EvidenceState.PUBLIC):
        if weakest in claims:
            return weakest
    return EvidenceState.NO_CLAIM
