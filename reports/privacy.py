"""What people wrote, made fit for print: no contact data, no invisible characters. Changes no number and no word."""

import re
import unicodedata
from collections.abc import Iterable

from pydantic import JsonValue

MASK = "[…]"
_ADDRESS = re.compile(r"[^\s<>@,;:()\"']+@[^\s<>@,;:()\"']+\.[^\s<>@,;:()\"']+")
_TELEPHONE = re.compile(r"(?<![\w.,])(?:\+212|00212|0)[\s.\-]?[5-8](?:[\s.\-]?\d){8}(?!\d|[.,]\d)")
# Joiners shape Arabic and Indic letters; every other invisible formatting mark can only disguise text.
_KEPT = "\u200c\u200d"


def visible(text: str) -> str:
    """Text without controls and direction overrides, so that it reads in print as it was read by the program."""
    kept = (c for c in text if c in _KEPT or c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return "".join(kept).strip()


def publishable(text: str) -> str:
    """Visible text with e-mail addresses and Moroccan telephone numbers masked (law 09-08 on personal data)."""
    return _TELEPHONE.sub(MASK, _ADDRESS.sub(MASK, visible(text)))


def without_names(content: JsonValue, *, names: Iterable[str]) -> JsonValue:
    """The same content with these names masked in every text, whatever their case; keys and numbers are not touched."""
    pattern = re.compile(
        "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)", re.IGNORECASE
    )
    return _masked(content, pattern)


def _masked(content: JsonValue, pattern: re.Pattern[str]) -> JsonValue:
    if isinstance(content, str):
        return pattern.sub(MASK, content)
    if isinstance(content, list):
        return [_masked(item, pattern) for item in content]
    if isinstance(content, dict):
        return {key: _masked(value, pattern) for key, value in content.items()}
    return content
