"""Errata in words: what was published, what is right, and why, in one language. Stored errata are without language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from models.vocabulary import MilestoneStatus, ValueStatus
from reports.labels import mark
from reports.language import Words
from reports.view_record_parts import ErratumView

LATER_ANSWER = "later_answer"
TAKEN_BACK = "taken_back"
RESTORED = "restored"
AUTOMATIC = frozenset({LATER_ANSWER, TAKEN_BACK, RESTORED})
"""Reasons of errata the program wrote itself; any other reason is a person's own words."""

_REASONS = {
    LATER_ANSWER: mark("The official corrected it by a later answer."),
    TAKEN_BACK: mark("The answer was taken back."),
    RESTORED: mark("The later answer was taken back; the published one stands."),
}


@dataclass(frozen=True)
class Correction:
    """An erratum: the published text stays, the corrected one stands beside it. `report` is a year or a quarter."""

    reference: str
    published: str
    corrected: str
    reason: str
    on: date
    report: str = ""


def erratum_views(corrections: Iterable[Correction], *, words: Words) -> tuple[ErratumView, ...]:
    """Every erratum as it is printed, in the order given."""
    return tuple(
        ErratumView(
            reference=one.reference,
            published=_shown(one.published, words=words),
            corrected=_shown(one.corrected, words=words) or words.gettext("taken back"),
            reason=_reason(one, words=words),
            on=words.day(one.on),
        )
        for one in corrections
    )


def _reason(one: Correction, *, words: Words) -> str:
    reason = words.gettext(_REASONS[one.reason]) if one.reason in _REASONS else one.reason
    if not one.report:
        return reason
    period = one.report if one.report.isdigit() else words.period(one.report)
    return words.gettext("Report %(period)s. %(reason)s", period=period, reason=reason)


def _shown(text: str, *, words: Words) -> str:
    """A stored figure in this language: states by their label, days and numbers as they are written there."""
    return " ".join(_word(part, words=words) for part in text.split()) if _is_ours(text) else text


def _is_ours(text: str) -> bool:
    first = text.split()[0] if text.split() else ""
    return first in set(MilestoneStatus) or first in set(ValueStatus) or _decimal(text) is not None


def _word(part: str, *, words: Words) -> str:
    for closed in (MilestoneStatus, ValueStatus):
        if part in set(closed):
            return words.label(closed(part))
    number = _decimal(part)
    if number is not None:
        return words.number(number)
    try:
        return words.day(date.fromisoformat(part))
    except ValueError:
        return part


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
