"""Single figures and cells in words: a number, a state, or the exact reason why there is none."""

from dataclasses import replace
from decimal import Decimal

from models.vocabulary import AnswerKind, ValueStatus
from reports.figures import Cell, Figure
from reports.labels import mark
from reports.language import Words
from reports.view_parts import CellView, ValueView

NONE_BECAUSE = {
    "missing": mark("No answer"),
    "awaited": mark("Answer awaited"),
    "asked_back": mark("Answer being clarified"),
    "waived": mark("Request waived"),
    "not_asked": mark("Not asked"),
}


def value_view(figure: Figure | None, *, words: Words) -> ValueView:
    """A figure as printed. Nothing to report and not available are words, never a zero or a blank."""
    if figure is None:
        return ValueView("")
    return ValueView(
        text=_text(figure, words=words),
        is_number=figure.value is not None and figure.milestone_status is None,
        tags=_tags(figure, words=words),
        note=figure.comment,
        reference=figure.id,
        raw="" if figure.value is None else format(figure.value, "f"),
    )


def cell_view(cell: Cell, *, figures: dict[str, Figure], words: Words) -> CellView:
    """One period of one item, as printed."""
    if cell.figure:
        shown = value_view(figures[cell.figure], words=words)
        return CellView(cell.standing, replace(shown, tags=(*shown.tags, *_earlier_definition(cell, words=words))))
    because = words.gettext(NONE_BECAUSE[cell.standing])
    if cell.standing == "awaited" and cell.respond_by:
        because = words.gettext("Answer awaited by %(day)s", day=words.day(cell.respond_by))
    return CellView(cell.standing, ValueView(because))


def _earlier_definition(cell: Cell, *, words: Words) -> tuple[str, ...]:
    """What a figure was measured in when that is not what the table says; a reader must never compare the two."""
    if not cell.is_of_earlier_definition:
        return ()
    unit = words.choose(cell.earlier_units).text
    if not unit:
        return (words.gettext("earlier definition, not comparable"),)
    return (words.gettext("earlier definition (%(unit)s), not comparable", unit=unit),)


def share_text(value: Decimal | None, *, words: Words) -> str:
    """A percentage, or the word for one that cannot be computed."""
    return words.percent(value) if value is not None else words.gettext("Cannot be computed")


def bar_length(value: Decimal | None) -> int:
    """Length of a bar from 0 to 100; the text beside it says the true value."""
    return 0 if value is None else int(min(max(value, Decimal(0)), Decimal(100)))


def _text(figure: Figure, *, words: Words) -> str:
    if figure.milestone_status is not None:
        state = words.label(figure.milestone_status)
        return state if figure.value is None else f"{state} · {words.percent(figure.value)}"
    if figure.value is not None:
        return words.percent(figure.value) if figure.unit == "%" else words.number(figure.value)
    if figure.status in (ValueStatus.NOTHING_TO_REPORT, ValueStatus.NOT_AVAILABLE):
        return words.label(figure.status)
    return _answer_without_number(figure, words=words)


def _answer_without_number(figure: Figure, *, words: Words) -> str:
    if figure.answer is AnswerKind.NO_CHANGE:
        return words.gettext("No change")
    if figure.promised_on is not None:
        return words.gettext("Announced for %(day)s", day=words.day(figure.promised_on))
    if figure.done_on is not None:
        return words.gettext("Done on %(day)s", day=words.day(figure.done_on))
    return words.gettext("Answered without a number")


def _tags(figure: Figure, *, words: Words) -> tuple[str, ...]:
    facts = (
        (figure.is_approximate, words.gettext("approximate")),
        (figure.status is ValueStatus.PROVISIONAL, words.gettext("provisional")),
        (figure.value is not None and figure.answer is AnswerKind.NO_CHANGE, words.gettext("no change")),
        (bool(figure.superseded_by), words.gettext("corrected later")),
    )
    return tuple(word for holds, word in facts if holds)
