"""Whether mail can go out and come in: connect, encrypt, greet, log in, open the mailbox. No mail is sent or marked."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flows.doctor.finding import Finding, beware, broken, well
from flows.mail_route import route_of
from flows.mail_servers import mailbox_of, relay_of
from flows.runtime import current_moment
from flows.services.dispatch.probe import SUCCEEDED, last_probe
from flows.settings import Settings
from models.database import open_engine, open_session
from notifications.smtp import RelayError
from notifications.smtp_relay import Relay, connect

TOO_OLD = timedelta(days=92)
_PROBE = "Run iltizam mail probe until it succeeds; until then nothing is sent."


def look_at_mail_out(settings: Settings) -> Iterator[Finding]:
    """Connect, STARTTLS or TLS, EHLO, login, QUIT; and whom we may write to."""
    relay = relay_of(settings)
    try:
        seen = asyncio.run(_greet(relay))
    except RelayError as error:
        start = " It is the one that iltizam start brings." if settings.uses_local_mail else ""
        yield broken("mail out", error.sentence, advice=f"See ILTIZAM_SMTP_… in deployments/example.env.{start}")
    else:
        yield well("mail out", seen)
    allowed = settings.allowed_recipient_domains
    if allowed:
        yield well("recipients", f"mail may go to {', '.join(allowed)}, to nobody else.")
    else:
        yield beware(
            "recipients", "mail may go to nobody.", advice="Name your domains in ILTIZAM_ALLOWED_RECIPIENT_DOMAINS."
        )


async def _greet(relay: Relay) -> str:
    client = await connect(relay)
    try:
        line = {"none": "not encrypted", "starttls": "encrypted by STARTTLS", "tls": "encrypted by TLS"}[relay.security]
        who = f"logged in as {relay.username.partition('@')[0]}" if relay.username else "without login"
        return f"{relay.host}:{relay.port} takes mail, {line}, {who}."
    finally:
        await client.quit()


def look_at_mail_in(settings: Settings) -> Iterator[Finding]:
    """The mailbox opens and lets itself be read, marking nothing."""
    scheme = settings.inbox_url.partition(":")[0]
    if scheme == "lmtp":
        yield well("mail in", "mail is handed over by LMTP; there is no mailbox to open.")
        return
    if scheme == "maildir" and not Path(unquote(urlsplit(settings.inbox_url).path)).is_dir():
        yield beware("mail in", "there is no mailbox yet.", advice="iltizam start makes it; or see ILTIZAM_INBOX_URL.")
        return
    with closing(mailbox_of(settings)) as mailbox:
        waiting = next(iter(mailbox.fetch()), None)
    yield well("mail in", f"the mailbox ({scheme}) opens; {'mail waits in it' if waiting else 'it is empty'}.")


def look_at_probe(settings: Settings) -> Iterator[Finding]:
    """Whether a mail has come back over this very way, and how long ago."""
    if settings.uses_local_mail:
        yield well("plus-address", "mail stays on this machine; no probe is needed.")
        return
    engine = open_engine(settings.database_url)
    try:
        with open_session(engine, reads_only=True) as session:
            last = last_probe(session, route=route_of(settings))
    finally:
        engine.dispose()
    if last is None:
        yield broken("plus-address", "no probe mail has ever come back over this way.", advice=_PROBE)
    elif last.after != SUCCEEDED:
        yield broken("plus-address", f"the probe of {last.at:%Y-%m-%d} failed: {last.reason}", advice=_PROBE)
    elif current_moment() - last.at > TOO_OLD:
        yield beware("plus-address", f"the last probe came back on {last.at:%Y-%m-%d}.", advice="Probe again.")
    else:
        yield well("plus-address", f"a probe came back on {last.at:%Y-%m-%d}.")
