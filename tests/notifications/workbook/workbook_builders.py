"""Builders for workbooks: a small form, its workbook, and typing into cells as a spreadsheet program stores it."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from models.rules.codes import item_code
from models.vocabulary import ItemKind, Language, LineOutcome, MilestoneStatus, Stage
from notifications.answer import AnswerLine
from notifications.form import Form, FormItem, FormSection
from notifications.workbook import build_workbook
from notifications.workbook_reading import WorkbookReading, read_workbook

KEY = b"a key of thirty-two bytes, no less"
CREATED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
COUNTED = item_code("LAA2", ItemKind.INDICATOR, 1)
SHARE = item_code("LAA2", ItemKind.INDICATOR, 2)
REGISTER = item_code("LAA2", ItemKind.MILESTONE, 1)
TRAINING = item_code("LAA1-ORI", ItemKind.MILESTONE, 2)
FIRST_ROW = 8
ANSWERS = {
    Language.FRENCH: ("1310", "62,5 %", "fait le 15/09/2026", "en cours 40 %"),
    Language.ARABIC: ("١٣١٠", "٦٢٫٥", "أنجز في 15/09/2026", "قيد الإنجاز 40%"),
    Language.ENGLISH: ("1310", "62.5%", "done on 15/09/2026", "in progress 40%"),
}
TITLES = {
    Language.FRENCH: ("Documents publiés", "Part des demandes traitées à temps", "Registre en ligne", "Formation"),
    Language.ARABIC: ("عدد الوثائق المنشورة", "نسبة الطلبات المعالجة", "نشر السجل العمومي", "التكوين"),
    Language.ENGLISH: ("Documents published", "Share of requests handled in time", "Register online", "Training"),
}


def sheet_form(language: Language = Language.FRENCH) -> Form:
    """Two figures and a milestone of one commitment, and a milestone of another."""
    titles = TITLES[language]
    return Form(
        reference="2026-Q3/OF-LAA-01",
        plan_title="Plan 2025 – 2027",
        period="2026-Q3",
        period_start=date(2026, 7, 1),
        period_end=date(2026, 9, 30),
        language=language,
        recipient_name="Responsable",
        member="Laâyoune-Sakia El Hamra",
        asked_on=date(2026, 10, 1),
        respond_by=date(2026, 10, 15),
        sections=(
            FormSection("MALAA0002", titles[0], Stage.EXECUTION, "Laâyoune-Sakia El Hamra", _items(titles)),
            FormSection(
                "MALAA0001",
                titles[3],
                Stage.EXECUTION,
                "Laâyoune-Sakia El Hamra",
                (FormItem(TRAINING, ItemKind.MILESTONE, titles[3], due_on=date(2026, 12, 31), illustrative=True),),
            ),
        ),
    )


def _items(titles: tuple[str, ...]) -> tuple[FormItem, ...]:
    return (
        FormItem(
            COUNTED,
            ItemKind.INDICATOR,
            titles[0],
            unit="documents",
            last_value=Decimal(1250),
            last_period="2026-Q2",
            target=Decimal(2400),
            target_by="2027-06",
            is_whole=True,
        ),
        FormItem(
            SHARE,
            ItemKind.INDICATOR,
            titles[1],
            unit="%",
            last_value=Decimal("57.5"),
            last_period="2026-Q2",
            is_cumulative=False,
        ),
        FormItem(
            REGISTER,
            ItemKind.MILESTONE,
            titles[2],
            due_on=date(2026, 9, 1),
            days_late=30,
            status=MilestoneStatus.IN_PROGRESS,
        ),
    )


def form_of(*items: FormItem) -> Form:
    """A French form of these lines alone."""
    form = sheet_form()
    return replace(form, sections=(replace(form.sections[0], items=items),))


def built(form: Form) -> bytes:
    """The workbook as sent."""
    return build_workbook(form, key=KEY, created=CREATED)


def filled(form: Form) -> bytes:
    """The workbook with the usual answers typed as text."""
    answers = ANSWERS[form.language]
    return typed(built(form), {f"H{FIRST_ROW + n}": answer for n, answer in enumerate(answers)})


def read(content: bytes, form: Form, name: str = "form.xlsx") -> WorkbookReading:
    """Read back on the day after the term."""
    return read_workbook(content, name=name, form=form, key=KEY, sent_on=date(2026, 10, 16))


def recorded_values(reading: WorkbookReading) -> dict[str, object]:
    """What would be recorded, by code."""
    return {line.code: _meaning(line) for line in reading.lines if line.outcome is LineOutcome.RECORDED}


def _meaning(line: AnswerLine) -> object:
    return line.value if line.value is not None else (line.status, line.percent, line.on)


RIGHT_VALUES = {
    COUNTED: Decimal(1310),
    SHARE: Decimal("62.5"),
    REGISTER: (MilestoneStatus.DONE, None, date(2026, 9, 15)),
    TRAINING: (MilestoneStatus.IN_PROGRESS, Decimal(40), None),
}


def members_of(content: bytes) -> dict[str, bytes]:
    """All members of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def edited(content: bytes, member: str, change: Callable[[str], str]) -> bytes:
    """The same workbook with one member rewritten; a change that changes nothing is a mistake of the test."""
    members = members_of(content)
    before = members.get(member, b"").decode("utf-8")
    after = change(before)
    assert after != before, f"nothing changed in {member}"
    return packed({**members, member: after.encode("utf-8")})


def typed(content: bytes, cells: Mapping[str, str]) -> bytes:
    """Text typed into cells of the first sheet."""
    bodies = {cell: f'<is><t xml:space="preserve">{escape(text)}</t></is>' for cell, text in cells.items()}
    return stored(content, {cell: ("inlineStr", body) for cell, body in bodies.items()})


def typed_number(content: bytes, cell: str, number: str) -> bytes:
    """A number stored in a cell, as a program does that turns text into numbers."""
    return stored(content, {cell: ("n", f"<v>{number}</v>")})


def stored(content: bytes, cells: Mapping[str, tuple[str, str]]) -> bytes:
    """Cells of the first sheet by type and XML content, keeping their style."""

    def change(xml: str) -> str:
        for cell, (kind, body) in cells.items():
            pattern = rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)'
            xml, count = re.subn(pattern, rf'<c r="{cell}"\1 t="{kind}">{_literal(body)}</c>', xml, count=1)
            assert count == 1, f"no cell {cell}"
        return xml

    return edited(content, "xl/worksheets/sheet1.xml", change)


def _literal(text: str) -> str:
    return text.replace("\\", r"\\")
