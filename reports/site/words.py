"""Words of the public pages: their own catalogue, and behind it the one of the printed reports."""

from functools import lru_cache

from models.vocabulary import Language
from reports.language import Words, load_translations

CATALOGUE = "site"


@lru_cache
def site_words(language: Language) -> Words:
    """Words of one language for everything a portal publishes."""
    words = Words(language)
    own = load_translations(language, CATALOGUE)
    own.add_fallback(load_translations(language))
    words.translations = own
    return words
