"""Reads the cells of one spreadsheet in a process of its own, because a parser's abort cannot be caught.

Run as a file: bytes in on standard input, JSON out on standard output. Imports next to nothing, so that it starts fast.
"""

import datetime
import io
import json
import resource
import sys

import python_calamine

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 10
MAX_CELLS = 250_000
MAX_TEXT = 4_000


def main() -> None:
    """Read standard input, confine this process, write what was read or `{"error": …}`."""
    content = sys.stdin.buffer.read()
    confine()
    try:
        answer = json.dumps(read_sheets(content), ensure_ascii=True, separators=(",", ":"))
    except python_calamine.PasswordError:
        answer = '{"error":"encrypted"}'
    except (python_calamine.CalamineError, MemoryError, OverflowError, ValueError, OSError) as error:
        answer = json.dumps({"error": f"{type(error).__name__}: {error}"[:300]})
    sys.stdout.write(answer)


def confine() -> None:
    """Bound memory and time, and open nothing more: no file, no socket, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


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
