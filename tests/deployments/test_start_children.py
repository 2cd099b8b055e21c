"""Child processes: they follow their parent, stop in bounded time, and lead to their log when they die."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deployments.start_children import LARGEST_LOG_BYTES, is_listening, require_free_port, spawn, wait_until
from flows.settings import child_environment, read_settings
from models.rules.errors import DomainError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment() -> dict[str, str]:
    return child_environment(read_settings())


def wait_for(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_taken_port_is_named_with_its_setting() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        assert is_listening(port)
        with pytest.raises(DomainError, match=rf"Port {port} .* ILTIZAM_PREFECT_PORT"):
            require_free_port(port, setting="ILTIZAM_PREFECT_PORT")
    require_free_port(port, setting="ILTIZAM_PREFECT_PORT")


def test_a_child_that_dies_leads_to_its_log(tmp_path: Path, environment: dict[str, str]) -> None:
    log = tmp_path / "log" / "child.log"
    child = spawn("The child", ["-c", "print('why'); raise SystemExit(3)"], environment=environment, log=log)
    with pytest.raises(DomainError, match=rf"The child ended unexpectedly \(code 3\); see {log}"):
        wait_until(lambda: False, children=[child], seconds=20, what="Anything")
    assert "why" in log.read_text()


def test_a_child_that_ignores_sigterm_is_ended_in_bounded_time(tmp_path: Path, environment: dict[str, str]) -> None:
    log = tmp_path / "stubborn.log"
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    )
    child = spawn("The child", ["-c", code], environment=environment, log=log)
    assert wait_for(lambda: "ready" in log.read_text())
    began = time.monotonic()
    child.stop(seconds=0.3)
    assert time.monotonic() - began < 5
    assert not child.is_running


def test_a_child_started_by_a_parent_deaf_to_ctrl_c_still_hears_it(tmp_path: Path, environment: dict[str, str]) -> None:
    log = tmp_path / "child.log"
    code = (
        "import signal; print('default' if signal.getsignal(signal.SIGINT) is signal.default_int_handler else 'deaf')"
    )
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = spawn("The child", ["-c", code], environment=environment, log=log)
        child.process.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    assert log.read_text().strip() == "default"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_no_orphan_is_left_when_the_parent_is_killed(tmp_path: Path, environment: dict[str, str]) -> None:
    log = tmp_path / "orphan.log"
    code = f"""
import time
from pathlib import Path
from deployments.start_children import spawn
from flows.settings import child_environment, read_settings
child = spawn("x", ["-c", "import time; time.sleep(60)"], environment=child_environment(read_settings()), log=Path({str(log)!r}))
print(child.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        parent.kill()
    assert wait_for(lambda: not is_alive(pid))


def test_what_does_not_come_in_time_is_said(tmp_path: Path, environment: dict[str, str]) -> None:
    child = spawn("x", ["-c", "import time; time.sleep(60)"], environment=environment, log=tmp_path / "x.log")
    try:
        with pytest.raises(DomainError, match=r"The server did not come within 0 seconds; see .*x\.log"):
            wait_until(lambda: False, children=[child], seconds=0.2, what="The server")
    finally:
        child.kill()


def test_a_large_log_is_put_aside(tmp_path: Path, environment: dict[str, str]) -> None:
    log = tmp_path / "x.log"
    with log.open("wb") as file:
        file.truncate(LARGEST_LOG_BYTES + 1)
    spawn("x", ["-c", "print('new')"], environment=environment, log=log).process.wait()
    assert log.read_text() == "new\n"
    assert log.with_suffix(".log.1").stat().st_size > LARGEST_LOG_BYTES
