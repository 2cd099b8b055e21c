"""One IMAP connection to one folder, opened when needed and opened again when the server leaves (BYE, silence, reset).

Knows no message; what is done with the folder is in `mailbox_imap`.
"""

import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from models.rules.errors import DomainError
from notifications.backoff import Backoff
from notifications.mailbox import ImapAccount

_TRIES = 3
_TIMEOUT_SECONDS = 60
_BROKEN = (IMAPClientAbortError, OSError)

LONGEST_IDLE = 540.0
"""Seconds: servers and address translators drop a silent connection after ten minutes or more (RFC 2177: 29)."""

Result = TypeVar("Result")


class ImapConnection:
    """`validity` is the folder's UIDVALIDITY: when it changes, every UID read before means nothing any more."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        self._client: IMAPClient | None = None
        self.validity = 0

    def run(self, work: Callable[[IMAPClient], Result]) -> Result:
        """Do `work` on the open folder, up to three times when the connection breaks; so `work` must bear repeating.

        Raises DomainError when the server cannot be reached, refuses the login, or says no.
        """
        backoff = Backoff()
        while True:
            try:
                return work(self._open())
            except LoginError as error:
                raise self._trouble("the login was refused; " + self._login_advice()) from error
            except _BROKEN as error:
                self.close()
                pause = backoff.after_failure()
                if backoff.failures >= _TRIES:
                    raise self._trouble(f"the connection fails ({error}); check that it can be reached") from error
                time.sleep(pause)
            except IMAPClientError as error:
                raise self._trouble(str(error)) from error

    def idle(self, *, seconds: float) -> bool:
        """Wait until the server shows a change or the time is up (IDLE, RFC 2177); True when a look is worth while.

        Only a hint. A connection that ends meanwhile (BYE, reset, silence) is dropped, so that the next use opens a new
        one; it never becomes a busy loop: what is heard on a dead connection counts as its end.
        """
        client = self.run(lambda client: client)
        if not client.has_capability("IDLE"):
            time.sleep(min(seconds, LONGEST_IDLE))
            return True
        try:
            return self._idle(client, seconds=min(seconds, LONGEST_IDLE))
        except (IMAPClientError, *_BROKEN):
            self._drop()
            return True

    def _idle(self, client: IMAPClient, *, seconds: float) -> bool:
        client.idle()
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            heard = client.idle_check(timeout=left)
            if any(response[0] == b"BYE" for response in heard) or (not heard and time.monotonic() < end):
                self._drop()  # a poll that returns early with nothing is how a closed connection looks
                return True
            if any(b"EXISTS" in response for response in heard):
                client.idle_done()
                return True
        client.idle_done()
        return False

    def _open(self) -> IMAPClient:
        if self._client is None:
            account = self._account
            context = ssl.create_default_context(cafile=account.certificates) if account.is_encrypted else None
            self._client = client = IMAPClient(
                account.host, account.port, ssl=account.is_encrypted, ssl_context=context, timeout=_TIMEOUT_SECONDS
            )
            self._login(client)
            self.validity = int(client.select_folder(account.folder)[b"UIDVALIDITY"])
        return self._client

    def _login(self, client: IMAPClient) -> None:
        if self._account.token is None:
            client.login(self._account.user, self._account.password.get_secret_value())
        else:
            client.oauth2_login(self._account.user, self._account.token().get_secret_value())

    def _login_advice(self) -> str:
        if self._account.token is None:
            return "check the user name and password"
        return "check that the application may read this mailbox (IMAP.AccessAsApp, or domain-wide delegation)"

    def _trouble(self, why: str) -> DomainError:
        self.close()
        return DomainError(f"The mailbox of {self._account.user} at {self._account.host} cannot be used: {why}.")

    def _drop(self) -> None:
        """Forget a connection without asking the server, which may never answer."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(IMAPClientError, OSError):
                client.shutdown()

    def close(self) -> None:
        """Log out, or drop a connection that is broken already."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(IMAPClientError, OSError):
                client.logout()
