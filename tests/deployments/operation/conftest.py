"""A Prefect server beyond loopback, guarded by a word, as systemd would start it."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parents[3]
WORD = "admin:MARKER-console-7f3a9c"


@dataclass
class GuardedServer:
    """One server process, its home, and how to ask it."""

    home: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def log(self) -> Path:
        return self.home / "said.log"

    def status(self, path: str, *, word: str = "") -> int:
        """The HTTP status of a page or of the API."""
        try:
            with urlopen(self._request(path, word=word), timeout=10) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    def ask(self, path: str, body: object = None, *, method: str = "") -> Any:
        """The API's answer, asked with the word and the token against forged forms."""
        with urlopen(self._request("/api/csrf-token?client=t", word=WORD), timeout=10) as answer:
            token = json.load(answer)["token"]
        request = self._request(path, word=WORD, body=body, method=method)
        request.add_header("Prefect-Csrf-Token", token)
        request.add_header("Prefect-Csrf-Client", "t")
        for attempt in range(6):
            try:
                with urlopen(request, timeout=20) as answer:
                    text = answer.read()
                break
            except HTTPError as error:
                if error.code != 503 or attempt == 5:  # 503: the database of a busy server was locked for a moment
                    raise
                time.sleep(2)
        return json.loads(text) if text else None

    def _request(self, path: str, *, word: str, body: object = None, method: str = "") -> Request:
        headers = {"content-type": "application/json"}
        if word:
            headers["authorization"] = f"Basic {base64.b64encode(word.encode()).decode()}"
        data = None if body is None else json.dumps(body).encode()
        kind = method or ("POST" if data else "GET")
        return Request(f"http://127.0.0.1:{self.port}{path}", data=data, headers=headers, method=kind)


def _environment(home: Path, port: int, **more: str) -> dict[str, str]:
    """Only what an administrator has set, nothing of the person who runs the tests."""
    clean = {n: v for n, v in os.environ.items() if not n.startswith(("ILTIZAM_", "PREFECT_"))}
    ours = {"ILTIZAM_HOME": str(home), "ILTIZAM_PREFECT_PORT": str(port), "ILTIZAM_PREFECT_HOST": "0.0.0.0"}
    return clean | ours | more


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedServer]:
    """The server, up; its cleaning service looks every second, so that a test need not wait an hour."""
    home = tmp_path_factory.mktemp("guarded")
    (home / "console.secret").write_text(WORD + "\n", encoding="utf-8")
    (home / "console.secret").chmod(0o600)
    port = _free_port()
    more = {"PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "2", "PREFECT_SERVER_LOGGING_LEVEL": "INFO"}
    with (home / "said.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "deployments.part", "server"],
            cwd=ROOT, env=_environment(home, port, **more), stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    server = GuardedServer(home, port, process)
    try:
        end = time.monotonic() + 90
        while time.monotonic() < end and process.poll() is None:
            try:
                if server.status("/api/health") == 200:
                    break
            except (URLError, OSError):
                time.sleep(0.5)
        assert process.poll() is None, server.log.read_text()
        yield server
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def clean_environment() -> Callable[..., dict[str, str]]:
    """The environment of an installation: its home, a port of its own, what else is set; nothing of the test's."""
    return lambda home, **more: _environment(home, _free_port(), **{"ILTIZAM_SMTP_PORT": str(_free_port())} | more)
