"""The IMAP mailbox against a real Dovecot on this machine: read unmarked, put away after the commit, never lost."""

import os
import time
from collections import deque

import pytest
from pydantic import SecretStr

from models.rules.errors import DomainError
from notifications.mailbox import LARGEST_MESSAGE, ImapAccount
from notifications.mailbox_imap import ImapLookup, ImapMailbox
from notifications.mailbox_maildir import list_mails

pytestmark = pytest.mark.server
MOVES = "imap_capability = IMAP4rev1 MOVE UIDPLUS NAMESPACE"
COPIES = "imap_capability = IMAP4rev1 UIDPLUS"
MARKS = "imap_capability = IMAP4rev1"


@pytest.mark.parametrize("more", ["", MOVES, COPIES, MARKS], ids=["as installed", "move", "copy", "copy, no UIDPLUS"])
def test_mails_are_read_unmarked_and_moved_when_done(dovecot, more):
    server = dovecot(more)
    for number in (1, 2, 3):
        server.put(number)
    mailbox = ImapMailbox(server.account())
    first, *others = mailbox.fetch()
    assert (first.envelope_to, b"<1@x.example>" in first.raw, first.is_header_only) == ("a+t@plan.example", True, False)
    assert len(others) == 2
    assert not [path for path in list_mails(server.mail) if "S" in path.name.partition(":2,")[2]]
    mailbox.done(first.key)
    mailbox.done(first.key)
    assert [mail.raw for mail in mailbox.fetch()] == [mail.raw for mail in others]
    mailbox.close()
    assert len(list_mails(server.mail / ".Processed")) == 1


def test_mail_that_comes_while_mail_is_fetched_is_fetched_too(dovecot):
    server = dovecot()
    server.put(1)
    mailbox = ImapMailbox(server.account())
    fetching = mailbox.fetch()
    next(fetching)
    server.put(2)
    assert len(list(fetching)) == 1
    mailbox.close()


def test_a_server_that_goes_away_and_comes_back_loses_nothing(dovecot):
    server = dovecot()
    for number in (1, 2, 3):
        server.put(number)
    mailbox = ImapMailbox(server.account())
    fetching = mailbox.fetch()
    first = next(fetching)
    server.__exit__()
    server.__enter__()
    rest = list(fetching)
    mailbox.done(first.key)
    mailbox.close()
    assert len({mail.raw for mail in (first, *rest)}) == 3
    assert len(list_mails(server.mail)) == 2


def test_after_the_folder_is_numbered_anew_an_old_key_moves_no_other_mail(dovecot):
    server = dovecot()
    server.put(1)
    server.put(2)
    mailbox = ImapMailbox(server.account())
    fetched = list(mailbox.fetch())
    server.__exit__()
    for path in server.mail.glob("dovecot*"):
        path.unlink()
    time.sleep(1.1)  # UIDVALIDITY is the time in seconds
    server.__enter__()
    mailbox.done(fetched[0].key)
    assert len(list_mails(server.mail)) == 2
    assert [mail.raw for mail in mailbox.fetch()] == [mail.raw for mail in fetched]
    mailbox.close()


def test_of_a_huge_mail_only_the_header_is_fetched(dovecot):
    server = dovecot()
    server.put(1, body=b"x" * 70 + b"\r\n" + b"y" * LARGEST_MESSAGE)
    mailbox = ImapMailbox(server.account())
    (mail,) = mailbox.fetch()
    mailbox.close()
    assert mail.is_header_only
    assert mail.size > LARGEST_MESSAGE
    assert mail.raw.endswith(b"<1@x.example>\r\n\r\n")


def test_a_refused_login_is_one_sentence_without_the_password(dovecot):
    server = dovecot()
    with pytest.raises(DomainError, match="login was refused") as caught:
        next(ImapMailbox(server.account("hunter2")).fetch())
    assert "hunter2" not in caught.value.sentence


def test_a_mail_is_looked_up_by_its_message_id(dovecot):
    server = dovecot()
    server.put(1)
    lookup = ImapLookup(server.account())
    assert (lookup.find("<1@x.example>"), lookup.find("11@x.example")) == (True, False)
    server.put(11)
    assert lookup.find("11@x.example") is True
    lookup.close()


def test_a_server_that_is_down_is_one_sentence():
    account = ImapAccount("127.0.0.1", 1, "suivi", "INBOX", SecretStr("hunter2"), is_encrypted=False)
    with pytest.raises(DomainError, match="check that it can be reached"):
        next(ImapMailbox(account).fetch())


def test_a_mail_that_the_server_cannot_open_stops_no_other(dovecot):
    server = dovecot()
    for number in (1, 2, 3):
        server.put(number)
    broken = list_mails(server.mail)[1]
    os.chown(broken, 0, 0)
    broken.chmod(0)
    mailbox, fetched = ImapMailbox(server.account()), []
    with pytest.raises(DomainError, match="does not hand over the mails with the UID 2;"):
        deque(map(fetched.append, mailbox.fetch()), maxlen=0)
    mailbox.close()
    assert len(fetched) == 2
