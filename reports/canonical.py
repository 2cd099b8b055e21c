"""Canonical JSON and its SHA-256: one content, one text, one hash. Knows nothing of what is inside.

A content may come in parts, its long lists as iterators: then the text is made piece by piece and never held whole.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from io import BytesIO

from pydantic import JsonValue

Parts = Iterable[tuple[str, "JsonValue | Iterator[JsonValue]"]]
"""Keys of one JSON object in sorted order, each with its value; a list may be given as an iterator of its items."""


def canonical_json(content: JsonValue) -> str:
    """Compact JSON with sorted keys, in UTF-8 text; equal content gives equal text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def readable_json(content: JsonValue) -> str:
    """The same content, indented for people, in the same order; ends with a newline."""
    return _indented(content) + "\n"


def content_hash(content: JsonValue) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    if not isinstance(content, dict):
        return hashlib.sha256(canonical_json(content).encode()).hexdigest()
    return parts_hash((key, _listed(content[key])) for key in sorted(content))


def parts_hash(parts: Parts) -> str:
    """SHA-256 of the canonical text of an object given in parts."""
    digest = hashlib.sha256()
    for piece in _canonical(parts):
        digest.update(piece.encode())
    return digest.hexdigest()


def readable_parts(parts: Parts, *, key: str, beside: dict[str, JsonValue]) -> bytes:
    """`readable_json` of an object that holds the parts under `key`, and `beside` after it in the order of keys."""
    text = BytesIO()
    text.write(f"{{\n {json.dumps(key)}: ".encode())
    for piece in _readable(parts, depth=1):
        text.write(piece.encode())
    for name in sorted(beside):
        if name < key:
            raise ValueError(f"{name} would stand before {key}")
        text.write(f",\n {json.dumps(name)}: {_indented(beside[name], depth=1)}".encode())
    text.write(b"\n}\n")
    return text.getvalue()


def _listed(value: JsonValue) -> "JsonValue | Iterator[JsonValue]":
    return iter(value) if isinstance(value, list) else value


def _canonical(parts: Parts) -> Iterator[str]:
    before = "{"
    for key, value in parts:
        yield f"{before}{canonical_json(key)}:"
        before = ","
        if isinstance(value, Iterator):
            yield from _canonical_items(value)
        else:
            yield canonical_json(value)
    yield "{}" if before == "{" else "}"


def _canonical_items(items: Iterator[JsonValue]) -> Iterator[str]:
    before = "["
    for item in items:
        yield before + canonical_json(item)
        before = ","
    yield "[]" if before == "[" else "]"


def _readable(parts: Parts, *, depth: int) -> Iterator[str]:
    margin, before = " " * (depth + 1), "{"
    for key, value in parts:
        yield f"{before}\n{margin}{_indented(key)}: "
        before = ","
        if isinstance(value, Iterator):
            yield from _readable_items(value, depth=depth + 1)
        else:
            yield _indented(value, depth=depth + 1)
    yield "{}" if before == "{" else f"\n{' ' * depth}}}"


def _readable_items(items: Iterator[JsonValue], *, depth: int) -> Iterator[str]:
    margin, before = " " * (depth + 1), "["
    for item in items:
        yield f"{before}\n{margin}{_indented(item, depth=depth + 1)}"
        before = ","
    yield "[]" if before == "[" else f"\n{' ' * depth}]"


def _indented(content: JsonValue, *, depth: int = 0) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return text.replace("\n", "\n" + " " * depth) if depth else text  # no JSON string holds a line feed as such
