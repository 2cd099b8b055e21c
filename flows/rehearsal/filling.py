"""Answers typed into the attached workbook, as a spreadsheet program stores them: only the answer cells change."""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, unescape

from models.rules.errors import DomainError
from models.vocabulary import Language
from notifications.workbook_columns import Column, headings_of

_STRING = re.compile(r"<si>(.*?)</si>", re.DOTALL)
_TEXT = re.compile(r"<t(?:\s[^>]*)?>(.*?)</t>", re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_STYLE = re.compile(r' s="\d+"')
_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def fill_workbook(content: bytes, *, answers: Mapping[str, str], language: Language) -> bytes:
    """The workbook with each answer in the answer cell of its code's row. DomainError when it has no such column."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    strings = [_plain(found) for found in _STRING.findall(parts[_STRINGS].decode())]
    sheet = parts[_SHEET].decode()
    texts = {(c[1], int(c[2])): _text(c, strings) for c in _CELL.finditer(sheet)}
    heading = headings_of(language)[Column.ANSWER]
    column = next((letters for (letters, _), text in texts.items() if text == heading), "")
    if not column:
        raise DomainError(f"The workbook has no column “{heading}”; attach the form as it was sent.")
    rows = {row: answers[text] for (_, row), text in texts.items() if text in answers}
    parts[_SHEET] = _CELL.sub(lambda cell: _typed(cell, column, rows), sheet).encode()
    return _zipped(parts)


def _typed(cell: re.Match[str], column: str, rows: Mapping[int, str]) -> str:
    if cell[1] != column or int(cell[2]) not in rows:
        return cell[0]
    style = _STYLE.search(cell[3])
    words = escape(rows[int(cell[2])])
    return f'<c r="{cell[1]}{cell[2]}"{style[0] if style else ""} t="inlineStr"><is><t>{words}</t></is></c>'


def _text(cell: re.Match[str], strings: list[str]) -> str:
    inside = cell[4] or ""
    if 't="s"' in cell[3]:
        number = re.search(r"<v>(\d+)</v>", inside)
        return strings[int(number[1])] if number else ""
    return _plain(inside)


def _plain(xml: str) -> str:
    return unescape("".join(_TEXT.findall(xml))).strip()


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # a fixed date: equal bytes
    return buffer.getvalue()
