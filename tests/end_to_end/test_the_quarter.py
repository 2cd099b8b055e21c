"""The story of the README, on the consortium's real plan: asked, answered by mail, in the figures, traced, stopped.

Real Prefect server, real flows, real SMTP conversation. The tests share one installation and follow it in order.
"""

import json
import re
import signal
import smtplib
import socket
import time
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest

if TYPE_CHECKING:
    from conftest import Machine

pytestmark = pytest.mark.slow


def requests_of(machine: "Machine") -> list[tuple[dict[str, Any], Message]]:
    """Every request of the outbox with the bytes that were sent."""
    rows = [row for row in machine.json("outbox") if row["kind"] == "request"]
    return [(row, message_from_bytes(machine.iltizam("outbox", "show", row["message_id"], "--raw"))) for row in rows]


def text_of(message: Message) -> str:
    part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def codes_of(message: Message, letter: str) -> list[str]:
    return re.findall(rf"^(\S+-{letter}\d+[A-Z]) =\s*$", text_of(message), re.MULTILINE)


def reply(message: Message, body: str, *, number: int) -> EmailMessage:
    answer = EmailMessage(policy=SMTP)
    answer["From"] = " ".join(str(message["To"]).split())
    answer["To"] = message["Reply-To"]
    answer["Subject"] = "Re: formulaire"
    answer["Date"] = "Mon, 23 Nov 2026 10:00:00 +0000"
    answer["Message-ID"] = f"<reply-{number}@mail.region.example>"
    answer["In-Reply-To"] = message["Message-ID"]
    answer.set_content(body)
    return answer


@pytest.fixture(scope="module")
def asked(machine: "Machine") -> dict[str, Message]:
    """One request in French, one in Arabic, one in English."""
    found: dict[str, Message] = {}
    for _, message in requests_of(machine):
        found.setdefault(str(message["Content-Language"]).split("-")[0], message)
    return found


def test_nine_commitments_stand_with_stage_lead_deadline_and_questions(machine: "Machine") -> None:
    status = machine.json("status")
    assert len(status["commitments"]) == 9
    for commitment in status["commitments"]:
        assert commitment["stage"] == "execution"
        assert commitment["lead"]
        assert re.fullmatch(r"202[67]-\d\d-\d\d", commitment["next_deadline_on"])
        assert commitment["open_questions"]
    assert len(status["open_questions"]) >= 27
    assert all(question["text"] for question in status["open_questions"])


def test_each_official_has_one_mail_sent_and_a_second_collection_sends_none(machine: "Machine") -> None:
    before = machine.json("outbox")
    assert len(before) == len({row["to"] for row in before}) == 10
    assert {row["state"] for row in before} == {"sent"}
    machine.iltizam("run", "quarterly-collection")
    machine.iltizam("run", "outbox")
    assert machine.json("outbox") == before


def test_three_languages_are_written(asked: dict[str, Message]) -> None:
    assert set(asked) == {"fr", "ar", "en"}


def test_replies_sent_by_smtp_are_recorded_by_the_deployed_flow(machine: "Machine", asked: dict[str, Message]) -> None:
    french, arabic, english = asked["fr"], asked["ar"], asked["en"]
    bodies = [
        (french, f"Bonjour,\n\n{codes_of(french, 'I')[0]} = 1 234\n\nCordialement"),
        (arabic, f"السلام عليكم\n\n{codes_of(arabic, 'I')[0]} = ٣٧\n"),
        (english, "See below.\n\nOn Monday the office wrote:\n" + _inside(english, codes_of(english, "I")[0], "41")),
    ]
    with smtplib.SMTP("127.0.0.1", machine.smtp_port) as server:
        for number, (message, body) in enumerate(bodies):
            server.send_message(reply(message, body, number=number))
    assert _run_deployed(machine, "inbound-replies") == "COMPLETED"
    assert _run_deployed(machine, "outbox") == "COMPLETED"
    assert [row["recorded"] for row in machine.json("inbox")] == [1, 1, 1]
    receipts = [row for row in machine.json("outbox") if row["kind"] == "receipt"]
    assert {row["to"] for row in receipts} == {_address(m) for m in (french, arabic, english)}
    assert {row["state"] for row in receipts} == {"sent"}


