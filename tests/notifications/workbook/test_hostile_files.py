"""Files made to harm a parser: each is refused at the gate with its reason, quickly and in little memory."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbook_builders import built, edited, filled, members_of, packed, read, sheet_form

from notifications.reasons import REASONS, Reason
from notifications.spreadsheet_gate import SpreadsheetKind, inspect_spreadsheet

SHEET = "xl/worksheets/sheet1.xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
GOOD = built(sheet_form())
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def with_member(name: str, data: bytes = b"x") -> bytes:
    return packed({**members_of(GOOD), name: data})


def with_prolog(prolog: str, member: str = SHEET) -> bytes:
    return edited(GOOD, member, lambda xml: xml.replace("?>", f"?>{prolog}", 1))


def with_cell(xml: str) -> bytes:
    return edited(GOOD, SHEET, lambda sheet: sheet.replace("</sheetData>", f"{xml}</sheetData>"))


def zip_bomb(name: str = "xl/media/image1.png", size: int = 60 << 20) -> bytes:
    """Sixty megabytes of nothing in a few kilobytes."""
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        for _ in range(size >> 20):
            member.write(b" " * (1 << 20))
    return buffer.getvalue()


def size_lie(*, checksum_fits: bool) -> bytes:
    """A member that says it holds 100 bytes; with `checksum_fits` even its checksum is that of the first 100."""
    member = "xl/theme/theme1.xml"
    data = members_of(GOOD)[member]
    infos = zipfile.ZipFile(io.BytesIO(GOOD)).infolist()
    info = next(i for i in infos if i.filename == member)
    lie = bytearray(GOOD)
    true = struct.pack("<III", info.CRC, info.compress_size, info.file_size)
    crc = zlib.crc32(data[:100]) if checksum_fits else info.CRC
    false = struct.pack("<III", crc, info.compress_size, 100)
    assert lie.count(true) == 2
    return bytes(lie.replace(true, false))


def duplicate_member() -> bytes:
    buffer = io.BytesIO(GOOD)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(SHEET, "<worksheet/>")
    return buffer.getvalue()


def encrypted_member() -> bytes:
    """The flag of the classic zip encryption set on every member."""
    marked = bytearray(GOOD)
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + offset] |= 1
            at = marked.find(signature, at + 4)
    return bytes(marked)


def macro_type() -> bytes:
    return edited(
        GOOD, "[Content_Types].xml", lambda x: x.replace("spreadsheetml.sheet.main", "sheet.macroEnabled.main", 1)
    )


FAR_CELL = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
UNNAMED_CELLS = "<row>" + "<c><v>1</v></c>" * 300 + "</row>"

HOSTILE: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "zip bomb": (zip_bomb, Reason.WORKBOOK_TOO_LARGE),
    "zip bomb of six megabytes": (lambda: zip_bomb(size=6 << 20), Reason.WORKBOOK_TOO_LARGE),
    "more than five megabytes": (lambda: GOOD + bytes(5 << 20), Reason.WORKBOOK_TOO_LARGE),
    "two hundred members more": (
        lambda: packed({**members_of(GOOD), **{f"xl/media/{n}.png": b"" for n in range(200)}}),
        Reason.WORKBOOK_TOO_LARGE,
    ),
    "a cell at XFD1048576": (lambda: with_cell(FAR_CELL), Reason.WORKBOOK_TOO_LARGE),
    "cells without names far to the right": (lambda: with_cell(UNNAMED_CELLS), Reason.WORKBOOK_TOO_LARGE),
    "a cell with no sound name": (lambda: with_cell('<row><c r="A-1"><v>1</v></c></row>'), Reason.WORKBOOK_DAMAGED),
    "deep nesting": (lambda: with_cell("<row>" * 90 + "</row>" * 90), Reason.WORKBOOK_TOO_LARGE),
    "billion laughs": (lambda: with_prolog(LAUGHS), Reason.WORKBOOK_UNSAFE),
    "billion laughs in the strings": (lambda: with_prolog(LAUGHS, "xl/sharedStrings.xml"), Reason.WORKBOOK_UNSAFE),
    "external entity": (lambda: with_prolog(OUTSIDE), Reason.WORKBOOK_UNSAFE),
    "external entity in the workbook": (lambda: with_prolog(OUTSIDE, "xl/workbook.xml"), Reason.WORKBOOK_UNSAFE),
    "external entity in UTF-16": (
        lambda: packed({**members_of(GOOD), SHEET: f'<?xml version="1.0"?>{OUTSIDE}<r>&x;</r>'.encode("utf-16")}),
        Reason.WORKBOOK_UNSAFE,
    ),
    "macros": (lambda: with_member("xl/vbaProject.bin"), Reason.WORKBOOK_MACROS),
    "macro sheets": (lambda: with_member("xl/macrosheets/sheet1.xml", b"<x/>"), Reason.WORKBOOK_MACROS),
    "a macro-enabled type": (macro_type, Reason.WORKBOOK_MACROS),
    "links to other files": (
        lambda: with_member("xl/externalLinks/externalLink1.xml", b"<x/>"),
        Reason.WORKBOOK_LINKS,
    ),
    "an embedded object": (lambda: with_member("xl/embeddings/oleObject1.bin"), Reason.WORKBOOK_EMBEDDED),
    "a program": (lambda: with_member("xl/media/run.exe"), Reason.WORKBOOK_EMBEDDED),
    "a path upwards": (lambda: with_member("xl/../../etc/cron.d/x"), Reason.WORKBOOK_UNSAFE),
    "an absolute path": (lambda: with_member("/etc/passwd"), Reason.WORKBOOK_UNSAFE),
    "a path of another system": (lambda: with_member("xl\\..\\x"), Reason.WORKBOOK_UNSAFE),
    "a member twice": (duplicate_member, Reason.WORKBOOK_UNSAFE),
    "a size lie": (lambda: size_lie(checksum_fits=False), Reason.WORKBOOK_DAMAGED),
    "a size lie with a fitting checksum": (lambda: size_lie(checksum_fits=True), Reason.WORKBOOK_DAMAGED),
    "truncated": (lambda: GOOD[: len(GOOD) // 2], Reason.WORKBOOK_DAMAGED),
    "broken XML": (lambda: with_cell("<row>"), Reason.WORKBOOK_DAMAGED),
    "not a zip": (lambda: b"code;answer\nLAA2-I1F;12", Reason.WORKBOOK_UNKNOWN),
    "empty": (lambda: b"", Reason.WORKBOOK_UNKNOWN),
    "a zip that is no spreadsheet": (lambda: packed({"a.txt": b"hello"}), Reason.WORKBOOK_UNKNOWN),
    "encrypted zip": (encrypted_member, Reason.WORKBOOK_ENCRYPTED),
    "encrypted by an office program": (
        lambda: OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"),
        Reason.WORKBOOK_ENCRYPTED,
    ),
    "an old file with macros": (
        lambda: OLE + "Workbook".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"),
        Reason.WORKBOOK_MACROS,
    ),
    "an old text document": (lambda: OLE + "WordDocument".encode("utf-16-le"), Reason.WORKBOOK_UNKNOWN),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason_in_bounded_time_and_memory(name: str) -> None:
    make, reason = HOSTILE[name]
    content = make()
    tracemalloc.start()
    began = time.perf_counter()
    result = inspect_spreadsheet(content)
    took, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (result.kind, result.refusal) == (None, reason), result.detail
    assert took < 10
    assert peak < 16 << 20


@pytest.mark.parametrize("name", ["zip bomb", "a cell at XFD1048576", "billion laughs", "truncated"])
def test_a_refused_file_reads_as_a_refusal_and_no_line(name: str) -> None:
    make, reason = HOSTILE[name]
    reading = read(make(), sheet_form())
    assert reading.refusal == reason
    assert reading.lines == ()
    assert REASONS[reason]


def test_a_good_form_passes_the_gate(workbook: bytes) -> None:
    assert inspect_spreadsheet(workbook).kind is SpreadsheetKind.XLSX


def test_styles_written_out_to_the_last_row_are_no_reason_to_refuse() -> None:
    content = with_cell('<row r="1048576" ht="12.8"><c r="XFD1048576" s="1"/></row>')
    assert inspect_spreadsheet(content).kind is SpreadsheetKind.XLSX
    assert read(content, sheet_form()).refusal == ""


def test_unsound_drawings_of_cell_comments_are_no_reason_to_refuse() -> None:
    assert inspect_spreadsheet(with_member("xl/drawings/vmlDrawing1.vml", b"<xml><br></xml>")).refusal == ""


def ods(content: str, **members: bytes) -> bytes:
    head = '<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
    body = f"{head}{content}</office:document-content>"
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": mimetype, "content.xml": body.encode(), **members})


ODS_BOMB = (
    '<table:table table:name="x"><table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
    "</table:table-row></table:table>"
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ods(ODS_BOMB), Reason.WORKBOOK_TOO_LARGE),
        (ods("", **{"Basic/Standard/Module1.xml": b"<x/>"}), Reason.WORKBOOK_MACROS),
        (ods("", **{"Object 1/content.xml": b"<x/>"}), Reason.WORKBOOK_EMBEDDED),
        (ods("<table:table-source/>"), Reason.WORKBOOK_LINKS),
        (ods("", **{"META-INF/manifest.xml": b"<m><encryption-data/></m>"}), Reason.WORKBOOK_ENCRYPTED),
        (ods('<table:table-row table:number-rows-repeated="-1"/>'), Reason.WORKBOOK_DAMAGED),
        (ods("", **{"styles.xml": f"{OUTSIDE}<r/>".encode()}), Reason.WORKBOOK_UNSAFE),
    ],
)
def test_open_documents_pass_the_same_rules(content: bytes, reason: Reason) -> None:
    assert inspect_spreadsheet(content).refusal == reason


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_the_gate_never_raises_on_a_damaged_file(position: int, noise: bytes) -> None:
    result = inspect_spreadsheet(GOOD[:position] + noise + GOOD[position + len(noise) :])
    assert (result.kind is None) == bool(result.refusal)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_the_gate_never_raises_on_noise(noise: bytes) -> None:
    for start in (b"", b"PK\x03\x04", OLE):
        result = inspect_spreadsheet(start + noise)
        assert (result.kind is None) == bool(result.refusal)


def test_a_filled_form_takes_the_gate_little_memory() -> None:
    content = filled(sheet_form())
    tracemalloc.start()
    inspect_spreadsheet(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20
