"""The importer that argues: what a plan leaves open becomes named questions, derived by rules, never guessed away."""

from models.plan_file.document import PlanFile
from models.plan_file.questions import bodies, commitments, dates, figures, names
from models.plan_file.questions.question import Finding, Question, Rule
from models.plan_file.questions.wording_extra import EXTRA
from models.plan_file.questions.wording_source import SOURCE

__all__ = ["Question", "find_questions"]

RULES: tuple[Rule, ...] = (*dates.RULES, *bodies.RULES, *names.RULES, *figures.RULES, *commitments.RULES)
WORDING = SOURCE | EXTRA


def find_questions(plan: PlanFile) -> tuple[Question, ...]:
    """Every question the plan raises, traps G1–G27 first. A corrected plan loses its questions by itself."""
    found = [_question(finding) for rule in RULES for finding in rule(plan)]
    return tuple(sorted(found, key=lambda question: (not question.trap, int(question.trap[1:] or 0), question.code)))


def _question(finding: Finding) -> Question:
    words = WORDING[finding.code]
    stem = finding.code.split("-")[0]
    trap = stem if stem[:1] == "G" and stem[1:].isdigit() else ""
    texts = {"en": words.en, "fr": words.fr, "ar": words.ar}
    return Question(finding.code, trap, finding.subject, texts, finding.evidence, words.handling)
