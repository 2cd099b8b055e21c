"""The log of a Postfix relay as a witness: which messages it has taken into its queue. Knows no outbox.

The line with the message-id is written while the message is still coming in, so it proves nothing; the proof is the
queue manager's "(queue active)" for the same queue id (postfix.org/postconf.5: qmgr logs what it has opened).
"""

import gzip
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from models.rules.errors import DomainError

_LINE = re.compile(
    rb"^(?P<stamp>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)\s+(?:\S+\s+)?"
    rb"\S*postfix\S*/(?P<daemon>[\w-]+)\[\d+\]: (?:(?P<queue_id>[0-9A-Za-z]{6,}): (?P<rest>.*))?"
)
_MESSAGE_ID = re.compile(rb"(?:resent-)?message-id=(<[^>]*>)")
_IS_ACTIVE = b"(queue active)"
_IS_REMOVED = b"removed"
_LATE_CLOCK = timedelta(seconds=1)  # classic stamps have no fractions: a line of this second may look earlier


@dataclass
class _Source:
    """How far one file has been read; it is known by its inode, whatever name it is rotated to."""

    offset: int = 0


class RelayLog:
    """A `Lookup` over a Postfix log and its rotated predecessors (`mail.log`, `mail.log.1`, `mail.log.2.gz` …).

    It says "absent" only when the log was kept before and after the attempt; a gap proves nothing. `zone` is the zone
    of classic stamps ("Nov 23 09:00:01"), which name neither zone nor year.
    """

    def __init__(self, path: Path, *, zone: tzinfo = UTC) -> None:
        self._path, self._zone = path, zone
        self._sources: dict[int, _Source] = {}
        self._named: dict[bytes, str] = {}  # queue id → message-id, while the message is in the queue
        self._accepted: set[str] = set()
        self._stamps: list[bytes] = []  # of the first and of the last line

    def find(self, message_id: str, *, since: datetime | None = None) -> bool | None:
        """Whether the relay took the message; None when the log does not cover the time from `since` (the attempt) on.

        Raises DomainError when the log cannot be read.
        """
        try:
            self._read_what_is_new()
        except OSError as error:
            raise DomainError(
                f"The mail server's log {self._path} cannot be read ({error.strerror}); give this program the right to."
            ) from error
        if f"<{message_id.strip().strip('<>')}>" in self._accepted:
            return True
        return False if self._covers(since) else None

    def _covers(self, since: datetime | None) -> bool:
        if len(self._stamps) < 2 or since is None:
            return False
        first, last = (self._moment(stamp, near=since) for stamp in self._stamps)
        return first <= since and last + _LATE_CLOCK > since

    def _moment(self, stamp: bytes, *, near: datetime) -> datetime:
        text = stamp.decode("ascii")
        if text[0].isdigit():
            exact = datetime.fromisoformat(text)
            return exact if exact.tzinfo else exact.replace(tzinfo=self._zone)
        # Of the years a classic stamp may mean, the one that brings it nearest to the attempt.
        years = [near.year + step for step in (-1, 0, 1)]
        moments = [moment for year in years if (moment := _classic(text, year=year, zone=self._zone))]
        return min(moments, key=lambda moment: abs(moment - near))

    def _read_what_is_new(self) -> None:
        for path in self._files():
            with suppress(FileNotFoundError):  # rotated away since the folder was listed: read next time
                source = self._sources.setdefault(path.stat().st_ino, _Source())
                for line in _new_lines(path, source):
                    self._take(line)

    def _files(self) -> list[Path]:
        """The log and its predecessors, oldest first."""
        rotated = self._path.parent.glob(f"{self._path.name}[.-]*") if self._path.parent.is_dir() else ()
        return sorted([*rotated, *([self._path] if self._path.exists() else [])], key=lambda p: p.stat().st_mtime)

    def _take(self, line: bytes) -> None:
        found = _LINE.match(line)
        if not found:
            return
        self._stamps = [self._stamps[0] if self._stamps else found["stamp"], found["stamp"]]
        queue_id, rest = found["queue_id"], found["rest"]
        if queue_id is None:
            return
        if found["daemon"] == b"cleanup" and (named := _MESSAGE_ID.match(rest)):
            self._named[queue_id] = named[1].decode("utf-8", "replace")
        elif found["daemon"] == b"qmgr" and rest.endswith(_IS_ACTIVE) and queue_id in self._named:
            self._accepted.add(self._named[queue_id])
        elif found["daemon"] == b"qmgr" and rest == _IS_REMOVED:
            self._named.pop(queue_id, None)  # short queue ids are used again


def _new_lines(path: Path, source: _Source) -> Iterator[bytes]:
    """Whole lines after what was read; the beginning of a line still being written waits."""
    if path.suffix == ".gz":
        if not source.offset:
            source.offset = 1
            yield from gzip.decompress(path.read_bytes()).splitlines()
        return
    with path.open("rb") as file:
        if file.seek(0, 2) < source.offset:
            source.offset = 0  # emptied in place (logrotate copytruncate)
        file.seek(source.offset)
        for line in file:
            if not line.endswith(b"\n"):
                return
            source.offset += len(line)
            yield line.rstrip(b"\r\n")


def _classic(text: str, *, year: int, zone: tzinfo) -> datetime | None:
    try:
        return datetime.strptime(f"{year} {text}", "%Y %b %d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:  # 29 February of another year
        return None
