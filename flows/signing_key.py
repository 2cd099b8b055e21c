"""The bytes that sign the tokens of our mails: made once, kept privately in the home folder, never printed."""

import os
import secrets
from pathlib import Path

from models.rules.errors import DomainError

KEY_BYTES = 32


def secret_key(home: Path) -> bytes:
    """The 32 bytes that sign tokens in HOME/secret.key (mode 0600), made at first use.

    The file appears whole or not at all, and the first writer wins: losing it would orphan every mail already sent.
    """
    path = home / "secret.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        _create_once(path, secrets.token_bytes(KEY_BYTES))
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise DomainError(f"{path} holds {len(key)} bytes instead of {KEY_BYTES}; put back the copy from your backup.")
    return key


def _create_once(path: Path, content: bytes) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)  # fails when the file exists, unlike a rename
    except FileExistsError:
        pass
    finally:
        draft.unlink()
