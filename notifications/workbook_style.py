"""How the workbook looks: widths, heights, colours. Arial, because every office has it; knows no form and no key."""

from collections.abc import Mapping
from functools import lru_cache
from math import ceil

from models.vocabulary import LineOutcome
from notifications.workbook_columns import Column

FONT = "Arial"
TEXT_FORMAT = 49  # the built-in format “@”: what is typed stays as it was typed
INK, SOFT, LINE = "#1F2933", "#52606D", "#CBD2D9"
HEAD, GREY, YELLOW = "#1F4E5F", "#F5F7FA", "#FFF9DB"
LATE = "#B42318"
WIDTHS: Mapping[Column, float] = {
    Column.ID: 30,
    Column.CODE: 14,
    Column.COMMITMENT: 22,
    Column.TITLE: 36,
    Column.UNIT: 12,
    Column.LAST: 17,
    Column.DUE: 20,
    Column.ANSWER: 22,
    Column.REMARK: 28,
    Column.OUTCOME: 32,
}
# Fill and ink of an answer cell by what became of it.
OUTCOME_COLOURS: Mapping[LineOutcome, tuple[str, str]] = {
    LineOutcome.RECORDED: ("#E3F5E9", "#14532D"),
    LineOutcome.DOUBTFUL: ("#FFE8CC", "#7C2D12"),
    LineOutcome.NOT_UNDERSTOOD: ("#FDE2E1", "#7F1D1D"),
    LineOutcome.IGNORED: (YELLOW, INK),
}
TITLE_HEIGHTS = (30, 17, 20, 17, 15)
HEADING_HEIGHT = 34
_POINTS_A_LINE = 13.5
_PADDING = 9
_FILL_OF_WIDTH = 0.95

Style = dict[str, str | int | float | bool]


def base_style(*, is_rtl: bool) -> Style:
    """What all cells share."""
    return {
        "font_name": FONT,
        "font_size": 10,
        "font_color": INK,
        "valign": "vcenter",
        "align": "right" if is_rtl else "left",
        "reading_order": 2 if is_rtl else 1,
    }


def title_styles(*, is_rtl: bool) -> tuple[Style, ...]:
    """The lines above the headings: title, whose form, until when, how to fill it in, what marks mean."""
    base = base_style(is_rtl=is_rtl)
    return (
        {**base, "font_size": 16, "bold": True, "font_color": HEAD},
        {**base, "font_color": SOFT},
        {**base, "font_size": 11, "bold": True},
        base,
        {**base, "font_size": 9, "font_color": SOFT},
    )


def heading_style(*, is_rtl: bool) -> Style:
    """The row of headings."""
    boxed: Style = {"text_wrap": True, "border": 1, "border_color": HEAD}
    return {**base_style(is_rtl=is_rtl), **boxed, "bold": True, "font_color": "#FFFFFF", "bg_color": HEAD, "indent": 1}


def cell_style(column: Column, *, is_rtl: bool, is_first: bool, is_late: bool) -> Style:
    """A cell of the table; answer and remark are open, yellow and hold text whatever is typed."""
    style = {**base_style(is_rtl=is_rtl), "text_wrap": True, "border": 1, "border_color": LINE, "indent": 1}
    style["num_format"] = TEXT_FORMAT
    if is_first:
        style |= {"top": 2, "top_color": HEAD}
    if column in (Column.ANSWER, Column.REMARK):
        return {**style, "locked": False, "bg_color": YELLOW, "bold": column is Column.ANSWER}
    if column is Column.OUTCOME:
        return style
    style["bg_color"] = GREY
    if column is Column.CODE:
        style |= {"bold": True, "reading_order": 1, "font_color": HEAD}
    if column in (Column.COMMITMENT, Column.UNIT):
        style["font_color"] = SOFT
    if column is Column.DUE and is_late:
        style |= {"bold": True, "font_color": LATE}
    return style


def row_height(texts: Mapping[Column, str]) -> float:
    """Height in points that shows every wrapped text; programs do not all grow rows by themselves."""
    lines = max((_lines(text, WIDTHS[column]) for column, text in texts.items()), default=1)
    return max(2, lines) * _POINTS_A_LINE + _PADDING


@lru_cache(maxsize=4096)
def _lines(text: str, width: float) -> int:
    """Lines a text takes, counting words that do not fit at a line's end."""
    room = max(4, int((width - 2) * _FILL_OF_WIDTH))
    lines, left = 1, room
    for word in text.split():
        if len(word) > left and left < room:
            lines, left = lines + 1, room
        lines += max(0, ceil(len(word) / room) - 1)
        left -= len(word) % (room + 1) + 1
    return lines
