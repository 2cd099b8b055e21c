"""One relay, reused connections, stored bytes: sends one message to one recipient and says what became of it.

`smtp_relay` connects and logs in, `smtp_envelope` words the commands, `smtp_conversation` speaks them. Knows no outbox.
"""

import asyncio
from typing import cast

import aiosmtplib

from notifications.smtp_conversation import ConnectionLostError, Conversation, Reply, to_wire
from notifications.smtp_envelope import Command, SmtpEnvelope
from notifications.smtp_relay import Relay, RelayError, Security, connect, is_loopback
from notifications.smtp_result import SendResult, Stage, Verdict, judge, unanswered

__all__ = ["Courier", "Relay", "RelayError", "Security", "is_loopback"]

_MESSAGES_PER_CONNECTION = 100


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
        self._take_over(await connect(self._relay))

    def _take_over(self, client: aiosmtplib.SMTP) -> None:
        self._client, self._sent = client, 0
        self._extensions = frozenset(client.esmtp_extensions)
        self._conversation = Conversation(cast("asyncio.Transport", client.transport))

    async def send(self, *, sender: str, recipient: str, message: bytes, name: str = "") -> SendResult:
        """Send stored bytes to one recipient; never raises for what the server or the network does.

        `sender` is the envelope sender, "" for the null sender of receipts; `name` comes back in a delivery report.
        """
        envelope = SmtpEnvelope(sender.strip("<>"), recipient, name.strip("<>"))
        refusal = envelope.problem()
        if refusal is not None:
            return refusal
        self._stage = Stage.SENDER
        try:
            async with asyncio.timeout(self._relay.timeout):
                await self.ready()
            result = await self._converse(envelope, to_wire(message))
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

    async def _converse(self, envelope: SmtpEnvelope, body: bytes) -> SendResult:
        refusal = envelope.problem(self._extensions)
        if refusal is not None:
            return refusal
        refusal = await self._open_envelope(envelope.commands(body, extensions=self._extensions))
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

    async def _open_envelope(self, commands: list[Command]) -> SendResult | None:
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
