"""Take an archive apart into a folder of ours, trusting nothing in it: names, kinds and sizes are checked first."""

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
                content.extract(member, to, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DomainError(f"{archive} cannot be read ({error}); take another copy of the backup.") from error
    manifest = read_manifest(to)
    verify(to, manifest)
    return manifest
