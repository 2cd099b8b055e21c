"""The one process that reads spreadsheets, kept warm: starting it costs twenty times what reading a form costs.

A book that kills it is an ordinary result, and every refused book ends it too: none inherits what another left behind.
"""

import atexit
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from notifications.spreadsheet_child import LENGTH_BYTES

CHILD = Path(__file__).parent / "spreadsheet_child.py"
TIMEOUT_SECONDS = 20
MOST_MEMORY = 256 << 20
"""Bytes; a process that has grown beyond is replaced, long before its own limit would end it in the middle of a book."""

_PAGE = os.sysconf("SC_PAGE_SIZE")


class ReadingFailedError(Exception):
    """The book was not read, with the reason for the log."""


class SpreadsheetReader:
    """Hands books to the confined process one at a time, from any thread, and starts another when it has to."""

    def __init__(self, *, books_per_process: int = 200) -> None:
        self._share = books_per_process
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._books = 0

    def read(self, content: bytes) -> bytes:
        """The answer of the process, as JSON. Raises ReadingFailedError; takes at most TIMEOUT_SECONDS."""
        with self._lock:
            line = self._ready()
            try:
                answer = _converse(line, content, give_up_at=time.monotonic() + TIMEOUT_SECONDS)
            except TimeoutError as error:
                self._end()
                raise ReadingFailedError(f"not read within {TIMEOUT_SECONDS} s") from error
            except OSError as error:
                raise ReadingFailedError(f"the reading process ended with {self._end()}") from error
            except BaseException:
                self._end()  # half an answer left on the line would be taken for that of the next book
                raise
            if answer.startswith(b'{"error"') or self._is_spent:
                self._end()
            return answer

    @property
    def process_id(self) -> int | None:
        """Number of the process that waits for the next book; None when there is none."""
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process; the next book starts another."""
        with self._lock:
            self._end()

    def _ready(self) -> socket.socket:
        if self._owner != os.getpid():
            self._line = self._process = None  # a forked copy of this program: the process belongs to its parent
        if self._line is None or self._process is None or self._process.poll() is not None:
            self._end()
            self._start()
        self._books += 1
        assert self._line is not None
        return self._line

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        # The child is this package's own file and gets the bytes on its standard input; nothing else is handed to it.
        command = [sys.executable, "-I", "-B", str(CHILD)]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=subprocess.DEVNULL, env={}
            )
        self._line, self._owner, self._books = ours, os.getpid(), 0

    @property
    def _is_spent(self) -> bool:
        assert self._process is not None
        return self._books >= self._share or _memory_of(self._process.pid) > MOST_MEMORY

    def _end(self) -> int | None:
        """End the process and say with which code it ended: its own when it was dead already, else the kill."""
        process, line, self._process, self._line = self._process, self._line, None, None
        if line is not None:
            line.close()
        if process is None:
            return None
        try:
            return process.wait(timeout=0.2)  # it ends by itself when the line is closed
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _converse(line: socket.socket, content: bytes, *, give_up_at: float) -> bytes:
    line.settimeout(max(0.0, give_up_at - time.monotonic()))
    line.sendall(len(content).to_bytes(LENGTH_BYTES, "big") + content)
    length = int.from_bytes(_take(line, LENGTH_BYTES, give_up_at=give_up_at), "big")
    return _take(line, length, give_up_at=give_up_at)


def _take(line: socket.socket, length: int, *, give_up_at: float) -> bytes:
    taken = bytearray()
    while len(taken) < length:
        left = give_up_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)
        piece = line.recv(min(length - len(taken), 1 << 20))
        if not piece:
            raise ConnectionResetError
        taken += piece
    return bytes(taken)


def _memory_of(process: int) -> int:
    """Resident bytes of a process; 0 where /proc does not tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0


READER = SpreadsheetReader()
atexit.register(READER.close)
