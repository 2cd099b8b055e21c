"""The words of one language: gettext catalogues read from the package, and the labels of every closed set.

Knows nothing of mails; catalogues are read once per process and never change while it runs.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from models.vocabulary import Language
from notifications.compose_labels import LABELS
from notifications.formatting import LOCALES, RIGHT_TO_LEFT, format_date, format_number, format_period

__all__ = ["Phrasebook", "format_date", "format_number", "format_period", "label", "phrases", "read_catalogue"]

LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "iltizam"


@dataclass(frozen=True)
class Phrasebook:
    """Sentences, labels, dates and numbers of one language. Values are filled in by name: `%(period)s`."""

    language: Language
    translations: Translations

    def gettext(self, message: str, **values: object) -> str:
        """The sentence in this language; `message` is its English text in the catalogue."""
        return str(self.translations.gettext(message)) % values

    def ngettext(self, singular: str, plural: str, number: int, **values: object) -> str:
        """The sentence in the plural form this number asks for; `%(number)s` is filled in."""
        return str(self.translations.ngettext(singular, plural, number)) % {"number": number, **values}

    def knows(self, message: str) -> bool:
        """Whether the catalogue has this sentence: an unknown one would come out in English."""
        return message in self.translations._catalog

    def label(self, member: StrEnum) -> str:
        """Name of one member of a closed set."""
        return self.gettext(LABELS[type(member)][member.value])

    def date(self, day: date) -> str:
        """A day with its weekday."""
        return format_date(day, self.language)

    def number(self, value: Decimal) -> str:
        """An exact number."""
        return format_number(value, self.language)

    def period(self, name: str) -> str:
        """A reporting period by its machine name."""
        return format_period(name, self.language)

    @property
    def direction(self) -> str:
        """Direction of writing, as HTML names it."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def start(self) -> str:
        """Side on which a line begins, as HTML names it."""
        return "right" if self.language in RIGHT_TO_LEFT else "left"


@cache
def phrases(language: Language) -> Phrasebook:
    """The phrasebook of a language, read once per process (about 20 ms the first time)."""
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(LOCALES[language]))
    compiled.seek(0)
    return Phrasebook(language=language, translations=Translations(fp=compiled))


def label(member: StrEnum, language: Language) -> str:
    """Name of one member of a closed set of `models.vocabulary`; a set without labels is a KeyError, hence a bug."""
    return phrases(language).label(member)


def read_catalogue(locale: str) -> Catalog:
    """The catalogue of a locale ("ar_MA") as translators see it."""
    with (LOCALE_FOLDER / locale / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as source:
        return read_po(source, locale=locale, domain=DOMAIN)
