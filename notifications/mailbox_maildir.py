"""A Maildir: how a mail is put in, fetched and put away, safe against a crash at any moment and against neighbours.

Names begin with a running number, so the order of the names is the order of arrival.
"""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from models.rules.errors import DomainError
from notifications.mailbox import LARGEST_MESSAGE, Incoming, delivered_to
from notifications.mailbox_lookup import header_of

PROCESSED = ".Processed"
_LONGEST_HEADER = 262_144


class MaildirMailbox:
    """Fetches from `new/` and `cur/`; what is done is moved to the subfolder `.Processed`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processed = folder / PROCESSED

    def fetch(self) -> Iterator[Incoming]:
        """Every mail that is there now, in the order of arrival; one that arrives meanwhile waits for the next fetch.

        A file that cannot be read stops nothing: the others come first, then DomainError names it.
        """
        make_maildir(self._folder)
        unreadable: list[str] = []
        for path in list_mails(self._folder):
            try:
                incoming = _read(path)
            except FileNotFoundError:
                continue  # put away by another process since the folder was listed
            except OSError as error:
                unreadable.append(f"{path.name} ({error.strerror})")
                continue
            yield incoming
        if unreadable:
            raise DomainError(
                f"Mails that cannot be read in {self._folder}: {', '.join(unreadable)}; check their rights."
            )

    def done(self, key: str) -> None:
        """Move the mail to `.Processed`; a rename, so it is always in exactly one place."""
        make_maildir(self._processed)
        target = self._processed / "cur" / f"{key}:2,S"
        for part in ("new", "cur"):
            for path in (self._folder / part).glob(f"{_escape(key)}*"):
                if unique_name(path) == key:
                    with suppress(FileNotFoundError):
                        path.rename(target)
                        _sync_folder(target.parent)

    def wait(self, *, seconds: float) -> bool:
        """Look every half second until a mail lies there or the time is up."""
        end = time.monotonic() + seconds
        while not list_mails(self._folder):
            left = end - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(left, 0.5))
        return True

    def close(self) -> None:
        """Nothing to close."""


def _read(path: Path) -> Incoming:
    size = path.stat().st_size
    is_header_only = size > LARGEST_MESSAGE
    with path.open("rb") as file:
        raw = header_of(file.read(_LONGEST_HEADER)) if is_header_only else file.read()
    return Incoming(raw, delivered_to(raw), unique_name(path), size, is_header_only)


def deliver(folder: Path, raw: bytes, *, name: str) -> Path:
    """Put one mail into a Maildir so that it survives a power cut: tmp/, fsync, rename to new/, fsync."""
    make_maildir(folder)
    draft, target = folder / "tmp" / name, folder / "new" / name
    with draft.open("xb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(target)
    _sync_folder(target.parent)
    return target


def new_name(number: int) -> str:
    """A name nobody else chooses, in the order of `number`."""
    return f"{number:010d}.{secrets.token_hex(6)}.iltizam"


def next_number(folder: Path) -> int:
    """The number after the highest in a Maildir; 1 in an empty one."""
    numbers = [path.name.partition(".")[0] for part in ("new", "cur", "tmp") for path in _files(folder / part)]
    return max((int(number) for number in numbers if number.isdigit()), default=0) + 1


def list_mails(folder: Path) -> list[Path]:
    """All mails of a Maildir, in the order of arrival."""
    return sorted((path for part in ("new", "cur") for path in _files(folder / part)), key=lambda path: path.name)


def unique_name(path: Path) -> str:
    """The name without its flags: it stays the same when a mail program marks the mail as seen."""
    return path.name.partition(":")[0]


def make_maildir(folder: Path) -> None:
    """Create the three folders of a Maildir where they are missing."""
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(parents=True, exist_ok=True)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []


def _escape(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
