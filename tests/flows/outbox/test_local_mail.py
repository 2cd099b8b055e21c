"""The embedded mail server keeps every mail on this machine, hands ours to the inbox, and relays nothing."""

import os
import signal
import smtplib
import subprocess
import sys

import pytest

from flows.local_mail_server import LocalMailServer, LocalPost
from models.rules.errors import DomainError
from notifications.mailbox import delivered_to
from notifications.mailbox_maildir import list_mails

RAW = b"From: o@region.example\r\nTo: reponse@plan.example\r\nSubject: s\r\n\r\n.dot\r\n"


def send(port: int, *recipients: str, raw: bytes = RAW, sender: str = "o@region.example") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail(sender, list(recipients), raw)


@pytest.mark.parametrize(
    ("recipient", "is_ours"),
    [
        ("reponse@plan.example", True),
        ("reponse+abc234@plan.example", True),
        ("REPONSE+ABC@Plan.Example", True),
        ("reponse+bounce-1f@plan.example", True),
        ("reponses@plan.example", False),
        ("official@region.example", False),
        ("reponse@other.example", False),
    ],
)
def test_what_is_addressed_to_us_goes_to_the_inbox_as_well(server, post, recipient, is_ours):
    send(server.port, recipient)
    assert [path.read_bytes() for path in list_mails(post.everything)] == [RAW]
    inbox = [path.read_bytes() for path in list_mails(post.inbound)]
    assert [delivered_to(raw) for raw in inbox] == ([recipient] if is_ours else [])
    assert all(raw.startswith(b"Return-Path: <o@region.example>\r\n") and raw.endswith(RAW) for raw in inbox)


def test_the_order_of_the_names_is_the_order_of_arrival_even_after_a_restart(post):
    for start in (0, 6):
        with LocalMailServer(post) as server:
            for number in range(start, start + 6):
                send(server.port, "x@region.example", raw=b"Subject: %d\r\n\r\n" % number)
    subjects = [path.read_bytes() for path in list_mails(post.everything)]
    assert subjects == [b"Subject: %d\r\n\r\n" % number for number in range(12)]


def test_one_mail_for_two_of_our_addresses_is_kept_once_and_delivered_twice(server, post):
    send(server.port, "reponse+a@plan.example", "reponse+b@plan.example", "x@region.example")
    assert len(list_mails(post.everything)) == 1
    assert len(list_mails(post.inbound)) == 2


def test_very_long_lines_are_no_reason_to_lose_an_answer(server, post):
    raw = b"Subject: s\r\n\r\n" + b"x" * 20_000 + b"\r\n"
    send(server.port, "reponse@plan.example", raw=raw)
    assert list_mails(post.everything)[0].read_bytes() == raw


def test_a_full_disk_is_a_reason_to_try_again_never_a_refusal(server, post):
    (post.everything / "new").rmdir()
    (post.everything / "new").write_text("in the way")
    with pytest.raises(smtplib.SMTPDataError) as caught:
        send(server.port, "x@region.example")
    assert caught.value.smtp_code == 451


def test_it_says_that_it_takes_thirty_megabytes_and_pipelining(server):
    with smtplib.SMTP("127.0.0.1", server.port, timeout=10) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == str(30 * 1024 * 1024)
        assert client.has_extn("pipelining")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "mail.plan.example"])
def test_it_never_listens_beyond_this_machine(post, host):
    with pytest.raises(DomainError, match="this machine only"):
        LocalMailServer(post, host=host)


def test_a_taken_port_is_said_in_one_sentence(server, post):
    other = LocalMailServer(post, port=server.port)
    with pytest.raises(DomainError, match=f"Port {server.port}"), other:
        pass


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_as_a_child_process_it_says_when_it_is_ready_and_stops_cleanly(tmp_path, ending):
    command = [sys.executable, "-m", "flows.local_mail", "--home", str(tmp_path), "--port", "0"]
    child = subprocess.Popen(
        [*command, "--reply-address", "reponse@plan.example"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    line = child.stdout.readline()
    send(int(line.rpartition(":")[2]), "reponse+a@plan.example")
    child.send_signal(ending)
    _, errors = child.communicate(timeout=10)
    assert (child.returncode, errors) == (0, "")
    assert len(list_mails(LocalPost(tmp_path, ()).inbound)) == 1
