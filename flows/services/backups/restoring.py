"""Restore a backup into an empty place, of either kind of database, and keep every unsettled mail from leaving again.

Nothing is overwritten; when anything is wrong the place is empty again afterwards.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from flows.services.backups.files import is_in_the_way
from flows.services.backups.filling import fill
from flows.services.backups.holding import Held, hold_unsettled
from flows.services.backups.manifest import FILES, KEY, TABLES, Manifest
from flows.services.backups.unpacking import unpack
from models.database import MIGRATIONS, migrate, open_engine
from models.rules.errors import DomainError


@dataclass(frozen=True)
class Place:
    """Where to restore to: an empty database and an empty home folder."""

    url: str
    home: Path

    @property
    def sqlite_file(self) -> Path | None:
        """The file of a SQLite database; None for a database server."""
        url = make_url(self.url)
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


@dataclass(frozen=True)
class Restored:
    """What was restored, and the mails that a person must decide about before anything is sent."""

    manifest: Manifest
    held: Held
    has_key: bool


@dataclass(frozen=True)
class Order:
    """What to restore and who asks. `key` is the signing key kept apart from a backup that holds none.

    `without_key`: go on without it, knowing that answers to mails already sent are recognised by their codes only.
    """

    archive: Path
    passphrase: str = ""
    key: Path | None = None
    without_key: bool = False
    actor: str = "restore"


def restore(order: Order, *, place: Place, moment: datetime) -> Restored:
    """Restore an archive into an empty place and bring the schema up to date.

    Every mail that was not settled when the backup was made is held: it may have been sent since. Nothing leaves until
    a person has settled the restore (see `holding`). Raises DomainError; then the place is as empty as before.
    """
    require_empty(place)
    place.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.home, prefix=".restore-") as scratch:
        content = Path(scratch) / "content"
        manifest = unpack(order.archive, to=content, passphrase=order.passphrase)
        key = _key_of(order, content=content)
        with _new_database(place, scratch=Path(scratch)) as url:
            held = _restore_rows(url, content=content, manifest=manifest, order=order, moment=moment)
        _put_files(content / FILES, home=place.home)
        if key is not None:
            _put_key(key, home=place.home)
    return Restored(manifest, held, key is not None)


def require_empty(place: Place) -> None:
    """Raise DomainError when anything is in the place that a restore could overwrite or mix with."""
    if place.home.is_dir():
        found = sorted(path.name for path in place.home.iterdir() if is_in_the_way(path.name))
        if found:
            raise DomainError(
                f"{place.home} is not empty ({', '.join(found[:4])}); a restore needs an empty folder: set ILTIZAM_HOME "
                "to a new one, or move the old one away."
            )
    if place.sqlite_file is not None:
        if place.sqlite_file.exists():
            raise DomainError(f"There is a database at {place.sqlite_file}; move it away before restoring.")
        return
    engine = open_engine(place.url)
    try:
        with engine.connect() as connection:
            tables = sa.inspect(connection).get_table_names()
    finally:
        engine.dispose()
    if tables:
        raise DomainError(
            f"The database holds {len(tables)} tables already; a restore needs an empty one: create a new database and "
            "name it in ILTIZAM_DATABASE_URL."
        )


def _key_of(order: Order, *, content: Path) -> bytes | None:
    if (content / KEY).is_file():
        return (content / KEY).read_bytes()
    if order.key is not None:
        return order.key.read_bytes()
    if order.without_key:
        return None
    raise DomainError(
        "This backup holds no signing key. Give the copy that was kept apart (--key secret.key); or, if it is lost, "
        "--without-key: then answers to mails already sent are no longer recognised by their address, only by their codes."
    )


@contextmanager
def _new_database(place: Place, *, scratch: Path) -> Iterator[str]:
    """The URL to fill: a draft of the SQLite file, which appears whole or not at all; or the server, emptied on failure."""
    if place.sqlite_file is not None:
        draft = scratch / "draft.db"
        yield f"sqlite:///{draft}"
        place.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
        draft.rename(place.sqlite_file)
        return
    try:
        yield place.url
    except BaseException:
        _empty(place.url)
        raise


def _empty(url: str) -> None:
    engine = open_engine(url)
    metadata = sa.MetaData()
    with engine.begin() as connection:
        metadata.reflect(connection)
        metadata.drop_all(connection)
    engine.dispose()


def _restore_rows(url: str, *, content: Path, manifest: Manifest, order: Order, moment: datetime) -> Held:
    known = {path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}
    if manifest.revision not in known:
        raise DomainError(
            f"The backup was made by a newer program (revision {manifest.revision}, version {manifest.program}); "
            "install that one, then restore."
        )
    migrate(url, revision=manifest.revision)
    engine = open_engine(url)
    try:
        fill(engine, folder=content / TABLES, copies=manifest.tables)
        migrate(url)
        return hold_unsettled(engine, backup_of=manifest.made_at, moment=moment, actor=order.actor)
    finally:
        engine.dispose()  # closing the last connection folds SQLite's write-ahead log into the file


def _put_files(source: Path, *, home: Path) -> None:
    if source.is_dir():
        for path in source.iterdir():
            shutil.move(path, home / path.name)


def _put_key(key: bytes, *, home: Path) -> None:
    path = home / KEY
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(key)
