"""Counting people who took part: written counts read and checked, added up by category, sex, age group and province."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from models.rules.errors import DomainError
from models.vocabulary import AgeGroup, Sex, Side

Word = TypeVar("Word", bound=StrEnum)
MOST_PEOPLE = 100_000
EXAMPLE = "PC1 women 18_35 Errachidia = 12; PC8 = 3"
# Which side of the dialogue a category of this plan stands on; the others (focal points of both sides, media, private
# sector) are counted and stand on none.
SIDE_OF_CATEGORY = {
    "PC1": Side.CIVIL_SOCIETY,
    "PC2": Side.ADMINISTRATION,
    "PC3": Side.ADMINISTRATION,
    "PC4": Side.ADMINISTRATION,
    "PC5": Side.CIVIL_SOCIETY,
    "PC6": Side.CIVIL_SOCIETY,
}
_NUMBER = re.compile(r"[+-]?\d+")


@dataclass(frozen=True)
class PeopleCount:
    """People of one category, sex, age group and province; unknown is a count of its own."""

    category: str
    people: int
    sex: Sex = Sex.UNKNOWN
    age_group: AgeGroup = AgeGroup.UNKNOWN
    province: str = ""


def read_counts(text: str, *, categories: Collection[str]) -> tuple[PeopleCount, ...]:
    """Counts written as "PC1 women 18_35 Errachidia = 12; PC8 = 3"; the same line twice is refused, not added."""
    found: dict[tuple[str, ...], PeopleCount] = {}
    for line in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        count = _read_line(line, categories=categories)
        key = (count.category, count.sex, count.age_group, count.province.casefold())
        if key in found:
            raise DomainError(f"“{line}” counts the same people twice; write one number for each group.")
        found[key] = count
    return tuple(found.values())


def totals(counts: Iterable[PeopleCount], *, by: str) -> dict[str, int]:
    """People per category, sex, age group or province ("" is unknown), largest first; `by` is the field's name."""
    added: Counter[str] = Counter()
    for count in counts:
        added[str(getattr(count, by))] += count.people
    return dict(added.most_common())


def sides_of(categories: Iterable[str]) -> frozenset[Side]:
    """The sides that these categories of participants stand on."""
    return frozenset(SIDE_OF_CATEGORY[c] for c in categories if c in SIDE_OF_CATEGORY)


def _read_line(line: str, *, categories: Collection[str]) -> PeopleCount:
    group, equals, number = line.rpartition("=")
    words = group.split()
    if not equals or not words or not _NUMBER.fullmatch(number.strip()):
        raise DomainError(f"“{line}” is not a count; write for instance {EXAMPLE}.")
    people = int(number)
    if people < 0:
        raise DomainError(f"“{line}” counts fewer than nobody; write 0 or more people.")
    if people > MOST_PEOPLE:
        raise DomainError(f"“{line}” counts more than {MOST_PEOPLE} people in one meeting; check the number.")
    category = words.pop(0).upper()
    if category not in categories:
        raise DomainError(f"There is no participant category “{category}”; write one of: {', '.join(categories)}.")
    sex = _take(words, Sex)
    age_group = _take(words, AgeGroup)
    return PeopleCount(
        category, people, sex=sex or Sex.UNKNOWN, age_group=age_group or AgeGroup.UNKNOWN, province=" ".join(words)
    )


def _take(words: list[str], kind: type[Word]) -> Word | None:
    return kind(words.pop(0).lower()) if words and words[0].lower() in set(kind) else None
