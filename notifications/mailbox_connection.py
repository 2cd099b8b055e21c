"""One IMAP connection to one folder, opened when needed and opened again when the server leaves (BYE, silence, reset).

Knows no message; what is done with the folder is in `mailbox_imap`.
"""

import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from models.rules.errors import DomainError
from notifications.mailbox import ImapAccount

_TRIES = 3
_TIMEOUT_SECONDS = 60
_BROKEN = (IMAPClientAbortError, OSError)

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
        remaining = _TRIES
        while True:
            remaining -= 1
            try:
                return work(self._open())
            except LoginError as error:
                raise self._trouble("the login was refused; check the user name and password") from error
            except _BROKEN as error:
                self.close()
                if not remaining:
                    raise self._trouble(f"the connection fails ({error}); check that it can be reached") from error
            except IMAPClientError as error:
                raise self._trouble(str(error)) from error

    def _open(self) -> IMAPClient:
        if self._client is None:
            account = self._account
            context = ssl.create_default_context(cafile=account.certificates) if account.is_encrypted else None
            self._client = client = IMAPClient(
                account.host, account.port, ssl=account.is_encrypted, ssl_context=context, timeout=_TIMEOUT_SECONDS
            )
            client.login(account.user, account.password.get_secret_value())
            self.validity = int(client.select_folder(account.folder)[b"UIDVALIDITY"])
        return self._client

    def _trouble(self, why: str) -> DomainError:
        self.close()
        return DomainError(f"The mailbox of {self._account.user} at {self._account.host} cannot be used: {why}.")

    def close(self) -> None:
        """Log out, or drop a connection that is broken already."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(IMAPClientError, OSError):
                client.logout()
