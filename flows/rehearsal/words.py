"""The words of the calendar page in French, Arabic and English, from catalogues of its own; dates as people write them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from models.vocabulary import Language, MessageKind, OfficialRole
from notifications.formatting import LOCALES, RIGHT_TO_LEFT, format_number
from notifications.formatting import format_date as format_whole_date
from notifications.language import phrases

FOLDER = Path(__file__).parent / "locale"


@dataclass(frozen=True)
class Words:
    """Sentences, dates and labels of one language."""

    language: Language
    translations: Translations

    def gettext(self, message: str, **values: object) -> str:
        """The sentence in this language; `message` is its English text in the catalogue."""
        return str(self.translations.gettext(message)) % values

    def day(self, day: date) -> str:
        """A day with its weekday."""
        return format_whole_date(day, self.language)

    def month(self, day: date) -> str:
        """A month with its year."""
        return str(format_date(day, "MMMM y", locale=LOCALES[self.language]))

    def short_month(self, day: date) -> str:
        """A month in two or three letters, as it stands in a narrow column."""
        return str(format_date(day, "LLL", locale=LOCALES[self.language]))

    def weekday(self, day: date) -> str:
        """A weekday in short."""
        return str(format_date(day, "ccc", locale=LOCALES[self.language]))

    def number(self, value: float) -> str:
        """A figure, with one decimal where it has any."""
        exact = Decimal(str(round(value, 1))).normalize()
        return format_number(exact.quantize(Decimal(1)) if exact == exact.to_integral() else exact, self.language)

    def kind(self, kind: str) -> str:
        """Name of a kind of mail, ours or one that came in."""
        own = {"reply": self.gettext("reply"), "automatic": self.gettext("automatic reply")}
        return own.get(kind) or phrases(self.language).label(MessageKind(kind))

    def role(self, role: str) -> str:
        """Name of a role."""
        return phrases(self.language).label(OfficialRole(role)) if role else ""

    @property
    def direction(self) -> str:
        """Direction of writing, as HTML names it."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


@cache
def words(language: Language) -> Words:
    """The words of a language, read once per process."""
    compiled = BytesIO()
    with (FOLDER / f"{LOCALES[language]}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=LOCALES[language]))
    compiled.seek(0)
    return Words(language, Translations(fp=compiled))
