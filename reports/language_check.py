"""What the languages of a report say differently: numbers in titles and units, missing texts. Judges, changes nothing.

Formatting is left to the language module; this looks at what people wrote three times over (rule 24).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from models.vocabulary import Language
from reports.figures import AnnualFigures, Texts

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")
_PERCENT = re.compile("[%٪]")


@dataclass(frozen=True)
class LanguageFinding:
    """One text of one item that its languages do not agree on."""

    code: str
    sentence: str


def language_findings(content: AnnualFigures) -> tuple[LanguageFinding, ...]:
    """Every disagreement of the plan's texts between Arabic, French and English, in the order of the plan."""
    return tuple(
        LanguageFinding(code, sentence) for code, texts in _texts(content) for sentence in text_disagreements(texts)
    )


def _texts(content: AnnualFigures) -> Iterator[tuple[str, Texts]]:
    for commitment in content.commitments:
        yield commitment.code, {"en": commitment.title, **commitment.titles}
        for instance in commitment.instances:
            yield from ((milestone.code, milestone.titles) for milestone in instance.milestones)
            for indicator in instance.indicators:
                yield indicator.code, indicator.titles
                yield indicator.code, indicator.units


def text_disagreements(texts: Texts) -> Iterator[str]:
    """What the languages of one text do not agree on: a language without a text, another number, per cent in some only."""
    told = {language.value: texts.get(language.value, "") for language in Language}
    missing = [name for name, text in told.items() if not text]
    if missing and len(missing) < len(told):
        given = next(text for text in told.values() if text)
        yield f"“{given}” has no text in {', '.join(missing)}; add one"
    written = {name: text for name, text in told.items() if text}
    numbers = {name: _numbers(text) for name, text in written.items()}
    if len({tuple(sorted(found.elements())) for found in numbers.values()}) > 1:
        said = "; ".join(f"{name}: {', '.join(sorted(found.elements())) or 'none'}" for name, found in numbers.items())
        yield f"the languages name different numbers ({said}); make them agree"
    if len({bool(_PERCENT.search(text)) for text in written.values()}) > 1:
        yield f"only some of the languages say per cent ({' / '.join(written.values())}); make them agree"


def _numbers(text: str) -> Counter[str]:
    """Numbers of a text without the marks between their digits: 1 500, 1.500 and ١٥٠٠ are the same."""
    return Counter(re.sub(r"\D", "", found) for found in _NUMBER.findall(text.translate(_DIGITS)))
