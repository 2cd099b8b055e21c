"""Questions about stated figures, overlapping lists, ambiguous abbreviations, missing parties and measures."""

import re
from collections import defaultdict
from collections.abc import Iterator

from models.plan_file.document import PlanFile
from models.plan_file.plan_inputs import FigureInput, TermInput
from models.plan_file.questions.question import Finding, Rule, fold, narrative_texts, sentences_with
from models.vocabulary import TaxonomyKind

# Words that name the same subject in a list of axes.
_SUBJECTS = (
    ("gender",),
    ("digital", "digitalization"),
    ("promoters", "leaders", "entrepreneurs", "entrepreneurship"),
    ("climate", "environment"),
    ("migration", "migrants"),
    ("transparency",),
)
_YEARS = re.compile(r"\b(20\d\d)-(20\d\d)\b")


def stated_figures(plan: PlanFile) -> Iterator[Finding]:
    doubtful = [figure for figure in plan.figures if figure.counted != figure.value]
    if doubtful:
        evidence = tuple(line for figure in doubtful for line in _figure_evidence(plan, figure))
        yield Finding("G15-stated-figures", " ".join(figure.code for figure in doubtful), evidence)


def _figure_evidence(plan: PlanFile, figure: FigureInput) -> Iterator[str]:
    counted = "?" if figure.counted is None else str(figure.counted)
    yield f"{figure.question} {figure.value} (counted: {counted})"
    sizes = {kind.value: sum(1 for t in plan.terms if t.kind is kind) for kind in TaxonomyKind}
    sizes["endorsements"] = len(plan.endorsements)
    yield from (f"{name}: {size} = {figure.value}" for name, size in sizes.items() if size == figure.value)


def overlapping_axes(plan: PlanFile) -> Iterator[Finding]:
    axes = [t for t in plan.terms if t.kind is TaxonomyKind.AXIS]
    others = [t for t in plan.terms if t.kind is TaxonomyKind.STRATEGIC_AXIS]
    evidence = [f"axis: {len(axes)}; strategic_axis: {len(others)}"] if axes and others else []
    for subject in _SUBJECTS:
        same = [term for term in axes if _mentions(term, subject)]
        if len(same) > 1:
            evidence.append(" / ".join(f"{term.code} {term.text}" for term in same))
    if evidence:
        yield Finding("G16-overlapping-axes", plan.plan.code, tuple(evidence))


def _mentions(term: TermInput, subject: tuple[str, ...]) -> bool:
    return bool(set(subject) & set(fold(term.text).split()))


def ambiguous_abbreviations(plan: PlanFile) -> Iterator[Finding]:
    text = "\n".join(narrative_texts(plan).values())
    acronyms = dict.fromkeys(re.findall(r"\b([A-Z]{3,5})s?\b", text))
    evidence = []
    for acronym in acronyms:
        meanings = _meanings(acronym, text)
        if len(meanings) > 1:
            evidence.append(f"{acronym}: {' / '.join(meanings)}")
    evidence += _overlapping_years(text)
    if evidence:
        yield Finding("G17-one-abbreviation-two-documents", plan.plan.code, tuple(evidence))


def _meanings(acronym: str, text: str) -> list[str]:
    words = r"\s+".join(rf"{letter}[a-z]+" for letter in acronym)
    return list(dict.fromkeys(found.rstrip("s") for found in re.findall(rf"\b{words}\b", text)))


def _overlapping_years(text: str) -> list[str]:
    spans = sorted(set(_YEARS.findall(text)))
    by_end: dict[str, list[str]] = defaultdict(list)
    for start, end in spans:
        by_end[end].append(f"{start}-{end}")
    return [" / ".join(same) for same in by_end.values() if len(same) > 1]


def no_published_measures(plan: PlanFile) -> Iterator[Finding]:
    indicators = [(c.code, i) for c in plan.commitments for i in c.indicators]
    published = [i for _, i in indicators if not i.illustrative]
    missing = [f"{code}, indicator {i.number}" for code, i in indicators if i.baseline is None or i.target is None]
    if plan.commitments and (not published or missing):
        counted = f"published: {len(published)}; illustrative: {len(indicators) - len(published)}"
        yield Finding("G24-no-published-measure", plan.plan.code, (counted, *missing))


def agreements_without_party(plan: PlanFile) -> Iterator[Finding]:
    found = sentences_with(plan, r"(?i)\b(memorand|agreements?)\b.*\bwill be signed with partners\b")
    found += sentences_with(plan, r"(?i)memoranda .*will be signed with partners")
    if found:
        yield Finding("G27-agreements-without-party", plan.plan.code, tuple(dict.fromkeys(found)))


RULES: tuple[Rule, ...] = (
    stated_figures,
    overlapping_axes,
    ambiguous_abbreviations,
    no_published_measures,
    agreements_without_party,
)
