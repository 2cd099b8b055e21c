"""Whose message a reply quotes: ours, or somebody else's, in which a code with a number is an old answer and no new one."""

import re
from collections.abc import Collection, Sequence

from notifications.reading.lines import SourceLine
from notifications.reading.quoting import header_starts

_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,255}\w")
_FROM = re.compile(r"[\s*_]{0,4}(?:from|de|من)[\s*_]{0,4}:")


def quotes_of_others(lines: Sequence[SourceLine], *, ours: Collection[str]) -> frozenset[int]:
    """Numbers of the lines that stand in a quotation of a message that none of our addresses wrote.

    An introduction that names no address may be one to our own message, and counts as that.
    """
    starts = header_starts(list(lines))
    found: set[int] = set()
    for number in sorted(starts):
        if number + 1 in starts:
            continue
        block = _block_ending(number, starts)
        if _is_of_another([lines[n].folded for n in block], ours=ours):
            found.update(_scope(lines, start=number + 1, starts=starts))
    return frozenset(found)


def _block_ending(number: int, starts: Collection[int]) -> range:
    first = number
    while first - 1 in starts:
        first -= 1
    return range(first, number + 1)


def _is_of_another(folded: Sequence[str], *, ours: Collection[str]) -> bool:
    author = next((line for line in folded if _FROM.match(line)), " ".join(folded))
    named = [address.lower() for address in _ADDRESS.findall(author)]
    return bool(named) and not any(address in ours for address in named)


def _scope(lines: Sequence[SourceLine], *, start: int, starts: Collection[int]) -> range:
    """A marked quotation ends with its marks; an unmarked one with the next introduction or the mail."""
    end, depth = start, lines[start].depth if start < len(lines) else 0
    while end < len(lines) and end not in starts and lines[end].depth >= depth:
        end += 1
    return range(start, end)