def test_the_values_are_in_the_report_and_lead_back_to_the_mails(machine: "Machine", asked: dict[str, Message]) -> None:
    report = machine.json("report", "annual", "--year", "2026")
    values = {figure["code"]: figure for figure in report["figures"]}
    for language, expected in (("fr", 1234), ("ar", 37), ("en", 41)):
        figure = values[codes_of(asked[language], "I")[0]]
        assert figure["value"] == expected
        raw = machine.iltizam("trace", figure["id"], "--raw")
        assert sha256(raw).hexdigest() in json.dumps(machine.json("trace", figure["id"]))
        assert message_from_bytes(raw)["In-Reply-To"] == asked[language]["Message-ID"]
    printed = (machine.home / "reports" / "annual-2026" / "annual-2026.fr.html").read_text(encoding="utf-8")
    assert values[codes_of(asked["fr"], "I")[0]]["id"] in printed


@pytest.mark.parametrize(
    ("name", "build", "fates"),
    [
        (
            "a stranger",
            lambda m: _with(reply(m, "X = 1", number=50), "From", "a@elsewhere.example"),
            {"held", "triage"},
        ),
        (
            "an out-of-office",
            lambda m: _with(reply(m, "absent", number=51), "Auto-Submitted", "auto-replied"),
            {"automatic"},
        ),
        ("an empty reply", lambda m: reply(m, "", number=52), {"no_values"}),
        ("2 MB of noise", lambda m: reply(m, "= x\n" * 500_000, number=53), {"no_values"}),
    ],
)
def test_other_mail_is_stored_and_classed_and_records_nothing(
    machine: "Machine", asked: dict[str, Message], name: str, build: Callable[[Message], EmailMessage], fates: set[str]
) -> None:
    answer = machine.json("receive", stdin=build(asked["fr"]).as_bytes())
    assert answer["class"] in fates, name
    assert answer["recorded"] == []
    assert (answer["receipt"] is None) == (answer["class"] in ("held", "triage", "automatic"))


@pytest.mark.parametrize("raw", [b"", b"\xff\x00 broken", b"From: x\nContent-Type: multipart/mixed\n\n--\n--x--"])
def test_broken_mail_ends_in_a_class_and_the_command_in_zero(machine: "Machine", raw: bytes) -> None:
    answer = machine.json("receive", stdin=raw)
    assert answer["class"] in ("triage", "quarantine")
    assert answer["recorded"] == []


def test_a_mistake_is_one_sentence(machine: "Machine") -> None:
    said = machine.iltizam("run", "execution", "--param", "commitment=MALAA9999", fails=True).decode()
    assert "MALAA0001" in said.strip().splitlines()[-1]
    assert "Traceback" not in said


def test_ctrl_c_stops_all_of_it(machine: "Machine") -> None:
    machine.start.send_signal(signal.SIGINT)
    assert machine.start.wait(timeout=60) == 0
    for port in (machine.smtp_port, machine.prefect_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


def _inside(message: Message, code: str, value: str) -> str:
    lines = [f"{line}{value}" if line.strip() == f"{code} =" else line for line in text_of(message).splitlines()]
    return "\n".join(f"> {line}" for line in lines)


def _with(message: EmailMessage, name: str, value: str) -> EmailMessage:
    del message[name]
    message[name] = value
    return message


def _address(message: Message) -> str:
    return str(message["To"]).rpartition("<")[2].strip("> ")


def _run_deployed(machine: "Machine", name: str) -> str:
    """Start a deployment as its button does, and wait for the end."""
    (deployment,) = [d for d in _ask(machine, "POST", "/deployments/filter", {}) if d["name"] == name]
    run = _ask(machine, "POST", f"/deployments/{deployment['id']}/create_flow_run", {})
    end = time.monotonic() + 90
    while time.monotonic() < end:
        state = _ask(machine, "GET", f"/flow_runs/{run['id']}")["state_type"]
        if state in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
            return str(state)
        time.sleep(0.5)
    return "TOO SLOW"


def _ask(machine: "Machine", method: str, path: str, body: object = None) -> Any:
    url = f"http://127.0.0.1:{machine.prefect_port}/api"
    with urlopen(f"{url}/csrf-token?client=e2e") as answer:
        token = json.load(answer)["token"]
    headers = {"content-type": "application/json", "Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "e2e"}
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(url + path, method=method, data=data, headers=headers)) as answer:
        return json.load(answer)
