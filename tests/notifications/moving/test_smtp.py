"""What the courier makes of a server that refuses, hangs or leaves, at every stage of the conversation."""

import asyncio
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from models.rules.errors import DomainError
from notifications.smtp import Courier, Relay, RelayError
from notifications.smtp_conversation import to_wire
from notifications.smtp_result import SendResult, Stage, Verdict

MESSAGE = b"Subject: x\r\n\r\n.first\r\n..\r\nlast"
PLAIN = ("SIZE 1000000",)
Scripted = Callable[..., object]


def send(server, *, times: int = 1, message: bytes = MESSAGE, **settings) -> list[SendResult]:
    async def talk() -> list[SendResult]:
        courier = Courier(Relay("127.0.0.1", server.port, **{"timeout": 0.4, "final_timeout": 0.4, **settings}))
        try:
            return [
                await courier.send(sender="a@plan.example", recipient="b@region.example", message=message)
                for _ in range(times)
            ]
        finally:
            await courier.close()

    return asyncio.run(talk())


CASES = [
    ({"MAIL": "451 4.3.0 later"}, Verdict.TRY_LATER, Stage.SENDER, 451),
    ({"MAIL": "550 5.7.1 who are you"}, Verdict.BLOCKED, Stage.SENDER, 550),
    ({"MAIL": "552 5.3.4 too large"}, Verdict.REFUSED, Stage.SENDER, 552),
    ({"MAIL": "hang"}, Verdict.TRY_LATER, Stage.SENDER, 0),
    ({"MAIL": "close"}, Verdict.TRY_LATER, Stage.SENDER, 0),
    ({"MAIL": "what is this"}, Verdict.TRY_LATER, Stage.SENDER, 0),
    ({"RCPT": "550 5.1.1 no such user"}, Verdict.REFUSED, Stage.RECIPIENT, 550),
    ({"RCPT": "450 4.7.1 greylisted"}, Verdict.TRY_LATER, Stage.RECIPIENT, 450),
    ({"RCPT": "421 4.7.0 too fast"}, Verdict.TRY_LATER, Stage.RECIPIENT, 421),
    ({"RCPT": "530 5.7.0 log in first"}, Verdict.BLOCKED, Stage.RECIPIENT, 530),
    ({"RCPT": "550 5.1.1 no", "DATA": "503 5.5.1 no recipient"}, Verdict.REFUSED, Stage.RECIPIENT, 550),
    ({"DATA": "451 4.3.0 later"}, Verdict.TRY_LATER, Stage.DATA, 451),
    ({"DATA": "554 5.5.0 no"}, Verdict.REFUSED, Stage.DATA, 554),
    ({"DOT": "451 4.3.0 later"}, Verdict.TRY_LATER, Stage.FINAL_DOT, 451),
    ({"DOT": "554 5.7.1 looks like spam"}, Verdict.REFUSED, Stage.FINAL_DOT, 554),
    ({"DOT": "hang"}, Verdict.IN_DOUBT, Stage.FINAL_DOT, 0),
    ({"DOT": "close"}, Verdict.IN_DOUBT, Stage.FINAL_DOT, 0),
    ({"DOT": "garbage"}, Verdict.IN_DOUBT, Stage.FINAL_DOT, 0),
    ({}, Verdict.ACCEPTED, Stage.FINAL_DOT, 250),
]


@pytest.mark.parametrize("extensions", [None, PLAIN], ids=["pipelined", "plain"])
@pytest.mark.parametrize(("answers", "verdict", "stage", "code"), CASES, ids=[str(case[0]) for case in CASES])
def test_every_answer_at_every_stage_has_one_meaning(scripted, extensions, answers, verdict, stage, code):
    server = scripted(extensions=extensions, **answers)
    (result,) = send(server)
    assert (result.verdict, result.code) == (verdict, code)
    assert result.stage == stage


@pytest.mark.parametrize("ending", ["close", "hang"])
def test_a_body_cut_off_before_the_final_dot_was_certainly_not_taken(scripted, ending):
    server = scripted(BODY=ending)
    (result,) = send(server, message=b"0123456789\r\n" * 2_000_000)
    assert (result.verdict, result.stage) == (Verdict.TRY_LATER, Stage.DATA)


@pytest.mark.parametrize("extensions", [None, PLAIN], ids=["pipelined", "plain"])
def test_one_refused_recipient_does_not_harm_the_next_mail_on_the_same_connection(scripted, extensions):
    server = scripted(extensions=extensions, RCPT=["550 5.1.1 no such user", "250 ok"])
    first, second = send(server, times=2)
    assert (first.verdict, second.verdict) == (Verdict.REFUSED, Verdict.ACCEPTED)
    assert server.connections == 1


