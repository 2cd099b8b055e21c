"""Questions about commitments, who answers for them, and whether the languages say the same."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

from models.plan_file.commitment_inputs import CommitmentInput
from models.plan_file.document import PlanFile
from models.plan_file.questions.question import Finding, Rule, fold

_PLACEHOLDER = re.compile(r"(?i)to be (determined|defined)")
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
    "ar": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
}


def invented_entries(plan: PlanFile) -> Iterator[Finding]:
    empty = [text for key, text in plan.plan.narrative.items() if key == "commitments" and len(text) < 40]
    invented = [
        f"{c.code}: {sum(m.illustrative for m in c.milestones)} + {sum(i.illustrative for i in c.indicators)}"
        for c in plan.commitments
        if any(m.illustrative for m in c.milestones) or any(i.illustrative for i in c.indicators)
    ]
    if empty or invented:
        yield Finding("G5-commitments-not-in-the-plan", plan.plan.code, (*empty, *invented))


def no_real_addresses(plan: PlanFile) -> Iterator[Finding]:
    lacking = [f"{o.code}: no address" for o in plan.officials if not o.email]
    lacking += [f"{o.code}: illustrative" for o in plan.officials if o.email and o.illustrative]
    if lacking:
        yield Finding("G26-officials-without-address", " ".join(x.split(":")[0] for x in lacking), tuple(lacking))


def unknown_ogp_ids(plan: PlanFile) -> Iterator[Finding]:
    unknown = [f"{c.code}, {i.member}" for c in plan.commitments for i in c.instances if not i.ogp_id]
    if unknown:
        yield Finding("ogp-id-unknown", " ".join(dict.fromkeys(x.split(",")[0] for x in unknown)), tuple(unknown))


def repeated_institutions(plan: PlanFile) -> Iterator[Finding]:
    evidence = []
    for commitment in plan.commitments:
        counts = Counter(_institution(name) for name in commitment.institutions)
        evidence += [f"{commitment.code}: {name} × {n}" for name, n in counts.items() if n > 1]
        evidence += [
            f"{commitment.code}: {n}" for n in dict.fromkeys(commitment.institutions) if _PLACEHOLDER.search(n)
        ]
        if not commitment.institutions:
            evidence.append(f"{commitment.code}: 0")
    if evidence:
        codes = dict.fromkeys(line.split(":")[0] for line in evidence)
        yield Finding("institutions-unclear", " ".join(codes), tuple(evidence))


def _institution(name: str) -> str:
    return re.sub(r"\bregional\b", "region", fold(name))


def inferred_axes(plan: PlanFile) -> Iterator[Finding]:
    inferred = tuple(f"{c.code}: {c.axis or '?'}" for c in plan.commitments if c.axis_is_inferred)
    if inferred:
        yield Finding("axis-inferred", " ".join(x.split(":")[0] for x in inferred), inferred)


def nobody_responsible(plan: PlanFile) -> Iterator[Finding]:
    alone = tuple(f"{c.code}, {i.member}" for c in plan.commitments for i in c.instances if not i.responsible)
    if alone:
        yield Finding("nobody-responsible", " ".join(dict.fromkeys(x.split(",")[0] for x in alone)), alone)


def languages_disagree(plan: PlanFile) -> Iterator[Finding]:
    differing = [f"{w}: {_shown(texts)}" for c in plan.commitments for w, texts in _texts(c) if _disagree(texts)]
    if differing:
        codes = dict.fromkeys(line.split(",")[0].split(":")[0] for line in differing)
        yield Finding("languages-disagree", " ".join(codes), tuple(differing))


def _texts(commitment: CommitmentInput) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield f"{commitment.code}, title", commitment.titles
    yield from ((f"{commitment.code}, milestone {m.number}", m.titles) for m in commitment.milestones)
    for indicator in commitment.indicators:
        yield f"{commitment.code}, indicator {indicator.number}", indicator.titles
        yield f"{commitment.code}, unit of indicator {indicator.number}", indicator.units


def _disagree(texts: Mapping[str, str]) -> bool:
    if len({tuple(sorted(_numbers(text))) for text in texts.values()}) > 1:
        return True
    return len({frozenset(_months(language, text)) for language, text in texts.items() if language in _MONTHS}) > 1


def _numbers(text: str) -> list[str]:
    digits = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
    digits = re.sub(r"(?<=\d)[\s\u00a0\u202f٬](?=\d{3}\b)", "", digits).replace("٫", ".")
    return [n.replace(",", ".") for n in re.findall(r"\d+(?:[.,]\d+)?", digits)]


def _months(language: str, text: str) -> set[int]:
    names = _MONTHS[language].split()
    return {number for number, name in enumerate(names, start=1) if re.search(rf"(?<!\w){name}(?!\w)", text)}


def _shown(texts: Mapping[str, str]) -> str:
    return " / ".join(f"{language} “{text}”" for language, text in texts.items())


def missing_translations(plan: PlanFile) -> Iterator[Finding]:
    missing = [
        f"{where}: {language}"
        for c in plan.commitments
        for where, texts in _texts(c)
        for language in plan.plan.languages
        if texts and language not in texts
    ]
    if missing:
        codes = dict.fromkeys(line.split(",")[0] for line in missing)
        yield Finding("translation-missing", " ".join(codes), tuple(missing))


RULES: tuple[Rule, ...] = (
    invented_entries,
    no_real_addresses,
    unknown_ogp_ids,
    repeated_institutions,
    inferred_axes,
    nobody_responsible,
    languages_disagree,
    missing_translations,
)
