"""Access tokens for mailboxes of Microsoft 365 and Gmail, which take no passwords any more (XOAUTH2).

Both are for a program on its own: nobody signs in. Knows no mailbox and no settings; no secret is in its words.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from models.rules.errors import DomainError

MICROSOFT = "https://login.microsoftonline.com"
MICROSOFT_SCOPE = "https://outlook.office365.com/.default"
GOOGLE = "https://oauth2.googleapis.com/token"
GOOGLE_SCOPE = "https://mail.google.com/"
_TIMEOUT_SECONDS = 30
_SPARE_SECONDS = 300

Tokens = Callable[[], SecretStr]


@dataclass(frozen=True)
class MicrosoftApplication:
    """An application registered in a tenant, with IMAP.AccessAsApp and SMTP.SendAsApp granted by an administrator."""

    tenant: str
    client_id: str
    secret: SecretStr
    authority: str = MICROSOFT
    certificates: Path | None = None


@dataclass(frozen=True)
class GoogleServiceAccount:
    """A service account with domain-wide delegation for the mail scope; `key` is its private key in PEM.

    `mailbox` is the user it reads and writes for.
    """

    address: str
    key: SecretStr
    mailbox: str
    endpoint: str = GOOGLE
    certificates: Path | None = None


@dataclass
class MicrosoftTokens:
    """Client credentials (RFC 6749 4.4) by MSAL, which keeps a token until shortly before it ends."""

    application: MicrosoftApplication
    _client: Any = field(default=None, repr=False)

    def __call__(self) -> SecretStr:
        """A token that is valid now. Raises DomainError with the provider's own error code."""
        return _speak("Microsoft 365", self._ask)

    def _ask(self) -> Mapping[str, Any]:
        if self._client is None:
            from msal import ConfidentialClientApplication  # asks the network at once, so only when it is needed

            application = self.application
            self._client = ConfidentialClientApplication(
                application.client_id,
                authority=f"{application.authority}/{application.tenant}",
                client_credential=application.secret.get_secret_value(),
                instance_discovery=False,
                timeout=_TIMEOUT_SECONDS,
                verify=str(application.certificates) if application.certificates else True,
            )
        answer: Mapping[str, Any] = self._client.acquire_token_for_client([MICROSOFT_SCOPE])
        return answer


@dataclass
class GoogleTokens:
    """A signed assertion for a token (RFC 7523), by the same library; the token is kept nearly to its end."""

    account: GoogleServiceAccount
    clock: Callable[[], float] = time.monotonic
    _token: SecretStr | None = field(default=None, repr=False)
    _good_until: float = 0.0

    def __call__(self) -> SecretStr:
        """A token that is valid now. Raises DomainError with the provider's own error code."""
        if self._token is None or self.clock() >= self._good_until:
            self._token = _speak("Google", self._ask)
        return self._token

    def _ask(self) -> Mapping[str, Any]:
        from msal.oauth2cli.oauth2 import Client

        account = self.account
        client = Client(
            {"token_endpoint": account.endpoint},
            account.address,
            timeout=_TIMEOUT_SECONDS,
            verify=str(account.certificates) if account.certificates else True,
        )
        # Google knows the account by the assertion; a client_id beside it would name an application there is not.
        answer: Mapping[str, Any] = client.obtain_token_by_assertion(
            self._assertion(), Client.GRANT_TYPE_JWT, data={"client_id": ""}
        )
        self._good_until = self.clock() + float(answer.get("expires_in", 0)) - _SPARE_SECONDS
        return answer

    def _assertion(self) -> bytes:
        """What the service account says of itself, signed. ValueError when the key cannot be read."""
        from jwt import PyJWTError
        from msal.oauth2cli.assertion import JwtAssertionCreator

        account = self.account
        key = account.key.get_secret_value().replace("\\n", "\n")
        try:
            signed = JwtAssertionCreator(key, "RS256").create_normal_assertion(
                account.endpoint, account.address, subject=account.mailbox, additional_claims={"scope": GOOGLE_SCOPE}
            )
        except PyJWTError:
            raise ValueError("the key cannot be read") from None
        return signed if isinstance(signed, bytes) else str(signed).encode()


def _speak(provider: str, ask: Callable[[], Mapping[str, Any]]) -> SecretStr:
    """The token in a provider's answer. DomainError when there is none; never with the secret in its words."""
    try:
        answer = ask()
    except (OSError, ValueError) as error:  # requests' errors are OSErrors; a wrong tenant or key is a ValueError
        raise DomainError(
            f"{provider} gives no access token ({type(error).__name__}); check the network, the tenant, the "
            "application's id and that the secret or key is copied whole."
        ) from None
    token = answer.get("access_token")
    if token:
        return SecretStr(str(token))
    code = str(answer.get("error", "no error named"))[:100]
    detail = str(answer.get("error_description", "")).split("\n")[0][:200]
    raise DomainError(
        f"{provider} refuses an access token ({code}: {detail}); check the application's id and secret, and that an "
        "administrator has granted it access to the mailbox."
    )
