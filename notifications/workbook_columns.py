"""Columns of the workbook and their headings, fixed for good: the reader finds every cell by them, never by position.

They are constants rather than catalogue entries, because a retouched translation would make old workbooks unreadable.
"""

from collections.abc import Mapping
from enum import StrEnum

from models.vocabulary import Language
from notifications.compose_columns import COLUMN_HEADINGS

SHEET_NAMES = {Language.FRENCH: "Formulaire", Language.ARABIC: "الاستمارة", Language.ENGLISH: "Form"}
META_SHEET = "_meta"


class Column(StrEnum):
    """Columns in printed order; ID is hidden, OUTCOME stands only in the workbook that goes back with a receipt."""

    ID = "id"
    CODE = "code"
    COMMITMENT = "commitment"
    TITLE = "title"
    UNIT = "unit"
    LAST = "last"
    DUE = "due"
    ANSWER = "answer"
    REMARK = "remark"
    OUTCOME = "outcome"


ASKED = (Column.CODE, Column.COMMITMENT, Column.TITLE, Column.UNIT, Column.LAST, Column.DUE)
COMPARED = (Column.COMMITMENT, Column.TITLE, Column.UNIT, Column.LAST, Column.DUE)
_OWN = {
    Language.FRENCH: ("Identifiant", "Engagement", "Unité", "Remarque, obstacle ou preuve", "Suite donnée"),
    Language.ARABIC: ("المعرف", "الالتزام", "الوحدة", "ملاحظة أو عائق أو دليل", "المآل"),
    Language.ENGLISH: ("Identifier", "Commitment", "Unit", "Remark, obstacle or evidence", "What became of it"),
}


def headings_of(language: Language) -> Mapping[Column, str]:
    """Headings in this language, in printed order."""
    shared = COLUMN_HEADINGS[language]
    identifier, commitment, unit, remark, outcome = _OWN[language]
    return {
        Column.ID: identifier,
        Column.CODE: shared.code,
        Column.COMMITMENT: commitment,
        Column.TITLE: shared.title,
        Column.UNIT: unit,
        Column.LAST: shared.last,
        Column.DUE: shared.due,
        Column.ANSWER: shared.answer,
        Column.REMARK: remark,
        Column.OUTCOME: outcome,
    }


# What the drop-down of a milestone offers, each read as a clear answer; other words, days and sentences may be typed.
MILESTONE_CHOICES = {
    Language.FRENCH: ("fait", "en cours", "non commencé", "abandonné", "inchangé", "néant", "non disponible"),
    Language.ARABIC: ("منجز", "قيد الإنجاز", "لم يبدأ", "تم التخلي عنه", "بدون تغيير", "لا شيء", "غير متوفر"),
    Language.ENGLISH: (
        "done",
        "in progress",
        "not started",
        "abandoned",
        "no change",
        "nothing to report",
        "not available",
    ),
}
