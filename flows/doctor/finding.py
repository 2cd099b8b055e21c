"""What one look has found: ok, warning or fault, what was seen, and what a person should do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from models.rules.errors import DomainError

Level = Literal["ok", "warning", "fault"]


@dataclass(frozen=True)
class Finding:
    """One line of the examination; `advice` is empty when nothing is to be done."""

    name: str
    level: Level
    seen: str
    advice: str = ""


Look = Callable[[], Iterator[Finding]]


def well(name: str, seen: str) -> Finding:
    """All is as it should be."""
    return Finding(name, "ok", seen)


def beware(name: str, seen: str, *, advice: str) -> Finding:
    """It works, but somebody should know."""
    return Finding(name, "warning", seen, advice)


def broken(name: str, seen: str, *, advice: str) -> Finding:
    """It does not work until somebody acts."""
    return Finding(name, "fault", seen, advice)


def look(name: str, examine: Look) -> list[Finding]:
    """Examine one thing; whatever goes wrong while looking is a finding too, so that the other looks still happen."""
    try:
        return list(examine())
    except DomainError as error:
        return [broken(name, error.sentence, advice="Do what the sentence says, then run iltizam doctor again.")]
    except Exception as error:  # noqa: BLE001  (an examination must end, whatever the patient does)
        return [broken(name, f"the look itself failed ({type(error).__name__}).", advice="Report this to developers.")]
