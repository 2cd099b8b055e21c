"""The mail servers the settings name, as the notifications package wants them."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from flows.runtime import zone
from flows.settings import Settings
from models.rules.errors import DomainError
from notifications.mailbox import AccessToken, Mailbox, imap_account, open_mailbox
from notifications.mailbox_imap import ImapLookup
from notifications.mailbox_lookup import Lookup, Lookups, MaildirLookup, NoLookup
from notifications.oauth import GoogleServiceAccount, GoogleTokens, MicrosoftApplication, MicrosoftTokens
from notifications.relay_log import RelayLog
from notifications.smtp import Relay


def relay_of(settings: Settings) -> Relay:
    """The server that takes our mails."""
    return Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password,
        token=token_of(settings, mailbox=settings.smtp_username) if settings.smtp_username else None,
        connections=settings.smtp_connections,
        per_minute=0 if settings.uses_local_mail else settings.smtp_per_minute,
    )


def mailbox_of(settings: Settings) -> Mailbox:
    """The mailbox replies come to; closed by the caller."""
    user = unquote(urlsplit(settings.inbox_url).username or "")
    token = token_of(settings, mailbox=user) if user else None
    return open_mailbox(settings.inbox_url, password=settings.inbox_password, token=token)


def token_of(settings: Settings, *, mailbox: str) -> AccessToken | None:
    """What gives access tokens for a mailbox; None when one logs in by password. Asks nobody yet."""
    if not settings.oauth_provider:
        return None
    if not settings.oauth_client_id or not settings.oauth_secret.get_secret_value():
        raise DomainError(
            "ILTIZAM_OAUTH_PROVIDER is set, so ILTIZAM_OAUTH_CLIENT_ID and ILTIZAM_OAUTH_SECRET must be as well."
        )
    if settings.oauth_provider == "google":
        return GoogleTokens(GoogleServiceAccount(settings.oauth_client_id, settings.oauth_secret, mailbox))
    if not settings.oauth_tenant:
        raise DomainError("Microsoft 365 needs ILTIZAM_OAUTH_TENANT: the tenant's id or domain.")
    return MicrosoftTokens(MicrosoftApplication(settings.oauth_tenant, settings.oauth_client_id, settings.oauth_secret))


def lookup_of(settings: Settings) -> Lookup:
    """Where a mail in doubt is looked up: the local mail server's folder, a relay's log, an archive; or nowhere."""
    if settings.uses_local_mail:
        return MaildirLookup(settings.home / "mail" / "all")
    places: list[Lookup] = []
    if settings.relay_log:
        places.append(RelayLog(Path(settings.relay_log), zone=zone(settings.time_zone)))
    if settings.archive_url:
        archive = imap_account(urlsplit(settings.archive_url), password=settings.archive_password)
        places.append(ImapLookup(archive))
    return Lookups(places) if places else NoLookup()
