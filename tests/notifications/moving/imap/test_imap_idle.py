"""Waiting for mail at a real Dovecot: a hint comes soon, a server that leaves ends the wait, nothing spins."""

import threading
import time

import pytest

from notifications.mailbox_imap import ImapMailbox

pytestmark = pytest.mark.server
SOON = 5.0


def test_new_mail_ends_the_wait_soon(dovecot):
    server = dovecot()
    mailbox = ImapMailbox(server.account())
    assert list(mailbox.fetch()) == []
    threading.Timer(0.5, lambda: server.put(1)).start()
    started = time.monotonic()
    assert mailbox.wait(seconds=20) is True
    assert time.monotonic() - started < SOON
    assert len(list(mailbox.fetch())) == 1
    mailbox.close()


def test_without_mail_the_wait_ends_in_time_and_the_connection_is_still_good(dovecot):
    server = dovecot()
    mailbox = ImapMailbox(server.account())
    started = time.monotonic()
    assert mailbox.wait(seconds=1.0) is False
    assert 0.9 < time.monotonic() - started < SOON
    server.put(1)
    assert len(list(mailbox.fetch())) == 1
    mailbox.close()


@pytest.mark.parametrize("how", ["BYE", "killed"])
def test_a_server_that_leaves_while_we_wait_ends_the_wait_without_spinning(dovecot, how):
    server = dovecot()
    mailbox = ImapMailbox(server.account())
    list(mailbox.fetch())

    def leave() -> None:
        if how == "BYE":
            server.kill_sessions()
        else:
            server.__exit__()
            server.__enter__()

    threading.Timer(0.5, leave).start()
    started, worked = time.monotonic(), time.process_time()
    assert mailbox.wait(seconds=20) is True
    assert time.monotonic() - started < SOON
    assert time.process_time() - worked < 0.5
    if how == "killed":
        time.sleep(0.5)
    server.put(1)  # what came while nobody was connected is found by the search that follows
    assert len(list(mailbox.fetch())) == 1
    mailbox.close()


def test_a_server_without_idle_is_asked_again_after_the_time(dovecot):
    server = dovecot("imap_capability = IMAP4rev1 MOVE UIDPLUS NAMESPACE")
    mailbox = ImapMailbox(server.account())
    assert mailbox.wait(seconds=0.2) is True
    mailbox.close()
