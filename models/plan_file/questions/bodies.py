"""Questions about bodies, lists of institutions and roles."""

import re
from collections import defaultdict
from collections.abc import Iterator

from models.plan_file.document import PlanFile
from models.plan_file.plan_inputs import OrganisationInput
from models.plan_file.questions.question import Finding, Rule, fold, narrative_texts, sentences_with
from models.vocabulary import OrganisationKind

_STOP = {"of", "the", "in", "and", "for", "charge", "to"}
_PHRASE = re.compile(r"\b[A-Z][a-zà-ÿ]+(?:-[a-z]+)?(?: (?:(?:of|in charge of|in|for) )?(?:the )?[A-Z][a-zà-ÿ]+){1,3}")


def monitoring_body_undefined(plan: PlanFile) -> Iterator[Finding]:
    bodies = [o for o in plan.organisations if o.kind is OrganisationKind.MONITORING_BODY]
    if not bodies or not all(body.is_defined for body in bodies):
        printed = tuple(body.verbatim or body.name for body in bodies if not body.is_defined)
        yield Finding("G3-monitoring-body-undefined", " ".join(b.code for b in bodies) or plan.plan.code, printed)


def two_independent_bodies(plan: PlanFile) -> Iterator[Finding]:
    monitoring = [o for o in plan.organisations if o.kind is OrganisationKind.MONITORING_BODY]
    reporting = [o for o in plan.organisations if o.kind is OrganisationKind.REPORTING_INSTANCE]
    linked = {o.parent for o in reporting + monitoring} & {o.code for o in reporting + monitoring}
    if monitoring and reporting and not linked:
        names = tuple(o.verbatim or o.name for o in (*monitoring, *reporting))
        yield Finding("G4-two-independent-bodies", " ".join(o.code for o in (*monitoring, *reporting)), names)


def one_title_many_members(plan: PlanFile) -> Iterator[Finding]:
    titled = [m for m in plan.members if any(fold(n) in fold(plan.plan.title) for n in (m.name, *m.aliases))]
    leading = {o.member for o in plan.organisations if o.source_list and o.member}
    if len(titled) == 1 and len(leading) > 1:
        lines = tuple(dict.fromkeys(o.verbatim for o in plan.organisations if o.source_list and o.verbatim))
        yield Finding("G6-lead-institutions-of-other-members", titled[0].code, (plan.plan.title, *lines[:6]))


def undecided_scope(plan: PlanFile) -> Iterator[Finding]:
    prefixes = tuple(f"{name}:" for member in plan.members for name in (member.name, *member.aliases))
    for same in _by_folded_name(plan).values():
        attributed = {o.verbatim.startswith(prefixes) for o in same if o.verbatim}
        if len(attributed) > 1 and not any(o.member for o in same):
            yield Finding("G7-scope-undecided", " ".join(o.code for o in same), tuple(o.verbatim for o in same))


def _by_folded_name(plan: PlanFile) -> dict[str, list[OrganisationInput]]:
    groups: dict[str, list[OrganisationInput]] = defaultdict(list)
    for organisation in plan.organisations:
        if organisation.source_list:
            groups[fold(organisation.name)].append(organisation)
    return groups


def lists_differ(plan: PlanFile) -> Iterator[Finding]:
    lists: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for organisation in plan.organisations:
        if organisation.source_list:
            lists[organisation.source_list].add((organisation.member, fold(organisation.name)))
    if len(lists) > 1 and len({frozenset(entries) for entries in lists.values()}) > 1:
        evidence = tuple(f"{name}: {len(entries)}" for name, entries in sorted(lists.items()))
        everywhere = [entry for entry in set().union(*lists.values()) if all(entry in own for own in lists.values())]
        only = sorted(set().union(*lists.values()) - set(everywhere))
        shown = tuple(" ".join(filter(None, entry)) for entry in only)
        yield Finding("G9-lists-differ", " ".join(sorted(lists)), evidence + shown)


def assumed_bodies(plan: PlanFile) -> Iterator[Finding]:
    assumed = [o for o in plan.organisations if o.assumption]
    if assumed:
        printed = dict.fromkeys(o.verbatim for o in assumed if o.verbatim)
        kinds = sorted({o.kind.value for o in assumed})
        counted = f"assumed: {len(assumed)}"
        yield Finding(
            "G19-assumed-bodies", " ".join(kinds), (*printed, *dict.fromkeys(o.assumption for o in assumed), counted)
        )


def and_or(plan: PlanFile) -> Iterator[Finding]:
    found = sentences_with(plan, r"\band/or\b|\bet/ou\b")
    if found:
        yield Finding("G21-and-or-chair", plan.plan.code, found)


def several_names(plan: PlanFile) -> Iterator[Finding]:
    evidence = [*_mirrored_acronyms(plan), *_reordered_names(plan)]
    if evidence:
        yield Finding("G18-several-names-for-one-thing", plan.plan.code, tuple(evidence))


def _mirrored_acronyms(plan: PlanFile) -> Iterator[str]:
    text = "\n".join(narrative_texts(plan).values())
    groups: dict[str, set[str]] = defaultdict(set)
    for acronym in re.findall(r"\b[A-Z]{3,5}\b", text):
        groups["".join(sorted(acronym))].add(acronym)
    yield from (" / ".join(sorted(group)) for group in groups.values() if len(group) > 1)


def _reordered_names(plan: PlanFile) -> Iterator[str]:
    """Capitalised names of the same word stems in another order: “Director General”, “General Director”."""
    text = "\n".join(narrative_texts(plan).values())
    groups: dict[frozenset[str], dict[str, str]] = defaultdict(dict)
    for phrase in dict.fromkeys(found.removeprefix("The ") for found in _PHRASE.findall(text)):
        words = [w for w in fold(phrase).split() if w not in _STOP]
        groups[frozenset(w[:5] for w in words)][" ".join(w.rstrip("s") for w in words)] = phrase
    yield from (" / ".join(sorted(g.values())) for stems, g in groups.items() if len(stems) > 1 and len(g) > 1)


RULES: tuple[Rule, ...] = (
    monitoring_body_undefined,
    two_independent_bodies,
    one_title_many_members,
    undecided_scope,
    lists_differ,
    several_names,
    assumed_bodies,
    and_or,
)
