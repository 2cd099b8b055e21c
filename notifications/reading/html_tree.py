"""Nodes of an HTML tree: which of them part lines, which nobody sees, which quote; and the text of a cell."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from notifications.reading.text import clean

SPACES = re.compile(r"[ \t\r\n\f]+")
_BLOCK_NAMES = (
    "p div li tr h1 h2 h3 h4 h5 h6 blockquote table tbody thead ul ol dl dt dd pre hr section article header footer "
    "address center form fieldset body td th"
)
_UNREAD_NAMES = (
    "script style head title template noscript svg math object select textarea -comment "  # never text
    "del s strike"  # struck out: no longer said
)
QUOTING = frozenset({"blockquote", "div"})
BLOCKS = frozenset(_BLOCK_NAMES.split(" "))
_UNREAD = frozenset(_UNREAD_NAMES.split(" "))
_UNSEEN_STYLE = re.compile(r"line-through|display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_NO_SIZE = re.compile(r"font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_INLINE = ("span", "font")  # templates give whole tables no size of letters, and each cell its own
_QUOTE_CLASSES = re.compile(r"gmail_quote|yahoo_quoted|moz-cite|protonmail_quote|zmail_extra|gmail_attr", re.IGNORECASE)
_PARTING = BLOCKS | {"br", "sup", "sub"}


def children(node: LexborNode) -> list[LexborNode]:
    """Child nodes, text included."""
    return list(node.iter(include_text=True))


def is_unread(node: LexborNode) -> bool:
    """Whether a reader does not see this node, or sees it struck out."""
    tag = node.tag
    if tag in _UNREAD:
        return True
    if tag == "-text":
        return False
    attributes = node.attributes
    style = attributes.get("style")
    if "hidden" in attributes or not style:
        return "hidden" in attributes
    return bool(_UNSEEN_STYLE.search(style) or (tag in _INLINE and _NO_SIZE.search(style)))


def parts_words(node: LexborNode) -> bool:
    """Whether text before and after the edge of this node are different words: `12<sup>2</sup>` is not 122."""
    return node.tag in _PARTING


def is_quotation(node: LexborNode) -> bool:
    """Whether mail programs put an earlier message into such a node."""
    tag = node.tag
    if tag == "blockquote":
        return True
    return tag == "div" and bool(_QUOTE_CLASSES.search(node.attributes.get("class") or ""))


def cell_text(cell: LexborNode) -> str:
    """Text of a cell: inline pieces run together (`<b>1</b>2` is 12), blocks and line breaks part words."""
    pieces: list[str] = []
    for node, is_leaving in _events(cell):
        if node.tag == "-text":
            pieces.append("" if is_leaving else node.text_content or "")
        elif parts_words(node):
            pieces.append(" ")
    return clean(SPACES.sub(" ", "".join(pieces))).strip()


def column_span(cell: LexborNode) -> int:
    """How many columns a cell takes, at most 50."""
    written = (cell.attributes.get("colspan") or "1").strip()[:3]
    return min(int(written), 50) if written.isascii() and written.isdecimal() and int(written) > 0 else 1


def _events(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """All nodes readers see below a root, each when it is entered and when it is left. Without recursion."""
    stack = [(child, False) for child in reversed(children(root))]
    while stack:
        node, is_leaving = stack.pop()
        if is_unread(node):
            continue
        yield node, is_leaving
        if not is_leaving:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(children(node)))
