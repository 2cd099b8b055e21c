"""The SMTP envelope on an open connection: commands in groups when the server pipelines (RFC 2920), else one by one.

Takes a connected, encrypted, logged-in transport over from aiosmtplib, because only here is the stage of a failure
known exactly. Knows nothing of connecting, settings or the outbox.
"""

import asyncio
import re
from collections import deque
from typing import NamedTuple

_LONGEST_REPLY = 32_768
_BARE_LINE_END = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_BARE_RETURN = re.compile(rb"\r(?!\n)")


class Reply(NamedTuple):
    """One reply of the server; the lines of a long one are joined by spaces."""

    code: int
    text: str


class ConnectionLostError(ConnectionError):
    """The server closed the connection, or said something that is no SMTP reply."""


class Conversation(asyncio.Protocol):
    """Replies are matched with commands in order, however many were sent ahead."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._received = bytearray()
        self._lines: list[bytes] = []
        self._waiting: deque[asyncio.Future[Reply]] = deque()
        self._drained = asyncio.Event()
        self._drained.set()
        transport.set_write_buffer_limits(high=0)
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether commands can still be sent."""
        return not self._transport.is_closing()

    def abort(self) -> None:
        """Drop the connection at once, with whatever was not yet sent."""
        self._transport.abort()
        self._fail("The connection was dropped.")

    async def ask(self, *commands: bytes, timeout: float) -> list[Reply]:
        """Send the commands in one piece; one reply each, in order. Raises ConnectionLostError or TimeoutError."""
        if not self.is_open:
            raise ConnectionLostError("The server closed the connection.")
        futures = [asyncio.get_running_loop().create_future() for _ in commands]
        self._waiting.extend(futures)
        self._transport.write(b"".join(command + b"\r\n" for command in commands))
        async with asyncio.timeout(timeout):
            return [await future for future in futures]

    async def push(self, body: bytes, *, timeout: float) -> None:
        """Hand a body to the network completely; no reply is awaited."""
        self._transport.write(body)
        async with asyncio.timeout(timeout):
            await self._drained.wait()
        if not self.is_open:
            raise ConnectionLostError("The server closed the connection.")

    def data_received(self, data: bytes) -> None:
        """Cut what came into replies (RFC 5321 4.2.1)."""
        self._received += data
        *lines, rest = self._received.split(b"\n")
        self._received = bytearray(rest)
        for line in lines:
            self._lines.append(bytes(line))
            if line[3:4] != b"-":
                self._finish_reply()
        if len(self._received) + sum(map(len, self._lines)) > _LONGEST_REPLY:
            self.abort()

    def _finish_reply(self) -> None:
        lines, self._lines = self._lines, []
        code = lines[-1][:3]
        if not self._waiting or not code.isdigit():
            self.abort()  # an unasked or unreadable reply: pairing it with a later command would be a lie
            return
        text = " ".join(line[4:].decode("utf-8", "replace").strip() for line in lines)
        future = self._waiting.popleft()
        if not future.done():
            future.set_result(Reply(int(code), text))

    def eof_received(self) -> bool:
        """The server closes; close our side too."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell everyone who waits."""
        self._fail(f"The server closed the connection ({exc})." if exc else "The server closed the connection.")

    def _fail(self, why: str) -> None:
        self._drained.set()
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_exception(ConnectionLostError(why))
                future.exception()  # mark as seen: in a group only the first failure is awaited

    def pause_writing(self) -> None:
        """The network is slower than we are."""
        self._drained.clear()

    def resume_writing(self) -> None:
        """Everything written has been handed over."""
        self._drained.set()


def to_wire(message: bytes) -> bytes:
    """The message as DATA wants it: CRLF line ends, leading dots doubled, a line end at the end (RFC 5321 4.5.2)."""
    # Looking is thirty times cheaper than substituting by a pattern, and what we store has the right line ends.
    is_clean = message.count(b"\r") == message.count(b"\n") and not _BARE_RETURN.search(message)
    body = message if is_clean else _BARE_LINE_END.sub(b"\r\n", message)
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    return (b"." if body.startswith(b".") else b"") + body.replace(b"\n.", b"\n..")
