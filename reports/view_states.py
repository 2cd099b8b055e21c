"""The three clocks in words: what the official says, what evidence supports, how it stands against its date."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from models.rules.indicator_state import IndicatorState
from models.rules.public_evidence import EvidenceState
from models.rules.scoring import ScheduleState
from models.vocabulary import MilestoneStatus
from reports.figures import MilestoneFacts
from reports.language import Words
from reports.view_parts import Badge, StateView

_OFFICIAL = {
    MilestoneStatus.DONE: "completed",
    MilestoneStatus.IN_PROGRESS: "on-track",
    MilestoneStatus.NOT_STARTED: "not-started",
    MilestoneStatus.CLOSED: "closed",
    MilestoneStatus.WITHDRAWN: "withdrawn",
}
_EVIDENCE = {
    EvidenceState.PUBLIC: "completed",
    EvidenceState.KEPT: "kept",
    EvidenceState.NONE: "at-risk",
    EvidenceState.NO_CLAIM: "none",
}
_INDICATOR = {
    IndicatorState.REACHED: "completed",
    IndicatorState.ON_THE_WAY: "on-track",
    IndicatorState.BEHIND: "at-risk",
    IndicatorState.NOT_MEASURED: "none",
    IndicatorState.WITHDRAWN: "withdrawn",
}
State = TypeVar("State", bound=StrEnum)


def badge(state: ScheduleState | None, *, words: Words) -> Badge | None:
    """A state in words; None where there is no milestone to judge."""
    return Badge(state.value.replace("_", "-"), words.label(state)) if state else None


def lateness_text(milestone: MilestoneFacts, *, words: Words) -> str:
    """How late a milestone is, or was when it was done; "" when in time."""
    days = milestone.days_late
    if not days:
        return ""
    if milestone.schedule is ScheduleState.COMPLETED:
        return words.ngettext("%(n)s day after its date", "%(n)s days after its date", days)
    return words.ngettext("%(n)s day late", "%(n)s days late", days)


def official_badge(status: MilestoneStatus, *, words: Words) -> Badge:
    """What the official says."""
    return Badge(_OFFICIAL[status], words.label(status))


def evidence_badge(state: EvidenceState, *, words: Words) -> Badge:
    """What evidence supports."""
    return Badge(_EVIDENCE[state], words.label(state))


def indicator_badge(state: IndicatorState, *, words: Words) -> Badge:
    """How an indicator stands on the way to its target."""
    return Badge(_INDICATOR[state], words.label(state))


def legend(definitions: Mapping[State, str], badge: Callable[..., Badge], *, words: Words) -> tuple[StateView, ...]:
    """The public rule: every state with its word, shape and colour, and what gives it."""
    return tuple(StateView(badge(state, words=words), words.gettext(text)) for state, text in definitions.items())
