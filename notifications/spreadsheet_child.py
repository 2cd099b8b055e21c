"""Reads the cells of spreadsheets in a process of its own, because a parser's abort cannot be caught.

Run as a file: frames of bytes in on standard input, frames of JSON out on standard output, each behind its length. Imports
next to nothing, so that it starts fast.
"""

import datetime
import io
import json
import resource
import sys
from typing import BinaryIO

import python_calamine

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 10
LENGTH_BYTES = 8
MAX_CELLS = 250_000
MAX_TEXT = 4_000


def main() -> None:
    """Answer book after book until the parent closes the line."""
    confine()
    while (content := _read_frame(sys.stdin.buffer)) is not None:
        allow_seconds(CPU_SECONDS)
        answer = read_book(content).encode()
        sys.stdout.buffer.write(len(answer).to_bytes(LENGTH_BYTES, "big") + answer)
        sys.stdout.buffer.flush()


def _read_frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH_BYTES)
    return stream.read(int.from_bytes(head, "big")) if len(head) == LENGTH_BYTES else None


def read_book(content: bytes) -> str:
    """What was read as JSON, or `{"error": …}`."""
    try:
        return json.dumps(read_sheets(content), ensure_ascii=True, separators=(",", ":"))
    except python_calamine.PasswordError:
        return '{"error":"encrypted"}'
    except (python_calamine.CalamineError, MemoryError, OverflowError, ValueError, OSError) as error:
        return json.dumps({"error": f"{type(error).__name__}: {error}"[:300]})


def confine() -> None:
    """Bound memory, and open nothing more: no file, no socket, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def allow_seconds(seconds: int) -> None:
    """Bound the time the next book may take, whatever those before it took; the kernel ends who takes more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds, resource.RLIM_INFINITY))


def read_sheets(content: bytes) -> dict[str, object]:
    """All sheets: name, and for every row with something in it its number from 0 and its [column, type, text] cells."""
    workbook = python_calamine.load_workbook(io.BytesIO(content))
    budget = [MAX_CELLS]
    return {"sheets": [_read_sheet(workbook, name, budget=budget) for name in workbook.sheet_names]}


def _read_sheet(workbook: python_calamine.CalamineWorkbook, name: str, *, budget: list[int]) -> dict[str, object]:
    sheet = workbook.get_sheet_by_name(name)
    rows = []
    for number, row in enumerate(sheet.to_python(skip_empty_area=False)):
        cells = [[column, *_typed(cell)] for column, cell in enumerate(row) if cell != ""]
        budget[0] -= len(cells)
        if budget[0] < 0:
            raise ValueError("too many cells")
        if cells:
            rows.append([number, cells])
    return {"name": name, "rows": rows}


def _typed(cell: Cell) -> tuple[str, str]:
    """Type and text of a cell; numbers in the shortest form that gives the same number back."""
    if isinstance(cell, str):
        return "text", cell[:MAX_TEXT]
    if isinstance(cell, bool):
        return "truth", str(cell).lower()
    if isinstance(cell, int | float):
        return "number", repr(cell)
    if isinstance(cell, datetime.datetime):
        is_day = cell.time() == datetime.time.min
        return ("day", cell.date().isoformat()) if is_day else ("time", cell.isoformat(" "))
    if isinstance(cell, datetime.date):
        return "day", cell.isoformat()
    return "time", str(cell)


if __name__ == "__main__":
    main()
