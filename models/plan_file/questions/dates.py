"""Questions about dates, rhythms and deadlines."""

import re
from collections.abc import Iterator

from models.plan_file.document import PlanFile
from models.plan_file.questions.question import Finding, Rule, sentences_with
from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RHYTHM = r"(?i)\b(quarterly|regular(ly)?|periodic(ally)?|trimestriel|régulièrement)\b"
# Years in which named texts came into force, as far as a printed sentence can be checked against them.
_KNOWN_YEARS = {"Morocco": {"Constitution": "2011"}}


def _printed_date(text: str) -> PartialDate | None:
    """“Sep 2027”, “June 2027” or a date in figures; None where nothing can be read."""
    found = re.fullmatch(r"([A-Za-z]{3,9})\.? (\d{4})", text.strip())
    month = found[1][:3].lower() if found else ""
    if found and month in MONTHS:
        return PartialDate(int(found[2]), MONTHS.index(month) + 1)
    try:
        return PartialDate.parse(text)
    except DomainError:
        return None


def two_end_dates(plan: PlanFile) -> Iterator[Finding]:
    stated, end = plan.plan.duration_stated, plan.plan.end
    if stated and _printed_date(stated) != PartialDate.parse(end):
        printed = sentences_with(plan, r"^Action Plan End|^Duration") or (f"end: {end}", f"duration: {stated}")
        yield Finding("G1-two-end-dates", plan.plan.code, printed)


def partial_dates(plan: PlanFile) -> Iterator[Finding]:
    named = [("plan, start", plan.plan.starts), ("plan, end", plan.plan.end)]
    for commitment in plan.commitments:
        named += [(f"{commitment.code}, start", commitment.start), (f"{commitment.code}, end", commitment.end)]
    partial = tuple(f"{name}: {text}" for name, text in named if not PartialDate.parse(text).is_exact)
    if partial:
        yield Finding("G2-partial-dates", plan.plan.code, partial)


def undefined_rhythm(plan: PlanFile) -> Iterator[Finding]:
    found = sentences_with(plan, _RHYTHM)
    if found:
        yield Finding("G20-rhythm-without-days", plan.plan.code, found)


def no_thresholds(plan: PlanFile) -> Iterator[Finding]:
    has_ladder = bool(plan.policy.ladder)
    thresholds = r"(?i)\b(overdue|escalat|lateness|late by|days of delay|retard)"
    if plan.plan.narrative and not has_ladder and not sentences_with(plan, thresholds):
        yield Finding("G22-no-lateness-threshold", plan.plan.code, sentences_with(plan, r"(?i)officials? (in|re)"))


def annual_report_undated(plan: PlanFile) -> Iterator[Finding]:
    undated = tuple(
        s for s in sentences_with(plan, r"(?i)annual report") if not re.search(r"20\d\d|\bby (the )?end", s)
    )
    if undated:
        yield Finding("G23-annual-report-undated", plan.plan.code, undated)


def doubtful_years(plan: PlanFile) -> Iterator[Finding]:
    for word, year in _KNOWN_YEARS.get(plan.plan.country, {}).items():
        found = tuple(s for s in sentences_with(plan, rf"\b{word}\b.*\b\d{{4}}\b") if year not in s)
        if found:
            yield Finding("G25-year-of-the-constitution", plan.plan.code, found)


def milestones_after_end(plan: PlanFile) -> Iterator[Finding]:
    end = PartialDate.parse(plan.plan.end).last_day()
    late = [
        f"{commitment.code}, milestone {milestone.number}: {day.isoformat()}"
        for commitment in plan.commitments
        for milestone in commitment.milestones
        for day in (milestone.due_on, *(own.due_on for own in milestone.members if own.due_on))
        if day > end
    ]
    if late:
        yield Finding("milestone-after-plan-end", plan.plan.code, tuple(late))


def mandate_not_printed(plan: PlanFile) -> Iterator[Finding]:
    unprinted = [m for m in plan.members if m.mandate_ends and not _is_printed(plan, m.mandate_ends)]
    if unprinted:
        evidence = tuple(f"{member.name}: {member.mandate_ends}" for member in unprinted)
        codes = " ".join(member.code for member in unprinted)
        yield Finding("mandate-end-inferred", codes, evidence + sentences_with(plan, r"\bmandates?\b"))


def _is_printed(plan: PlanFile, date_text: str) -> bool:
    day = PartialDate.parse(date_text)
    month = MONTHS[day.month - 1] if day.month else ""
    return bool(
        sentences_with(plan, rf"(?i)mandate.*\b{month}[a-z]*\.? {day.year}\b" if month else rf"mandate.*{day.year}")
    )


RULES: tuple[Rule, ...] = (
    two_end_dates,
    partial_dates,
    undefined_rhythm,
    no_thresholds,
    annual_report_undated,
    doubtful_years,
    milestones_after_end,
    mandate_not_printed,
)
