"""What an open question is, and how rules look into the texts of a plan."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from models.plan_file.document import PlanFile

VERBATIM = "_verbatim"
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-ZÀ-Þ])|\n")


@dataclass(frozen=True)
class Question:
    """Something the source leaves open. `code` is stable; `evidence` quotes the words that raise it."""

    code: str
    trap: str
    subject: str
    texts: dict[str, str]
    evidence: tuple[str, ...]
    handling: str


@dataclass(frozen=True)
class Finding:
    """What one rule found: the question it raises, about what, and the words that show it."""

    code: str
    subject: str
    evidence: tuple[str, ...]


Rule = Callable[[PlanFile], Iterable[Finding]]


def narrative_texts(plan: PlanFile) -> dict[str, str]:
    """The plan's own texts by heading, cleaned where both forms are kept."""
    return {key: text for key, text in plan.plan.narrative.items() if not key.endswith(VERBATIM)}


def sentences(plan: PlanFile) -> Iterator[str]:
    """Every sentence or list entry of the narrative."""
    for text in narrative_texts(plan).values():
        yield from (part.strip(" -•\t") for part in _SENTENCE.split(text) if part.strip(" -•\t"))


def sentences_with(plan: PlanFile, pattern: str) -> tuple[str, ...]:
    """The sentences in which a pattern occurs, each once, in printed order."""
    wanted = re.compile(pattern)
    return tuple(dict.fromkeys(sentence for sentence in sentences(plan) if wanted.search(sentence)))


def fold(text: str) -> str:
    """A text without accents, case, hyphens and apostrophes, for comparing spellings."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\s\-–’'.,;:]+", " ", plain).strip().lower()
