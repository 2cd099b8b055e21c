"""What is wrong with the catalogues: stale, fuzzy, empty, or with plurals and placeholders that do not agree.

Run by a test, so that no untranslated sentence reaches an official; reads nothing but the files of this package.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir

from models.rules.lifecycle_words import CONDITIONS
from notifications.language import read_catalogue
from notifications.reasons import REASONS

PACKAGE = Path(__file__).parent
METHODS = [
    ("**.py", "python"),
    ("templates/**.mjml", "jinja2"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
OPTIONS = {
    "templates/**.mjml": {"silent": "false"},
    "templates/**.html": {"silent": "false"},
    "templates/**.txt": {"silent": "false", "trim_blocks": "true"},
}
COMPLETE_LOCALES = ("ar_MA", "en_GB", "fr_MA")
STARTED_LOCALES = ("zgh_MA",)
# In CLDR's order: Babel itself writes forms 5 and 6 of Arabic the wrong way round (python-babel issue 816).
PLURALS = {
    "ar_MA": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "en_GB": "nplurals=2; plural=(n != 1);",
    "fr_MA": "nplurals=2; plural=(n > 1);",
    "zgh_MA": "nplurals=1; plural=0;",
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_Id = str | tuple[str, ...]


def check_catalogues() -> list[str]:
    """Problems of all catalogues as sentences, each naming its locale; an empty list means all is well."""
    problems = [
        problem for locale in COMPLETE_LOCALES for problem in check_catalogue(read_catalogue(locale), is_complete=True)
    ]
    return problems + [
        p for locale in STARTED_LOCALES for p in check_catalogue(read_catalogue(locale), is_complete=False)
    ]


def check_catalogue(catalogue: Catalog, *, is_complete: bool) -> list[str]:
    """Problems of one catalogue; a started one may leave sentences untranslated, but none half translated."""
    locale = str(catalogue.locale)
    found = [*_header_problems(catalogue), *_id_problems(catalogue, is_complete=is_complete)]
    for message in catalogue:
        if message.id:
            found += _message_problems(message, forms=catalogue.num_plurals, is_complete=is_complete)
    return [f"{locale}: {problem}" for problem in found]


@cache
def extracted_ids() -> frozenset[_Id]:
    """Every sentence marked in code and templates, every reason, every condition; a plural is a pair."""
    options = {pattern: dict(chosen) for pattern, chosen in OPTIONS.items()}
    found = extract_from_dir(PACKAGE, METHODS, options)
    marked = frozenset(tuple(row[2]) if isinstance(row[2], tuple | list) else row[2] for row in found)
    return marked | frozenset(REASONS.values()) | frozenset(CONDITIONS.values())


def _header_problems(catalogue: Catalog) -> Iterator[str]:
    wanted = PLURALS[str(catalogue.locale)]
    if catalogue.plural_forms.replace(" ", "") != wanted.replace(" ", ""):
        yield f"the plural header is “{catalogue.plural_forms}”; write “{wanted}”."


def _id_problems(catalogue: Catalog, *, is_complete: bool) -> Iterator[str]:
    known = {_as_id(message) for message in catalogue if message.id}
    for stale in sorted(map(str, known - extracted_ids())):
        yield f"{stale!r} is no longer used; remove it."
    if is_complete:
        for missing in sorted(map(str, extracted_ids() - known)):
            yield f"{missing!r} is missing; add it with its translation."


def _message_problems(message: Message, *, forms: int, is_complete: bool) -> list[str]:
    name = message.id if isinstance(message.id, str) else message.id[0]
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ("",))
    filled = [text for text in strings if text and text.strip()]
    problems = [f"{name!r} is fuzzy; check it and remove the mark."] if message.fuzzy else []
    if (is_complete or filled) and (len(filled) < len(strings) or (message.pluralizable and len(strings) != forms)):
        problems.append(f"{name!r} has an empty translation; fill all of its {len(strings)} forms.")
    return problems + [f"{name!r}: {text!r} has other placeholders." for text in filled if not _agrees(message, text)]


def _agrees(message: Message, text: str) -> bool:
    """A plural form may leave out its number (Arabic has words for one and two), and nothing else."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = set(_PLACEHOLDER.findall(" ".join(ids)))
    optional = {"number"} if message.pluralizable else set()
    found = set(_PLACEHOLDER.findall(text))
    return wanted - optional <= found <= wanted and "%" not in _PLACEHOLDER.sub("", text).replace("%%", "")


def _as_id(message: Message) -> _Id:
    return message.id if isinstance(message.id, str) else tuple(message.id)
