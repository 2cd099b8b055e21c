"""At a terminal a person sees what would be sent and is asked; a program is never kept waiting."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CODE = "import sys; from flows.cli import main; main(sys.argv[1:])"
PATIENCE = 90


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("home")
    made = {**os.environ, "ILTIZAM_HOME": str(home), "ILTIZAM_PREFECT_PORT": "1"}
    for arguments in (["load", "deployments/plans/consortium-2025-2027"],):
        subprocess.run([sys.executable, "-c", CODE, *arguments], cwd=ROOT, env=made, check=True, capture_output=True)
    return made


def at_a_terminal(environment: dict[str, str], *arguments: str, answer: str) -> tuple[int, str]:
    """Run the command with a terminal as its input, answer its question, and return how it ended and what it said."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", CODE, *arguments],
        cwd=ROOT, env=environment, stdin=slave, stdout=slave, stderr=slave, close_fds=True,
    )  # fmt: skip
    os.close(slave)
    said, end, answered = "", time.monotonic() + PATIENCE, False
    while time.monotonic() < end:
        if not select.select([master], [], [], 1)[0]:
            continue
        try:
            said += os.read(master, 65536).decode(errors="replace")
        except OSError:  # the other side has closed
            break
        if not answered and "[y/N]" in said:
            os.write(master, f"{answer}\n".encode())
            answered = True
    os.close(master)
    return process.wait(timeout=PATIENCE), said


def outbox(environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", CODE, "outbox", "--json"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_person_who_says_no_has_sent_nothing_and_one_who_says_yes_has(environment: dict[str, str]) -> None:
    order = ("run", "quarterly-collection", "--as-of", "2026-10-05")
    code, said = at_a_terminal(environment, *order, answer="n")
    assert code == 1
    assert "preview" in said
    assert "Carry it out now?" in said
    assert '"pending"' not in outbox(environment)
    code, said = at_a_terminal(environment, *order, answer="y")
    assert code == 0, said
    assert '"pending"' in outbox(environment)


@pytest.mark.slow
def test_a_program_is_not_asked(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, "run", "follow-up", "--as-of", "2026-10-06", "--json"],
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "[y/N]" not in done.stdout + done.stderr
