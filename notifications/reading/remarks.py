"""Remarks beside a number that turn its meaning: “40 (prévu)” is a plan, “3 (total : 12)” names another figure.

Works on folded text; knows no form. Whoever writes such a remark is asked which figure is right.
"""

import re

from notifications.reading.text import words_of
from notifications.reasons import Reason

_SHORT = 4


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])")


# Not what was reached, but what was meant to be.
_PLANNED = _words(
    r"prevue?s?|prevision\w*|planifie\w*|programmee?s?|projet(?:e|es|ee|ees|ion|ions)|objectifs?|cibles?|"
    r"estim(?:e|es|ee|ees|ation|ations)|proposition|proposee?s?|a (?:atteindre|realiser|venir|tenir)|attendue?s?|"
    r"planned|targets?|expected|forecast|projected|estimated?|proposed|"
    r"(?:ال)?(?:مستهدفه?|هدف|متوقعه?|مبرمجه?|مخططه?|مرتقبه?|مقترحه?)|تقديري?ه?|توقعات?"
)
# Of another time, or taken back.
_ELSEWHEN = _words(
    r"[tq][1-4]|trimestre \d|(?:en|annee|chiffres?|donnees?|exercice|in|year|سنه|عام|لسنه) (?:19|20)\d\d|"
    r"precedente?s?|(?:dernier|passe) trimestre|trimestre (?:dernier|passe)|"
    r"(?:an|annee|mois) (?:derni\w+|passee?|ecoulee?)|ancien(?:ne)?s?|last (?:quarter|year|month)|previous|former|"
    r"(?:ال)?(?:سابقه?|ماضيه?|فارطه?|منصرمه?)|"
    r"annule\w*|reporte\w*|suspendu\w*|ajourne\w*|refuse\w*|non \w+|aucune?|pas \w+|cancell?ed|postponed|rejected|"
    r"not \w+|none|(?:ال)?(?:ملغاه?|موجله?)|الغي\w*|لم \w+|غير \w+"
)
# Another number is said to be the one that counts.
_OTHER_FIGURE = _words(
    r"cumul\w*|tot(?:al|aux|ale)|soit|donc|somme|realise\w*|atteinte?s?|effecti\w+|reel\w*|lire|corrig\w*|rectifi\w*|"
    r"mais|maintenant|desormais|cumulative|overall|actual\w*|achieved|reached|read|should|but|now|"
    r"(?:ال)?(?:مجموع|اجمالي|تراكمي|منجزه?|محققه?|صحيح)|تصحيح|لكن|الان"
)
_NUMBER = re.compile(r"\d")


def doubt_about_remark(folded: str) -> str:
    """A reason to ask back because of what a remark says of the number before it; empty for an ordinary remark."""
    if _NUMBER.search(folded) and _OTHER_FIGURE.search(folded):
        return Reason.TWO_VALUES
    if len(words_of(folded)) > _SHORT:
        return ""
    has_own_number = bool(_NUMBER.search(folded))
    if _PLANNED.search(folded) and not has_own_number:
        return Reason.UNSURE  # “cible 40” beside 12 is told for comparison
    return Reason.UNSURE if _ELSEWHEN.search(folded) else ""
