"""What a use case reports back: counts, readable tables and problems, for artifacts, terminal and tests alike."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

Cell = str


@dataclass(frozen=True)
class ReportTable:
    """A table for an administrator. `key` is lower case, digits and dashes: it names the standing artifact."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class CompiledFile:
    """A file that was written for people to open. `leads` says that it is one to begin with, with a link of its own."""

    title: str
    path: Path
    size: int
    leads: bool = False


@dataclass(frozen=True)
class Outcome:
    """Result of one use case on one day. `problems` are sentences; a non-empty list fails the run after all is done.

    `confirmation` is the number of a preview, asked for when a person has it carried out. `parts` are the outcomes of
    each plan when the order was for several.
    """

    flow: str
    plan: str
    as_of: date
    preview: bool
    summary: str
    counts: dict[str, int] = field(default_factory=dict)
    tables: tuple[ReportTable, ...] = ()
    problems: tuple[str, ...] = ()
    confirmation: str = ""
    parts: "tuple[Outcome, ...]" = ()
    files: tuple[CompiledFile, ...] = ()
