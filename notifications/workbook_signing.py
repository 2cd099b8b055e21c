"""Signatures of the workbook: an identifier for each row, and a signed copy of what we had printed in all of them.

An identifier says which line of which form a row was made for; it proves nothing about who filled it in.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from notifications.reading.text import squeeze
from notifications.workbook_columns import COMPARED, Column

SCHEMA_VERSION = "1"
META_MARK = "iltizam-form"
_MAC_LENGTH = 12
_ROW_ID = re.compile(r"(?P<reference>[^\s.]{1,80})\.(?P<code>[^\s.]{1,40})\.(?P<mac>[A-Za-z2-7]{12})")
_PRINTED = (*COMPARED, Column.ANSWER)
_FACTS = ("schema", "form", "period", "language", "rows", "checksum")


@dataclass(frozen=True)
class RowId:
    """A row identifier as found. `is_valid` tells whether we made it."""

    reference: str
    code: str
    is_valid: bool


@dataclass(frozen=True)
class PrintedRow:
    """What we printed in one row: the texts of the locked columns and of the answer cell."""

    row_id: str
    code: str
    texts: Mapping[Column, str]


@dataclass(frozen=True)
class Meta:
    """The hidden sheet: facts about the form, and a copy of the lines above the table and of every printed row."""

    facts: Mapping[str, str]
    rows: tuple[PrintedRow, ...]
    lines: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """Reference of the form."""
        return self.facts.get("form", "")


def make_row_id(reference: str, code: str, *, key: bytes) -> str:
    """`2026-Q3/OF-LAA-01.LAA2-I1K.` and twelve base32 letters (60 bits) of HMAC-SHA-256."""
    return f"{reference}.{code}.{_mac(f'row/v1|{reference}|{code}', key=key, length=_MAC_LENGTH)}"


def read_row_id(text: str, *, key: bytes) -> RowId | None:
    """The identifier this cell holds, ours or not; None when it looks like none at all."""
    found = _ROW_ID.fullmatch(text.strip())
    return _judged(found["reference"], found["code"], found["mac"], key) if found else None


@lru_cache(maxsize=2048)  # every reading of a workbook asks three times
def _judged(reference: str, code: str, mac: str, key: bytes) -> RowId:
    expected = _mac(f"row/v1|{reference}|{code}", key=key, length=_MAC_LENGTH)
    is_valid = hmac.compare_digest(mac.lower().encode(), expected.encode())
    return RowId(reference, code, is_valid)


def checksum_of(row_ids: Iterable[str]) -> str:
    """Sixteen hexadecimal digits over all identifiers in printed order."""
    return hashlib.sha256("\n".join(row_ids).encode()).hexdigest()[:16]


def meta_rows(meta: Meta, *, signature: str) -> list[list[str]]:
    """The cells of the hidden sheet, row by row; `signature` is that of `meta_signature`."""
    head = [[META_MARK, meta.reference]]
    head += [[name, meta.facts[name]] for name in _FACTS]
    head.append(["signature", signature])
    head += [["line", line] for line in meta.lines]
    return head + [["row", row.row_id, row.code, *(row.texts[c] for c in _PRINTED)] for row in meta.rows]


def read_meta(rows: Iterable[list[str]], *, key: bytes) -> Meta | None:
    """What a hidden sheet says, if all of it is as we signed it; None otherwise, for then nothing in it is believed."""
    facts: dict[str, str] = {}
    printed: list[PrintedRow] = []
    lines: list[str] = []
    for name, *cells in rows:
        if name == "line":
            lines += cells[:1]
        elif name == "row" and len(cells) >= 2:
            texts = [*cells[2:], *[""] * len(_PRINTED)]
            printed.append(PrintedRow(cells[0], cells[1], dict(zip(_PRINTED, texts, strict=False))))
        elif cells:
            facts.setdefault(name, cells[0])
    meta = Meta({name: facts.get(name, "") for name in _FACTS}, tuple(printed), tuple(lines))
    expected = meta_signature(meta, key=key)
    is_ours = hmac.compare_digest(facts.get("signature", "").lower().encode(), expected.encode())
    return meta if is_ours and meta.facts["schema"] == SCHEMA_VERSION else None


def meta_signature(meta: Meta, *, key: bytes) -> str:
    """Signature over facts and printed texts, folded, because a program may change marks that nobody sees."""
    parts = [*(meta.facts[name] for name in _FACTS), *(squeeze(line) for line in meta.lines if line)]
    for row in meta.rows:
        parts += [row.row_id, row.code, *(squeeze(row.texts[c]) for c in _PRINTED)]
    return _mac("workbook/v1|" + "\x1f".join(parts), key=key, length=32)


def _mac(message: str, *, key: bytes, length: int) -> str:
    """The first `length` base32 letters, at most 48; five bytes make eight letters, and only those needed are written."""
    digest = hmac.digest(key, message.encode(), "sha256")
    return base64.b32encode(digest[: -(-length // 8) * 5]).decode("ascii").lower()[:length]
