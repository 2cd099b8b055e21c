"""A backup comes back whole: every row, every file, into either kind of database; a damaged one is refused."""

import stat
import tarfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from flows.services.backups.making import Made, make_backup
from flows.services.backups.manifest import hash_of
from flows.services.backups.restoring import Order, Place, restore
from flows.services.backups.tables import TableCopy, kind_of, reflect, write_table
from flows.services.collection.campaigns import open_quarter
from models.database import open_engine
from models.rules.errors import DomainError

if TYPE_CHECKING:
    from conftest import House

DAY = date(2026, 10, 5)
MOMENT = datetime(2026, 10, 6, 12, tzinfo=UTC)
PASSPHRASE = "quatre régions, vingt-six mois"
ON_SQLITE = pytest.mark.parametrize(("engine", "empty_place"), [("sqlite", "sqlite")], indirect=True)
CHANGED_BY_RESTORE = {"ledger_entry", "outbound_message"}


def back_up(house: "House", target: Path, **options: str) -> Made:
    return make_backup(house.desk(DAY), home=house.home, target=target, program="0.1.0", **options)


def copies(engine: sa.Engine, scratch: Path) -> dict[str, TableCopy]:
    with engine.execution_options(reads_only=True).connect() as connection:
        return {t.name: write_table(connection, t, to=scratch / "copy.jsonl") for t in reflect(connection)}


def files(home: Path) -> dict[str, str]:
    kept = [p for p in home.rglob("*") if p.is_file() and p.parent.name != "log" and ".db" not in p.name]
    return {str(path.relative_to(home)): hash_of(path) for path in kept}


def test_every_row_and_every_file_comes_back(house: "House", empty_place: Place, tmp_path: Path) -> None:
    made = back_up(house, tmp_path / "b.sealed", passphrase=PASSPHRASE)
    before, files_before = copies(house.engine, tmp_path), files(house.home)
    assert made.manifest.tables == before
    assert made.manifest.row_count > 400
    restored = restore(Order(made.path, PASSPHRASE), place=empty_place, moment=MOMENT)
    engine = open_engine(empty_place.url)
    after = copies(engine, tmp_path)
    assert {n: c for n, c in after.items() if n not in CHANGED_BY_RESTORE} == {
        n: c for n, c in before.items() if n not in CHANGED_BY_RESTORE
    }
    # Those two tables differ by the hold alone: one entry more, and the states of the mails that were not settled.
    assert after["ledger_entry"].rows == before["ledger_entry"].rows + 1
    assert after["outbound_message"].rows == before["outbound_message"].rows
    assert files(empty_place.home) == files_before
    assert restored.has_key
    assert stat.S_IMODE((empty_place.home / "secret.key").stat().st_mode) == 0o600
    engine.dispose()


