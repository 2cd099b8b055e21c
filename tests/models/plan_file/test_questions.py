"""The importer argues: each trap is found by a rule, and a corrected plan loses its question."""

from collections.abc import Callable

import pytest

from models.plan_file import PlanFile, Question, find_questions
from models.plan_file.questions.names import is_cut_off
from models.vocabulary import OrganisationKind, TaxonomyKind

Tiny = Callable[..., PlanFile]


def _by_trap(plan: PlanFile) -> dict[str, Question]:
    return {question.trap or question.code: question for question in find_questions(plan)}


def _with_plan(plan: PlanFile, **changes: object) -> PlanFile:
    return plan.model_copy(update={"plan": plan.plan.model_copy(update=changes)})


def _with_narrative(plan: PlanFile, **texts: str) -> PlanFile:
    return _with_plan(plan, narrative=plan.plan.narrative | texts)


def test_a_plan_without_traps_raises_no_question(tiny: Tiny) -> None:
    assert find_questions(tiny()) == ()


def test_the_consortium_raises_all_twenty_seven_traps(consortium: PlanFile) -> None:
    assert [q.trap for q in find_questions(consortium) if q.trap] == [f"G{n}" for n in range(1, 28)]


def test_every_question_speaks_three_languages_and_quotes_evidence(consortium: PlanFile) -> None:
    for question in find_questions(consortium):
        assert set(question.texts) == {"en", "fr", "ar"}
        assert all(text.strip().endswith(("?", "؟")) for text in question.texts.values()), question.code
        assert question.evidence, question.code
        assert question.handling
        assert question.subject


@pytest.mark.parametrize(
    ("trap", "quoted"),
    [
        ("G1", "Action Plan End: June 2027"),
        ("G1", "Duration: Sep 2027"),
        ("G2", "plan, end: 2027-06"),
        ("G3", "To be defined"),
        ("G4", "drawn up by the Independent Reporting Instance"),
        ("G5", "Commitments:"),
        ("G6", "Action plan – Drâa-Tafilalet, Morocco, 2025 – 2027"),
        ("G7", "Wilaya and Deconcentrated government services and public establishments concerned."),
        ("G8", "Laâyoune-Sakia El Hamra: Legal, Administrative and Cooperation Affairs Division, others."),
        ("G9", "at-a-glance: 22"),
        ("G10", "Drâa-Tafilalt (1) / Drâa-Tafilalet"),
        ("G10", "Drâa Tafilalt (9) / Drâa-Tafilalet"),
        ("G10", "Tighir (1) / Tinghir (1)"),
        ("G10", "Errich (1)"),
        ("G12", "Province of Taroudannt"),
        ("G12", "The Consultative Body for Equality"),
        ("G12", "Culture Oriental."),
        ("G13", "MRS SOQUEINA DAIDA"),
        ("G13", "Miloud REZZOUKI"),
        ("G15", "9 (counted: ?)"),
        ("G15", "endorsements: 47 = 47"),
        ("G16", "axis: 10; strategic_axis: 11"),
        ("G16", "A7 Gender and inclusion"),
        ("G17", "RDP: Regional Development Program / Regional Development Plan"),
        ("G17", "2021-2027 / 2022-2027"),
        ("G18", "OGP / PGO"),
        ("G18", "Supervision Committees / Supervisory Committees"),
        ("G18", "General Direction in charge of Services"),
        ("G19", "assumed: 12"),
        ("G20", "Quarterly meetings"),
        ("G21", "and/or the vice-president"),
        ("G23", "annual report"),
        ("G24", "published: 0"),
        ("G25", "Constitution’s provisions on advanced regionalization came into effect in 2015"),
        ("G26", "OF-LAA-01: illustrative"),
        ("G27", "will be signed with partners"),
        ("ogp-id-unknown", "MALAA0001, ORI"),
        ("institutions-unclear", "To be determined later"),
        ("institutions-unclear", "oriental region council × 3"),
        ("axis-inferred", "MADRA0003: A4"),
        ("mandate-end-inferred", "Oriental: 2027-09"),
    ],
)
def test_a_question_quotes_the_words_that_raise_it(consortium: PlanFile, trap: str, quoted: str) -> None:
    evidence = _by_trap(consortium)[trap].evidence
    assert any(quoted in line for line in evidence), evidence


def test_eight_lines_are_cut_off_and_thirteen_hold_glossary_text(consortium: PlanFile) -> None:
    questions = _by_trap(consortium)
    assert len(questions["G11"].evidence) == 8
    assert len(questions["G14"].evidence) == 13


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("Aptitudes, Inezgane-Aït Melloul Pre", True),
        ("Sustainable Rural Development, Souss", True),
        ("Taroudannt Province, Souss-Massa Reg", True),
        ("Difficult Situation, Laayoune Sakia El Ha", True),
        ("Laâyoune Supreme, Laayoune Sa", True),
        ("Gender Approach at the Laâyoune-Sakia El", True),
        ("Province of Midelt, Drâa Tafilalt Regio", True),
        ("Ouarzazate Province, Drâa", True),
        ("Province of Taroudannt", False),
        ("Development and Culture Oriental.", False),
        ("Studies – Driouch,Oriental Region", False),
        ("Tata Province, Souss-Massa Region", False),
    ],
)
def test_cut_lines_are_told_from_whole_ones(consortium: PlanFile, line: str, cut: bool) -> None:
    assert is_cut_off(line, plan=consortium) is cut


