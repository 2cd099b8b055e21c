"""No password and no token is ever written down: with every logger at its most talkative, whatever goes well or wrong."""

import asyncio
import base64
import logging
import traceback
from contextlib import suppress

import pytest
from pydantic import SecretStr

from models.rules.errors import DomainError
from notifications.mailbox_imap import ImapLookup, ImapMailbox
from notifications.smtp import Courier, Relay

PASSWORD, TOKEN = "hunter2-password", "ya29.hunter2-token"
FORMS = [
    form
    for secret in (PASSWORD, TOKEN)
    for form in (
        secret,
        base64.b64encode(secret.encode()).decode(),
        base64.b64encode(f"\0suivi@plan.example\0{secret}".encode()).decode(),
        base64.b64encode(f"user=suivi@plan.example\1auth=Bearer {secret}\1\1".encode()).decode(),
    )
]


@pytest.fixture
def said(caplog):
    """Everything that was logged, errors with their tracebacks included, and a place for more."""
    caplog.set_level(logging.DEBUG)
    for name in ("aiosmtplib", "asyncio", "imapclient", "imapclient.imaplib", "notifications", "mail.log"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def none_of(text: str) -> None:
    assert [form for form in FORMS if form in text] == []


async def talk(relay: Relay) -> object:
    courier = Courier(relay)
    try:
        return await courier.send(sender="a@plan.example", recipient="b@region.example", message=b"x\r\n")
    finally:
        await courier.close()


@pytest.mark.parametrize("answers", [{}, {"AUTH": "535 5.7.8 no"}, {"AUTH": "454 4.7.0 later"}])
@pytest.mark.parametrize("login", ["password", "token"])
def test_sending_says_no_secret(scripted, said, login, answers):
    server = scripted(extensions=("AUTH PLAIN LOGIN XOAUTH2", "PIPELINING"), **answers)
    given = {"password": SecretStr(PASSWORD)} if login == "password" else {"token": lambda: SecretStr(TOKEN)}
    relay = Relay("127.0.0.1", server.port, username="suivi@plan.example", timeout=2, final_timeout=2, **given)
    result = asyncio.run(talk(relay))
    with said.at_level(logging.DEBUG):
        try:
            asyncio.run(Courier(relay).ready())
        except DomainError as error:
            logging.getLogger("test").exception("refused")
            none_of("".join(traceback.format_exception(error)))
    assert any(b"AUTH" in group for group in server.groups)  # a login was really tried
    none_of(said.text + repr(relay) + repr(result))


@pytest.mark.parametrize("password", ["secret", PASSWORD])
def test_reading_says_no_secret(dovecot, said, password):
    server = dovecot()
    server.put(1)
    account = server.account(password)
    mailbox, lookup = ImapMailbox(account), ImapLookup(account)
    for work in (lambda: [mailbox.done(mail.key) for mail in mailbox.fetch()], lambda: lookup.find("<1@x.example>")):
        try:
            work()
        except DomainError as error:
            logging.getLogger("test").exception("refused")
            none_of("".join(traceback.format_exception(error)))
    for place in (mailbox, lookup):
        with suppress(DomainError):
            place.close()
    assert "refused" in said.text or password == "secret"
    none_of(said.text + repr(account) + repr(mailbox))
    assert f'"{password}"' not in said.text
