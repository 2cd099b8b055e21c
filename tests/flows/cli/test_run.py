"""`iltizam run`: parameters as written, with and without the administrators' pages."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from flows.cli.run import Value, choose_body, is_our_server, read_parameters
from flows.services.outcome import Outcome
from flows.settings import Settings, child_environment, read_settings
from models.rules.errors import DomainError
from models.vocabulary import Stage

ROOT = Path(__file__).parents[3]


async def body(
    plan: str = "", year: int = 0, as_of: date | None = None, preview: bool = False, operator: str = ""
) -> Outcome:
    raise AssertionError("only its signature is read")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ([], {}),
        (["plan=one"], {"plan": "one"}),
        (["operator=A = B"], {"operator": "A = B"}),
        (["year=2026"], {"year": 2026}),
        (["as-of=2026-10-01"], {"as_of": date(2026, 10, 1)}),
        (["as_of="], {"as_of": None}),
        (["preview=yes"], {"preview": True}),
        (["preview=false"], {"preview": False}),
    ],
)
def test_parameters_are_read_by_their_kind(written: list[str], meant: dict[str, Value]) -> None:
    assert read_parameters(body, written=written) == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("commitment=A1", "plan, year, as_of, preview, operator"),
        ("plan", "NAME=VALUE"),
        ("year=last", "year=2026"),
        ("preview=perhaps", "preview=true"),
        ("as_of=01/10/2026", "2026-10-01"),
    ],
)
def test_a_wrong_parameter_is_answered_with_a_right_one(written: str, said: str) -> None:
    with pytest.raises(DomainError, match=said):
        read_parameters(body, written=[written])


@contextmanager
def server(status: int, content: object) -> Iterator[int]:
    """Something that answers every request on a free port in the same way."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield http.server_address[1]
        http.shutdown()


def test_nothing_on_the_port_means_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(200, {}) as port:
        pass
    monkeypatch.setenv("ILTIZAM_PREFECT_PORT", str(port))
    assert not is_our_server(Settings())


@pytest.mark.parametrize(("status", "content"), [(404, {}), (200, {"title": "shop"}), (200, ["x"]), (500, {})])
def test_another_program_on_the_port_is_not_taken_for_our_server(
    monkeypatch: pytest.MonkeyPatch, status: int, content: object
) -> None:
    with server(status, content) as port:
        monkeypatch.setenv("ILTIZAM_PREFECT_PORT", str(port))
        assert not is_our_server(Settings())


def test_our_server_is_known_by_its_home(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    with server(200, {"home": str(home / "prefect")}) as port:
        monkeypatch.setenv("ILTIZAM_PREFECT_PORT", str(port))
        assert is_our_server(Settings())


def test_the_server_of_another_installation_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with server(200, {"home": "/srv/other/prefect"}) as port:
        monkeypatch.setenv("ILTIZAM_PREFECT_PORT", str(port))
        assert not is_our_server(Settings())
    assert "another installation (/srv/other/prefect)" in capsys.readouterr().err


def test_a_server_with_a_password_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(401, {}) as port:
        monkeypatch.setenv("ILTIZAM_PREFECT_PORT", str(port))
        assert is_our_server(Settings())


def test_without_a_server_the_plain_function_runs() -> None:
    from flows.stages import execution

    assert choose_body(execution, with_server=False) is execution.fn
    assert choose_body(execution, with_server=True) is execution


def iltizam(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, on a port where nothing listens."""
    with server(200, {}) as port:
        pass
    environment = {**child_environment(read_settings()), "ILTIZAM_PREFECT_PORT": str(port)}
    code = "import sys; from flows.cli import main; main(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_a_flow_runs_from_a_terminal_without_any_server(plan_database: Callable[..., Engine]) -> None:
    plan_database({"MALAA0001": Stage.EXECUTION})
    done = iltizam("run", "execution", "--as-of", "2026-12-01", "--json")
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert (printed["flow"], printed["as_of"], printed["counts"]["reviewed"]) == ("execution", "2026-12-01", 1)


def test_the_table_is_printed_for_people(plan_database: Callable[..., Engine]) -> None:
    plan_database({"MALAA0001": Stage.EXECUTION})
    done = iltizam("run", "execution")
    assert done.returncode == 0, done.stderr
    assert "MALAA0001" in done.stdout


def test_a_mistake_is_one_sentence_and_exit_1() -> None:
    done = iltizam("run", "execution")
    assert (done.returncode, done.stdout) == (1, "")
    assert "No plan is loaded" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
