"""The probe: one mail goes out to the plus-address and must come back before anything is sent to an official."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import select

from flows.local_mail_server import LocalMailServer, LocalPost
from flows.mail_route import require_probed_route, route_of
from flows.services.dispatch.probe import is_probed, last_probe, probe_mail, require_probe
from flows.services.reception.inbox import store_raw
from flows.services.upkeep.fates import check_mail
from flows.settings import Settings
from models.rules.errors import DomainError
from models.tables import InboundMessage, OutboundMessage
from models.vocabulary import InboundClass, MessageKind, OutboundState
from notifications.mailbox import HandedOver
from notifications.mailbox_maildir import MaildirMailbox, deliver, list_mails, make_maildir, new_name
from notifications.smtp import Relay

ROUTE = "127.0.0.1:2525 → reponse@iltizam.example → maildir:/x"
OURS = ("reponse@iltizam.example",)


@pytest.fixture
def local(tmp_path) -> Iterator[LocalMailServer]:
    """The mail server that comes with the program."""
    with LocalMailServer(LocalPost(tmp_path, OURS)) as server:
        yield server


class Elsewhere:
    """Somebody else's mail server: refuses, loses, or does `then` with what it takes."""

    def __init__(self, *, refuses: bool = False, then: Callable[[bytes, str, str], None] | None = None) -> None:
        self.refuses, self.then = refuses, then

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuses:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.then:
            self.then(envelope.original_content, envelope.mail_from, envelope.rcpt_tos[0])
        return "250 2.0.0 Ok: queued as 4F2A"


@pytest.fixture
def elsewhere() -> Iterator[Callable[..., Relay]]:
    """Start one and name it as a relay."""
    running = []

    def start(**how) -> Relay:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        running.append(Controller(Elsewhere(**how), hostname="127.0.0.1", port=port))
        running[-1].start()
        return Relay("127.0.0.1", port, timeout=5)

    yield start
    for controller in running:
        controller.stop()


def test_the_probe_comes_back_through_the_local_mail_server_and_is_kept(session, post, local, tmp_path) -> None:
    mailbox = MaildirMailbox(tmp_path / "mail" / "inbound")
    deliver(tmp_path / "mail" / "inbound", b"From: a@x.example\r\n\r\nanother mail", name=new_name(1))
    outcome = probe_mail(post.desk(), relay=Relay("127.0.0.1", local.port), mailbox=mailbox, route=ROUTE, patience=10)
    assert outcome.problems == ()
    assert "came back after" in outcome.summary
    (row,) = post.sent(session, MessageKind.PROBE)
    assert (row.state, row.envelope_from) == (OutboundState.SENT, "reponse@iltizam.example")
    assert row.envelope_to.startswith("reponse+probe-")
    assert session.exec(select(InboundMessage.fate)).all() == [InboundClass.AUTOMATIC]
    assert len(list_mails(tmp_path / "mail" / "inbound")) == 1  # the other mail is left where it lies
    assert is_probed(session, route=ROUTE)
    assert not is_probed(session, route="another way")
    assert last_probe(session, route=ROUTE).reason == outcome.summary
    assert check_mail(post.desk(date(2026, 10, 2)), plan="small").problems == ()


def test_only_the_probe_is_sent_and_nothing_else_that_waits(session, post, local, tmp_path) -> None:
    with post.desk().session() as writing:
        writing.get_one(OutboundMessage, post.request(session).id).state = OutboundState.PENDING
        writing.commit()
    mailbox = MaildirMailbox(tmp_path / "mail" / "inbound")
    probe_mail(post.desk(), relay=Relay("127.0.0.1", local.port), mailbox=mailbox, route=ROUTE, patience=10)
    assert len(list_mails(tmp_path / "mail" / "all")) == 1
    assert post.request(session).state is OutboundState.PENDING


def test_mail_handed_over_by_lmtp_counts_as_returned(session, post, elsewhere) -> None:
    def hand_over(raw: bytes, sender: str, recipient: str) -> None:
        store_raw(post.desk(), raw=raw, envelope_to=recipient, source="lmtp")

    outcome = probe_mail(post.desk(), relay=elsewhere(then=hand_over), mailbox=HandedOver(), route=ROUTE, patience=10)
    assert outcome.problems == ()
    session.rollback()
    assert session.exec(select(InboundMessage.fate)).all() == [InboundClass.AUTOMATIC]


