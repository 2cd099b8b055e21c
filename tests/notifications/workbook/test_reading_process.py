"""The process that reads a spreadsheet: it may die, it can open nothing, and what it gives back is only cells."""

import errno
import subprocess
import sys

from workbook_builders import built, edited, read, sheet_form

from notifications.reasons import Reason
from notifications.spreadsheet_gate import SpreadsheetKind, inspect_spreadsheet
from notifications.workbook_cells import CHILD, read_confined

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
FAR_CELL = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def with_cell(xml: str) -> bytes:
    return edited(
        built(sheet_form()),
        "xl/worksheets/sheet1.xml",
        lambda sheet: sheet.replace("</sheetData>", f"{xml}</sheetData>"),
    )


def test_the_parent_outlives_a_reading_process_that_aborts() -> None:
    """Handed to the parser without the gate, one far cell of eight kilobytes aborts the process that reads it."""
    cells = read_confined(with_cell(FAR_CELL))
    assert cells.refusal == Reason.WORKBOOK_UNREADABLE
    assert "ended with -6" in cells.detail
    assert cells.sheets == ()


def test_the_reading_process_can_open_nothing() -> None:
    probe = (
        "import runpy, socket; child = runpy.run_path({path!r}); child['confine']()\n"
        "for attempt in (socket.socket, lambda: open('/etc/hostname')):\n"
        "    try: attempt(); print('open')\n"
        "    except OSError as error: print(error.errno)"
    )
    run = subprocess.run([sys.executable, "-I", "-c", probe.format(path=str(CHILD))], capture_output=True, check=True)
    assert run.stdout.split() == [str(errno.EMFILE).encode()] * 2


def test_noise_behind_the_mark_of_an_old_file_is_refused_by_the_child() -> None:
    noise = OLE + "Workbook".encode("utf-16-le") + bytes(range(256)) * 20
    assert inspect_spreadsheet(noise).kind is SpreadsheetKind.XLS
    assert read(noise, sheet_form()).refusal == Reason.WORKBOOK_UNREADABLE


def test_the_reading_process_imports_next_to_nothing() -> None:
    probe = (
        f"import runpy, sys; runpy.run_path({str(CHILD)!r}); print(len(sys.modules), 'notifications' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-I", "-c", probe], capture_output=True, check=True)
    count, knows_us = run.stdout.split()
    assert int(count) < 120
    assert knows_us == b"False"
