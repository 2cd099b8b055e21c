"""Mail handed over by a Postfix on this machine (LMTP, RFC 2033): a message is stored before it is accepted.

Listens on loopback only. Knows neither database nor settings; who stores a message is an argument.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session

from models.rules.errors import DomainError
from notifications.lmtp_recipients import Recipients
from notifications.smtp import is_loopback

LARGEST_TAKEN = 64 * 1024 * 1024
"""Bytes taken in at all; whoever stores decides how much of a large message is kept."""

Store = Callable[[bytes, str], object]
"""Keeps one message (its bytes, its envelope recipient) for good; when it returns, the message is safe."""

_log = logging.getLogger(__name__)


class _Handler:
    """What aiosmtpd calls for each command."""

    def __init__(self, recipients: Recipients, store: Store) -> None:
        self._recipients, self._store = recipients, store

    async def handle_EHLO(  # noqa: N802
        self,
        server: LMTP,  # noqa: ARG002
        session: Session,
        envelope: Envelope,  # noqa: ARG002
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", *responses[1:]]

    async def handle_RCPT(  # noqa: N802
        self,
        server: LMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        refusal = self._recipients.refusal(address)
        if refusal:
            return f"550 5.1.1 {refusal}"
        if envelope.rcpt_tos:  # LMTP answers once for each recipient; with one at a time every answer is exact
            return "452 4.5.3 One recipient at a time, please; hand over the others in another transaction."
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(  # noqa: N802
        self,
        server: LMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        # The last server writes down the envelope sender (RFC 5321 4.4): the empty one marks bounces and receipts.
        sender = (envelope.mail_from or "").strip("<>")
        raw = f"Return-Path: <{sender}>\r\n".encode("utf-8", "surrogateescape") + (envelope.original_content or b"")
        try:
            await asyncio.to_thread(self._store, raw, envelope.rcpt_tos[0])
        except Exception as error:  # noqa: BLE001  (whatever went wrong, the mail is still in Postfix's queue)
            _log.warning("A message could not be stored: %s", type(error).__name__)
            return "451 4.3.0 The message could not be stored; try again later."
        return "250 2.0.0 Stored"


class _Lmtp(LMTP):
    line_length_limit = 1_000_000  # mail programs write longer lines than RFC 5321 allows; no reason to lose an answer


@dataclass
class LmtpServer:
    """The receiving end of `lmtp:inet:127.0.0.1:PORT`. `port` 0 chooses a free one; `open` sets the real one."""

    recipients: Recipients
    store: Store
    host: str = "127.0.0.1"
    port: int = 0
    _server: asyncio.Server | None = None

    def __post_init__(self) -> None:
        if not is_loopback(self.host):
            raise DomainError(
                f"LMTP asks nobody for a password; it listens on this machine only, not on {self.host}; use 127.0.0.1."
            )

    async def open(self) -> None:
        """Listen, in the running loop. Raises DomainError when the port is taken."""
        loop = asyncio.get_running_loop()
        handler = _Handler(self.recipients, self.store)
        try:
            self._server = await loop.create_server(lambda: _session(handler, loop), self.host, self.port)
        except OSError as error:
            raise DomainError(
                f"Port {self.port} cannot be used for LMTP ({error.strerror}); choose another one."
            ) from error
        self.port = int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening; what was accepted is stored already, the rest stays in Postfix's queue."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None


def _session(handler: _Handler, loop: asyncio.AbstractEventLoop) -> LMTP:
    return _Lmtp(
        handler, data_size_limit=LARGEST_TAKEN, enable_SMTPUTF8=True, hostname="localhost", ident="Iltizam", loop=loop
    )
