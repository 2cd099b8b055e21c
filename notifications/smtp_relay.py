"""The mail server that sends for us: where it is, how one logs in, how long one waits. Knows no message."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import aiosmtplib
from pydantic import SecretStr

from models.rules.errors import DomainError
from notifications.smtp_result import Stage

Security = Literal["none", "starttls", "tls"]
Token = Callable[[], SecretStr]
"""Gives an OAuth 2 access token that is valid now; may take its time, it is called in a thread of its own."""

CLAIM_SECONDS = 600
"""A claim older than this counts as abandoned, so no message may take that long."""
WAITING_SECONDS = 30
"""How long a claimed message may wait for a connection; after that it is given back, not sent."""
_ADVICE = {
    Stage.LOGIN: "check the user name and the password or token",
    Stage.SENDER: "check the sender address, and that this server sends mail for it",
}


@dataclass(frozen=True)
class Relay:
    """The mail server that sends for us. Times are in seconds; `per_minute`: mails per recipient domain, 0 = no limit.

    With `token` the login is XOAUTH2, otherwise by password. The longest time one message may take stays below the
    ten minutes after which its claim counts as abandoned.
    """

    host: str
    port: int
    security: Security = "none"
    username: str = ""
    password: SecretStr | None = None
    token: Token | None = field(default=None, repr=False)
    certificates: Path | None = None
    connections: int = 4
    per_minute: int = 0
    timeout: float = 45.0
    final_timeout: float = 240.0

    def __post_init__(self) -> None:
        if self.longest_seconds >= CLAIM_SECONDS:
            raise DomainError(
                "The mail server's time-outs are too long: 6 × timeout + final_timeout must be "
                f"< {CLAIM_SECONDS - WAITING_SECONDS} s, so that a claim never outlives {CLAIM_SECONDS} s."
            )
        if (self.username or self.token) and self.security == "none" and not is_loopback(self.host):
            raise DomainError(
                f"The password for {self.host} would travel unencrypted; set the security to starttls or tls."
            )
        if self.token and not self.username:
            raise DomainError(f"A login at {self.host} by token needs the user name of the mailbox as well.")

    @property
    def longest_seconds(self) -> float:
        """The longest time from a claim to its settlement: waiting, connecting, talking, the last answer."""
        return WAITING_SECONDS + 6 * self.timeout + self.final_timeout


class RelayError(DomainError):
    """The relay cannot be used now: nothing was sent, and nothing is wrong with any message."""

    def __init__(self, relay: Relay, *, stage: Stage, why: str) -> None:
        advice = _ADVICE.get(stage, "check that it runs and can be reached")
        super().__init__(f"The mail server {relay.host}:{relay.port} cannot be used ({stage}: {why}); {advice}.")
        self.stage, self.why = stage, why


async def connect(relay: Relay) -> aiosmtplib.SMTP:
    """An open, encrypted, logged-in connection. Raises RelayError; no secret is in its words."""
    client = _client(relay)
    try:
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
    except BaseException as error:
        client.close()
        stage, why = _explain(error)
        if not stage:
            raise
        raise RelayError(relay, stage=stage, why=why) from error
    return client


def _explain(error: BaseException) -> tuple[Stage | None, str]:
    """Where a connection failed and why; None for what is no fault of the relay (a time-out or stop from outside)."""
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return Stage.LOGIN, f"{error.code} {error.message}"
    if isinstance(error, DomainError):  # no token to be had
        return Stage.LOGIN, error.sentence.rstrip(".")
    if isinstance(error, (aiosmtplib.SMTPException, OSError)):
        return Stage.CONNECT, str(error)
    return None, ""


def _client(relay: Relay) -> aiosmtplib.SMTP:
    password = relay.password.get_secret_value() if relay.password and not relay.token else None
    return aiosmtplib.SMTP(
        hostname=relay.host,
        port=relay.port,
        username=relay.username or None,
        password=password if relay.username else None,
        oauth_token_generator=_token_source(relay.token) if relay.token else None,
        timeout=relay.timeout,
        use_tls=relay.security == "tls",
        start_tls=relay.security == "starttls",
        validate_certs=True,
        cert_bundle=str(relay.certificates) if relay.certificates else None,
        local_hostname="localhost" if is_loopback(relay.host) else None,
    )


def _token_source(token: Token) -> Callable[[], Awaitable[str]]:
    """The token as aiosmtplib asks for it: awaited, and off the event loop because it may have to be fetched."""

    async def fetch() -> str:
        return (await asyncio.to_thread(token)).get_secret_value()

    return fetch


def is_loopback(host: str) -> bool:
    """Whether a host name or address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
