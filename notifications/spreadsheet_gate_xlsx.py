"""What may stand in an .xlsx: no macro, no link to another file, no embedded object, no cell far outside a form."""

import posixpath
import re

from notifications.reasons import Reason
from notifications.spreadsheet_gate_members import Archive, Refused, check_bytes, check_xml, walk_xml

MAX_ROW = 20_000
MAX_COLUMN = 200
MAX_FILLED = 200_000
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_XML = (".xml", ".rels")  # not .vml: office programs write it unsound, and no reader of cells opens it
_MACRO = ("vbaproject.bin", "/macrosheets/", "/dialogsheets/")
_EMBEDDED = ("/embeddings/", "/activex/", "/ctrlprops/")
_PROGRAM = (".exe", ".dll", ".bin")
_VALUES = frozenset({"v", "is"})


def cell_name(row: int, column: int) -> str:
    """Name of a cell from its row and column, both counted from 0: (6, 7) is "H7"."""
    letters, number = "", column + 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row + 1}"


def column_number(letters: str) -> int:
    """Column counted from 1: "A" is 1, "XFD" is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class XlsxParts:
    """One .xlsx on its way through the gate."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._sheets: dict[str, str] = {}
        self._targets: dict[str, str] = {}
        self._empty_formulas: list[tuple[str, str]] = []
        self._filled = 0

    def inspect(self) -> frozenset[tuple[str, str]]:
        """Refuse what is not allowed; the result is (sheet name, cell) of every formula without a usable result."""
        for name in self._archive.names:
            _check_name(name.lower())
        for name in self._archive.names:
            self._inspect_member(name)
        return frozenset((self._sheet_of(member), cell) for member, cell in self._empty_formulas)

    def _inspect_member(self, name: str) -> None:
        low = name.lower()
        if not low.endswith(_XML):
            check_bytes(self._archive, name)
        elif low == "[content_types].xml":
            walk_xml(self._archive, name, start=_check_content_type)
        elif low == "xl/workbook.xml":
            walk_xml(self._archive, name, start=self._take_sheet)
        elif low == "xl/_rels/workbook.xml.rels":
            walk_xml(self._archive, name, start=self._take_target)
        elif low.startswith("xl/worksheets/") and low.endswith(".xml"):
            self._inspect_sheet(name)
        else:
            check_xml(self._archive, name)

    def _take_sheet(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self._sheets[relation] = attributes.get("name", "")

    def _take_target(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = posixpath.join("/xl", attributes.get("Target", ""))
            self._targets[posixpath.normpath(target).lstrip("/")] = attributes.get("Id", "")

    def _sheet_of(self, member: str) -> str:
        return self._sheets.get(self._targets.get(member, ""), "")

    def _inspect_sheet(self, name: str) -> None:
        cells = _SheetCells()
        walk_xml(self._archive, name, start=cells.start, end=cells.end, text=cells.text)
        self._filled += cells.filled
        if self._filled > MAX_FILLED:
            raise Refused(Reason.WORKBOOK_TOO_LARGE, f"{self._filled} filled cells")
        self._empty_formulas += [(name, cell) for cell in cells.empty_formulas]


class _SheetCells:
    """Walks the cells of one sheet. Only filled cells count: programs write styles out to the last row."""

    def __init__(self) -> None:
        self.filled = 0
        self.empty_formulas: list[str] = []
        self._row = self._column = 0
        self._has_value = self._has_formula = self._is_in_value = False
        self._type = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._row = _whole(attributes.get("r"), default=self._row + 1)
            self._column = 0
        elif tag == "c":
            self._enter_cell(attributes.get("r", ""))
            self._type = attributes.get("t", "")
        elif tag in _VALUES:
            self._is_in_value = True
            self._has_value |= self._type == "str"  # a formula whose result is the empty text
        elif tag == "f":
            self._has_formula = True

    def text(self, piece: str) -> None:
        self._has_value |= self._is_in_value and bool(piece)

    def end(self, tag: str) -> None:
        if tag in _VALUES:
            self._is_in_value = False
        if tag != "c" or not (self._has_value or self._has_formula):
            return
        self.filled += 1
        if self._row > MAX_ROW or self._column > MAX_COLUMN:
            raise Refused(Reason.WORKBOOK_TOO_LARGE, f"a filled cell in row {self._row}, column {self._column}")
        if not self._has_value or self._type == "e":
            self.empty_formulas.append(cell_name(self._row - 1, self._column - 1))

    def _enter_cell(self, reference: str) -> None:
        self._has_value = self._has_formula = False
        found = _REFERENCE.fullmatch(reference)
        if reference and not found:
            raise Refused(Reason.WORKBOOK_DAMAGED, f"a cell named {reference[:20]!r}")
        if found:
            self._row, self._column = int(found[2]), column_number(found[1])
        else:
            self._column += 1


def _whole(text: str | None, *, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else default


def _check_name(low: str) -> None:
    if any(mark in low for mark in _MACRO):
        raise Refused(Reason.WORKBOOK_MACROS, low)
    if "/externallinks/" in low:
        raise Refused(Reason.WORKBOOK_LINKS, low)
    if any(mark in low for mark in _EMBEDDED) or (low.endswith(_PROGRAM) and "printersettings" not in low):
        raise Refused(Reason.WORKBOOK_EMBEDDED, low)


def _check_content_type(_: str, attributes: dict[str, str]) -> None:
    content_type = attributes.get("ContentType", "").lower()
    if "macroenabled" in content_type or "vbaproject" in content_type:
        raise Refused(Reason.WORKBOOK_MACROS, content_type)
    if ".sheet.binary." in content_type:
        raise Refused(Reason.WORKBOOK_UNKNOWN, content_type)
