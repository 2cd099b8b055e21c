"""What may stand in an .ods: the rules for .xlsx with the member names and the repeated cells of OpenDocument."""

from notifications.reasons import Reason
from notifications.spreadsheet_gate_members import Archive, Refused, check_bytes, check_xml, walk_xml
from notifications.spreadsheet_gate_xlsx import MAX_COLUMN, MAX_FILLED, MAX_ROW, cell_name

_VALUES = ("office:value", "office:date-value", "office:time-value", "office:boolean-value", "office:string-value")


class OdsContent:
    """One .ods on its way through the gate: walks its cells, counting repetitions."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._sheet = ""
        self._row = self._column = 0
        self._row_repeat = self._cell_repeat = 1
        self._filled = 0
        self._formula_at = ""
        self._is_filled = False
        self._empty_formulas: set[tuple[str, str]] = set()

    def inspect(self) -> frozenset[tuple[str, str]]:
        """Refuse what is not allowed; the result is (sheet name, cell) of every formula without a usable result."""
        for name in self._archive.names:
            _check_name(name.lower())
        for name in self._archive.names:
            self._inspect_member(name)
        return frozenset(self._empty_formulas)

    def _inspect_member(self, name: str) -> None:
        if name == "content.xml":
            walk_xml(self._archive, name, start=self._start, end=self._end)
        elif name == "META-INF/manifest.xml":
            walk_xml(self._archive, name, start=_check_manifest)
        elif name.endswith((".xml", ".rdf")):
            check_xml(self._archive, name)
        else:
            check_bytes(self._archive, name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self._sheet, self._row = attributes.get("table:name", ""), 0
        elif tag == "table-row":
            self._row_repeat, self._column = _repeat(attributes, "table:number-rows-repeated"), 0
        elif tag in ("table-cell", "covered-table-cell"):
            self._enter_cell(attributes)
        elif tag == "p":
            self._is_filled = True
        elif tag == "table-source":
            raise Refused(Reason.WORKBOOK_LINKS, "table:table-source")
        elif tag in ("event-listener", "script"):
            raise Refused(Reason.WORKBOOK_MACROS, tag)

    def _enter_cell(self, attributes: dict[str, str]) -> None:
        self._cell_repeat = _repeat(attributes, "table:number-columns-repeated")
        is_error = attributes.get("calcext:value-type") == "error"
        has_value = any(key in attributes for key in _VALUES) and not is_error
        has_formula = "table:formula" in attributes
        self._formula_at = cell_name(self._row, self._column) if has_formula and not has_value else ""
        self._is_filled = has_value or has_formula

    def _end(self, tag: str) -> None:
        if tag in ("table-cell", "covered-table-cell"):
            self._leave_cell()
        elif tag == "table-row":
            self._row += self._row_repeat

    def _leave_cell(self) -> None:
        self._column += self._cell_repeat
        if not self._is_filled:
            return
        self._filled += self._cell_repeat * self._row_repeat
        last_row = self._row + self._row_repeat
        if last_row > MAX_ROW or self._column > MAX_COLUMN or self._filled > MAX_FILLED:
            raise Refused(Reason.WORKBOOK_TOO_LARGE, f"filled cells out to row {last_row}, column {self._column}")
        if self._formula_at:
            self._empty_formulas.add((self._sheet, self._formula_at))
        self._formula_at, self._is_filled = "", False


def _repeat(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Refused(Reason.WORKBOOK_DAMAGED, f"{name} is {text[:20]!r}")
    return max(1, int(text))


def _check_name(low: str) -> None:
    if low.startswith(("basic/", "scripts/", "dialogs/")):
        raise Refused(Reason.WORKBOOK_MACROS, low)
    if low.startswith(("object ", "objectreplacements/")) or low.endswith((".exe", ".dll", ".bin")):
        raise Refused(Reason.WORKBOOK_EMBEDDED, low)


def _check_manifest(tag: str, _: dict[str, str]) -> None:
    if tag == "encryption-data":
        raise Refused(Reason.WORKBOOK_ENCRYPTED, "META-INF/manifest.xml")
