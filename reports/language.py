"""Words, numbers and dates in the reader's language (fr_MA, ar_MA, en_GB). Knows no report and reads no setting."""

import gettext
import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from models.rules.periods import Period
from models.vocabulary import Language, Stage
from reports.labels import label
from reports.privacy import visible

LOCALES = {Language.FRENCH: "fr_MA", Language.ARABIC: "ar_MA", Language.ENGLISH: "en_GB"}
FOLDER = Path(__file__).parent / "locale"
_PERCENT = {Language.FRENCH: "{}\u00a0%", Language.ARABIC: "{}%", Language.ENGLISH: "{}%"}
_FALLBACK = ("en", "fr", "ar")
_ARABIC = re.compile("[\u0600-\u06ff]")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Phrase:
    """A text and the language it is really in, so that a page can say when it had to fall back on another one."""

    text: str
    language: str

    @property
    def direction(self) -> str:
        """Direction of the text for HTML."""
        return "rtl" if self.language == "ar" else "ltr"


class Words:
    """Everything a page needs to speak one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.locale = Locale.parse(LOCALES[language])
        self.translations = load_translations(language)
        self.direction = "rtl" if language is Language.ARABIC else "ltr"
        self.tag = LOCALES[language].replace("_", "-")

    def gettext(self, message: str, **values: object) -> str:
        """A sentence in this language, with its named values filled in."""
        return self.translations.gettext(message) % values if values else self.translations.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int, **values: object) -> str:
        """A sentence with a count; `%(n)s` is the count as written in this language."""
        text = self.translations.ngettext(singular, plural, number)
        return text % {"n": self.number(Decimal(number)), **values}

    def label(self, word: StrEnum) -> str:
        """Label of a word of the vocabulary."""
        return self.translations.gettext(label(word))

    def number(self, value: Decimal) -> str:
        """A number with all its decimals, none invented and none dropped."""
        return str(format_decimal(value, locale=self.locale, decimal_quantization=False))

    def percent(self, value: Decimal) -> str:
        """A percentage given in points (42.5 is 42.5 %)."""
        return _PERCENT[self.language].format(self.number(value))

    def day(self, day: date) -> str:
        """A long date; French says « 1er »."""
        text = str(format_date(day, "long", locale=self.locale))
        return text.replace("1 ", "1er ", 1) if self.language is Language.FRENCH and day.day == 1 else text

    def month(self, day: date) -> str:
        """Month and year of a day."""
        return str(format_skeleton("yMMMM", day, locale=self.locale))

    def moment(self, moment: datetime, *, time_zone: str) -> str:
        """A long date and time in the given zone."""
        local = moment.astimezone(ZoneInfo(time_zone))
        time = format_time(local.time(), "HH:mm", locale=self.locale)
        return self.gettext("%(day)s at %(time)s", day=self.day(local.date()), time=time)

    def period(self, name: str) -> str:
        """A reporting period: "Q3 2026", « T3 2026 »."""
        period = Period.parse(name)
        if period.months == 3:
            return self.gettext("Q%(number)s %(year)s", number=period.number, year=period.year)
        if period.months == 12:
            return str(period.year)
        first, last = self.month(period.start), self.month(period.end)
        return first if first == last else f"{first} – {last}"

    def quoted(self, text: str) -> Phrase:
        """What a person wrote. Nobody says in which language, so the script tells: Arabic, or else French."""
        shown = visible(text)
        return Phrase(shown, "ar" if _ARABIC.search(shown) else "fr")

    def recorded(self, text: str) -> str:
        """A value of the ledger: dates and stages in words, anything else as it was recorded."""
        if _ISO_DAY.fullmatch(text):
            return self.day(date.fromisoformat(text))
        stage = next((stage for stage in Stage if stage.value == text), None)
        return self.label(stage) if stage else visible(text)

    def choose(self, texts: dict[str, str]) -> Phrase:
        """The text in this language, else in English, French, Arabic, else in the first other language that is written."""
        for language in (self.language.value, *_FALLBACK):
            if texts.get(language):
                return Phrase(visible(texts[language]), language)
        for language, text in texts.items():
            if text:
                return Phrase(visible(text), language)
        return Phrase("", self.language.value)


@lru_cache
def words_of(language: Language) -> Words:
    """The words of one language, loaded once."""
    return Words(language)


@lru_cache
def load_translations(language: Language, catalogue: str = "reports") -> gettext.GNUTranslations:
    """A catalogue of one language, compiled in memory from its .po file."""
    path = FOLDER / LOCALES[language] / "LC_MESSAGES" / f"{catalogue}.po"
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=LOCALES[language]))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
