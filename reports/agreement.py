"""Whether the language versions of a text say the same numbers, dates and units. Compares facts, judges no wording."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.rules.errors import DomainError
from models.vocabulary import Language
from reports.figures import AnnualFigures, Texts

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .,٬\u00a0\u202f’']\d{3})+(?!\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ar": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
    "en": "January February March April May June July August September October November December",
}
_UNITS = {
    "%": r"%|٪|\bpour[ -]?cents?\b|\bper ?cent\b|في المائة|بالمائة|في المئة",
    "MAD": r"\bMAD\b|\bDHS?\b|\bdirhams?\b|درهم|دراهم",
    "days": r"\bjours?\b|\bdays?\b|(?<!\w)(?:يوم|يوما|أيام)(?!\w)",
    "months": r"\bmois\b|\bmonths?\b|(?<!\w)(?:شهر|شهرا|أشهر|شهور)(?!\w)",
    "hours": r"\bheures?\b|\bhours?\b|(?<!\w)(?:ساعة|ساعات)(?!\w)",
    "km": r"\bkm\b|\bkilom[eè]tres?\b|كيلومتر|(?<!\w)كلم(?!\w)",
}


@dataclass(frozen=True)
class Disagreement:
    """One text whose language versions differ: where, in what, and what each of them says."""

    code: str
    what: str
    texts: Texts

    def __str__(self) -> str:
        shown = " / ".join(f"{language} “{text}”" for language, text in sorted(self.texts.items()))
        return f"{self.code} does not say the same {self.what} in every language: {shown}"


def disagreements(content: AnnualFigures) -> tuple[Disagreement, ...]:
    """Every title and unit of a commitment, milestone or indicator whose versions differ, in the order of the plan."""
    return tuple(
        Disagreement(code, what, texts)
        for code, texts, is_unit in _texts(content)
        for what in _differences(texts, is_unit=is_unit)
    )


def untold(content: AnnualFigures) -> tuple[tuple[str, str], ...]:
    """Code and sentence for every text that is missing in some of the languages: said aloud, and no reason to refuse."""
    return tuple((code, sentence) for code, texts, _ in _texts(content) for sentence in _missing(texts))


def text_disagreements(texts: Texts) -> Iterator[str]:
    """What one text's language versions do not agree on, as sentences that say what to do; a missing version is one."""
    yield from _missing(texts)
    told = " / ".join(f"{language} “{text}”" for language, text in sorted(texts.items()) if text)
    for what in _differences(texts, is_unit=False):
        yield f"the languages name different {what} ({told}); make them agree"


def _missing(texts: Texts) -> Iterator[str]:
    missing = [language.value for language in Language if not texts.get(language.value)]
    if missing and len(missing) < len(Language):
        given = next(text for text in texts.values() if text)
        yield f"“{given}” has no text in {', '.join(missing)}; add one"


def _differences(texts: Texts, *, is_unit: bool) -> Iterator[str]:
    written = {language: text for language, text in texts.items() if text}
    for what, read in READERS:
        if what == "units" and not is_unit:
            read = percents  # in a sentence other units are words like others
        if len({repr(read(text, language)) for language, text in written.items()}) > 1:
            yield what


def refuse_disagreement(content: AnnualFigures) -> None:
    """A DomainError that names the first text whose versions differ, and says how many there are."""
    found = disagreements(content)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise DomainError(f"{found[0]}{more}; write the same in the plan file and load it again.")


def numbers(text: str, _: str = "") -> list[str]:
    """Numbers in digits, sorted, without grouping, with a decimal point: « 1 234,5 » and "1,234.5" are one."""
    plain = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), text.translate(_DIGITS))
    found = Counter(number.replace(",", ".") for number in _NUMBER.findall(plain))
    return sorted(found.elements())


def months(text: str, language: str) -> list[int]:
    """Months named in a text, by number. "May" and « mars » count only beside a number, where they are dates."""
    names = _MONTHS.get(language, "").split()
    plain = text.translate(_DIGITS)
    return [
        n for n, name in enumerate(names, start=1) if re.search(rf"\d\s*{name}\b|\b{name}\s+\d", plain, re.IGNORECASE)
    ]


def units(text: str, _: str = "") -> list[str]:
    """Units of measure a text names, of those that readers convert; any other unit is a word like others."""
    return [unit for unit, pattern in _UNITS.items() if re.search(pattern, text, re.IGNORECASE)]


def percents(text: str, _: str = "") -> bool:
    """Whether a text says per cent."""
    return re.search(_UNITS["%"], text, re.IGNORECASE) is not None


READERS: tuple[tuple[str, Callable[[str, str], object]], ...] = (
    ("numbers", numbers),
    ("dates", months),
    ("units", units),
)


def _texts(content: AnnualFigures) -> Iterator[tuple[str, Texts, bool]]:
    for commitment in content.commitments:
        yield commitment.code, {"en": commitment.title, **commitment.titles}, False
        for instance in commitment.instances:
            yield from ((m.code, m.titles, False) for m in instance.milestones)
            for indicator in instance.indicators:
                yield indicator.code, indicator.titles, False
                yield indicator.code, indicator.units, True
