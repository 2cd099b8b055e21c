"""“Remind me on …”: the day on which a person asks to be reminded. Only what that person wrote counts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from notifications.mime import ParsedMail
from notifications.reading.html_lines import read_html
from notifications.reading.lines import SourceLine, text_lines
from notifications.reading.phrases import any_of
from notifications.reading.quoting import Fingerprint, Role, roles_of
from notifications.reading.text import fold
from notifications.reading.written_dates import has_year, read_date

_ASKING = any_of(
    fold(phrase)
    for phrase in (
        "rappelez-moi", "rappelez moi", "rappelez-le-moi", "me rappeler", "me relancer", "relancez-moi", "relancez moi",
        "remind me", "ذكروني", "ذكرني", "تذكيري", "تذكيرنا", "ذكرونا",
    )
)  # fmt: skip
_NOT_ASKING = re.compile(r"\?|(?<![^\W_])(?:ne|pas|don't|do not|not|لا)(?![^\W_])")
_BETWEEN = re.compile(r"[\s:,]*(?:(?:le|pour le|au|on|by|يوم|بتاريخ|في)\s+)?")
_LONGEST = 200
_QUOTED = (Role.QUOTED, Role.QUOTED_UNMARKED)
_COMMON = re.compile(r"appel|elanc|emind|ذكر|ذكّر|تذكير")


@dataclass(frozen=True)
class Wish:
    """A day asked for; `raw` is the line as written, which the record of the reply keeps."""

    day: date
    raw: str


def read_wish(mail: ParsedMail, *, sent: Sequence[ParsedMail] = (), today: date) -> Wish | None:
    """The one day on which the person asks to be reminded; None when there is none, or two, or an unclear one.

    `sent` are our messages the mail may quote: they show how to ask, and their repetition asks for nothing. A date
    without a year is the next such day after `today`.
    """
    if not any(_COMMON.search(part.text) for part in (*mail.texts, *mail.html_texts)):
        return None
    lines = _lines(mail)
    if not any(_wish_in(line, today=today) for line in lines if not line.depth):
        return None
    ours = Fingerprint(line.text for message in sent for line in _lines(message)) if sent else None
    roles = roles_of(lines, coded=[False] * len(lines), sent=ours)
    # “Merci de me rappeler le …” looks like the words that end a letter, so these count as well; quotations never do.
    written = [line for line, role in zip(lines, roles, strict=True) if role not in _QUOTED]
    found = [wish for line in written if (wish := _wish_in(line, today=today))]
    return found[0] if len({wish.day for wish in found}) == 1 else None


def _lines(mail: ParsedMail) -> list[SourceLine]:
    plain = [line for part in mail.texts for line in text_lines(part.text, is_flowed=part.is_flowed)[0]]
    return plain or [line for part in mail.html_texts for line in read_html(part.text).lines]


def _wish_in(line: SourceLine, *, today: date) -> Wish | None:
    folded = line.folded
    asked = _ASKING.search(folded)
    if asked is None or len(folded) > _LONGEST or _NOT_ASKING.search(folded[: asked.start()]):
        return None
    gap = _BETWEEN.match(folded, asked.end())
    rest = folded[gap.end() if gap else asked.end() :]
    read = read_date(rest, default_year=today.year)
    if read is None or read.doubt or read.day is None:
        return None
    if read.day <= today and not has_year(rest):
        read = read_date(rest, default_year=today.year + 1)
    return Wish(read.day, line.raw) if read and read.day and not read.doubt else None
