"""Headings of the answer table, fixed for good: the reader of replies finds the code and the answer column by them.

They are constants rather than catalogue entries, because a retouched translation would make old replies unreadable.
"""

from dataclasses import dataclass

from models.vocabulary import Language


@dataclass(frozen=True)
class ColumnHeadings:
    """Headings of the table an official may fill in, in printed order."""

    code: str
    title: str
    last: str
    due: str
    answer: str

    @property
    def target(self) -> str:
        """What the target column holds for a figure."""
        return self.due.partition(" / ")[0]

    @property
    def date(self) -> str:
        """What the target column holds for a milestone."""
        last = self.due.partition(" / ")[2]
        return last[:1].upper() + last[1:]


COLUMN_HEADINGS = {
    Language.FRENCH: ColumnHeadings("Code", "Intitulé", "Dernière valeur", "Cible / échéance", "Votre réponse"),
    Language.ARABIC: ColumnHeadings("الرمز", "العنوان", "آخر قيمة", "الهدف / الأجل", "جوابكم"),
    Language.ENGLISH: ColumnHeadings("Code", "Title", "Last value", "Target / due date", "Your answer"),
}
CODE_HEADINGS = frozenset(headings.code for headings in COLUMN_HEADINGS.values())
ANSWER_HEADINGS = frozenset(headings.answer for headings in COLUMN_HEADINGS.values())
