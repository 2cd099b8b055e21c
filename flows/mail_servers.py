"""The mail servers the settings name, as the notifications package wants them."""

from flows.settings import Settings
from notifications.mailbox import Mailbox, open_mailbox
from notifications.mailbox_lookup import Lookup, MaildirLookup, NoLookup
from notifications.smtp import Relay


def relay_of(settings: Settings) -> Relay:
    """The server that takes our mails."""
    return Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_username,
        password=settings.smtp_password,
    )


def mailbox_of(settings: Settings) -> Mailbox:
    """The mailbox replies come to; closed by the caller."""
    return open_mailbox(settings.inbox_url, password=settings.inbox_password)


def lookup_of(settings: Settings) -> Lookup:
    """Where a mail in doubt is looked up: what the local mail server kept; nothing else can tell yet."""
    return MaildirLookup(settings.home / "mail" / "all") if settings.uses_local_mail else NoLookup()
