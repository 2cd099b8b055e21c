"""The gate before any spreadsheet parser: what is let in, and a stable reason for what is not.

Streams every member within fixed limits, so that no file can cost more than a second or a few megabytes here. Knows
nothing of our form.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from notifications.reasons import Reason
from notifications.spreadsheet_gate_members import MAX_FILE, Archive, Refused
from notifications.spreadsheet_gate_ods import OdsContent
from notifications.spreadsheet_gate_xlsx import XlsxParts, cell_name, column_number

__all__ = ["MAX_FILE", "GateResult", "SpreadsheetKind", "cell_name", "column_number", "inspect_spreadsheet"]

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_OLE_NAMES = (
    ("EncryptedPackage", Reason.WORKBOOK_ENCRYPTED),
    ("_VBA_PROJECT", Reason.WORKBOOK_MACROS),
    ("Ole10Native", Reason.WORKBOOK_EMBEDDED),
)


class SpreadsheetKind(StrEnum):
    """Sorts of file that are read."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"


@dataclass(frozen=True)
class GateResult:
    """What the gate found: a kind, or a refusal (a word of `notifications.reasons`) with a detail for the log.

    `empty_formulas` are (sheet name, cell such as "H7") with a formula but no stored result, or with an error.
    """

    kind: SpreadsheetKind | None
    refusal: str = ""
    detail: str = ""
    empty_formulas: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def inspect_spreadsheet(content: bytes) -> GateResult:
    """Whether these bytes may be given to a parser; judged by content, never by file name. Never raises."""
    try:
        return _inspect(content)
    except Refused as refused:
        return GateResult(None, refused.reason, refused.detail)


def _inspect(content: bytes) -> GateResult:
    if len(content) > MAX_FILE:
        raise Refused(Reason.WORKBOOK_TOO_LARGE, f"{len(content)} bytes")
    if content.startswith(_OLE):
        return _inspect_ole(content)
    if not content.startswith(b"PK"):
        raise Refused(Reason.WORKBOOK_UNKNOWN, "neither a zip nor an OLE file")
    archive = Archive(content)
    if "[Content_Types].xml" in archive.names:
        return GateResult(SpreadsheetKind.XLSX, empty_formulas=XlsxParts(archive).inspect())
    if archive.read_start("mimetype").strip() == _ODS_TYPE:
        return GateResult(SpreadsheetKind.ODS, empty_formulas=OdsContent(archive).inspect())
    raise Refused(Reason.WORKBOOK_UNKNOWN, "a zip that is no spreadsheet")


def _inspect_ole(content: bytes) -> GateResult:
    """Old binary files have no members to stream; stream names are checked, the rest is left to the confined child."""
    for name, reason in _OLE_NAMES:
        if name.encode("utf-16-le") in content:
            raise Refused(reason, f"OLE stream {name}")
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        raise Refused(Reason.WORKBOOK_UNKNOWN, "an OLE file without a workbook")
    return GateResult(SpreadsheetKind.XLS)
