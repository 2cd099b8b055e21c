"""Where replies are fetched: a Maildir or an IMAP mailbox behind one contract. Nothing is ever deleted.

The caller says `done` after its commit, so a crash anywhere means that a mail is read twice, never that it is lost.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import SecretStr

from models.rules.errors import DomainError

LARGEST_MESSAGE = 25 * 1024 * 1024
"""Bytes beyond which only the header of a mail is kept."""


@dataclass(frozen=True)
class Incoming:
    """One mail as the mailbox holds it. `raw` is the header alone when `is_header_only`; `size` is the whole mail's.

    `envelope_to` is the address it was delivered to, "" when the mail server left no trace of it; `key` names the
    mail to `Mailbox.done`.
    """

    raw: bytes
    envelope_to: str
    key: str
    size: int
    is_header_only: bool = False


class Mailbox(Protocol):
    """A source of mail."""

    def fetch(self) -> Iterator[Incoming]:
        """Every mail that is not done yet, oldest first. Changes nothing in the mailbox."""
        ...

    def done(self, key: str) -> None:
        """Put a mail away; call it after the commit. Harmless when repeated."""
        ...

    def wait(self, *, seconds: float) -> bool:
        """Wait for new mail; True when a fetch is worth while. Only a hint: whoever wants certainty fetches anyway."""
        ...

    def close(self) -> None:
        """Give connections back."""
        ...


class HandedOver:
    """No mailbox at all: a mail server of this machine hands every mail over by LMTP, and it is stored at once."""

    def fetch(self) -> Iterator[Incoming]:
        """Nothing: there is nowhere to look."""
        return iter(())

    def done(self, key: str) -> None:
        """Nothing to put away."""

    def wait(self, *, seconds: float) -> bool:
        """Wait for as long as one is told; what was stored meanwhile may be read."""
        time.sleep(seconds)
        return True

    def close(self) -> None:
        """Nothing to close."""


AccessToken = Callable[[], SecretStr]
"""Gives an OAuth 2 access token that is valid now, whenever a connection is opened (see `oauth`)."""


def open_mailbox(url: str, *, password: SecretStr | None = None, token: AccessToken | None = None) -> Mailbox:
    """The mailbox a URL names: `maildir:/path`, `imaps://user@host/INBOX` or `lmtp:`; no connection is made yet.

    The user may be written with %40 for @. With `token` the login is XOAUTH2 and `password` is not used. Raises
    DomainError for anything else, and for a password in the URL.
    """
    from notifications.mailbox_imap import ImapMailbox
    from notifications.mailbox_maildir import MaildirMailbox

    parts = urlsplit(url)
    if parts.scheme == "maildir":
        return MaildirMailbox(_maildir_path(parts))
    if parts.scheme == "lmtp":
        return HandedOver()
    return ImapMailbox(imap_account(parts, password=password, token=token))


@dataclass(frozen=True)
class ImapAccount:
    """Where to log in, by password or by access token. `is_encrypted` is False only for servers on this machine."""

    host: str
    port: int
    user: str
    folder: str
    password: SecretStr
    is_encrypted: bool = True
    certificates: Path | None = None
    token: AccessToken | None = field(default=None, repr=False)


def imap_account(parts: SplitResult, *, password: SecretStr | None, token: AccessToken | None = None) -> ImapAccount:
    """The account an `imaps://user@host[:port]/FOLDER` URL names. Raises DomainError."""
    from notifications.smtp import is_loopback

    if parts.password:
        raise DomainError("The mailbox address must not hold the password; set the mailbox password by itself.")
    if parts.scheme not in ("imaps", "imap") or not parts.hostname or not parts.username:
        raise DomainError(
            f"“{parts.scheme}:…” is not a mailbox; write maildir:/folder, imaps://user@server.example/INBOX or lmtp:."
        )
    if parts.scheme == "imap" and not is_loopback(parts.hostname):
        raise DomainError(f"The password for {parts.hostname} would travel unencrypted; write imaps://.")
    is_encrypted = parts.scheme == "imaps"
    return ImapAccount(
        host=parts.hostname,
        port=parts.port or (993 if is_encrypted else 143),
        user=unquote(parts.username),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        password=password or SecretStr(""),
        is_encrypted=is_encrypted,
        token=token,
    )


def _maildir_path(parts: SplitResult) -> Path:
    path = Path(unquote(parts.path))
    if parts.netloc or not path.is_absolute():
        raise DomainError("A Maildir is named by its whole path: maildir:/folder.")
    return path


def delivered_to(raw: bytes) -> str:
    """The envelope recipient the delivering server noted on top: X-Original-To, else Delivered-To, else "".

    Only the first of each counts: anything further down came with the mail and may be invented.
    """
    header = BytesHeaderParser().parsebytes(raw)
    for name in ("X-Original-To", "Delivered-To"):
        address = str(header.get(name, "")).strip().strip("<>")
        if address:
            return address
    return ""
