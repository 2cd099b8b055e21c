"""Putting a folder of sites in its place whole: a reader sees the old one or the new one, never half of it."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from models.rules.errors import DomainError
from reports.site.files import MANIFEST


def write_sites(folder: Path, *, files: Mapping[str, bytes]) -> None:
    """Write files by their path below `folder`; what an earlier run wrote there is replaced, pages gone included.

    A folder that holds anything the manifests of an earlier run do not name is left alone with a DomainError.
    """
    _refuse_foreign(folder, files=files)
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fresh = workshop / "new"
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if folder.exists():
            folder.rename(workshop / "old")
        fresh.rename(folder)
    finally:
        shutil.rmtree(workshop)


def _refuse_foreign(folder: Path, *, files: Mapping[str, bytes]) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise DomainError(f"{folder} is a file; name a folder for the sites.")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    foreign = sorted(there - set(files) - _ours(folder))
    if foreign:
        raise DomainError(
            f"{folder} holds other files ({', '.join(foreign[:3])}); name an empty folder or one of earlier sites."
        )


def _ours(folder: Path) -> set[str]:
    """What earlier runs wrote, by their own lists."""
    found = set()
    for path in folder.glob(f"*/{MANIFEST}"):
        try:
            names = json.loads(path.read_text(encoding="utf-8"))["files"]
        except (ValueError, KeyError, TypeError):
            continue  # not a list of ours, so nothing beside it is known to be ours
        site = path.parent.name
        found |= {f"{site}/{name}" for name in (*names, MANIFEST)}
    return found
