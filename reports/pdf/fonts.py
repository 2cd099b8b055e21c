"""The fonts that come with the program, and which characters they can draw. Reads the files' own tables (OpenType)."""

import struct
from functools import lru_cache
from pathlib import Path

from pydantic import JsonValue

FOLDER = Path(__file__).parents[1] / "fonts"
# Controls that shape text but are never drawn; Typst needs no glyph for them.
_UNDRAWN = frozenset("\n\t\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u00ad")


@lru_cache
def drawable() -> frozenset[int]:
    """Every character that at least one of the fonts can draw."""
    found: set[int] = set()
    for path in sorted(FOLDER.glob("*.ttf")):
        found |= characters(path.read_bytes())
    return frozenset(found)


def printable(value: JsonValue) -> JsonValue:
    """The same content with every character that no font can draw written as its number: nothing vanishes in print."""
    if isinstance(value, str):
        return _printable(value)
    if isinstance(value, list):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return value


def undrawable(text: str) -> frozenset[str]:
    """Characters of a text that no font can draw."""
    known = drawable()
    return frozenset(c for c in text if ord(c) not in known and c not in _UNDRAWN)


def _printable(text: str) -> str:
    missing = undrawable(text) if not text.isascii() else frozenset()
    return "".join(f"[U+{ord(c):04X}]" if c in missing else c for c in text) if missing else text


def characters(font: bytes) -> set[int]:
    """Character numbers a TrueType font maps to a glyph (OpenType `cmap`, formats 4 and 12)."""
    start = _table(font, b"cmap")
    count = struct.unpack_from(">H", font, start + 2)[0]
    found: set[int] = set()
    for number in range(count):
        offset = start + struct.unpack_from(">I", font, start + 4 + 8 * number + 4)[0]
        layout = struct.unpack_from(">H", font, offset)[0]
        if layout == 4:
            found |= _segments(font, offset)
        elif layout == 12:
            found |= _groups(font, offset)
    return found


def _table(font: bytes, tag: bytes) -> int:
    count = struct.unpack_from(">H", font, 4)[0]
    for number in range(count):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if name == tag:
            return int(offset)
    raise ValueError(f"this font has no {tag!r} table")


def _segments(font: bytes, offset: int) -> set[int]:
    """Format 4: ranges of the basic plane; a character mapped to glyph 0 cannot be drawn."""
    count = struct.unpack_from(">H", font, offset + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, offset + 14)
    starts = struct.unpack_from(f">{count}H", font, offset + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", font, offset + 16 + 4 * count)
    place = offset + 16 + 6 * count
    ranges = struct.unpack_from(f">{count}H", font, place)
    found = set()
    for n, (first, last, delta, shift) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if shift:
                glyph = struct.unpack_from(">H", font, place + 2 * n + shift + 2 * (code - first))[0]
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                found.add(code)
    return found


def _groups(font: bytes, offset: int) -> set[int]:
    count = struct.unpack_from(">I", font, offset + 12)[0]
    found: set[int] = set()
    for number in range(count):
        first, last, _ = struct.unpack_from(">III", font, offset + 16 + 12 * number)
        found.update(range(first, last + 1))
    return found
