"""One relay, reused connections, stored bytes: sends one message to one recipient and says what became of it.

aiosmtplib connects, checks certificates and logs in; the envelope is spoken by `smtp_conversation`. Knows no outbox.
"""

import asyncio
import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import aiosmtplib
from pydantic import SecretStr

from models.rules.errors import DomainError
from notifications.smtp_conversation import ConnectionLostError, Conversation, Reply, to_wire
from notifications.smtp_result import SendResult, Stage, Verdict, judge, unanswered

Security = Literal["none", "starttls", "tls"]

_MESSAGES_PER_CONNECTION = 100
_CLAIM_SECONDS = 600
_ADVICE = {
    Stage.LOGIN: "check the user name and password",
    Stage.SENDER: "check the sender address, and that this server sends mail for it",
}
_ADDRESS = re.compile(r"[^\s<>@\x00-\x1f\x7f]+@[^\s<>@\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Relay:
    """The mail server that sends for us. Times are in seconds; `per_minute`: mails per recipient domain, 0 = no limit.

    The longest time one message may take stays below the ten minutes after which its claim counts as abandoned.
    """

    host: str
    port: int
    security: Security = "none"
    username: str = ""
    password: SecretStr | None = None
    certificates: Path | None = None
    connections: int = 4
    per_minute: int = 0
    timeout: float = 45.0
    final_timeout: float = 240.0

    def __post_init__(self) -> None:
        if 6 * self.timeout + self.final_timeout >= _CLAIM_SECONDS:
            raise DomainError("The mail server's time-outs are too long: 6 × timeout + final_timeout must be < 600 s.")
        if self.username and self.security == "none" and not is_loopback(self.host):
            raise DomainError(
                f"The password for {self.host} would travel unencrypted; set the security to starttls or tls."
            )


class RelayError(DomainError):
    """The relay cannot be used now: nothing was sent, and nothing is wrong with any message."""

    def __init__(self, relay: Relay, *, stage: Stage, why: str) -> None:
        advice = _ADVICE.get(stage, "check that it runs and can be reached")
        super().__init__(f"The mail server {relay.host}:{relay.port} cannot be used ({stage}: {why}); {advice}.")
        self.stage, self.why = stage, why


class Courier:
    """One connection to the relay, opened when needed and used for many messages."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._client: aiosmtplib.SMTP | None = None
        self._conversation: Conversation | None = None
        self._extensions: frozenset[str] = frozenset()
        self._stage = Stage.CONNECT
        self._sent = 0

    async def ready(self) -> None:
        """Have an open, encrypted, logged-in connection. Raises RelayError."""
        if self._sent >= _MESSAGES_PER_CONNECTION:
            await self.close()
        if self._conversation is not None and self._conversation.is_open:
            return
        self._drop()
        client = _client(self._relay)
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
        except aiosmtplib.SMTPAuthenticationError as error:
            raise RelayError(self._relay, stage=Stage.LOGIN, why=f"{error.code} {error.message}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise RelayError(self._relay, stage=Stage.CONNECT, why=str(error)) from error
        self._take_over(client)

    def _take_over(self, client: aiosmtplib.SMTP) -> None:
        self._client, self._sent = client, 0
        self._extensions = frozenset(client.esmtp_extensions)
        self._conversation = Conversation(cast("asyncio.Transport", client.transport))

    async def send(self, *, sender: str, recipient: str, message: bytes) -> SendResult:
        """Send stored bytes to one recipient; never raises for what the server or the network does.

        `sender` is the envelope sender, "" for the null sender of receipts.
        """
        refusal = self._address_problem(sender, recipient)
        if refusal is not None:
            return refusal
        self._stage = Stage.SENDER
        try:
            async with asyncio.timeout(self._relay.timeout):
                await self.ready()
            result = await self._converse(sender.strip("<>"), recipient, to_wire(message))
        except RelayError as error:
            return SendResult(Verdict.BLOCKED, error.stage, 0, error.why)
        except TimeoutError:
            self._drop()
            return unanswered(self._stage, why="The server did not answer in time.")
        except ConnectionLostError as error:
            self._drop()
            return unanswered(self._stage, why=str(error))
        self._sent += 1
        return result

    def _address_problem(self, sender: str, recipient: str) -> SendResult | None:
        for stage, address in ((Stage.SENDER, sender.strip("<>")), (Stage.RECIPIENT, recipient)):
            if (address or stage is Stage.RECIPIENT) and not _ADDRESS.fullmatch(address):
                return SendResult(Verdict.REFUSED, stage, 0, f"“{address}” is not one plain mail address.")
        return None

    async def _converse(self, sender: str, recipient: str, body: bytes) -> SendResult:
        if not (sender + recipient).isascii() and "smtputf8" not in self._extensions:
            return SendResult(Verdict.REFUSED, Stage.RECIPIENT, 0, "The server takes no addresses beyond ASCII.")
        refusal = await self._open_envelope(self._commands(sender, recipient, body))
        if refusal is not None:
            await self._start_afresh(refusal)
            return refusal
        talk = self._talk
        self._stage = Stage.DATA
        await talk.push(body, timeout=self._relay.timeout)
        self._stage = Stage.FINAL_DOT  # from here on the server may have the message, whatever happens to us
        (reply,) = await talk.ask(b".", timeout=self._relay.final_timeout)
        result = judge(Stage.FINAL_DOT, code=reply.code, reply=reply.text)
        if result.verdict is not Verdict.ACCEPTED:
            await self._start_afresh(result)
        return result

    @property
    def _talk(self) -> Conversation:
        if self._conversation is None:
            raise ConnectionLostError("The connection is closed.")
        return self._conversation

    def _commands(self, sender: str, recipient: str, body: bytes) -> list[tuple[Stage, bytes]]:
        options = f" SIZE={len(body)}" if "size" in self._extensions else ""
        if "8bitmime" in self._extensions and not body.isascii():
            options += " BODY=8BITMIME"
        if not (sender + recipient).isascii():
            options += " SMTPUTF8"
        return [
            (Stage.SENDER, f"MAIL FROM:<{sender}>{options}".encode()),
            (Stage.RECIPIENT, f"RCPT TO:<{recipient}>".encode()),
            (Stage.DATA, b"DATA"),
        ]

    async def _open_envelope(self, commands: list[tuple[Stage, bytes]]) -> SendResult | None:
        """Speak up to the server's 354; the first refusal, if any."""
        size = len(commands) if "pipelining" in self._extensions else 1
        for start in range(0, len(commands), size):
            group = commands[start : start + size]
            replies = await self._talk.ask(*(command for _, command in group), timeout=self._relay.timeout)
            refusal = _first_refusal([stage for stage, _ in group], replies)
            if refusal is not None:
                if group[-1][0] is Stage.DATA and replies[-1].code == 354:
                    await self._talk.ask(b".", timeout=self._relay.timeout)  # RFC 2920 3.1: DATA without a recipient
                return refusal
        return None

    async def _start_afresh(self, result: SendResult) -> None:
        """Leave the connection fit for the next message, or close it."""
        if result.code == 421:
            self._drop()
            return
        try:
            (reply,) = await self._talk.ask(b"RSET", timeout=self._relay.timeout)
        except (TimeoutError, ConnectionLostError):
            self._drop()
        else:
            if reply.code != 250:
                self._drop()

    async def close(self) -> None:
        """Say QUIT and close; never raises."""
        try:
            if self._conversation is not None and self._conversation.is_open:
                await self._conversation.ask(b"QUIT", timeout=2.0)
        except (TimeoutError, ConnectionLostError):
            pass
        finally:
            self._drop()

    def _drop(self) -> None:
        if self._conversation is not None:
            self._conversation.abort()
        if self._client is not None:
            self._client.close()
        self._conversation = self._client = None
        self._sent = 0


def _first_refusal(stages: list[Stage], replies: list[Reply]) -> SendResult | None:
    for stage, reply in zip(stages, replies, strict=True):
        wanted = (354,) if stage is Stage.DATA else (250, 251)
        if reply.code not in wanted:
            return judge(stage, code=reply.code, reply=reply.text)
    return None


def _client(relay: Relay) -> aiosmtplib.SMTP:
    password = relay.password.get_secret_value() if relay.password else None
    return aiosmtplib.SMTP(
        hostname=relay.host,
        port=relay.port,
        username=relay.username or None,
        password=password if relay.username else None,
        timeout=relay.timeout,
        use_tls=relay.security == "tls",
        start_tls=relay.security == "starttls",
        validate_certs=True,
        cert_bundle=str(relay.certificates) if relay.certificates else None,
        local_hostname="localhost" if is_loopback(relay.host) else None,
    )


def is_loopback(host: str) -> bool:
    """Whether a host name or address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
