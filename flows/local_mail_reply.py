"""A reply as a mail program writes it: addressed to Reply-To, threaded, the original quoted below or filled in line."""

import re
import secrets
import smtplib
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_LINES

from flows.local_mail_letters import Letter, address_of
from flows.local_mail_server import LocalPost
from models.rules.errors import DomainError
from notifications.mailbox_maildir import next_number


def compose_reply(
    letter: Letter, *, text: str, values: Mapping[str, str], sender: str = "", now: datetime
) -> tuple[str, str, bytes]:
    """Sender, recipient and bytes of a reply to `letter`.

    `values` are written into the quoted lines of their codes ("> LAA1-I2K = 62"). The sender is whom the letter was
    addressed to, unless given. Raises DomainError when a code is not in the letter, or there is nothing to say.
    """
    if not text.strip() and not values:
        raise DomainError("The reply is empty; give --text, --file, --inline CODE=VALUE or text on standard input.")
    sender = sender or address_of(letter.to_line)
    recipient = address_of(letter.header("Reply-To") or letter.from_line)
    message = EmailMessage(policy=SMTP_LINES)
    message["From"], message["To"] = sender, recipient
    message["Subject"] = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
    message["Date"] = now
    message["Message-ID"] = f"<{secrets.token_hex(12)}@{sender.rpartition('@')[2]}>"
    message["In-Reply-To"] = letter.message_id
    message["References"] = f"{letter.header('References')} {letter.message_id}".strip()
    quoted = fill_in([f"> {line}".rstrip() for line in letter.text.rstrip().split("\n")], values=values)
    attribution = f"On {letter.date}, {letter.from_line} wrote:"
    message.set_content("\n".join([*text.rstrip().split("\n"), "", attribution, *quoted, ""]), cte="quoted-printable")
    return sender, recipient, message.as_bytes()


def fill_in(lines: list[str], *, values: Mapping[str, str]) -> list[str]:
    """Quoted lines with the values written after `CODE =`. Raises DomainError for a code that no line asks for."""
    filled = lines
    for code, value in values.items():
        wanted = re.compile(rf"^(>\W*{re.escape(code.strip())}[^\w=]*=)", re.IGNORECASE)
        if not any(wanted.match(line) for line in filled):
            raise DomainError(f"The mail asks for no “{code} =”; `iltizam mail show` prints the codes it asks for.")
        filled = [f"{found[1]} {value.strip()}" if (found := wanted.match(line)) else line for line in filled]
    return filled


def hand_in(raw: bytes, *, sender: str, recipient: str, port: int, post: LocalPost) -> bool:
    """Send a reply to the local mail server; True when it took it, False when it was put into the Maildirs directly.

    Raises DomainError when the server refuses the mail.
    """
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
            server.sendmail(sender, [recipient], raw)
    except ConnectionRefusedError:
        post.prepare()
        post.store(raw, sender=sender, recipients=[recipient], number=next_number(post.everything))
        return False
    except (smtplib.SMTPException, OSError) as error:
        raise DomainError(f"The local mail server did not take the reply ({error}); look at its log.") from error
    return True


def parse_values(assignments: list[str]) -> dict[str, str]:
    """`CODE=VALUE` arguments as a mapping. Raises DomainError for one without `=`."""
    values: dict[str, str] = {}
    for assignment in assignments:
        code, equals, value = assignment.partition("=")
        if not equals or not code.strip():
            raise DomainError(f"“{assignment}” is not CODE=VALUE; write for instance --inline LAA1-I2K=62.")
        values[code.strip()] = value
    return values
