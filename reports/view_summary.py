"""The first page of the annual report: three figures, the answers received, and the rates of each region."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from models.rules.scoring import Rate, ScheduleState
from reports.figures import AnnualFigures, RateFacts
from reports.language import Phrase, Words
from reports.tallies import (
    ANSWERS,
    COMMITMENTS,
    INDICATORS,
    MILESTONES,
    commitments_in_time,
    indicators_at_target,
    items_answered,
    milestones_done,
)
from reports.view_parts import KeyFigure, RateRow
from reports.view_since import before_texts
from reports.view_values import bar_length, share_text


def key_figures(content: AnnualFigures, *, words: Words) -> tuple[KeyFigure, ...]:
    """Commitments in time, milestones done of those due, indicators at their target, answers received."""
    before = before_texts(content, words=words)
    found = {
        COMMITMENTS: _commitments(content, words=words),
        MILESTONES: _milestones(content, words=words),
        INDICATORS: _indicators(content, words=words),
        ANSWERS: _answers(content, words=words),
    }
    return tuple(replace(figure, before=before.get(name, "")) for name, figure in found.items())


def rate_rows(content: AnnualFigures, *, regions: dict[str, Phrase], words: Words) -> tuple[RateRow, ...]:
    """Rates of the year, or of the quarter of a quarterly report: the consortium first, then each region."""
    return tuple(
        _rate_row(rate, regions=regions, words=words) for rate in content.rates if rate.period == content.period
    )


def _commitments(content: AnnualFigures, *, words: Words) -> KeyFigure:
    counts: Counter[ScheduleState | None] = Counter(
        c.state for c in content.commitments if c.state is not ScheduleState.WITHDRAWN
    )
    note = " · ".join(f"{words.label(state)} {counts[state]}" for state in ScheduleState if counts[state])
    label = words.gettext("commitments completed or on track")
    return _key_figure(commitments_in_time(content), label=label, note=note, words=words)


def _milestones(content: AnnualFigures, *, words: Words) -> KeyFigure:
    rate = milestones_done(content, only_due=True)
    early = milestones_done(content, only_due=False).part - rate.part
    note = words.ngettext("%(n)s more done before its date", "%(n)s more done before their date", early)
    return _key_figure(
        rate, label=words.gettext("milestones done of those due"), note=note if early else "", words=words
    )


def _indicators(content: AnnualFigures, *, words: Words) -> KeyFigure:
    rate = indicators_at_target(content)
    listed = [n for c in content.commitments for i in c.instances for n in i.indicators]
    without = sum(n.withdrawn_on is None for n in listed) - rate.whole
    note = words.ngettext(
        "%(n)s indicator cannot be held against a target yet",
        "%(n)s indicators cannot be held against a target yet",
        without,
    )
    label = words.gettext("indicators at their target, of those measured")
    return _key_figure(rate, label=label, note=note if without else "", words=words)


def _answers(content: AnnualFigures, *, words: Words) -> KeyFigure:
    note = words.gettext("Not counted as zero: what was asked and not answered")
    return _key_figure(
        items_answered(content), label=words.gettext("items answered of those asked"), note=note, words=words
    )


def _key_figure(rate: Rate, *, label: str, note: str, words: Words) -> KeyFigure:
    if not rate.whole:
        return KeyFigure("–", label, note)
    return KeyFigure(_of(rate.part, rate.whole, words=words), label, note, bar_length(rate.percent))


def _of(part: int, whole: int, *, words: Words) -> str:
    return words.gettext("%(part)s of %(whole)s", part=words.number(Decimal(part)), whole=words.number(Decimal(whole)))


def _rate_row(rate: RateFacts, *, regions: dict[str, Phrase], words: Words) -> RateRow:
    complete, timely = Rate(rate.answered, rate.expected), Rate(rate.on_time, rate.due)
    consortium = Phrase(words.gettext("All regions"), words.language.value)
    return RateRow(
        region=regions[rate.region] if rate.region else consortium,
        is_total=not rate.region,
        completeness=share_text(complete.percent, words=words) if complete.whole else words.gettext("Not asked"),
        completeness_bar=bar_length(complete.percent),
        completeness_note=_of(complete.part, complete.whole, words=words) if complete.whole else "",
        timeliness=share_text(timely.percent, words=words) if timely.whole else words.gettext("Nothing due"),
        timeliness_bar=bar_length(timely.percent),
        timeliness_note=_of(timely.part, timely.whole, words=words) if timely.whole else "",
    )
