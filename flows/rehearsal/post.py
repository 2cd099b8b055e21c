"""The mail of a rehearsal, in memory: an SMTP server that takes our bytes, mailboxes of officials, the way back to us.

Claims and settles through the real outbox, speaks the courier's protocol and a mailbox's; no thread, no socket.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from flows.services.desk import Desk
from flows.services.dispatch.outbox_claim import Claim
from flows.services.dispatch.outbox_clerk import Clerk
from flows.services.dispatch.outbox_settle import Answer
from flows.services.dispatch.outbox_worker import retire, worker_name
from notifications.mailbox import Incoming
from notifications.smtp_conversation import to_wire
from notifications.smtp_envelope import SmtpEnvelope
from notifications.smtp_result import SendResult, Stage, judge

CLAIMED_AT_A_TIME = 32
EXTENSIONS = frozenset({"pipelining", "size", "8bitmime", "smtputf8", "dsn"})
_PATH = re.compile(rb"(?i)^(?:MAIL FROM|RCPT TO):<([^>]*)>")


@dataclass(frozen=True)
class Delivered:
    """One mail as it lies in an official's mailbox. `sender` is the envelope sender, "" for the null one."""

    sender: str
    recipient: str
    raw: bytes


@dataclass
class SmtpServer:
    """The server's side of one SMTP conversation (RFC 5321): lines in, reply lines out, a mail at the final dot."""

    accept: Callable[[Delivered], None]
    sender: str = ""
    recipient: str = ""
    is_reading: bool = False
    accepted: int = 0

    def say(self, sent: bytes) -> list[tuple[int, str]]:
        """The replies to commands, or to a whole body with its final dot after a 354."""
        if self.is_reading:
            return [self._take(sent)]
        return [self._answer(line) for line in sent.split(b"\r\n") if line]

    def _answer(self, line: bytes) -> tuple[int, str]:
        found = _PATH.match(line)
        if found and line[:4].upper() == b"MAIL":
            self.sender, self.recipient = found[1].decode(), ""
            return 250, "2.1.0 Ok"
        if found:
            self.recipient = found[1].decode()
            return 250, "2.1.5 Ok"
        if line.upper() == b"DATA" and self.recipient:
            self.is_reading = True
            return 354, "End data with <CR><LF>.<CR><LF>"
        return 503, "5.5.1 Bad sequence of commands"

    def _take(self, sent: bytes) -> tuple[int, str]:
        if not sent.endswith(b"\r\n.\r\n"):
            return 451, "4.3.0 The mail has no end"
        self.is_reading = False
        body = sent.removesuffix(b".\r\n")
        undotted = re.sub(rb"(?m)^\.", b"", body) if b"\n." in body or body.startswith(b".") else body
        self.accepted += 1
        self.accept(Delivered(self.sender, self.recipient, undotted))
        return 250, f"2.0.0 Ok: queued as R{self.accepted:07}"


@dataclass
class Post:
    """One post office: `send` is our courier, `fetch` and `done` our mailbox, `hand_in` the officials' way to us."""

    delivered: deque[Delivered] = field(default_factory=deque)
    waiting: dict[str, Incoming] = field(default_factory=dict)
    handed_in: int = 0

    def __post_init__(self) -> None:
        self._server = SmtpServer(self.delivered.append)

    @property
    def mailbox(self) -> "Post":
        """Our own mailbox is this post office itself."""
        return self

    @property
    def has_mail(self) -> bool:
        """Whether something waits for us."""
        return bool(self.waiting)

    def deliver(self, desk: Desk) -> int:
        """Claim, send and settle what is due at the desk's moment, turn by turn; how many mails were sent."""
        clerk = Clerk(desk, worker_name(), desk.now, per_minute=0)
        answers: list[Answer] = []
        count = 0
        try:
            while True:
                turn = clerk.turn(answers, wanted=CLAIMED_AT_A_TIME, passed=0)
                answers = [self._answer(claim, clerk) for claim in turn.claims]
                count += len(answers)
                if not answers:
                    return count
        finally:
            retire(clerk.worker)

    def _answer(self, claim: Claim, clerk: Clerk) -> Answer:
        result = self.send(sender=claim.sender, recipient=claim.recipient, message=claim.raw, name=claim.message_id)
        return Answer(claim, result, clerk.dated(0))

    def arrived(self) -> Iterable[Delivered]:
        """What officials have received since the last call."""
        while self.delivered:
            yield self.delivered.popleft()

    def send(self, *, sender: str, recipient: str, message: bytes, name: str = "") -> SendResult:
        """Take stored bytes for one recipient, command by command, as the relay would."""
        envelope = SmtpEnvelope(sender.strip("<>"), recipient, name.strip("<>"))
        refusal = envelope.problem(EXTENSIONS)
        if refusal is not None:
            return refusal
        body = to_wire(message)
        for stage, command in envelope.commands(body, extensions=EXTENSIONS):
            ((code, text),) = self._server.say(command + b"\r\n")
            if code not in (250, 354):
                return judge(stage, code=code, reply=text)
        ((code, text),) = self._server.say(body + b".\r\n")
        return judge(Stage.FINAL_DOT, code=code, reply=text)

    def hand_in(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """Put a mail into our mailbox, with the envelope noted on top as a delivering server does."""
        lines = (f"Return-Path: <{sender}>", f"X-Original-To: {recipient}", f"Delivered-To: {recipient}")
        trace = "".join(f"{line}\r\n" for line in lines).encode()  # as the local mail server writes it
        self.handed_in += 1
        key = f"rehearsal-{self.handed_in}"
        whole = trace + raw
        self.waiting[key] = Incoming(raw=whole, envelope_to=recipient, key=key, size=len(whole))

    def fetch(self) -> Iterator[Incoming]:
        """Every mail that is not done yet, oldest first."""
        yield from list(self.waiting.values())

    def done(self, key: str) -> None:
        """Put a mail away."""
        self.waiting.pop(key, None)

    def wait(self, *, seconds: float) -> bool:  # noqa: ARG002
        """Nothing comes by itself: whether something waits."""
        return bool(self.waiting)

    def close(self) -> None:
        """Nothing to close."""
