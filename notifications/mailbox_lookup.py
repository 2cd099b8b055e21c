"""Has a mail in doubt reached the server? Looked up by Message-ID where every accepted mail is kept."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

_MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(<[^>\r\n]*>)")
_LONGEST_HEADER = 262_144


class Lookup(Protocol):
    """Where accepted mail can be found again."""

    def find(self, message_id: str, *, since: datetime | None = None) -> bool | None:
        """True: the server has it. False: it has not. None: this place cannot tell. `since`: the moment of the attempt.

        Raises DomainError when nobody can look there now.
        """
        ...


class NoLookup:
    """A relay that lets nobody look: a person has to decide."""

    def find(self, message_id: str, *, since: datetime | None = None) -> bool | None:  # noqa: ARG002
        """Never known."""
        return None


class Lookups:
    """Several places, asked in turn: one that has the mail proves it sent; one that can tell, and has not, absent."""

    def __init__(self, places: Sequence[Lookup]) -> None:
        self._places = tuple(places)

    def find(self, message_id: str, *, since: datetime | None = None) -> bool | None:
        """Whether any place has the mail; None when none of them can tell."""
        answers: list[bool] = []
        for place in self._places:
            found = place.find(message_id, since=since)
            if found:
                return True
            if found is not None:
                answers.append(found)
        return False if answers else None


class MaildirLookup:
    """The Maildir in which the mail server keeps every mail before it accepts it.

    A mail in `tmp/` does not count: the server had not answered for it yet.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[str] = set()
        self._message_ids: set[str] = set()

    def find(self, message_id: str, *, since: datetime | None = None) -> bool | None:  # noqa: ARG002
        """Whether the Maildir holds the mail now; None when there is no such Maildir."""
        if not (self._folder / "new").is_dir():
            return None
        self._read_what_is_new()
        return f"<{message_id.strip().strip('<>')}>" in self._message_ids

    def _read_what_is_new(self) -> None:
        for part in ("new", "cur"):
            for path in (self._folder / part).iterdir():
                unique = path.name.partition(":")[0]
                if unique not in self._seen:
                    self._read(path, unique=unique)

    def _read(self, path: Path, *, unique: str) -> None:
        with suppress(FileNotFoundError), path.open("rb") as file:  # moved to cur/ meanwhile: found there
            found = _MESSAGE_ID.search(header_of(file.read(_LONGEST_HEADER)))
            self._seen.add(unique)
            if found:
                self._message_ids.add(found[1].decode("ascii", "replace"))


def header_of(raw: bytes) -> bytes:
    """The header of a message: everything up to and including the empty line."""
    found = re.search(rb"\r?\n\r?\n", raw)
    return raw[: found.end()] if found else raw