def test_after_a_421_the_next_mail_takes_a_new_connection(scripted):
    server = scripted(RCPT=["421 4.7.0 closing", "250 ok"])
    first, second = send(server, times=2)
    assert first.asks_for_patience
    assert second.verdict is Verdict.ACCEPTED
    assert server.connections == 2


def test_a_server_that_pipelines_gets_the_envelope_in_one_piece(scripted):
    server = scripted()
    send(server)
    assert [group.count(b"\r\n") for group in server.groups if group.startswith(b"MAIL")] == [3]


def test_a_server_that_does_not_pipeline_gets_one_command_at_a_time(scripted):
    server = scripted(extensions=PLAIN)
    send(server)
    envelope = [group for group in server.groups if group[:4] in (b"MAIL", b"RCPT", b"DATA")]
    assert [group.count(b"\r\n") for group in envelope] == [1, 1, 1]


def test_the_bytes_on_the_wire_are_the_stored_ones_with_dots_doubled(scripted):
    server = scripted()
    (result,) = send(server)
    assert server.messages == [b"Subject: x\r\n\r\n..first\r\n...\r\nlast\r\n.\r\n"]
    assert result.queue_id == "4F2A"


@given(st.lists(st.sampled_from([b"a", b".", b"\r\n", b"\n", b"\r", b"\xd8\xa7"]), max_size=30).map(b"".join))
def test_undoing_dot_stuffing_gives_the_message_with_crlf_ends(message):
    wire = to_wire(message)
    lines = wire.split(b"\r\n")
    assert lines[-1] == b""
    assert b"." not in [line for line in lines if len(line) == 1]
    undone = b"\n".join(line.removeprefix(b".") for line in lines)
    wanted = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert undone == (wanted if wanted.endswith(b"\n") else wanted + b"\n")


@pytest.mark.parametrize(
    "recipient", ["", "nobody", "a b@x.example", "a@x.example> SIZE=1", "a@x.example\r\nRCPT TO:<b@c.d>"]
)
def test_an_address_that_is_no_address_never_reaches_the_server(recipient):
    async def talk() -> SendResult:
        return await Courier(Relay("127.0.0.1", 9)).send(sender="", recipient=recipient, message=MESSAGE)

    assert asyncio.run(talk()).verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    ("answers", "settings", "stage"),
    [
        ({"GREETING": "554 5.3.2 not today"}, {}, Stage.CONNECT),
        ({"GREETING": "close"}, {}, Stage.CONNECT),
        ({"GREETING": "hang"}, {}, Stage.CONNECT),
        ({"EHLO": "close"}, {}, Stage.CONNECT),
        ({"AUTH": "535 5.7.8 wrong"}, {"username": "u", "password": SecretStr("hunter2")}, Stage.LOGIN),
        ({}, {"security": "starttls"}, Stage.CONNECT),
        ({}, {"security": "tls"}, Stage.CONNECT),
    ],
)
def test_a_relay_that_cannot_be_used_is_named_without_its_password(scripted, answers, settings, stage):
    server = scripted(extensions=("AUTH PLAIN",), **answers)
    relay = Relay("127.0.0.1", server.port, **{"timeout": 0.4, **settings})
    with pytest.raises(RelayError) as caught:
        asyncio.run(Courier(relay).ready())
    assert caught.value.stage == stage
    assert f"127.0.0.1:{server.port}" in caught.value.sentence
    assert "hunter2" not in caught.value.sentence + repr(relay)


def test_nobody_listening_is_a_relay_that_cannot_be_used(scripted):
    server = scripted()
    server.__exit__()
    server.__enter__()
    with pytest.raises(RelayError, match="cannot be used"):
        asyncio.run(Courier(Relay("127.0.0.1", 1)).ready())


def test_a_password_is_never_sent_unencrypted_beyond_this_machine():
    with pytest.raises(DomainError, match="starttls or tls"):
        Relay("mail.region.example", 587, username="u", password=SecretStr("p"))


def test_time_outs_longer_than_a_claim_are_refused():
    with pytest.raises(DomainError, match="600"):
        Relay("127.0.0.1", 25, timeout=100)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A self-signed certificate for localhost with its key, in one file."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run([*command.split(), "-keyout", path, "-out", f"{path}.crt"], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.mark.parametrize("is_trusted", [True, False])
def test_an_encrypted_connection_is_used_only_when_the_certificate_is_known(scripted, certificate, is_trusted):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = scripted(tls=context)
    relay = Relay("localhost", server.port, security="tls", timeout=3, certificates=certificate if is_trusted else None)

    async def talk() -> SendResult:
        courier = Courier(relay)
        result = await courier.send(sender="a@plan.example", recipient="b@region.example", message=MESSAGE * 20_000)
        await courier.close()
        return result

    result = asyncio.run(talk())
    assert result.verdict is (Verdict.ACCEPTED if is_trusted else Verdict.BLOCKED)
    assert len(server.messages) == (1 if is_trusted else 0)
