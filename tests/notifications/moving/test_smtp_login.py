"""Logging in by token, and what is asked of servers that send delivery reports."""

import asyncio
import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from models.rules.errors import DomainError
from notifications.smtp import Courier, Relay, RelayError
from notifications.smtp_envelope import SmtpEnvelope, xtext
from notifications.smtp_result import SendResult, Stage, Verdict

OFFERED = ("PIPELINING", "SIZE 1000000", "8BITMIME", "DSN")
NAME = "<4f2a+x@plan.example>"


def send(relay: Relay, *, sender: str = "reponse+bounce-1f@plan.example") -> SendResult:
    async def talk() -> SendResult:
        courier = Courier(relay)
        try:
            return await courier.send(sender=sender, recipient="a+b@region.example", message=b"x\r\n", name=NAME)
        finally:
            await courier.close()

    return asyncio.run(talk())


def by_token(server, token) -> Relay:
    return Relay("127.0.0.1", server.port, username="suivi@plan.example", token=token, timeout=2, final_timeout=2)


def test_the_token_is_asked_for_at_every_login_and_sent_as_xoauth2(scripted):
    server = scripted(extensions=("AUTH XOAUTH2", "PIPELINING"))
    tokens = iter(["first", "second"])
    relay = by_token(server, lambda: SecretStr(next(tokens)))
    assert send(relay).verdict is Verdict.ACCEPTED
    assert send(relay).verdict is Verdict.ACCEPTED
    logins = [group.split()[2] for group in server.groups if group.startswith(b"AUTH XOAUTH2")]
    assert [base64.b64decode(login) for login in logins] == [
        b"user=suivi@plan.example\1auth=Bearer first\1\1",
        b"user=suivi@plan.example\1auth=Bearer second\1\1",
    ]


def no_token() -> SecretStr:
    raise DomainError("The identity service gives no token; renew the client secret.")


@pytest.mark.parametrize(
    ("token", "answers", "stage", "words"),
    [
        (lambda: SecretStr("hunter2"), {"AUTH": "535 5.7.3 expired"}, Stage.LOGIN, "535"),
        (no_token, {}, Stage.LOGIN, "renew the client secret"),
    ],
)
def test_a_token_that_is_refused_or_cannot_be_had_stops_the_queue_and_is_never_shown(
    scripted, token, answers, stage, words
):
    server = scripted(extensions=("AUTH XOAUTH2",), **answers)
    relay = by_token(server, token)
    with pytest.raises(RelayError) as caught:
        asyncio.run(Courier(relay).ready())
    assert caught.value.stage == stage
    assert words in caught.value.sentence
    assert "hunter2" not in caught.value.sentence + repr(relay)
    assert send(relay).verdict is Verdict.BLOCKED


def test_a_server_without_xoauth2_is_a_relay_that_cannot_be_used(scripted):
    relay = by_token(scripted(extensions=("AUTH PLAIN",)), lambda: SecretStr("t"))
    with pytest.raises(RelayError, match="XOAUTH2"):
        asyncio.run(Courier(relay).ready())


def test_a_token_never_travels_unencrypted_beyond_this_machine_and_needs_a_user():
    relay = Relay("smtp.region.example", 587, security="starttls", username="u", token=no_token)
    with pytest.raises(DomainError, match="starttls or tls"):
        replace(relay, security="none")
    with pytest.raises(DomainError, match="user name"):
        replace(relay, username="")


def envelope_of(server) -> list[bytes]:
    return [line for group in server.groups for line in group.split(b"\r\n") if line[:4] in (b"MAIL", b"RCPT")]


def test_where_reports_are_offered_failures_and_delays_come_back_with_three_keys(scripted):
    server = scripted(extensions=OFFERED)
    send(Relay("127.0.0.1", server.port, timeout=2, final_timeout=2))
    assert envelope_of(server) == [
        b"MAIL FROM:<reponse+bounce-1f@plan.example> SIZE=3 RET=HDRS ENVID=4f2a+2Bx@plan.example",
        b"RCPT TO:<a+b@region.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb@region.example",
    ]


@pytest.mark.parametrize(("extensions", "sender"), [(("PIPELINING",), "a@plan.example"), (OFFERED, "<>")])
def test_no_report_is_asked_for_where_none_is_offered_or_nobody_could_take_it(scripted, extensions, sender):
    server = scripted(extensions=extensions)
    send(Relay("127.0.0.1", server.port, timeout=2, final_timeout=2), sender=sender)
    assert not any(word in b" ".join(envelope_of(server)) for word in (b"RET", b"ENVID", b"NOTIFY", b"ORCPT"))


def test_a_name_too_long_for_the_protocol_is_left_out():
    commands = SmtpEnvelope("a@b.example", "c@d.example", "n" * 101).commands(b"", extensions=frozenset({"dsn"}))
    assert b"ENVID" not in commands[0][1]
    assert b"RET=HDRS" in commands[0][1]


@given(st.text(st.characters(max_codepoint=127)))
def test_xtext_is_printable_and_can_be_read_back(text):
    written = xtext(text)
    assert all("!" <= letter <= "~" and letter != "=" for letter in written)
    parts = written.split("+")
    assert parts[0] + "".join(chr(int(part[:2], 16)) + part[2:] for part in parts[1:]) == text
