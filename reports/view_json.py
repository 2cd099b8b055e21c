"""A view model as plain JSON: what every renderer reads, and nothing but text, numbers, lists and objects."""

from dataclasses import asdict
from typing import cast

from pydantic import JsonValue

from reports.view_parts import AnnualView


def view_json(view: AnnualView) -> dict[str, JsonValue]:
    """The view as JSON; equal views give equal JSON."""
    return cast("dict[str, JsonValue]", _plain(asdict(view)))


def _plain(value: object) -> object:
    """Tuples as lists, everything else as it is."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
