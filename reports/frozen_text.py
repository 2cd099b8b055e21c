"""The frozen content as JSON, its long lists fact by fact: a report of a thousand commitments is never held as one text."""

from collections.abc import Iterator

from pydantic import BaseModel, JsonValue

from reports.canonical import Parts, parts_hash, readable_parts
from reports.figures import AnnualFigures


def figures_hash(content: AnnualFigures) -> str:
    """SHA-256 of the canonical JSON of the content: the hash a report is frozen and approved under."""
    return parts_hash(_parts(content))


def readable_figures(content: AnnualFigures, *, sha256: str) -> bytes:
    """The content and its hash as JSON for people and programs."""
    return readable_parts(_parts(content), key="content", beside={"sha256": sha256})


def _parts(content: AnnualFigures) -> Parts:
    for name in sorted(type(content).model_fields):
        value = getattr(content, name)
        if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            yield name, _dumped(value)
        elif name != "previous" or value is not None:
            yield name, content.model_dump(mode="json", include={name})[name]


def _dumped(facts: tuple[BaseModel, ...]) -> Iterator[JsonValue]:
    for fact in facts:
        yield fact.model_dump(mode="json")
