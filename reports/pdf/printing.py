"""Starts the process that compiles a document, under a memory limit, and reads back what it made (rule 26)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import JsonValue

MEMORY_LIMIT = 1024**3
SLOWEST_SECONDS = 900


class PrintingError(RuntimeError):
    """A document that did not compile: a mistake of a template or a limit reached, never of the person who asked."""


@dataclass(frozen=True)
class PrintedPdf:
    """A compiled document, its number of pages, and the most memory its process used, in bytes."""

    content: bytes
    pages: int
    peak_bytes: int


def print_pdf(job: JsonValue, *, day: date, data: bytes = b"", memory_limit: int = MEMORY_LIMIT) -> PrintedPdf:
    """Compile one document. Its dates say `day`, so the same job gives the same bytes; `data` is embedded in it."""
    timestamp = int(datetime.combine(day, time(12), UTC).timestamp())
    with TemporaryDirectory(prefix="iltizam-pdf-") as folder:
        output = Path(folder) / "document.pdf"
        order = {
            "job": json.dumps(job, ensure_ascii=False, separators=(",", ":")),
            "data": str(_kept(data, Path(folder) / "data.json")) if data else "",
            "timestamp": timestamp,
            "output": str(output),
            "memory_limit": memory_limit,
        }
        told = _run(json.dumps(order))
        return PrintedPdf(output.read_bytes(), told["pages"], told["peak_bytes"])


def _kept(data: bytes, path: Path) -> Path:
    """The data in a file: as a part of the order they would be held four times over."""
    path.write_bytes(data)
    return path


def _run(order: str) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "reports.pdf.worker"],
        input=order,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SLOWEST_SECONDS,
        check=False,
    )
    if done.returncode:
        raise PrintingError(f"the document did not compile (exit {done.returncode}): {done.stderr.strip()[-2000:]}")
    told: dict[str, int] = json.loads(done.stdout)
    return told
