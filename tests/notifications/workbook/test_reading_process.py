"""The process that reads a spreadsheet: it may die, it can open nothing, and what it gives back is only cells."""

import errno
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from workbook_builders import built, edited, read, sheet_form

from notifications.reasons import Reason
from notifications.spreadsheet_gate import SpreadsheetKind, inspect_spreadsheet
from notifications.spreadsheet_reader import CHILD, SpreadsheetReader
from notifications.workbook_cells import read_confined

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


def test_one_process_reads_book_after_book_and_a_refused_one_ends_it() -> None:
    reader = SpreadsheetReader()
    try:
        reader.read(built(sheet_form()))
        first = reader.process_id
        reader.read(built(sheet_form()))
        assert reader.process_id == first
        assert reader.read(OLE + b"noise").startswith(b'{"error"')
        assert reader.process_id is None
        assert b"Formulaire" in reader.read(built(sheet_form()))
        assert reader.process_id not in (None, first)
    finally:
        reader.close()


def test_a_process_that_was_killed_between_two_books_is_replaced() -> None:
    reader = SpreadsheetReader()
    try:
        whole = reader.read(built(sheet_form()))
        assert reader.process_id
        os.kill(reader.process_id, signal.SIGKILL)
        os.waitid(os.P_PID, reader.process_id, os.WEXITED | os.WNOWAIT)
        assert reader.read(built(sheet_form())) == whole
    finally:
        reader.close()


def test_a_process_is_replaced_after_its_share_of_books() -> None:
    reader = SpreadsheetReader(books_per_process=3)
    try:
        seen = set()
        for _ in range(6):
            reader.read(built(sheet_form()))
            seen.add(reader.process_id)
        assert len(seen) == 3  # two processes, and none after the last book of each
    finally:
        reader.close()


def test_each_of_many_threads_gets_the_cells_of_its_own_book() -> None:
    reader = SpreadsheetReader()
    forms = [replace(sheet_form(), reference=f"2026-Q3/OF-LAA-{number:02}") for number in range(20)]
    try:
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(lambda form: reader.read(built(form)).decode(), forms))
    finally:
        reader.close()
    for form, answer in zip(forms, answers, strict=True):
        assert f"{form.reference}." in answer


def test_a_forked_copy_of_the_program_starts_a_process_of_its_own() -> None:
    reader = SpreadsheetReader()
    try:
        whole = reader.read(built(sheet_form()))
        first = reader.process_id
        copy = os.fork()
        if copy == 0:
            is_own = reader.read(built(sheet_form())) == whole and reader.process_id != first
            reader.close()
            os._exit(0 if is_own else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) == 0
        assert reader.read(built(sheet_form())) == whole
        assert reader.process_id == first
    finally:
        reader.close()
