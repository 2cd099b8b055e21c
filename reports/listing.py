"""Reported figures as plain rows: for a terminal in one language, and as data for other programs."""

from decimal import Decimal
from typing import TypedDict

from models.vocabulary import Language
from reports.figures import AnnualFigures, Figure, Texts
from reports.labels import mark
from reports.language import Words, words_of
from reports.sources import MailSource
from reports.view_values import value_view

HEADINGS = (
    mark("Code"), mark("Title"), mark("Period"), mark("Value"), mark("Unit"), mark("Status"), mark("Reference"),
    mark("Reported by"),
)  # fmt: skip


class SourceLine(TypedDict):
    """Where a figure came from, in the JSON contract."""

    reported_by: str
    received_at: str
    mail_sha256: str
    message_id: str
    request: str
    line: str


class FigureLine(TypedDict):
    """One reported figure in the JSON contract. `value` is a number, None when none was given.

    The exact decimal text is in `figures.json`.
    """

    id: str
    code: str
    title: str
    period: str
    value: int | float | None
    unit: str
    status: str
    milestone_status: str | None
    is_current: bool
    source: SourceLine


def figure_lines(content: AnnualFigures) -> list[FigureLine]:
    """Every figure that came by mail, corrected ones included, in order of items and periods.

    Values of earlier years, from which a trend begins, are not listed again.
    """
    titles = _titles(content)
    return [_line(figure, source, titles=titles) for figure, source in _reported(content)]


def figure_table(content: AnnualFigures, *, language: Language) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Column headings and rows of the same figures, in a reader's language."""
    words, titles, units = words_of(language), _titles(content), _units(content)
    invented, mark = _illustrative(content), f" ({words.gettext('illustrative')})"
    columns = tuple(words.gettext(heading) for heading in HEADINGS)
    rows = []
    for figure, source in _reported(content):
        value = value_view(figure, words=words)
        title = words.choose(titles[figure.code]).text + (mark if figure.code in invented else "")
        period, unit = words.period(figure.period), _unit(figure, units=units, words=words)
        status = status_text(figure, words=words)
        rows.append((figure.code, title, period, value.text, unit, status, figure.id, source.official))
    return columns, tuple(rows)


def status_text(figure: Figure, *, words: Words) -> str:
    """Standing of a figure in words: confirmed or provisional, approximate, corrected later."""
    tags = [tag for tag in value_view(figure, words=words).tags if tag != words.gettext("provisional")]
    return " · ".join([*([words.label(figure.status)] if figure.status else []), *tags])


def _units(content: AnnualFigures) -> dict[str, Texts]:
    instances = [instance for commitment in content.commitments for instance in commitment.instances]
    return {indicator.code: indicator.units for i in instances for indicator in i.indicators}


def _unit(figure: Figure, *, units: dict[str, Texts], words: Words) -> str:
    known = units.get(figure.code, {})
    return words.choose(known).text if figure.unit == known.get("en") else figure.unit


def _reported(content: AnnualFigures) -> list[tuple[Figure, MailSource]]:
    earlier = _earlier(content)
    found = [(figure, figure.source) for figure in content.figures if isinstance(figure.source, MailSource)]
    return [(figure, source) for figure, source in found if (figure.code, figure.period) not in earlier]


def _earlier(content: AnnualFigures) -> frozenset[tuple[str, str]]:
    indicators = [n for c in content.commitments for i in c.instances for n in i.indicators]
    return frozenset((n.code, cell.period) for n in indicators for cell in n.earlier)


def _illustrative(content: AnnualFigures) -> frozenset[str]:
    """Codes of what the published plan does not contain: the mark goes wherever such a value is shown."""
    instances = [instance for commitment in content.commitments for instance in commitment.instances]
    milestones = {milestone.code for i in instances for milestone in i.milestones if milestone.illustrative}
    return frozenset(milestones | {n.code for i in instances for n in i.indicators if n.illustrative})


def _titles(content: AnnualFigures) -> dict[str, Texts]:
    instances = [instance for commitment in content.commitments for instance in commitment.instances]
    found = {milestone.code: milestone.titles for i in instances for milestone in i.milestones}
    return found | {indicator.code: indicator.titles for i in instances for indicator in i.indicators}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _line(figure: Figure, source: MailSource, *, titles: dict[str, Texts]) -> FigureLine:
    return FigureLine(
        id=figure.id,
        code=figure.code,
        title=titles[figure.code].get("en", ""),
        period=figure.period,
        value=_number(figure.value),
        unit=figure.unit,
        status=figure.status.value if figure.status else "",
        milestone_status=figure.milestone_status.value if figure.milestone_status else None,
        is_current=not figure.superseded_by,
        source=SourceLine(
            reported_by=source.official,
            received_at=source.received_at.isoformat(),
            mail_sha256=source.sha256,
            message_id=source.message_id,
            request=source.request,
            line=source.raw_text,
        ),
    )
