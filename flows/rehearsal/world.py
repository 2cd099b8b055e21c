"""What really happens in the plan while it is rehearsed: when milestones are finished, what indicators measure.

Only simulated officials know it; the engine learns it from their mails, as in life.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.rules.working_days import WorkingCalendar
from models.vocabulary import Language
from notifications.compose_words import ANSWER_WORDS
from notifications.language import phrases

_EXACT_BELOW = 1000


@dataclass(frozen=True)
class TrueMilestone:
    """One milestone as it comes to pass; `done_on` is None when it never does."""

    code: str
    official: str
    begins_on: date
    done_on: date | None


@dataclass(frozen=True)
class TrueIndicator:
    """One indicator on its way from the baseline to the target between two days."""

    code: str
    baseline: Decimal
    target: Decimal
    is_whole: bool
    begins_on: date
    ends_on: date


@dataclass(frozen=True)
class World:
    """The truth about every line of every form. Answers are written in the words each form offers."""

    milestones: Mapping[str, TrueMilestone]
    indicators: Mapping[str, TrueIndicator]

    def is_done(self, code: str, *, today: date) -> bool:
        """Whether a milestone is finished on a day."""
        milestone = self.milestones.get(code)
        return bool(milestone and milestone.done_on and milestone.done_on <= today)

    def answer(self, code: str, *, today: date, language: Language, promises: bool = False) -> str:
        """What an official who knows the truth writes after `CODE =`; with `promises`, a new date instead of progress."""
        words = ANSWER_WORDS[language]
        if code in self.indicators:
            return _number(self.indicators[code], today=today, language=language)
        milestone = self.milestones.get(code)
        if milestone is None:
            return words.no_change
        if milestone.done_on and milestone.done_on <= today:
            return words.done.format(date=f"{milestone.done_on:%d/%m/%Y}")
        if promises and milestone.done_on:
            return words.postponed.format(date=f"{milestone.done_on:%d/%m/%Y}")
        percent = _progress(milestone, today=today)
        return words.in_progress.format(percent=f"{percent} %") if percent else words.not_started


def finished_on(due_on: date, *, slip: int | None, calendar: WorkingCalendar) -> date | None:
    """The day a milestone is finished: `slip` working days after its day; None: never."""
    if slip is None:
        return None
    return calendar.add(due_on, slip) if slip else due_on


def _progress(milestone: TrueMilestone, *, today: date) -> int:
    until = milestone.done_on or date.max
    span = (until - milestone.begins_on).days if milestone.done_on else 1000
    share = (today - milestone.begins_on).days / max(1, span)
    return max(0, min(95, round(share * 100)))


def _number(indicator: TrueIndicator, *, today: date, language: Language) -> str:
    span = max(1, (indicator.ends_on - indicator.begins_on).days)
    share = Decimal(max(0, min(span, (today - indicator.begins_on).days))) / span
    value = indicator.baseline + (indicator.target - indicator.baseline) * share
    if indicator.is_whole or abs(value) >= _EXACT_BELOW:
        return str(int(value))
    return phrases(language).number(value.quantize(Decimal("0.1")))
