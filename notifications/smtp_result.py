"""What a mail server's answer means for one message: accepted, later, refused, ours to mend, or in doubt.

Classed by the stage of the conversation and the reply code (RFC 5321 4.2, RFC 3463); knows no socket.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_LOGIN_CODES = frozenset({530, 534, 535, 538})
_TOO_LARGE = 552
_CLOSING = 421
_QUEUED_AS = re.compile(r"queued as\s+<?([\w.-]+)", re.IGNORECASE)
_LONGEST_REPLY = 500


class Stage(StrEnum):
    """Where the conversation stood. Only after the final dot can the server have the message without our knowing."""

    CONNECT = "connecting"
    LOGIN = "login"
    SENDER = "MAIL FROM"
    RECIPIENT = "RCPT TO"
    DATA = "DATA"
    FINAL_DOT = "final dot"


class Verdict(StrEnum):
    """What is to become of the message."""

    ACCEPTED = "accepted"
    TRY_LATER = "try_later"
    REFUSED = "refused"
    BLOCKED = "blocked"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True)
class SendResult:
    """The server's answer to one message. `code` is 0 when there was no answer."""

    verdict: Verdict
    stage: Stage
    code: int = 0
    reply: str = ""

    @property
    def queue_id(self) -> str:
        """The server's own name for the message, when its reply tells ("250 2.0.0 Ok: queued as 4F2A…")."""
        found = _QUEUED_AS.search(self.reply)
        return found[1] if found else ""

    @property
    def asks_for_patience(self) -> bool:
        """Whether the server says we are too fast (421, or any 4.7.x)."""
        return self.verdict is Verdict.TRY_LATER and (self.code == _CLOSING or self.reply.startswith("4.7."))

    def __str__(self) -> str:
        answer = f"{self.code} {self.reply}" if self.code else self.reply
        return f"{self.stage}: {answer}".strip()


def judge(stage: Stage, *, code: int, reply: str) -> SendResult:
    """Class one reply that was not the hoped-for one, or the acceptance after the final dot."""
    return SendResult(_verdict(stage, code=code), stage, code, reply[:_LONGEST_REPLY])


def _verdict(stage: Stage, *, code: int) -> Verdict:
    if stage is Stage.FINAL_DOT and 200 <= code < 300:
        return Verdict.ACCEPTED
    if 400 <= code < 500:
        return Verdict.TRY_LATER
    if code in _LOGIN_CODES or (500 <= code < 600 and stage is Stage.SENDER and code != _TOO_LARGE):
        return Verdict.BLOCKED  # the sender, not the recipient, is refused: every other mail would fare the same
    if 500 <= code < 600:
        return Verdict.REFUSED
    return Verdict.IN_DOUBT if stage is Stage.FINAL_DOT else Verdict.TRY_LATER


def unanswered(stage: Stage, *, why: str) -> SendResult:
    """Class a silence or a broken connection: harmless before the final dot, in doubt after it."""
    verdict = Verdict.IN_DOUBT if stage is Stage.FINAL_DOT else Verdict.TRY_LATER
    return SendResult(verdict, stage, 0, why)
