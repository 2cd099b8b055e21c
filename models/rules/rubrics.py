"""Rubrics as data, each with its version: the questions of a form and the values it allows, as far as they were read.

A list of values that could not be read to its end says so; what is missing is never invented. Such a question also
takes the wording of the form itself, marked "as printed:".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

AS_PRINTED = "as printed:"


@dataclass(frozen=True)
class RubricQuestion:
    """One question. No `values` means an answer in words; several of them may be given when `is_multiple`.

    `is_complete` is False when the form has values that were not read.
    """

    code: str
    text: str
    values: tuple[str, ...] = ()
    meanings: dict[str, str] = field(default_factory=dict)
    is_complete: bool = True
    is_multiple: bool = False


@dataclass(frozen=True)
class Rubric:
    """A form under its name and version. `takes_others` is True when the form has questions that were not read."""

    code: str
    version: str
    title: str
    source: str
    questions: tuple[RubricQuestion, ...]
    takes_others: bool = False

    def question(self, code: str) -> RubricQuestion | None:
        """The question of this code, whatever its case."""
        wanted = code.strip().casefold()
        return next((question for question in self.questions if question.code.casefold() == wanted), None)


YES_NO = ("yes", "no")
READ_ON = "as-read-2026-11-23"
_P = "https://opengovpartnership.org/"

INCEPTION = Rubric(
    code="ogp-local-inception",
    version=READ_ON,
    title="OGP Local inception assessment, section 1: compliance with co-creation requirements",
    source=_P + "?p=57265",
    takes_others=True,
    questions=(
        RubricQuestion("1.1", "Does a forum exist?"),
        RubricQuestion("1.2", "Is the forum multi-stakeholder?"),
        RubricQuestion(
            "1-endorsement", "Non-government stakeholders endorsed or approved the plan before its submission"
        ),
        RubricQuestion("1-website", "A website is online, without barriers, with information on the local process"),
        RubricQuestion("1-regular", "Information is published regularly, at least every four months"),
        RubricQuestion("1-shared", "Relevant information was shared with stakeholders before the meetings"),
    ),
)
INCEPTION_COMMITMENT = Rubric(
    code="ogp-local-inception-commitment",
    version=READ_ON,
    title="OGP Local inception assessment, section 3: one commitment",
    source=_P + "members/tetouan-municipality-morocco/commitments/MATET0004",
    questions=(
        RubricQuestion("verifiable", "Verifiable", YES_NO),
        RubricQuestion("relevance", "Relevance to OGP values", YES_NO),
        RubricQuestion(
            "novelty",
            "Novelty",
            ("new",),
            {"new": "a new regulation, policy, practice or requirement"},
            is_complete=False,
        ),
        RubricQuestion(
            "ambition",
            "Ambition",
            ("institutionalised_change", "positive_change"),
            {
                "institutionalised_change": "will result in a change of the rules, practices or policies … and is binding "
                "or institutionalized across government or specific institution(s)",
                "positive_change": "is a positive change to a process, practice or policy but will not generate a binding "
                "or institutionalized change",
            },
            is_complete=False,
        ),
        RubricQuestion(
            "ogp_value",
            "OGP value",
            (
                "access_to_information",
                "civic_participation",
                "public_accountability",
                "technology_and_innovation",
            ),
            is_multiple=True,
        ),
    ),
)
END_OF_COMMITMENT = Rubric(
    code="ogp-local-end-of-commitment",
    version=READ_ON,
    title="OGP Local end-of-commitment assessment, section 2: did it open government?",
    source="https://www.opengovpartnership.org/ogp-local-end-of-commitment-assessment-form",
    takes_others=True,
    questions=tuple(
        RubricQuestion(f"2.1.1-{code}", f"Did it open government? {text}", ("not_applicable",), is_complete=False)
        for code, text in (
            ("disclose", "It disclosed more information"),
            ("quality", "It improved the quality of information"),
            ("value", "It improved the value of information"),
            ("channels", "It improved the channels of information"),
            ("accessibility", "It improved the accessibility of information"),
        )
    ),
)
SELF_ASSESSMENT = Rubric(
    code="government-self-assessment",
    version=READ_ON,
    title="Government self-assessment: the administration's own view",
    source="https://docsbay.net/describe-what-the-commitment-entails-its-expected-results-and-overall-objective",
    takes_others=True,
    questions=(RubricQuestion("completion", "Completion", ("not_started", "limited", "substantial", "completed")),),
)
IRM_CURRENT = Rubric(
    code="irm",
    version="glossary-" + READ_ON,
    title="Independent Reporting Mechanism (national plans), current indicators",
    source=_P + "glossary/completion/",
    questions=(
        RubricQuestion("verifiability", "Verifiability", ("verifiable", "not_verifiable")),
        RubricQuestion("open_government_lens", "Open government lens", YES_NO),
        RubricQuestion("potential_for_results", "Potential for results", ("unclear", "modest", "substantial")),
        RubricQuestion(
            "completion",
            "Completion",
            ("no_evidence_available", "not_started", "limited", "substantial", "complete"),
        ),
        RubricQuestion(
            "early_results",
            "Did it open government?",
            ("worsened", "did_not_change", "marginal", "major", "outstanding"),
        ),
    ),
)
IRM_OLDER = Rubric(
    code="irm",
    version="2014-2019",
    title="Independent Reporting Mechanism, older scales still found in data",
    source=_P + "?p=3699",
    questions=(
        RubricQuestion("specificity", "Specificity", ("none", "low", "medium", "high")),
        RubricQuestion("potential_impact", "Potential impact", ("none", "minor", "moderate", "transformative")),
        RubricQuestion(
            "completion",
            "Completion",
            ("not_started", "limited", "substantial", "complete", "withdrawn", "unclear"),
        ),
        RubricQuestion(
            "early_results", "Did it open government?", ("worsened", "none", "marginal", "major", "outstanding")
        ),
    ),
)
RUBRICS = (INCEPTION, INCEPTION_COMMITMENT, END_OF_COMMITMENT, SELF_ASSESSMENT, IRM_CURRENT, IRM_OLDER)


def find_rubric(code: str, version: str) -> Rubric | None:
    """The rubric of this name and version."""
    return next((r for r in RUBRICS if (r.code, r.version) == (code.strip(), version.strip())), None)


def versions_of(code: str) -> list[str]:
    """The versions known of a rubric."""
    return [rubric.version for rubric in RUBRICS if rubric.code == code.strip()]


def elsewhere(value: str, *, than: Rubric) -> Iterator[Rubric]:
    """Other rubrics, or other versions, that know a value: helps to say where a wrong one comes from."""
    wanted = as_value(value)
    for rubric in RUBRICS:
        if rubric is not than and any(wanted in question.values for question in rubric.questions):
            yield rubric


def as_value(text: str) -> str:
    """A value as written ("Not started") in the form it is stored in ("not_started")."""
    return "_".join(text.strip().casefold().replace("-", " ").split())


def is_comparable(one: Rubric, other: Rubric) -> bool:
    """Whether ratings may be set side by side: only those made under the same rubric in the same version."""
    return (one.code, one.version) == (other.code, other.version)