def failed(session, post, *, relay: Relay, mailbox) -> str:
    """The one sentence of a probe that fails; it is kept, and nothing is left to be sent later."""
    (why,) = probe_mail(post.desk(), relay=relay, mailbox=mailbox, route=ROUTE, patience=0.5).problems
    session.rollback()
    assert last_probe(session, route=ROUTE).after == "failed"
    assert post.sent(session, MessageKind.PROBE)[-1].state is OutboundState.CANCELLED
    with pytest.raises(DomainError, match="the last probe failed"):
        require_probe(session, route=ROUTE)
    return why


def test_a_server_that_is_down_is_named(session, post, tmp_path) -> None:
    why = failed(session, post, relay=Relay("127.0.0.1", 1, timeout=2), mailbox=MaildirMailbox(tmp_path))
    assert "127.0.0.1:1 did not take the probe" in why


def test_a_server_that_knows_no_plus_addresses_is_told_what_to_set(session, post, elsewhere, tmp_path) -> None:
    why = failed(session, post, relay=elsewhere(refuses=True), mailbox=MaildirMailbox(tmp_path))
    assert "refuses the plus-address reponse+probe-" in why
    assert "recipient_delimiter = +" in why


def test_a_probe_that_does_not_come_back_says_where_to_look(session, post, elsewhere, tmp_path) -> None:
    why = failed(session, post, relay=elsewhere(), mailbox=MaildirMailbox(tmp_path))
    assert "did not come back to the mailbox in time" in why


def test_a_mailbox_that_cannot_be_read_is_named(session, post, elsewhere) -> None:
    class Locked(HandedOver):
        def fetch(self):
            raise DomainError("The mailbox of suivi at mail.example cannot be used: the login was refused.")

    why = failed(session, post, relay=elsewhere(), mailbox=Locked())
    assert why.endswith("the login was refused.")


def test_a_probe_that_bounces_says_why(session, post, elsewhere, tmp_path) -> None:
    make_maildir(tmp_path / "box")

    def bounce(raw: bytes, sender: str, recipient: str) -> None:
        message_id = next(line for line in raw.split(b"\r\n") if line.startswith(b"Message-ID"))
        report = (
            b"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: %s\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; %s\r\n"
            b"Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; unknown user\r\n\r\n"
            b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n%s\r\n\r\n--b--\r\n"
        ) % (sender.encode(), recipient.encode(), message_id)
        deliver(tmp_path / "box", report, name=new_name(1))

    why = failed(session, post, relay=elsewhere(then=bounce), mailbox=MaildirMailbox(tmp_path / "box"))
    assert "came back as undeliverable (5.1.1 smtp; unknown user)" in why


def test_a_later_failure_takes_the_permission_back(session, post, local, elsewhere, tmp_path) -> None:
    mailbox = MaildirMailbox(tmp_path / "mail" / "inbound")
    probe_mail(post.desk(), relay=Relay("127.0.0.1", local.port), mailbox=mailbox, route=ROUTE, patience=10)
    with closing(post.desk().session()) as reading:
        require_probe(reading, route=ROUTE)
    later = post.desk(post.desk().today + timedelta(days=1))
    probe_mail(later, relay=elsewhere(), mailbox=mailbox, route=ROUTE, patience=0)
    session.rollback()
    assert not is_probed(session, route=ROUTE)


def test_an_installation_with_servers_of_its_own_sends_nothing_before_a_probe(post, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    at_home = Settings(home=tmp_path, _env_file=None)
    outside = Settings(home=tmp_path, smtp_host="smtp.region.example", inbox_url="imaps://u@x.example", _env_file=None)
    require_probed_route(post.desk(), settings=at_home)
    with pytest.raises(DomainError, match="run `iltizam mail probe`"):
        require_probed_route(post.desk(), settings=outside)
    assert route_of(outside) == "smtp.region.example:2525 → reponse@iltizam.example → imaps://u@x.example"


def test_the_local_mail_server_takes_the_probe_address_for_ours(local) -> None:
    with smtplib.SMTP("127.0.0.1", local.port) as client:
        client.sendmail("a@x.example", ["reponse+probe-0123@iltizam.example"], b"Subject: x\r\n\r\nx")
