"""LMTP from a Postfix on this machine: stored before it is accepted, refused when the address is not ours."""

import asyncio
import smtplib
import threading
from collections.abc import Callable, Iterator

import pytest

from models.rules.errors import DomainError
from notifications.lmtp import LmtpServer
from notifications.lmtp_recipients import Recipients
from notifications.reply_address import bounce_address, make_token, reply_address

KEY = b"k" * 32
BASE = "reponse@plan.example"
TOKEN = make_token(17, nonce=b"abcd", key=KEY)
MAIL = b"From: a@region.example\r\nSubject: hello\r\n\r\n.dotted\r\nI1 = 14\r\n"
OTHERS_TOKEN = make_token(17, nonce=b"abcd", key=b"x" * 32)


@pytest.fixture
def serve() -> Iterator[Callable[..., smtplib.LMTP]]:
    """Start a receiver with a way to store, and connect to it as Postfix would."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    servers: list[LmtpServer] = []

    def start(store: Callable[[bytes, str], object]) -> smtplib.LMTP:
        server = LmtpServer(Recipients(BASE, KEY), store)
        asyncio.run_coroutine_threadsafe(server.open(), loop).result()
        servers.append(server)
        return smtplib.LMTP("127.0.0.1", server.port, timeout=10)

    yield start
    for server in servers:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_a_mail_is_stored_with_its_envelope_before_it_is_accepted(serve):
    stored = []
    with serve(lambda raw, recipient: stored.append((raw, recipient))) as postfix:
        refused = postfix.sendmail("a@region.example", [reply_address(BASE, TOKEN)], MAIL)
    assert refused == {}
    assert stored == [(b"Return-Path: <a@region.example>\r\n" + MAIL, reply_address(BASE, TOKEN))]


def test_the_null_sender_of_a_bounce_is_written_down(serve):
    stored = []
    with serve(lambda raw, recipient: stored.append(raw)) as postfix:
        postfix.sendmail("", [bounce_address(BASE, 5, key=KEY)], MAIL)
    assert stored[0].startswith(b"Return-Path: <>\r\n")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (BASE, 250),
        (BASE.upper(), 250),
        (reply_address(BASE, TOKEN), 250),
        (reply_address(BASE, TOKEN.upper()), 250),
        ("reponse+bounce-0123456789abcdef0123@plan.example", 250),
        ("reponse+probe-0123456789abcdef0123@plan.example", 250),
        (reply_address(BASE, OTHERS_TOKEN), 550),
        (reply_address(BASE, TOKEN[:-1] + ("a" if TOKEN[-1] != "a" else "b")), 550),
        (reply_address(BASE, TOKEN[:-1]), 550),
        ("reponse+anything@plan.example", 550),
        ("reponse+@plan.example", 550),
        ("reponse@other.example", 550),
        ("somebody@plan.example", 550),
    ],
)
def test_an_address_that_is_not_ours_is_refused_before_the_content(serve, address, code):
    with serve(lambda raw, recipient: None) as postfix:
        postfix.ehlo_or_helo_if_needed()
        postfix.mail("a@region.example")
        answer, words = postfix.rcpt(address)
    assert answer == code
    assert words.startswith(b"5.1.1 " if code == 550 else b"2.1.5 ")


def test_what_cannot_be_stored_stays_in_the_queue_of_postfix(serve):
    def fail(raw: bytes, recipient: str) -> None:
        raise OSError(28, "No space left on device")

    with serve(fail) as postfix, pytest.raises(smtplib.SMTPDataError) as caught:
        postfix.sendmail("a@region.example", [BASE], MAIL)
    assert caught.value.smtp_code == 451


def test_one_recipient_is_taken_at_a_time_and_the_next_one_is_told_to_come_again(serve):
    stored = []
    with serve(lambda raw, recipient: stored.append(recipient)) as postfix:
        refused = postfix.sendmail("a@region.example", [BASE, reply_address(BASE, TOKEN)], MAIL)
        assert {address: code for address, (code, _) in refused.items()} == {reply_address(BASE, TOKEN): 452}
        postfix.sendmail("a@region.example", list(refused), MAIL)
    assert stored == [BASE, reply_address(BASE, TOKEN)]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "mail.plan.example"])
def test_it_never_listens_beyond_this_machine(host):
    with pytest.raises(DomainError, match="this machine only"):
        LmtpServer(Recipients(BASE, KEY), lambda raw, recipient: None, host=host)
