"""Lines of a mail with their place and depth of quotation, from plain text and from HTML alike."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from notifications.reading.text import clean, fold

MAX_LINES = 20_000
MAX_LINE = 20_000
_WRAP_FROM = 60
_WRAP_AT = 72
_REMEMBERED = 100_000
_QUOTE = re.compile(r"[ \t]{0,3}(?:[>|»][ \t]?){1,50}")
_MARK = re.compile(r"[>|»]")


class SourceLine(NamedTuple):
    """One line: `raw` as it stood, `text` without quotation marks and invisible marks, `depth` of quotation."""

    raw: str
    text: str
    where: str
    depth: int = 0
    is_html: bool = False

    @property
    def folded(self) -> str:
        """The text for comparison, each character in its place."""
        return fold(self.text)


def text_lines(text: str, *, name: str = "text", is_flowed: bool = False) -> tuple[list[SourceLine], bool]:
    """Non-empty lines of a plain text part, numbered from 1, and whether some were left out as too many or too long."""
    find = _lines_of_same if len(text) <= _REMEMBERED else _lines_of
    lines, is_cut = find(text, name, is_flowed)
    return list(lines), is_cut


def _lines_of(text: str, name: str, is_flowed: bool) -> tuple[tuple[SourceLine, ...], bool]:
    physical = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    is_cut = len(physical) > MAX_LINES or any(len(line) > MAX_LINE for line in physical[:MAX_LINES])
    lines = list(_split(physical[:MAX_LINES], name=name))
    joined = _join_flowed(lines) if is_flowed else lines
    return tuple(line for line in joined if line.text.strip()), is_cut


_lines_of_same = lru_cache(maxsize=4)(_lines_of)  # the same part is asked for by whoever looks for something in it


def _split(physical: list[str], *, name: str) -> Iterator[SourceLine]:
    for number, raw in enumerate(physical, start=1):
        visible = clean(raw[:MAX_LINE])
        quoted = _QUOTE.match(visible)
        marks = quoted[0] if quoted and not quoted[0].lstrip().startswith("|") else ""
        yield SourceLine(raw[:MAX_LINE], visible[len(marks) :], f"{name} line {number}", len(_MARK.findall(marks)))


def _join_flowed(lines: list[SourceLine]) -> list[SourceLine]:
    """Undo soft line breaks (RFC 3676), but never after a bare `CODE = `, whose trailing space is ours."""
    joined: list[SourceLine] = []
    for line in lines:
        last = joined[-1] if joined else None
        is_soft = last is not None and last.text.endswith(" ") and not last.text.rstrip().endswith(("=", ":", "--"))
        if last is not None and is_soft and line.depth == last.depth and line.text.strip():
            joined[-1] = join(last, line, glue="")
        else:
            joined.append(line)
    return joined


def join(first: SourceLine, second: SourceLine, *, glue: str = " ") -> SourceLine:
    """Two physical lines as one, standing where the first stood."""
    return SourceLine(
        first.raw + "\n" + second.raw, first.text + glue + second.text, first.where, first.depth, first.is_html
    )


def is_wrapped(first: SourceLine, second: SourceLine) -> bool:
    """Whether a mail client broke one line in two: the first is long, and the next word would not have fitted."""
    last_physical = first.raw.rsplit("\n", 1)[-1]
    word = second.text.split(maxsplit=1)[:1]
    fits_not = bool(word) and len(last_physical.rstrip()) + 1 + len(word[0]) > _WRAP_AT
    return first.depth == second.depth and len(last_physical.rstrip()) >= _WRAP_FROM and fits_not
