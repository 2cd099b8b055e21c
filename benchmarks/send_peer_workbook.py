"""A workbook drawn by openpyxl like one of ours: the same sheets, cells, looks, messages, protection and print set-up.

Runs in the peers' environment. Reading the pattern is not timed, and looks that recur are made once.
"""

import base64
import io
from copy import copy

import openpyxl
from openpyxl.packaging.custom import StringProperty
from openpyxl.worksheet.datavalidation import DataValidation

LOOKS = ("font", "fill", "border", "alignment", "protection", "number_format")
PRINTED = ("print_area", "print_title_rows")


class Sheet:
    """One sheet, taken apart."""

    def __init__(self, sheet, looks: dict) -> None:
        self.title, self.state, self.freeze = sheet.title, sheet.sheet_state, sheet.freeze_panes
        self.right_to_left, self.is_protected = sheet.sheet_view.rightToLeft, sheet.protection.sheet
        self.cells = [
            (cell.row, cell.column, cell.value, self._look(cell, looks))
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.has_style
        ]
        self.widths = {letter: (d.width, d.hidden) for letter, d in sheet.column_dimensions.items()}
        self.heights = {number: d.height for number, d in sheet.row_dimensions.items() if d.height}
        self.messages = [
            (rule.type, rule.formula1, rule.promptTitle, rule.prompt, str(rule.sqref))
            for rule in sheet.data_validations.dataValidation
        ]
        self.printed = {name: getattr(sheet, name) for name in PRINTED}
        self.orientation, self.footer = sheet.page_setup.orientation, sheet.oddFooter.left.text

    @staticmethod
    def _look(cell, looks: dict):
        if not cell.has_style:
            return None
        return looks.setdefault(cell.style_id, {name: copy(getattr(cell, name)) for name in LOOKS})

    def draw(self, sheet) -> None:
        """The same sheet again."""
        for row, column, value, look in self.cells:
            cell = sheet.cell(row, column, value)
            if look is not None:
                for name, wanted in look.items():
                    setattr(cell, name, wanted)
        for letter, (width, is_hidden) in self.widths.items():
            sheet.column_dimensions[letter].width, sheet.column_dimensions[letter].hidden = width, is_hidden
        for number, height in self.heights.items():
            sheet.row_dimensions[number].height = height
        for kind, offered, title, prompt, place in self.messages:
            rule = DataValidation(type=kind, formula1=offered, promptTitle=title, prompt=prompt, showInputMessage=True)
            rule.add(place)
            sheet.add_data_validation(rule)
        sheet.sheet_state, sheet.freeze_panes, sheet.protection.sheet = self.state, self.freeze, self.is_protected
        sheet.sheet_view.rightToLeft, sheet.page_setup.orientation = self.right_to_left, self.orientation
        sheet.oddFooter.left.text = self.footer
        for name, wanted in self.printed.items():
            if wanted:
                setattr(sheet, name, wanted)


class Form:
    """One workbook, taken apart."""

    def __init__(self, encoded: str, looks: dict) -> None:
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(encoded)))
        self.sheets = [Sheet(sheet, looks) for sheet in book]
        self.title, self.subject = book.properties.title, book.properties.subject
        self.properties = {prop.name: prop.value for prop in book.custom_doc_props.props}

    def drawn(self) -> bytes:
        """The bytes of the same workbook, drawn anew."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for sheet in self.sheets:
            sheet.draw(book.create_sheet(sheet.title))
        book.properties.title, book.properties.subject = self.title, self.subject
        for name, value in self.properties.items():
            book.custom_doc_props.append(StringProperty(name=name, value=value))
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def forms(mails: list[dict]) -> list[Form]:
    """The workbooks of all mails; looks are shared by those of one language, whose styles have the same numbers."""
    looks: dict[str, dict] = {}
    return [Form(mail["workbook"], looks.setdefault(mail["language"], {})) for mail in mails]
