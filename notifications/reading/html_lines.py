"""HTML of a reply as lines and as rows of tables, read from the document tree; never by position in text.

Where a tree would cost too much (see `html_guard`), the text is kept as plain lines and the part is marked as cut.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from notifications.reading.html_guard import is_safe
from notifications.reading.html_tree import (
    BLOCKS,
    QUOTING,
    SPACES,
    cell_text,
    children,
    column_span,
    is_quotation,
    is_unread,
    parts_words,
)
from notifications.reading.lines import MAX_LINE, MAX_LINES, SourceLine
from notifications.reading.text import clean

MAX_HTML = 3_000_000
MAX_NODES = 400_000
_TAG = re.compile(r"<[^<>]{0,5000}>")
_CELLS = ("td", "th")


class Cell(NamedTuple):
    """One cell: its text, the column it starts in, and how many columns it spans."""

    text: str
    column: int
    span: int = 1


@dataclass(frozen=True)
class Row:
    """One row of a table without inner tables. `headers` are the texts of the table's heading cells by column."""

    cells: tuple[Cell, ...]
    where: str
    depth: int
    table: int


@dataclass
class HtmlText:
    """Everything read from one HTML part, in order. `is_cut` says that some was left out as too much."""

    lines: list[SourceLine] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    is_cut: bool = False


def read_html(html: str, *, name: str = "html") -> HtmlText:
    """Lines and table rows of an HTML part. Rows of data tables give rows; layout tables give lines."""
    source = html[:MAX_HTML].replace("\x00", "")
    if not is_safe(source):
        return _without_tree(source, name=name)
    reader = _Reader(name, is_cut=len(html) > MAX_HTML)
    body = LexborHTMLParser(source).body
    if body is not None:
        reader.walk(body)
    return reader.result


def _without_tree(html: str, *, name: str) -> HtmlText:
    lines = (clean(SPACES.sub(" ", line)).strip() for line in _TAG.sub("\n", html).split("\n")[:MAX_LINES])
    kept = [
        SourceLine(t[:MAX_LINE], t[:MAX_LINE], f"{name} line {n}", is_html=True) for n, t in enumerate(lines, 1) if t
    ]
    return HtmlText(kept, is_cut=True)


class _Reader:
    """Walks a tree without recursion, so that depth cannot hurt."""

    def __init__(self, name: str, *, is_cut: bool) -> None:
        self.result = HtmlText(is_cut=is_cut)
        self._name = name
        self._pieces: list[str] = []
        self._depth = 0
        self._tables = 0

    def walk(self, root: LexborNode) -> None:
        """Visit all nodes below `root` in document order."""
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        for _ in range(MAX_NODES):
            if not stack:
                break
            node, is_leaving = stack.pop()
            if is_leaving:
                self._leave(node)
            elif self._enter(node):
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(children(node)))
        self.result.is_cut |= bool(stack)
        self._end_line()

    def _enter(self, node: LexborNode) -> bool:
        """Take in a node; whether its children are to be visited too."""
        tag = node.tag or ""
        if tag == "-text":
            self._pieces.append(node.text_content or "")
            return False
        if is_unread(node):
            return False
        if tag == "table":
            self._tables += 1
        if tag == "br" or tag in BLOCKS:
            self._end_line()
        elif parts_words(node):
            self._pieces.append(" ")
        if tag == "tr" and self._take_row(node):
            return False
        if tag in QUOTING:
            self._depth += is_quotation(node)
        return True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in BLOCKS:
            self._end_line()
        if tag in QUOTING:
            self._depth -= is_quotation(node)

    def _take_row(self, node: LexborNode) -> bool:
        """Take a row of at least three plain cells as data; others are layout, read as lines."""
        cells = [child for child in children(node) if child.tag in _CELLS]
        if len(cells) < 3 or any(cell.css_first("table") is not None for cell in cells):
            return False
        where = f"{self._name} table row {len(self.result.rows) + 1}"
        self.result.rows.append(Row(tuple(_cells(cells)), where, self._depth, self._tables))
        return True

    def _end_line(self) -> None:
        if not self._pieces:
            return
        text = SPACES.sub(" ", "".join(self._pieces)).strip(" ")
        self._pieces = []
        visible = clean(text)
        if not visible.strip():
            return
        if len(self.result.lines) >= MAX_LINES or len(visible) > MAX_LINE:
            self.result.is_cut = True
            visible = visible[:MAX_LINE]
        if len(self.result.lines) < MAX_LINES:
            where = f"{self._name} line {len(self.result.lines) + 1}"
            self.result.lines.append(SourceLine(text[:MAX_LINE], visible, where, self._depth, is_html=True))


def _cells(nodes: list[LexborNode]) -> list[Cell]:
    cells: list[Cell] = []
    column = 0
    for node in nodes:
        span = column_span(node)
        cells.append(Cell(cell_text(node)[:MAX_LINE], column, span))
        column += span
    return cells
