"""A Maildir as a mailbox: nothing lost, nothing deleted, whatever crashes or arrives in between."""

import threading
from pathlib import Path

import pytest
from pydantic import SecretStr

from models.rules.errors import DomainError
from notifications.mailbox import LARGEST_MESSAGE, delivered_to, open_mailbox
from notifications.mailbox_imap import ImapMailbox
from notifications.mailbox_lookup import MaildirLookup
from notifications.mailbox_maildir import MaildirMailbox, deliver, list_mails, new_name, next_number

RAW = b"Delivered-To: reponse+tok@plan.example\r\nMessage-ID: <%d@x.example>\r\nSubject: s\r\n\r\nbody %d\r\n"


def put(folder: Path, number: int) -> Path:
    return deliver(folder, RAW % (number, number), name=new_name(number))


def test_mails_come_in_the_order_of_arrival_and_go_to_processed_when_done(tmp_path):
    for number in (3, 1, 2, 10):
        put(tmp_path, number)
    mailbox = MaildirMailbox(tmp_path)
    fetched = list(mailbox.fetch())
    assert [mail.raw for mail in fetched] == [RAW % (n, n) for n in (1, 2, 3, 10)]
    assert {mail.envelope_to for mail in fetched} == {"reponse+tok@plan.example"}
    for mail in fetched:
        mailbox.done(mail.key)
    assert list(mailbox.fetch()) == []
    assert [path.read_bytes() for path in list_mails(tmp_path / ".Processed")] == [mail.raw for mail in fetched]


def test_a_crash_before_done_means_reading_the_same_mail_again(tmp_path):
    put(tmp_path, 1)
    (first,) = MaildirMailbox(tmp_path).fetch()
    (again,) = MaildirMailbox(tmp_path).fetch()
    assert first == again


def test_done_may_be_said_twice_and_of_a_mail_that_is_gone(tmp_path):
    put(tmp_path, 1)
    mailbox = MaildirMailbox(tmp_path)
    (mail,) = mailbox.fetch()
    mailbox.done(mail.key)
    mailbox.done(mail.key)
    mailbox.done("never-there")
    assert len(list_mails(tmp_path / ".Processed")) == 1


def test_a_mail_that_a_mail_program_marks_as_seen_meanwhile_is_still_fetched_and_done(tmp_path):
    path = put(tmp_path, 1)
    mailbox = MaildirMailbox(tmp_path)
    (mail,) = mailbox.fetch()
    path.rename(tmp_path / "cur" / f"{path.name}:2,S")
    assert [again.key for again in mailbox.fetch()] == [mail.key]
    mailbox.done(mail.key)
    assert list(mailbox.fetch()) == []


def test_a_half_delivered_mail_is_not_fetched(tmp_path):
    put(tmp_path, 1)
    (tmp_path / "tmp" / "0000000002.x.iltizam").write_bytes(b"half")
    assert len(list(MaildirMailbox(tmp_path).fetch())) == 1


def test_a_mail_taken_away_between_listing_and_reading_stops_nothing(tmp_path):
    paths = [put(tmp_path, number) for number in (1, 2, 3)]
    fetching = MaildirMailbox(tmp_path).fetch()
    next(fetching)
    paths[1].unlink()
    assert [mail.raw for mail in fetching] == [RAW % (3, 3)]


def test_a_file_that_cannot_be_read_comes_last_and_by_name(tmp_path):
    put(tmp_path, 1)
    (tmp_path / "new" / "0000000000.folder").mkdir()
    put(tmp_path, 2)
    fetching = MaildirMailbox(tmp_path).fetch()
    assert [next(fetching).raw, next(fetching).raw] == [RAW % (1, 1), RAW % (2, 2)]
    with pytest.raises(DomainError, match=r"0000000000\.folder"):
        next(fetching)


def test_of_a_huge_mail_only_the_header_is_kept(tmp_path):
    path = deliver(tmp_path, b"Subject: huge\r\n\r\nbody", name=new_name(1))
    with path.open("r+b") as file:
        file.truncate(LARGEST_MESSAGE + 1)
    (mail,) = MaildirMailbox(tmp_path).fetch()
    assert (mail.raw, mail.size, mail.is_header_only) == (b"Subject: huge\r\n\r\n", LARGEST_MESSAGE + 1, True)


def test_mail_delivered_while_mail_is_fetched_is_never_lost(tmp_path):
    mailbox, seen = MaildirMailbox(tmp_path), []

    def deliver_many(start: int) -> None:
        for number in range(start, start + 40):
            put(tmp_path, number)

    threads = [threading.Thread(target=deliver_many, args=(start,)) for start in (1, 101, 201)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) or list_mails(tmp_path):
        for mail in mailbox.fetch():
            seen.append(mail.raw)
            mailbox.done(mail.key)
    assert len(seen) == len(set(seen)) == 120


def test_the_next_number_follows_the_highest_wherever_it_lies(tmp_path):
    assert next_number(tmp_path) == 1
    path = put(tmp_path, 41)
    path.rename(tmp_path / "cur" / f"{path.name}:2,S")
    assert next_number(tmp_path) == 42


@pytest.mark.parametrize(
    ("header", "address"),
    [
        (b"Delivered-To: a+t@x.example\r\nDelivered-To: forged@x.example\r\n\r\n", "a+t@x.example"),
        (b"Delivered-To: alias@x.example\r\nX-Original-To: a+t@x.example\r\n\r\n", "a+t@x.example"),
        (b"To: a+t@x.example\r\n\r\n", ""),
        (b"\xff\xfe: garbage\r\n\r\n", ""),
        (b"", ""),
    ],
)
def test_who_a_mail_was_delivered_to_is_read_from_the_top_only(header, address):
    assert delivered_to(header) == address


def test_the_lookup_sees_mail_that_came_after_its_first_look_and_folded_headers(tmp_path):
    put(tmp_path, 1)
    lookup = MaildirLookup(tmp_path)
    assert (lookup.find("<1@x.example>"), lookup.find("2@x.example")) == (True, False)
    deliver(tmp_path, b"MESSAGE-ID:\r\n <2@x.example>\r\n\r\nMessage-ID: <3@x.example>\r\n", name=new_name(2))
    assert (lookup.find("2@x.example"), lookup.find("<3@x.example>")) == (True, False)


@pytest.mark.parametrize("url", ["maildir:/srv/mail", "maildir:///srv/mail"])
def test_a_maildir_is_named_by_its_path(url):
    assert isinstance(open_mailbox(url), MaildirMailbox)


def test_an_imap_mailbox_is_named_by_user_server_and_folder():
    mailbox = open_mailbox("imaps://suivi%40plan.example@mail.plan.example/INBOX", password=SecretStr("hunter2"))
    assert isinstance(mailbox, ImapMailbox)


@pytest.mark.parametrize(
    "url",
    [
        "maildir:relative/path",
        "maildir://host/path",
        "pop3://user@mail.plan.example",
        "imaps://mail.plan.example/INBOX",
        "imaps://user:hunter2@mail.plan.example/INBOX",
        "imap://user@mail.plan.example/INBOX",
        "",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_showing_a_password(url):
    with pytest.raises(DomainError) as caught:
        open_mailbox(url, password=SecretStr("hunter2"))
    assert "hunter2" not in caught.value.sentence
