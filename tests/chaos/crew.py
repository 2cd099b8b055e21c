"""Worker processes of one role, two at a time, that may be killed."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Crew:
    """Worker processes of one role, two at a time."""

    def __init__(self, folder: Path, **options: object) -> None:
        self._errors = folder / "errors.txt"
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with self._errors.open("wb") as errors:
            self._nursery = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("worker.py")), json.dumps(options)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment,
            )  # fmt: skip
        assert self._nursery.stdout is not None
        if self._nursery.stdout.readline() != "ready\n":
            raise RuntimeError(self._errors.read_text())
        self.workers: list[int] = []

    def __enter__(self) -> "Crew":
        self.start()
        self.start()
        return self

    def start(self) -> None:
        stdin, stdout = self._nursery.stdin, self._nursery.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write("\n")
        stdin.flush()
        self.workers.append(int(stdout.readline()))

    def replace_one(self) -> None:
        """Kill one of the workers with SIGKILL and start another."""
        os.kill(self.workers.pop(random.randrange(len(self.workers))), signal.SIGKILL)
        self.start()

    def __exit__(self, *_: object) -> None:
        for number in self.workers:
            os.kill(number, signal.SIGKILL)
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.close()
        self._nursery.kill()
        self._nursery.wait()
        self._nursery.stdout.close()

    def failures(self) -> list[str]:
        """Last lines of what workers that ended by themselves had to say."""
        text = self._errors.read_text(errors="replace")
        return [block.strip().splitlines()[-1] for block in text.split("Traceback (most recent call last):")[1:]]
