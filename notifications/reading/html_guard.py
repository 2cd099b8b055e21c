"""Whether an HTML text is safe to build a tree from: some make any conforming parser take hours or gigabytes.

Nesting costs depth times tags, and each unclosed formatting tag is opened again in every following block
(HTML Living Standard, 13.2.4.3).
"""

import re

MAX_TAGS = 150_000
MAX_DEPTH_TIMES_TAGS = 200_000_000
MAX_FORMATTING_TIMES_TAGS = 3_000_000
MAX_SCOPES = 50
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# Tags whose end may be left out close each other, so they add no depth of their own.
_OPTIONAL_END = frozenset(
    [
        "p",
        "li",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "dt",
        "dd",
        "option",
        "optgroup",
        "colgroup",
        "html",
        "head",
        "body",
    ]
)
# Tags that change the rules of nesting; mail has no need of many.
_SCOPES = frozenset(
    ["svg", "math", "template", "frameset", "plaintext", "applet", "marquee", "object", "select", "ruby", "button"]
)


def is_safe(html: str) -> bool:
    """True for any HTML that people's mail programs write; False where building a tree could take too long."""
    open_tags: list[str] = []
    tags = scopes = formatting = deepest = most_formatting = 0
    for found in _TAG.finditer(html):
        tag = found[2].lower()
        tags += 1
        if tag in _VOID or tag in _OPTIONAL_END:
            continue
        scopes += tag in _SCOPES
        step = _follow(open_tags, tag, is_end=bool(found[1]))
        formatting += step if tag in _FORMATTING else 0
        deepest = max(deepest, len(open_tags))
        most_formatting = max(most_formatting, formatting)
        if tags > MAX_TAGS or scopes > MAX_SCOPES:
            return False
    is_shallow = (deepest + 1) * tags <= MAX_DEPTH_TIMES_TAGS
    return is_shallow and tags <= MAX_TAGS and (most_formatting + 1) * tags <= MAX_FORMATTING_TIMES_TAGS


def _follow(open_tags: list[str], tag: str, *, is_end: bool) -> int:
    """Open or close a tag; an end that does not fit the innermost tag is taken as closing nothing: the worst case."""
    if not is_end:
        open_tags.append(tag)
        return 1
    if open_tags and open_tags[-1] == tag:
        open_tags.pop()
        return -1
    return 0
