"""HTML of a reply as lines and as rows of tables, read from the document tree; never by position in text.

Where a tree would cost too much (see `html_guard`), the text is kept as plain lines and the part is marked as cut.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from notifications.reading.html_guard import is_safe
from notifications.reading.lines import MAX_LINE, MAX_LINES, SourceLine
from notifications.reading.text import clean

MAX_HTML = 3_000_000
MAX_NODES = 400_000
_TAG = re.compile(r"<[^<>]{0,5000}>")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "table",
        "tbody",
        "thead",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "address",
        "center",
        "form",
        "fieldset",
        "body",
        "td",
        "th",
    ]
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "template",
        "noscript",
        "svg",
        "math",
        "object",
        "select",
        "textarea",
        "-comment",
    ]
)
_CELLS = ("td", "th")
_QUOTE_CLASSES = re.compile(r"gmail_quote|yahoo_quoted|moz-cite|protonmail_quote|zmail_extra|gmail_attr", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
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
    lines = (clean(_SPACES.sub(" ", line)).strip() for line in _TAG.sub("\n", html).split("\n")[:MAX_LINES])
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
                stack.extend((child, False) for child in reversed(_children(node)))
        self.result.is_cut |= bool(stack)
        self._end_line()

    def _enter(self, node: LexborNode) -> bool:
        """Take in a node; whether its children are to be visited too."""
        tag = node.tag or ""
        if tag == "-text":
            self._pieces.append(node.text_content or "")
            return False
        if tag in _SKIPPED:
            return False
        if tag == "table":
            self._tables += 1
        if tag == "br" or tag in _BLOCKS:
            self._end_line()
        if tag == "tr" and self._take_row(node):
            return False
        self._depth += _is_quotation(node)
        return True

    def _leave(self, node: LexborNode) -> None:
        if node.tag in _BLOCKS:
            self._end_line()
        self._depth -= _is_quotation(node)

    def _take_row(self, node: LexborNode) -> bool:
        """Take a row of at least three plain cells as data; others are layout, read as lines."""
        cells = [child for child in _children(node) if child.tag in _CELLS]
        if len(cells) < 3 or any(cell.css_first("table") is not None for cell in cells):
            return False
        where = f"{self._name} table row {len(self.result.rows) + 1}"
        self.result.rows.append(Row(tuple(_cells(cells)), where, self._depth, self._tables))
        return True

    def _end_line(self) -> None:
        text = _SPACES.sub(" ", "".join(self._pieces)).strip(" ")
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


def _events(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """All nodes below a root in document order, each when it is entered and when it is left. Without recursion."""
    stack = [(child, False) for child in reversed(_children(root))]
    while stack:
        node, is_leaving = stack.pop()
        yield node, is_leaving
        if not is_leaving:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(_children(node)))


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def _is_quotation(node: LexborNode) -> int:
    if node.tag == "blockquote":
        return 1
    return int(node.tag == "div" and bool(_QUOTE_CLASSES.search(node.attributes.get("class") or "")))


def _cells(nodes: list[LexborNode]) -> list[Cell]:
    cells: list[Cell] = []
    column = 0
    for node in nodes:
        span = _span(node)
        cells.append(Cell(_cell_text(node)[:MAX_LINE], column, span))
        column += span
    return cells


def _cell_text(cell: LexborNode) -> str:
    """Text of a cell: inline pieces run together (`<b>1</b>2` is 12), blocks and line breaks part words."""
    pieces: list[str] = []
    for node, is_leaving in _events(cell):
        if node.tag == "-text" and not is_leaving:
            is_hidden = node.parent is not None and node.parent.tag in _SKIPPED
            pieces.append("" if is_hidden else node.text_content or "")
        elif node.tag == "br" or node.tag in _BLOCKS:
            pieces.append(" ")
    return clean(_SPACES.sub(" ", "".join(pieces))).strip()


def _span(node: LexborNode) -> int:
    written = (node.attributes.get("colspan") or "1").strip()[:3]
    return min(int(written), 50) if written.isascii() and written.isdecimal() and int(written) > 0 else 1
