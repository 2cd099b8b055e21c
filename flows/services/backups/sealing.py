"""A sealed file: encrypted piece by piece with a key made from a passphrase (scrypt, AES-256-GCM).

Every piece carries its number and whether it is the last, so pieces can be neither exchanged nor cut off unnoticed.
"""

import os
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from models.rules.errors import DomainError

MAGIC = b"iltizam sealed 1\n"
SHORTEST_PASSPHRASE = 12
_PIECE = 1 << 20
_TAG, _SALT, _PREFIX = 16, 16, 7


def is_sealed(path: Path) -> bool:
    """Whether a file is one of ours, encrypted."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


class Sealer(RawIOBase):
    """A file to write to; what is written goes encrypted into `target`. Must be closed for the last piece to be there."""

    def __init__(self, target: BinaryIO, *, passphrase: str) -> None:
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise DomainError(f"The passphrase of the backup is too short; take {SHORTEST_PASSPHRASE} signs or more.")
        salt, self._prefix = os.urandom(_SALT), os.urandom(_PREFIX)
        self._cipher, self._target = _cipher(passphrase, salt), target
        self._waiting, self._number = bytearray(), 0
        target.write(MAGIC + salt + self._prefix)

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        """Take bytes; whole pieces go out at once."""
        self._waiting += data
        while len(self._waiting) > _PIECE:
            piece = bytes(self._waiting[:_PIECE])
            del self._waiting[:_PIECE]
            self._put(piece, is_last=False)
        return len(data)

    def close(self) -> None:
        """Write the last piece."""
        if not self.closed:
            self._put(bytes(self._waiting), is_last=True)
            super().close()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last=is_last)
        self._target.write(self._cipher.encrypt(nonce, piece, MAGIC))
        self._number += 1


def unseal(source: Path, *, to: Path, passphrase: str) -> None:
    """Decrypt a sealed file. Raises DomainError when the passphrase is wrong or anything was changed or cut off."""
    with source.open("rb") as file, to.open("wb") as target:
        file.read(len(MAGIC))
        salt, prefix = file.read(_SALT), file.read(_PREFIX)
        cipher, number = _cipher(passphrase, salt), 0
        piece, following = file.read(_PIECE + _TAG), b""
        while True:
            following = file.read(_PIECE + _TAG)
            nonce = _nonce(prefix, number, is_last=not following)
            try:
                target.write(cipher.decrypt(nonce, piece, MAGIC))
            except (InvalidTag, ValueError) as error:
                raise DomainError(_why_not(source, number)) from error
            if not following:
                return
            piece, number = following, number + 1


def _why_not(source: Path, number: int) -> str:
    if number == 0:
        return f"{source} does not open with this passphrase, or was changed; give the passphrase it was made with."
    return f"{source} was changed or cut off after it was made; take another copy of the backup."


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase.encode()))


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])
