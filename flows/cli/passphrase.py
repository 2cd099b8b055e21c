"""The passphrase of backups: read from a private file, never from the command line, where everybody could see it."""

import stat
from pathlib import Path

from models.rules.errors import DomainError


def read_passphrase(file: Path | str | None) -> str:
    """The first line of the file; "" when none is named. Raises DomainError when others can read it."""
    if not file or str(file) == ".":
        return ""
    path = Path(file)
    if not path.is_file():
        raise DomainError(f"There is no file {path} with the passphrase of backups.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise DomainError(f"{path} can be read by others than its owner; run chmod 600 {path}.")
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines[0].strip() if lines else ""
