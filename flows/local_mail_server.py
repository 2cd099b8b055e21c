"""The small mail server of an installation without one: accepts on this machine, keeps every mail, relays nothing.

A mail is on the disk before it is accepted. What is addressed to the engine goes to the inbound Maildir as well.
"""

import asyncio
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from models.rules.errors import DomainError
from notifications.mailbox_maildir import deliver, make_maildir, new_name, next_number
from notifications.smtp import is_loopback

LARGEST_MESSAGE = 30 * 1024 * 1024
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LocalPost:
    """The two Maildirs under the home folder: `all` keeps every mail as it came, `inbound` what is for the engine."""

    home: Path
    addresses: tuple[str, ...]

    @property
    def everything(self) -> Path:
        """Every mail, byte for byte."""
        return self.home / "mail" / "all"

    @property
    def inbound(self) -> Path:
        """Mail for the engine, with the envelope noted on top."""
        return self.home / "mail" / "inbound"

    def prepare(self) -> None:
        """Create both Maildirs."""
        make_maildir(self.everything)
        make_maildir(self.inbound)

    def store(self, raw: bytes, *, sender: str, recipients: Sequence[str], number: int) -> Path:
        """Put one mail on the disk; the file in `all`. Inbound first: what is in `all` has been accepted wholly."""
        name = new_name(number)
        for position, recipient in enumerate(filter(self.is_for_us, recipients)):
            deliver(self.inbound, _trace(sender, recipient) + raw, name=f"{name}-{position}" if position else name)
        return deliver(self.everything, raw, name=name)

    def is_for_us(self, recipient: str) -> bool:
        """Whether a recipient is one of our addresses, with or without a plus part, in any case."""
        return _without_plus(recipient) in {_without_plus(address) for address in self.addresses}


def _without_plus(address: str) -> str:
    local, _, domain = address.strip("<>").rpartition("@")
    return f"{local.partition('+')[0]}@{domain}".lower()


def _trace(sender: str, recipient: str) -> bytes:
    lines = (f"Return-Path: <{sender}>", f"X-Original-To: {recipient}", f"Delivered-To: {recipient}")
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


class _Handler:
    """What aiosmtpd calls for each mail."""

    def __init__(self, post: LocalPost) -> None:
        self._post = post
        self._number = next_number(post.everything)

    async def handle_EHLO(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,
        envelope: Envelope,  # noqa: ARG002
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_DATA(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        # No `await` before the mail is stored: a client that leaves now cannot interrupt it half-way.
        number, self._number = self._number, self._number + 1
        try:
            path = self._post.store(
                envelope.original_content or b"",
                sender=(envelope.mail_from or "").strip("<>"),  # aiosmtpd says "<>" for the null sender
                recipients=envelope.rcpt_tos,
                number=number,
            )
        except OSError as error:
            _log.warning("A mail could not be stored: %s", error)
            return f"451 4.3.0 The mail could not be stored: {error.strerror}"
        return f"250 2.0.0 Ok: queued as {path.name}"


class _Smtp(SMTP):
    line_length_limit = 1_000_000  # mail programs write longer lines than RFC 5321 allows; no reason to lose an answer


class LocalMailServer:
    """The server in this process, on a thread of its own: `with LocalMailServer(...) as server: server.port`."""

    def __init__(self, post: LocalPost, *, port: int = 0, host: str = "127.0.0.1") -> None:
        if not is_loopback(host):
            raise DomainError(f"The local mail server listens on this machine only, not on {host}; use 127.0.0.1.")
        self._post, self._host, self._wanted_port = post, host, port
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="local-mail", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on; the real one when 0 was asked for."""
        if self._server is None:
            raise DomainError("The local mail server is not running; start it first.")
        return int(self._server.sockets[0].getsockname()[1])

    async def open(self) -> None:
        """Listen, in the running loop. Raises DomainError when the port is taken."""
        self._post.prepare()
        handler = _Handler(self._post)
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(lambda: _session(handler, loop), self._host, self._wanted_port)
        except OSError as error:
            raise DomainError(
                f"Port {self._wanted_port} cannot be used for mail ({error.strerror}); choose another one."
            ) from error

    async def close(self) -> None:
        """Stop listening; mail that was accepted is on the disk already."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self.open(), self._loop).result()
        except DomainError:
            self._end_thread()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self.close(), self._loop).result()
        self._end_thread()

    def _end_thread(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def _session(handler: _Handler, loop: asyncio.AbstractEventLoop) -> SMTP:
    return _Smtp(
        handler,
        data_size_limit=LARGEST_MESSAGE,
        enable_SMTPUTF8=True,
        hostname="localhost",
        ident="Iltizam keeps this mail on this machine",
        loop=loop,
    )
