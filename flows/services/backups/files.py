"""Which files of the home folder belong into a backup, and how they are copied while the program runs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from flows.services.backups.manifest import FILES, KEY, FileCopy, hash_of

NOT_KEPT = frozenset({"prefect", "log", "backups", "start.lock", "secret.key", "console.secret"})
"""Prefect's data and logs decide nothing; keys have a rule of their own; a backup holds no backups."""
_SECRET = (".key", ".secret", ".passphrase", ".pgpass", ".env")
"""Endings of files that hold a secret: none is saved, wherever it lies in the home folder."""
_LOOKS = 3


def is_kept(relative: Path) -> bool:
    """Whether a path below the home folder belongs into a backup."""
    top, name = relative.parts[0], relative.name
    if top in NOT_KEPT or top.startswith(".") or "tmp" in relative.parts[:-1]:
        return False
    return not name.endswith((".db", ".db-wal", ".db-shm", ".db-journal", ".lock", ".sock", *_SECRET))


def is_in_the_way(name: str) -> bool:
    """Whether something at the top of a home folder keeps a backup from being restored there; prepared secrets do not."""
    return name == KEY or not (name in NOT_KEPT or name.endswith(_SECRET))


def copy_files(home: Path, *, to: Path) -> dict[str, FileCopy]:
    """Copy what is kept; a mail that moves from `new` to `cur` meanwhile is looked for again. Names and hashes."""
    seen: set[str] = set()
    copied: dict[str, FileCopy] = {}
    for _ in range(_LOOKS):
        is_quiet = True
        for path in _files(home):
            relative = path.relative_to(home)
            if identity(relative) in seen:
                continue
            target = to / FILES / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copy2(path, target)
            except FileNotFoundError:
                is_quiet = False
                continue
            seen.add(identity(relative))
            copied[f"{FILES}/{relative}"] = FileCopy(target.stat().st_size, hash_of(target))
        if is_quiet:
            break
    return copied


def _files(home: Path) -> Iterator[Path]:
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.is_symlink() and is_kept(path.relative_to(home)):
            yield path


def identity(relative: Path) -> str:
    """What stays the same when a mail program moves a mail from `new` to `cur` and adds flags to its name."""
    if relative.parent.name in ("new", "cur"):
        return str(relative.parent.parent / relative.name.partition(":")[0])
    return str(relative)
