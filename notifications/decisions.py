"""A yes or no written in a reply to our question: accept, accept as deputy, refuse. Pure; unclear is None."""

import re
from enum import StrEnum

from notifications.mime import ParsedMail
from notifications.reading.html_lines import read_html
from notifications.reading.text import clean, fold

_MOST_LINES = 6
_QUOTED = re.compile(r"^\s*(?:>|-{3,}|_{5,}|(?:le|on|am)\b.{0,200}(?:a ecrit|wrote)$|.{0,200}كتب$)")


class Verdict(StrEnum):
    """What was decided on a held message."""

    ACCEPT = "accept"
    ACCEPT_AS_DEPUTY = "accept-deputy"
    REFUSE = "refuse"


# Folded: lower case, no accents, Arabic letters in their plain form.
_YES = re.compile(r"^(?:oui|yes|j'accepte|accepte|accepted|i accept|نعم|اقبل|موافق)\b")
# "No change", "non commencé" and "لا شيء" are answers to a form, not a refusal.
_NO = re.compile(
    r"^(?:(?:non|no|لا)(?!\s+(?:change|commence|disponible|applicable|شي|تغيير))|je refuse|refuse|i refuse|ارفض)\b"
)
_DEPUTY = re.compile(r"\b(?:adjoint|adjointe|suppleant|suppleante|deputy|ناءب|نايب|ناءبا|نايبا|ناءبه|نايبه)\b")


def read_verdict(mail: ParsedMail) -> Verdict | None:
    """The decision on the first lines of a reply, above anything quoted; None when there is no clear one.

    "Oui, comme adjoint" accepts the values and the person; "oui" accepts the values this once.
    """
    for line in _own_lines(mail):
        if _YES.match(line):
            return Verdict.ACCEPT_AS_DEPUTY if _DEPUTY.search(line) else Verdict.ACCEPT
        if _NO.match(line):
            return Verdict.REFUSE
    return None


def _own_lines(mail: ParsedMail) -> list[str]:
    texts = [part.text for part in mail.texts] or [
        "\n".join(line.text for line in read_html(part.text[:100_000]).lines) for part in mail.html_texts
    ]
    lines: list[str] = []
    for line in "\n".join(texts)[:20_000].splitlines():
        folded = fold(clean(line)).strip(" .!,;:*«»\"'").replace("’", "'")
        if _QUOTED.match(folded):
            break
        if folded:
            lines.append(folded)
    return lines[:_MOST_LINES]
