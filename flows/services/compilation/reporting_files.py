"""Writing a folder of files so that a reader sees the old one or the new one, never half of it."""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from models.rules.errors import DomainError

_EARLIER = re.compile(r"(annual|scorecard|commitment|matrix|chart|pack|dossier)-[\w-]+\.[a-z]{2}(\.\d{2})?\.(html|pdf)")


def write_folder_at_once(folder: Path, *, files: Mapping[str, bytes]) -> None:
    """Write the files beside the folder, then put the whole in its place by renaming.

    A folder that already holds anything but an earlier report is left alone with a DomainError.
    """
    _refuse_foreign_folder(folder, names=set(files))
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fresh, old = workshop / "new", workshop / "old"
        fresh.mkdir()
        for name, content in files.items():
            _write_to_disk(fresh / name, content)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    finally:
        shutil.rmtree(workshop)


def _write_to_disk(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _refuse_foreign_folder(folder: Path, *, names: set[str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise DomainError(f"{folder} is a file; name a folder for the report.")
    found = {path.name for path in folder.iterdir()} if folder.exists() else set()
    foreign = sorted(name for name in found - names if not _EARLIER.fullmatch(name))
    if foreign:
        raise DomainError(
            f"{folder} holds other files ({', '.join(foreign[:3])}); name an empty folder or one of an earlier report."
        )
