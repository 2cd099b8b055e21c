"""The three commands before a message: MAIL, RCPT and DATA with the parameters the server offers. Opens no socket."""

import re
from dataclasses import dataclass

from notifications.smtp_result import SendResult, Stage, Verdict

_ADDRESS = re.compile(r"[^\s<>@\x00-\x1f\x7f]+@[^\s<>@\x00-\x1f\x7f]+")
_LONGEST_ENVELOPE_ID = 100  # characters, RFC 3461 5.4
Command = tuple[Stage, bytes]


@dataclass(frozen=True)
class SmtpEnvelope:
    """Who sends what to whom. `sender` is "" for the null sender of receipts; `name` is our name for this message.

    Where the server offers delivery reports (RFC 3461) it is asked for one of a failure or a delay, with the headers
    alone, bearing `name` and the recipient as we wrote it: keys by which a report finds its message again.
    """

    sender: str
    recipient: str
    name: str = ""

    @property
    def is_ascii(self) -> bool:
        """Whether both addresses can go to any server."""
        return (self.sender + self.recipient).isascii()

    def problem(self, extensions: frozenset[str] | None = None) -> SendResult | None:
        """Why nothing can be sent with these addresses, to any server or to one with these extensions; else None."""
        for stage, address in ((Stage.SENDER, self.sender), (Stage.RECIPIENT, self.recipient)):
            if (address or stage is Stage.RECIPIENT) and not _ADDRESS.fullmatch(address):
                return SendResult(Verdict.REFUSED, stage, 0, f"“{address}” is not one plain mail address.")
        if extensions is not None and not self.is_ascii and "smtputf8" not in extensions:
            return SendResult(Verdict.REFUSED, Stage.RECIPIENT, 0, "The server takes no addresses beyond ASCII.")
        return None

    def commands(self, body: bytes, *, extensions: frozenset[str]) -> list[Command]:
        """MAIL, RCPT and DATA for a body that is ready for the wire."""
        options = [f"SIZE={len(body)}"] if "size" in extensions else []
        if "8bitmime" in extensions and not body.isascii():
            options.append("BODY=8BITMIME")
        if not self.is_ascii:
            options.append("SMTPUTF8")
        wants_report = "dsn" in extensions and bool(self.sender)  # nobody could take a report to the null sender
        mail = [f"MAIL FROM:<{self.sender}>", *options, *(self._report_of_mail() if wants_report else [])]
        rcpt = [f"RCPT TO:<{self.recipient}>", *(self._report_of_recipient() if wants_report else [])]
        return [
            (Stage.SENDER, " ".join(mail).encode()),
            (Stage.RECIPIENT, " ".join(rcpt).encode()),
            (Stage.DATA, b"DATA"),
        ]

    def _report_of_mail(self) -> list[str]:
        name = xtext(self.name) if self.name.isascii() else ""
        return ["RET=HDRS", *([f"ENVID={name}"] if 0 < len(name) <= _LONGEST_ENVELOPE_ID else [])]

    def _report_of_recipient(self) -> list[str]:
        original = [f"ORCPT=rfc822;{xtext(self.recipient)}"] if self.recipient.isascii() else []
        return ["NOTIFY=FAILURE,DELAY", *original]


def xtext(text: str) -> str:
    """ASCII text in the form of RFC 3461 section 4: everything but printable characters, and "+" and "=", as +XX."""
    return "".join(c if "!" <= c <= "~" and c not in "+=" else f"+{ord(c):02X}" for c in text)