def test_a_restored_house_goes_on_in_the_schema_of_the_code(
    house: "House", empty_place: Place, tmp_path: Path, open_house: "Callable[..., House]"
) -> None:
    made = back_up(house, tmp_path / "b", passphrase=PASSPHRASE)
    restore(Order(made.path, PASSPHRASE), place=empty_place, moment=MOMENT)
    engine = open_engine(empty_place.url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    again = open_house("new", engine)
    known = {row.id for row in again.mails()}
    assert open_quarter(again.desk(date(2027, 1, 4)), plan="").problems == ()
    added = [row.id for row in again.mails() if row.id not in known]
    assert len(added) >= 10
    assert min(added) > max(known)  # numbers of their own
    engine.dispose()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_without_a_passphrase_the_archive_holds_no_key_and_only_its_owner_reads_it(
    house: "House", tmp_path: Path
) -> None:
    for name in ("backup.passphrase", "console.secret", "iltizam.env"):
        (house.home / name).write_text("nobody’s business", encoding="utf-8")
    made = back_up(house, tmp_path)
    assert made.path.name == "iltizam-20261005T090000Z.tar.gz"
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    key = (house.home / "secret.key").read_bytes()
    with tarfile.open(made.path) as archive:
        assert not any(name.endswith((".key", ".secret", ".passphrase", ".env")) for name in archive.getnames())
        assert "plans/consortium-2025-2027.xlsx" in {name.lower() for name in archive.getnames()}
        assert all(key not in archive.extractfile(member).read() for member in archive if member.isfile())  # type: ignore[union-attr]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_sealed_archive_shows_nothing_to_who_finds_it(house: "House", tmp_path: Path) -> None:
    made = back_up(house, tmp_path / "b", passphrase=PASSPHRASE)
    content = made.path.read_bytes()
    for hidden in ((house.home / "secret.key").read_bytes(), house.mails()[0].envelope_to.encode(), b"manifest"):
        assert hidden not in content


@ON_SQLITE
def test_a_keyless_archive_needs_the_key_or_a_clear_renunciation(
    house: "House", empty_place: Place, tmp_path: Path
) -> None:
    made = back_up(house, tmp_path / "b")
    with pytest.raises(DomainError, match="--key"):
        restore(Order(made.path), place=empty_place, moment=MOMENT)
    assert not empty_place.home.exists() or list(empty_place.home.iterdir()) == []
    restore(Order(made.path, key=house.home / "secret.key"), place=empty_place, moment=MOMENT)
    assert (empty_place.home / "secret.key").read_bytes() == (house.home / "secret.key").read_bytes()


@ON_SQLITE
def test_a_harmed_archive_is_refused_and_leaves_nothing(house: "House", empty_place: Place, tmp_path: Path) -> None:
    made = back_up(house, tmp_path / "b", passphrase=PASSPHRASE)
    whole = made.path.read_bytes()
    middle = len(whole) // 2
    changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for content, given, why in (
        (whole[:-5000], PASSPHRASE, "copy|passphrase"), (changed, PASSPHRASE, "copy|passphrase"),
        (whole, "another passphrase", "does not open with this passphrase"), (whole, "", "give the file with its pass"),
    ):  # fmt: skip
        made.path.write_bytes(content)
        with pytest.raises(DomainError, match=why):
            restore(Order(made.path, given), place=empty_place, moment=MOMENT)
        assert list(empty_place.home.iterdir()) == []


@ON_SQLITE
def test_a_plain_archive_that_was_tampered_with_is_refused(house: "House", empty_place: Place, tmp_path: Path) -> None:
    made = back_up(house, tmp_path / "b")
    folder = tmp_path / "opened"
    with tarfile.open(made.path) as archive:
        archive.extractall(folder)
    rows = folder / "tables" / "official.jsonl"
    rows.write_bytes(rows.read_bytes().replace(b".example", b".invalid", 1))
    forged = tmp_path / "forged.tar.gz"
    with tarfile.open(forged, "w:gz") as archive:
        archive.add(folder, arcname=".")
    with pytest.raises(DomainError, match=r"no plain file"):
        restore(Order(forged, without_key=True), place=empty_place, moment=MOMENT)
    with tarfile.open(forged, "w:gz") as archive:
        for path in folder.rglob("*"):
            if path.is_file():
                archive.add(path, arcname=str(path.relative_to(folder)))
    with pytest.raises(DomainError, match=r"damaged or changed: tables/official\.jsonl"):
        restore(Order(forged, without_key=True), place=empty_place, moment=MOMENT)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_place_that_holds_anything_is_refused(house: "House", empty_place: Place, tmp_path: Path) -> None:
    made = back_up(house, tmp_path / "b", passphrase=PASSPHRASE)
    order = Order(made.path, PASSPHRASE)
    with pytest.raises(DomainError, match="not empty"):
        restore(order, place=replace(empty_place, home=house.home), moment=MOMENT)
    restore(order, place=empty_place, moment=MOMENT)
    elsewhere = replace(empty_place, home=tmp_path / "third")
    with pytest.raises(DomainError, match=r"holds [0-9]+ tables already|There is a database"):
        restore(order, place=elsewhere, moment=MOMENT)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_backup_never_replaces_another(house: "House", tmp_path: Path) -> None:
    back_up(house, tmp_path)
    with pytest.raises(DomainError, match="never replaces"):
        back_up(house, tmp_path)


def test_every_column_there_is_can_be_saved(tmp_path: Path, migrated: Callable[[str], sa.Engine]) -> None:
    engine = migrated(f"sqlite:///{tmp_path / 'all.db'}")
    with engine.connect() as connection:
        kinds = {kind_of(column) for table in reflect(connection) for column in table.columns}
    engine.dispose()
    assert kinds == {"bytes", "json", "moment", "day", "time", "boolean", "real", "integer", "text"}
