"""What an archive says it holds: counts and hashes of every table and file, checked before anything is restored."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.services.backups.tables import TableCopy
from models.rules.errors import DomainError

FORMAT = 1
NAME = "manifest.json"
TABLES, FILES, PLANS, KEY = "tables", "home", "plans", "secret.key"


@dataclass(frozen=True)
class FileCopy:
    """One file: its size in bytes and its hash."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """One backup. `revision` is the schema its rows fit; `database` the kind they came from."""

    program: str
    revision: str
    database: str
    made_at: datetime
    holds_key: bool
    tables: dict[str, TableCopy] = field(default_factory=dict)
    files: dict[str, FileCopy] = field(default_factory=dict)

    def as_json(self) -> str:
        """The text that goes into the archive."""
        fields = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(fields, ensure_ascii=False, indent=1)

    @property
    def row_count(self) -> int:
        """All rows together."""
        return sum(copy.rows for copy in self.tables.values())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an unpacked archive. Raises DomainError when there is none, or one of a newer program."""
    path = folder / NAME
    if not path.is_file():
        raise DomainError("The backup has no manifest: it was cut off, or is not one of ours. Take another copy.")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if found.pop("format", None) != FORMAT:
        raise DomainError("The backup was made by a newer program; install that one, then restore.")
    tables = {name: TableCopy(**copy) for name, copy in found.pop("tables").items()}
    files = {name: FileCopy(**copy) for name, copy in found.pop("files").items()}
    made_at = datetime.fromisoformat(found.pop("made_at"))
    return Manifest(**found, made_at=made_at, tables=tables, files=files)


def verify(folder: Path, manifest: Manifest) -> None:
    """Raise DomainError when a table or file of the archive is missing, surplus or not as it was saved."""
    expected = {f"{TABLES}/{name}.jsonl": copy.sha256 for name, copy in manifest.tables.items()}
    expected |= {name: copy.sha256 for name, copy in manifest.files.items()}
    present = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    present.pop(NAME)
    if odd := sorted(set(expected) ^ set(present)):
        raise DomainError(f"The backup does not hold what its manifest says ({', '.join(odd[:3])}); take another copy.")
    changed = [name for name, path in present.items() if hash_of(path) != expected[name]]
    if changed:
        raise DomainError(f"The backup was damaged or changed: {', '.join(sorted(changed)[:3])}; take another copy.")


def hash_of(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
