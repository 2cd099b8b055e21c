"""Best effort at an out-of-office reply: from when to when, and who stands in. Helps escalation; never an answer."""

import re
from dataclasses import dataclass
from datetime import date

from notifications.mime import ParsedMail
from notifications.mime_headers import addresses_in
from notifications.reading.html_lines import read_html
from notifications.reading.text import clean, fold
from notifications.reading.written_dates import WrittenDate, read_date

_MAX_TEXT = 5_000
_FROM = re.compile(r"(?<![^\W_])(?:du|from|a partir du|a compter du|starting|من|ابتداء من)\s+")
_UNTIL = re.compile(
    r"(?<![^\W_])(?:jusqu'au|au|to|until|till|through|retour(?: prevu)? le|de retour le|back on|return(?:ing)? on|"
    r"الي غايه|حتي|الي)\s+"
)


@dataclass(frozen=True)
class Absence:
    """Days somebody is away and addresses named in the message. Anything may be missing."""

    starts_on: date | None = None
    ends_on: date | None = None
    deputies: tuple[str, ...] = ()


def read_absence(mail: ParsedMail) -> Absence:
    """What an automatic reply says of an absence."""
    text = " ".join(clean(_text(mail)).split())[:_MAX_TEXT]
    folded = fold(text)
    year = mail.sent_on.year if mail.sent_on else 0
    own = set(mail.from_addresses) | set(mail.recipients)
    deputies = tuple(address for address in addresses_in([text]) if address not in own)
    return Absence(_day_after(_FROM, folded, year=year), _day_after(_UNTIL, folded, year=year), deputies[:3])


def _text(mail: ParsedMail) -> str:
    plain = " ".join(part.text[:_MAX_TEXT] for part in mail.texts)
    if plain.strip():
        return f"{mail.subject} {plain}"
    return " ".join(line.text for part in mail.html_texts for line in read_html(part.text[: 20 * _MAX_TEXT]).lines)


def _day_after(word: re.Pattern[str], folded: str, *, year: int) -> date | None:
    """The first clear date after such a word; a date without a year needs the mail's own year."""
    for found in word.finditer(folded):
        day: WrittenDate | None = read_date(folded[found.end() : found.end() + 60], default_year=year or 1)
        if day is not None and day.day is not None and not day.doubt:
            return day.day
    return None
