"""Questions about spelling, cut lines, repeated lines and web-page residue in names."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from models.plan_file.cleaning import find_glossary_text
from models.plan_file.document import PlanFile
from models.plan_file.plan_inputs import EndorsementInput
from models.plan_file.questions.question import Finding, Rule, fold, narrative_texts
from models.vocabulary import OrganisationKind

_ALIKE = 0.85
_ENDINGS = ("Region", "Prefecture", "Province")
_PLACE = re.compile(r"([A-ZÀ-Þ][\w’-]+) Province|Province of ([A-ZÀ-Þ][\w’-]+)")
_TITLES = re.compile(r"^(MRS|MR|MS|DR|Mme|M\.)\s", re.IGNORECASE)
# Spellings used throughout a source although the place itself is written otherwise.
_UNUSUAL = {"Errich": "Er-Rich", "Taroudannt": "Taroudant"}


def repeated_lines(plan: PlanFile) -> Iterator[Finding]:
    texts = (text for text in narrative_texts(plan).values())
    repeated = [line for text in texts for line, n in Counter(_lines(text)).items() if n > 1]
    endorsed = Counter(e.verbatim for e in plan.endorsements)
    repeated += [line for line, n in endorsed.items() if n > 1]
    if repeated:
        yield Finding("G8-line-printed-twice", plan.plan.code, tuple(dict.fromkeys(repeated)))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if len(line.strip()) > 20]


def spelling_variants(plan: PlanFile) -> Iterator[Finding]:
    texts = list(_printed(plan))
    evidence = []
    for member in plan.members:
        evidence += _variants(member.name, texts)
    places = Counter(a or b for text in texts for a, b in _PLACE.findall(text))
    evidence += [f"{a} ({places[a]}) / {b} ({places[b]})" for a, b in _near(places)]
    evidence += [f"{word} ({n}): {usual}" for word, usual in _UNUSUAL.items() if (n := _count(word, texts))]
    if evidence:
        yield Finding("G10-spelling-variants", plan.plan.code, tuple(evidence))


def _printed(plan: PlanFile) -> Iterator[str]:
    yield plan.plan.title
    yield from narrative_texts(plan).values()
    yield from (e.verbatim for e in plan.endorsements)
    for commitment in plan.commitments:
        yield from (commitment.title, *commitment.institutions)


def _variants(name: str, texts: list[str]) -> list[str]:
    words = len(fold(name).split())
    found: Counter[str] = Counter()
    pattern = re.compile(r"\b" + r"[\s-]".join([r"[\w’]+"] * words) + r"\b")
    for text in texts:
        for start in range(len(text)):
            match = pattern.match(text, start) if start == 0 or not text[start - 1].isalnum() else None
            if match and _is_variant(match.group(), name):
                found[match.group()] += 1
    whole = [s for s in found if not any(other != s and other.startswith(s) for other in found)]
    return [f"{spelling} ({found[spelling]}) / {name}" for spelling in whole] if words > 1 else []


def _is_variant(spelling: str, name: str) -> bool:
    if spelling == name or not spelling[0].isupper() or "\n" in spelling:
        return False
    return difflib.SequenceMatcher(None, fold(spelling), fold(name)).ratio() >= _ALIKE


def _near(places: Iterable[str]) -> Iterator[tuple[str, str]]:
    known = sorted(places)
    for index, a in enumerate(known):
        for b in known[index + 1 :]:
            if difflib.SequenceMatcher(None, fold(a), fold(b)).ratio() >= _ALIKE:
                yield a, b


def _count(word: str, texts: list[str]) -> int:
    return sum(len(re.findall(rf"\b{word}\b", text)) for text in texts)


def truncated_lines(plan: PlanFile) -> Iterator[Finding]:
    cut = [e.verbatim for e in plan.endorsements if e.truncated or is_cut_off(e.verbatim, plan=plan)]
    if cut:
        yield Finding("G11-lines-cut-off", plan.plan.code, tuple(f"…{line[-45:]}" for line in cut))


def _entries(text: str) -> list[str]:
    return [line.removeprefix("- ") for line in text.split("\n")]


def is_cut_off(line: str, *, plan: PlanFile) -> bool:
    """Whether a line ends inside the name of a member, or inside “Region”, “Prefecture” or “Province”."""
    if line.rstrip().endswith((".", "!", "?")):
        return False
    names = [name for member in plan.members for name in (member.name, *member.aliases)]
    wholes = [*(f"{name} Region" for name in names), *_ENDINGS]
    last = fold(line).split()
    tails = {" ".join(last[-n:]) for n in range(1, 6)}
    return any(len(tail) >= 3 and fold(w).startswith(tail) and fold(w) != tail for w in wholes for tail in tails)


def uncertain_endorsers(plan: PlanFile) -> Iterator[Finding]:
    odd = [e.verbatim for e in plan.endorsements if _is_uncertain(e, plan)]
    if odd:
        yield Finding("G12-endorser-territory-or-category", plan.plan.code, tuple(odd))


def _is_uncertain(endorsement: EndorsementInput, plan: PlanFile) -> bool:
    no_region = not endorsement.member and not endorsement.truncated
    bare = any(fold(endorsement.verbatim).endswith(" " + fold(member.name)) for member in plan.members)
    public = [fold(o.name) for o in plan.organisations if o.kind is OrganisationKind.CONSULTATIVE_BODY]
    is_public = "consultative body" in fold(endorsement.organisation) or fold(endorsement.organisation) in public
    return no_region or bare or is_public


def name_order(plan: PlanFile) -> Iterator[Finding]:
    names = [e.printed_name for e in plan.endorsements]
    capitals = [name for name in names if name.isupper()]
    odd = [n for n in names if _TITLES.match(n) or (not n.isupper() and len(capitals) > len(names) / 2)]
    if odd:
        yield Finding("G13-name-order-and-case", plan.plan.code, tuple(odd))


def glossary_text(plan: PlanFile) -> Iterator[Finding]:
    lines = [line for text in plan.plan.narrative.values() for line in _entries(text)]
    lines += [e.verbatim for e in plan.endorsements] + [o.verbatim for o in plan.organisations]
    found = [(line, pop_ups) for line in dict.fromkeys(lines) if (pop_ups := find_glossary_text(line))]
    if found:
        shown = tuple(f"{line[: line.index(pop[0])][-40:]}|{pop[0][:60]}…" for line, pop in found)
        yield Finding("G14-glossary-text-in-sentences", plan.plan.code, shown)


RULES: tuple[Rule, ...] = (
    repeated_lines,
    spelling_variants,
    truncated_lines,
    uncertain_endorsers,
    name_order,
    glossary_text,
)
