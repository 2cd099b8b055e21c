"""Canonical JSON and its SHA-256: one content, one text, one hash. Knows nothing of what is inside."""

import hashlib
import json

from pydantic import JsonValue


def canonical_json(content: JsonValue) -> str:
    """Compact JSON with sorted keys, in UTF-8 text; equal content gives equal text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def readable_json(content: JsonValue) -> str:
    """The same content, indented for people, in the same order; ends with a newline."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def content_hash(content: JsonValue) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()
