"""Numbers from zero to twenty in words, in French, English and Arabic; always asked back, so this only suggests."""

import re

_FRENCH = (
    "zero un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt"
)
_ENGLISH = (
    "zero|nil one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_ARABIC = (
    "صفر واحد|واحده اثنان|اثنين|اثنتان|اثنتين ثلاثه|ثلاث اربعه|اربع خمسه|خمس سته|ست سبعه|سبع ثمانيه|ثماني|ثمان "
    "تسعه|تسع عشره|عشر احد_عشر|احدي_عشره اثنا_عشر|اثني_عشر|اثنتا_عشره ثلاثه_عشر|ثلاث_عشره اربعه_عشر|اربع_عشره "
    "خمسه_عشر|خمس_عشره سته_عشر|ست_عشره سبعه_عشر|سبع_عشره ثمانيه_عشر|ثماني_عشره تسعه_عشر|تسع_عشره عشرون|عشرين"
)


def _table() -> dict[str, int]:
    words: dict[str, int] = {}
    for language in (_FRENCH, _ENGLISH, _ARABIC):
        for value, names in enumerate(language.split()):
            words.update({name.replace("_", " "): value for name in names.split("|")})
    return words


NUMBER_WORDS = _table()
_LONGEST_FIRST = "|".join(re.escape(word) for word in sorted(NUMBER_WORDS, key=len, reverse=True))
_PATTERN = re.compile(rf"({_LONGEST_FIRST})(?![^\W_])")


def word_number(folded: str) -> tuple[int, int] | None:
    """(value, length) of the number word a folded text starts with."""
    found = _PATTERN.match(folded)
    return (NUMBER_WORDS[found[1]], found.end()) if found else None
