"""The page all mails share: MJML compiled once per process into an HTML template with its Jinja placeholders kept.

Knows nothing of messages. Layout tables get `dir` and `align` here, because MJML writes neither and Gmail rewrites
what it does not find.
"""

import re
from functools import cache
from pathlib import Path

import mrml

TEMPLATE_FOLDER = Path(__file__).parent / "templates"
_TAG = re.compile(r"<(table|tr|td|p|div)\b([^>]*)>")
_INDENT = re.compile(r"\n\s+")
_STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)
_COMMENT = re.compile(r"(<!--.*?-->)", re.DOTALL)


@cache
def compile_layout(name: str) -> str:
    """HTML of an MJML template of the package, as a Jinja template."""
    source = (TEMPLATE_FOLDER / name).read_text(encoding="utf-8")
    compiled = _STYLE.sub(_compact, _INDENT.sub("\n", str(mrml.to_html(source).content)))
    pieces = _COMMENT.split(compiled)
    return "".join(piece if piece.startswith("<!--") else _TAG.sub(_with_direction, piece) for piece in pieces)


def _compact(found: re.Match[str]) -> str:
    """A style sheet without the spaces that only its author needs."""
    return re.sub(r"\s*([{};:,])\s+", r"\1", found[0])


def _with_direction(found: re.Match[str]) -> str:
    tag, attributes = found[1], found[2]
    if " dir=" not in attributes:
        attributes += ' dir="{{ page.direction }}"'
    if " align=" not in attributes and tag != "div":
        attributes += ' align="center"' if tag == "table" else ' align="{{ page.start }}"'
    return f"<{tag}{attributes}>"
