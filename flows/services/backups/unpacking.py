"""Take an archive apart into a folder of ours, trusting nothing in it: names, kinds and sizes are checked first."""

import shutil
import tarfile
from pathlib import Path

from flows.services.backups.manifest import Manifest, read_manifest, verify
from flows.services.backups.sealing import is_sealed, unseal
from models.rules.errors import DomainError


def unpack(archive: Path, *, to: Path, passphrase: str = "") -> Manifest:
    """Unpack and check an archive; its manifest. Raises DomainError with what is wrong and what would be right."""
    if not archive.is_file():
        raise DomainError(f"There is no backup {archive}; name the file that `iltizam backup` has written.")
    to.mkdir()
    plain = archive
    if is_sealed(archive):
        if not passphrase:
            raise DomainError(f"{archive} is sealed; give the file with its passphrase (--passphrase-file).")
        plain = to.parent / "unsealed"
        unseal(archive, to=plain, passphrase=passphrase)
    try:
        with tarfile.open(plain, mode="r:gz") as content:
            for member in content:
                if not member.isfile():
                    raise DomainError(f"{archive} holds {member.name}, which is no plain file; it was not made by us.")
                _put(content, member, to=to, archive=archive)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DomainError(f"{archive} cannot be read ({error}); take another copy of the backup.") from error
    manifest = read_manifest(to)
    verify(to, manifest)
    return manifest


def _put(content: tarfile.TarFile, member: tarfile.TarInfo, *, to: Path, archive: Path) -> None:
    """Write one plain file, never outside the folder. Python 3.11 before .4 knows no extraction filters."""
    target = (to / member.name).resolve()
    source = content.extractfile(member)
    if source is None or not target.is_relative_to(to.resolve()):
        raise DomainError(f"{archive} holds {member.name}, which leads out of the archive; it was not made by us.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open("xb") as file:
        shutil.copyfileobj(source, file)
