"""The first page of the annual report: three figures, the answers received, and the rates of each region."""

from collections import Counter
from decimal import Decimal

from models.rules.scoring import Rate, ScheduleState
from reports.figures import AnnualFigures, Figure, RateFacts
from reports.language import Phrase, Words
from reports.view_parts import KeyFigure, RateRow
from reports.view_values import bar_length, share_text

_GOOD = (ScheduleState.COMPLETED, ScheduleState.ON_TRACK)


def key_figures(content: AnnualFigures, *, figures: dict[str, Figure], words: Words) -> tuple[KeyFigure, ...]:
    """Commitments in time, milestones done of those due, indicators at their target, answers received."""
    return (
        _commitments(content, words=words),
        _milestones(content, words=words),
        _indicators(content, figures=figures, words=words),
        _answers(content, words=words),
    )


def rate_rows(content: AnnualFigures, *, regions: dict[str, Phrase], words: Words) -> tuple[RateRow, ...]:
    """Rates of the year, or of the quarter of a quarterly report: the consortium first, then each region."""
    return tuple(
        _rate_row(rate, regions=regions, words=words) for rate in content.rates if rate.period == content.period
    )


def _commitments(content: AnnualFigures, *, words: Words) -> KeyFigure:
    states = [c.state for c in content.commitments if c.state not in (None, ScheduleState.WITHDRAWN)]
    rate = Rate(sum(state in _GOOD for state in states), len(states))
    counts: Counter[ScheduleState | None] = Counter(states)
    note = " · ".join(f"{words.label(state)} {counts[state]}" for state in ScheduleState if counts[state])
    return _key_figure(rate, label=words.gettext("commitments completed or on track"), note=note, words=words)


def _milestones(content: AnnualFigures, *, words: Words) -> KeyFigure:
    every = [m for c in content.commitments for i in c.instances for m in i.milestones]
    due = [m for m in every if m.due_on <= content.judged_on and m.schedule is not ScheduleState.WITHDRAWN]
    rate = Rate(sum(m.schedule is ScheduleState.COMPLETED for m in due), len(due))
    early = sum(m.schedule is ScheduleState.COMPLETED for m in every) - rate.part
    note = words.ngettext("%(n)s more done before its date", "%(n)s more done before their date", early)
    return _key_figure(
        rate, label=words.gettext("milestones done of those due"), note=note if early else "", words=words
    )


def _indicators(content: AnnualFigures, *, figures: dict[str, Figure], words: Words) -> KeyFigure:
    every = [n for c in content.commitments for i in c.instances for n in i.indicators]
    measured = [figures[n.achievement].value for n in every if n.achievement]
    rate = Rate(sum(value is not None and value >= 100 for value in measured), len(measured))
    without = len(every) - len(measured)
    note = words.ngettext(
        "%(n)s indicator cannot be held against a target yet",
        "%(n)s indicators cannot be held against a target yet",
        without,
    )
    label = words.gettext("indicators at their target, of those measured")
    return _key_figure(rate, label=label, note=note if without else "", words=words)


def _answers(content: AnnualFigures, *, words: Words) -> KeyFigure:
    scope = content.regions[0].code if len(content.regions) == 1 else ""
    rate = next((r for r in content.rates if (r.region, r.period) == (scope, content.period)), None)
    share = Rate(rate.answered, rate.expected) if rate else Rate(0, 0)
    note = words.gettext("Not counted as zero: what was asked and not answered")
    return _key_figure(share, label=words.gettext("items answered of those asked"), note=note, words=words)


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
