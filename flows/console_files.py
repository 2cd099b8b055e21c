"""Compiled files on the administrators' pages: a list with links, and a standing link for each one to begin with."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from prefect.artifacts import acreate_link_artifact

from flows.services.outcome import CompiledFile, Outcome

MOST_LINKS = 15


@dataclass(frozen=True)
class Shelf:
    """Where compiled files stand on the disk, and the address under which a browser reads them."""

    folder: Path
    address: str

    def link(self, path: Path) -> str:
        """Address of a file; "" for one that stands elsewhere."""
        if not path.is_relative_to(self.folder):
            return ""
        return f"{self.address}/{quote(path.relative_to(self.folder).as_posix())}"


def file_section(outcome: Outcome, *, shelf: Shelf) -> str:
    """The files of a run as a part of its page; each name opens the file."""
    rows = [f"| {_named(file, shelf=shelf)} | {-(-file.size // 1024)} |" for file in outcome.files]
    return "\n".join(["## Compiled files\n", "| File | KiB |", "| --- | --- |", *rows])


async def publish_links(outcome: Outcome, *, shelf: Shelf, key_of_flow: str) -> None:
    """A link artifact for each file that leads, under a key that stays the same from period to period."""
    leading = [file for file in outcome.files if file.leads and shelf.link(file.path)]
    for file in leading[:MOST_LINKS]:
        await acreate_link_artifact(
            shelf.link(file.path),
            link_text=file.title,
            key=f"{key_of_flow}-{standing_name(file.path)}",
            description=f"{file.title} · {outcome.plan} · {outcome.as_of}",
        )


def standing_name(path: Path) -> str:
    """A file's name without what changes with time: `matrix-2026-Q3.fr.pdf` is always `matrix-fr-pdf`."""
    name = path.parent.name if path.name == "index.html" else path.name
    kept = [part for part in name.lower().replace(".", "-").split("-") if part and not _is_time(part)]
    return "-".join("".join(sign for sign in part if sign.isascii() and sign.isalnum()) for part in kept)


def _is_time(part: str) -> bool:
    return part.isdecimal() or (len(part) == 2 and part[0] in "qs" and part[1].isdecimal())


def _named(file: CompiledFile, *, shelf: Shelf) -> str:
    address = shelf.link(file.path)
    return f"[{file.title}]({address})" if address else f"{file.title} ({file.path})"
