"""Make a backup: all rows as of one moment, the files of the home folder, the plans as files, the key when sealed."""

import os
import tarfile
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import sqlalchemy as sa
from sqlmodel import select

from flows.services.backups.files import copy_files
from flows.services.backups.manifest import KEY, NAME, PLANS, TABLES, FileCopy, Manifest, hash_of
from flows.services.backups.sealing import Sealer
from flows.services.backups.tables import TableCopy, reflect, revision_of, write_table
from flows.services.desk import Desk
from flows.services.lifecycle import plans
from models.rules.errors import DomainError
from models.tables import ActionPlan

ENDING, SEALED_ENDING = ".tar.gz", ".tar.gz.sealed"


@dataclass(frozen=True)
class Made:
    """A finished backup: where it is, how large, and what it holds."""

    path: Path
    size: int
    manifest: Manifest


def make_backup(
    desk: Desk, *, home: Path, target: Path, program: str, passphrase: str = "", moment: datetime | None = None
) -> Made:
    """Write a backup of the database and of `home` to `target` (a new file, or a folder to name one in).

    Nothing has to stop for it. With a passphrase the whole archive is encrypted and holds the signing key; without one
    it holds no key. The file appears whole or not at all, readable by its owner only. Raises DomainError.
    """
    moment = moment or desk.now
    path = _name(target, moment=moment, is_sealed=bool(passphrase))
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as scratch:
        folder = Path(scratch) / "content"
        folder.mkdir()
        revision, tables = _copy_rows(desk.engine, to=folder / TABLES)
        files = copy_files(home, to=folder) | _copy_plans(desk, to=folder)
        if passphrase:
            files[KEY] = _copy_key(home, to=folder)
        manifest = Manifest(program, revision, desk.engine.dialect.name, moment, bool(passphrase), tables, files)
        draft = Path(scratch) / "draft"
        _pack(folder, manifest, to=draft, passphrase=passphrase)
        _publish(draft, path)
    return Made(path, path.stat().st_size, manifest)


def _name(target: Path, *, moment: datetime, is_sealed: bool) -> Path:
    if target.is_dir():
        target = target / f"iltizam-{moment:%Y%m%dT%H%M%SZ}{SEALED_ENDING if is_sealed else ENDING}"
    if target.exists():
        raise DomainError(f"{target} exists already; a backup never replaces another one. Name a new file.")
    if not target.parent.is_dir():
        raise DomainError(f"There is no folder {target.parent}; make it first.")
    return target


def _copy_rows(engine: sa.Engine, *, to: Path) -> tuple[str, dict[str, TableCopy]]:
    """All tables as they were at one moment: one transaction that only reads and sees nothing that comes later."""
    to.mkdir()
    options: dict[str, object] = {"reads_only": True}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.execution_options(**options).connect() as connection, connection.begin():
        revision = revision_of(connection)
        if not revision:
            raise DomainError("The database is empty: there is nothing to back up yet.")
        copies = {
            table.name: write_table(connection, table, to=to / f"{table.name}.jsonl") for table in reflect(connection)
        }
    return revision, copies


def _copy_plans(desk: Desk, *, to: Path) -> dict[str, FileCopy]:
    """Every loaded plan as a workbook that loads again, for people: the rows hold the same."""
    folder = to / PLANS
    folder.mkdir()
    copied = {}
    with desk.reading() as session:
        codes = session.exec(select(ActionPlan.code).order_by(ActionPlan.code)).all()
    for code in codes:
        path = folder / f"{code}.xlsx"
        with suppress(DomainError):  # rows that no file can express are saved as rows all the same
            plans.export(desk, plan=code, path=path)
            copied[f"{PLANS}/{path.name}"] = FileCopy(path.stat().st_size, hash_of(path))
    return copied


def _copy_key(home: Path, *, to: Path) -> FileCopy:
    key = to / KEY
    key.write_bytes((home / KEY).read_bytes())
    return FileCopy(key.stat().st_size, hash_of(key))


def _pack(folder: Path, manifest: Manifest, *, to: Path, passphrase: str) -> None:
    """The manifest goes last: an archive that was cut off has none."""
    with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
        sealer = Sealer(file, passphrase=passphrase) if passphrase else None
        with tarfile.open(fileobj=cast("BinaryIO", sealer or file), mode="w|gz") as archive:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                archive.add(path, arcname=str(path.relative_to(folder)), recursive=False, filter=_anonymous)
            (folder / NAME).write_text(manifest.as_json(), encoding="utf-8")
            archive.add(folder / NAME, arcname=NAME, filter=_anonymous)
        if sealer:
            sealer.close()
        file.flush()
        os.fsync(file.fileno())


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _publish(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)  # fails when the file exists, unlike a rename
    except FileExistsError:
        raise DomainError(f"{path} exists already; a backup never replaces another one. Name a new file.") from None
