"""The quarterly monitoring matrix: one row per milestone and indicator, the same columns for both, in one language."""

from reports.figures import AnnualFigures, Cell, Figure, IndicatorFacts, InstanceFacts, MilestoneFacts
from reports.labels import mark
from reports.language import Phrase, Words
from reports.view_parts import ValueView
from reports.view_record_parts import MatrixRow
from reports.view_states import badge, evidence_badge, indicator_badge, lateness_text
from reports.view_values import cell_view, share_text, value_view
from reports.view_work import state_of

MILESTONE, INDICATOR = mark("Milestone"), mark("Indicator")


def matrix_rows(
    instance: InstanceFacts, *, content: AnnualFigures, figures: dict[str, Figure], region: Phrase, words: Words
) -> tuple[MatrixRow, ...]:
    """Milestones, then indicators, of one member's part of a commitment."""
    milestones = [
        _milestone(m, content=content, figures=figures, region=region, words=words) for m in instance.milestones
    ]
    indicators = [
        _indicator(n, content=content, figures=figures, region=region, words=words) for n in instance.indicators
    ]
    return (*milestones, *indicators)


def _milestone(
    item: MilestoneFacts, *, content: AnnualFigures, figures: dict[str, Figure], region: Phrase, words: Words
) -> MatrixRow:
    previous, current = _last_two(item.cells, content=content, figures=figures, words=words)
    return MatrixRow(
        code=item.code,
        kind=words.gettext(MILESTONE),
        title=words.choose(item.titles),
        region=region,
        unit=Phrase("", words.language.value),
        is_illustrative=item.illustrative,
        baseline=ValueView(""),
        target=ValueView(""),
        due=words.day(item.due_on),
        previous=previous,
        current=current,
        way=lateness_text(item, words=words),
        schedule=badge(item.schedule, words=words),
        official=words.label(item.status),
        evidence=evidence_badge(item.evidence, words=words),
        note=words.quoted(current.note),
    )


def _indicator(
    item: IndicatorFacts, *, content: AnnualFigures, figures: dict[str, Figure], region: Phrase, words: Words
) -> MatrixRow:
    previous, current = _last_two((*item.earlier, *item.cells), content=content, figures=figures, words=words)
    reached = figures[item.achievement].value if item.achievement else None
    return MatrixRow(
        code=item.code,
        kind=words.gettext(INDICATOR),
        title=words.choose(item.titles),
        region=region,
        unit=words.choose(item.units),
        is_illustrative=item.illustrative,
        baseline=value_view(figures.get(item.baseline), words=words),
        target=value_view(figures.get(item.target), words=words),
        due="",
        previous=previous,
        current=current,
        way=share_text(reached, words=words) if reached is not None else "",
        schedule=indicator_badge(state_of(item, content=content, figures=figures), words=words),
        official="",
        evidence=evidence_badge(item.evidence, words=words),
        note=words.quoted(current.note),
    )


def _last_two(
    cells: tuple[Cell, ...], *, content: AnnualFigures, figures: dict[str, Figure], words: Words
) -> tuple[ValueView, ValueView]:
    """The focus period and the one before it: the quarter of a quarterly report, the newest asked of an annual one."""
    asked = [number for number, cell in enumerate(cells) if cell.standing != "not_asked"]
    focus = len(cells) - 1 if content.period or not asked else asked[-1]
    shown = [cell_view(cell, figures=figures, words=words).value for cell in cells[max(focus - 1, 0) : focus + 1]]
    return (shown[0], shown[1]) if len(shown) == 2 else (ValueView(""), shown[0] if shown else ValueView(""))
