"""Replies are read the moment they come; a server that is away is tried again, and nobody is told twice a second."""

import pytest

from flows.mail_watch import watch_mailbox
from models.rules.errors import DomainError
from models.vocabulary import MessageKind
from notifications.backoff import Backoff
from notifications.mailbox import HandedOver
from notifications.mailbox_maildir import MaildirMailbox, deliver, list_mails, new_name


class EndOfTestError(Exception):
    """Stops the watch, which otherwise never ends."""


def test_mail_that_comes_while_we_watch_is_read_and_put_away(session, post, answer, code, tmp_path) -> None:
    raw = answer(post.request(session), f"{code} = 14")

    class Box(MaildirMailbox):
        waits = 0

        def wait(self, *, seconds: float) -> bool:
            self.waits += 1
            if self.waits > 1:
                raise EndOfTestError
            deliver(tmp_path, raw, name=new_name(1))
            return super().wait(seconds=seconds)

    said = []
    with pytest.raises(EndOfTestError):
        watch_mailbox(post.desk, mailbox=Box(tmp_path), plan="small", say=said.append)
    assert len(post.sent(session, MessageKind.RECEIPT)) == 1
    assert list_mails(tmp_path) == []
    assert said == ["1 messages read, 1 answers recorded, 0 wait for a person."]


def test_a_server_that_is_away_is_tried_again(session, post) -> None:
    class Away(HandedOver):
        tries = 0

        def fetch(self):
            self.tries += 1
            if self.tries < 3:
                raise DomainError("The mailbox cannot be used.")
            return super().fetch()

        def wait(self, *, seconds: float) -> bool:
            raise EndOfTestError

    box, said = Away(), []
    with pytest.raises(EndOfTestError):
        watch_mailbox(post.desk, mailbox=box, plan="small", say=said.append)
    assert box.tries == 3
    assert [sentence.startswith("The mailbox cannot be used. Trying again") for sentence in said] == [True, True]


def test_the_pauses_grow_to_five_minutes_and_begin_anew_after_a_success() -> None:
    backoff = Backoff()
    pauses = [backoff.after_failure() for _ in range(40)]
    assert 0.25 <= pauses[0] <= 0.5
    assert all(150 <= pause <= 300 for pause in pauses[10:])
    backoff.after_success()
    assert backoff.after_failure() <= 0.5
