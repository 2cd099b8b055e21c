"""The shape of a question's wording; knows no rule."""

from typing import NamedTuple


class Words(NamedTuple):
    """One question in three languages, and what the system does until a person answers."""

    en: str
    fr: str
    ar: str
    handling: str