def test_the_truncated_flags_of_the_file_agree_with_the_rule(consortium: PlanFile) -> None:
    flagged = [e.verbatim for e in consortium.endorsements if e.truncated]
    assert flagged == [e.verbatim for e in consortium.endorsements if is_cut_off(e.verbatim, plan=consortium)]


CORRECTIONS: dict[str, Callable[[PlanFile], PlanFile]] = {
    "G1": lambda p: _with_plan(p, duration_stated="June 2027"),
    "G3": lambda p: _with_bodies(p, OrganisationKind.MONITORING_BODY, is_defined=True, name="University"),
    "G4": lambda p: _with_bodies(p, OrganisationKind.REPORTING_INSTANCE, parent="MONITORING-BODY"),
    "G6": lambda p: _with_plan(p, title="Action plan of the consortium"),
    "G8": lambda p: _with_narrative(p, lead_institutions="- One line only, printed once and no more than that."),
    "G11": lambda p: p.model_copy(update={"endorsements": tuple(e for e in p.endorsements if not e.truncated)}),
    "G13": lambda p: p.model_copy(update={"endorsements": p.endorsements[:8]}),
    "G15": lambda p: p.model_copy(
        update={"figures": tuple(f.model_copy(update={"counted": f.value}) for f in p.figures)}
    ),
    "G16": lambda p: p.model_copy(update={"terms": tuple(t for t in p.terms if t.kind is not TaxonomyKind.AXIS)}),
    "G19": lambda p: _with_bodies(p, OrganisationKind.CONSULTATIVE_BODY, assumption=""),
    "G21": lambda p: _with_narrative(p, check_in=p.plan.narrative["check_in"].replace("and/or", "and")),
    "G22": lambda p: _with_narrative(p, check_in="An answer is overdue after ten days."),
    "G25": lambda p: _with_narrative(p, foreword=p.plan.narrative["foreword"].replace("in 2015", "in 2011")),
    "G27": lambda p: _with_narrative(p, arrangements="- An agreement was signed with Oujda University;"),
}


def _with_bodies(plan: PlanFile, kind: OrganisationKind, **changes: object) -> PlanFile:
    bodies = tuple(o.model_copy(update=changes) if o.kind is kind else o for o in plan.organisations)
    return plan.model_copy(update={"organisations": bodies})


@pytest.mark.parametrize("trap", CORRECTIONS)
def test_a_corrected_plan_loses_its_question(consortium: PlanFile, trap: str) -> None:
    assert trap in _by_trap(consortium)
    assert trap not in _by_trap(CORRECTIONS[trap](consortium))


@pytest.mark.parametrize(
    ("replacement", "code"),
    [
        (("  end: 2026-12-31\n  rep", "  end: 2026-12-31\n  duration_stated: Dec 2027\n  rep"), "G1-two-end-dates"),
        (("end: 2026-12-31\n  rep", "end: 2026-12\n  rep"), "G2-partial-dates"),
        (("name: Lake University", "name: Nobody\n    is_defined: no"), "G3-monitoring-body-undefined"),
        (("due_on: 2026-05-29", "due_on: 2026-05-29\n        illustrative: yes"), "G5-commitments-not-in-the-plan"),
        (("email: clerk@lake.example", "email: ''"), "G26-officials-without-address"),
        (("due_on: 2026-09-30", "due_on: 2027-01-31"), "milestone-after-plan-end"),
        (("Audition de 40", "Audition de 45"), "languages-disagree"),
        (("en: Hearing of 40", "en: Hearing in May of 40"), "languages-disagree"),
        (("        ogp_id: LAKE0001\n", ""), "ogp-id-unknown"),
        (("        responsible: OF-1\n", ""), "nobody-responsible"),
        (("[Treasury]", "[Regional Treasury, Region Treasury]"), "institutions-unclear"),
        (("[Treasury]", "[To be determined later]"), "institutions-unclear"),
        (("axis_is_inferred: no", "axis_is_inferred: yes"), "axis-inferred"),
        (("{en: people, fr: personnes}", "{en: people}"), "translation-missing"),
        (("        target: 1500\n", ""), "G24-no-published-measure"),
    ],
)
def test_another_plan_gets_its_own_questions(tiny: Tiny, replacement: tuple[str, str], code: str) -> None:
    assert [question.code for question in find_questions(tiny(replacement))] == [code]


@pytest.mark.parametrize(
    ("french", "arabic", "agree"),
    [
        ("Formation de 1 500 agents", "تكوين ١٥٠٠ موظف", True),
        ("Formation de 12,5 % des agents", "تكوين 12٫5 % من الموظفين", True),
        ("Rapport de juillet", "تقرير يوليوز", True),
        ("Rapport d’août", "تقرير غشت", True),
        ("Rapport d’août", "تقرير شتنبر", False),
        ("Formation de 1 500 agents", "تكوين 150 موظفا", False),
    ],
)
def test_numbers_and_months_are_compared_as_moroccans_write_them(
    tiny: Tiny, french: str, arabic: str, agree: bool
) -> None:
    texts = f"{{fr: '{french}', ar: '{arabic}'}}"
    plan = tiny(("languages: [en, fr]", "languages: [en, fr, ar]"), ("{en: Budget online, fr: Budget en ligne}", texts))
    assert ("languages-disagree" not in {q.code for q in find_questions(plan)}) is agree
