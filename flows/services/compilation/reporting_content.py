"""The whole content of an annual report, from a snapshot: plain facts and figures, no language, no layout."""

from datetime import date

from flows.services.compilation.reporting_book import FigureBook
from flows.services.compilation.reporting_commitments import commitment_facts
from flows.services.compilation.reporting_expected import expectations, rates
from flows.services.compilation.reporting_items import Year
from flows.services.compilation.reporting_obstacles import obstacle_facts
from flows.services.compilation.reporting_people import names_of_people, without_people
from flows.services.compilation.reporting_record_facts import (
    axis_facts,
    change_facts,
    constraint_facts,
    evidence_facts,
    files_by_item,
    finding_facts,
    lesson_facts,
    meeting_facts,
    participation_facts,
    recommendation_facts,
)
from flows.services.compilation.reporting_snapshot import Snapshot
from models.rules.partial_dates import PartialDate
from models.rules.periods import Period
from models.tables import ActionPlan, OpenQuestion
from models.vocabulary import OrganisationKind
from reports.figures import AnnualFigures, PlanFacts, QuestionFacts, RegionFacts
from reports.previous_facts import PreviousFacts

INDEPENDENT = (OrganisationKind.REPORTING_INSTANCE, OrganisationKind.MONITORING_BODY)


def annual_content(
    snapshot: Snapshot, *, year: int, as_of: date, period: str = "", previous: PreviousFacts | None = None
) -> AnnualFigures:
    """Facts of one calendar year, or of one period of it, as known on `as_of`.

    Schedules are judged on the last day of the year or period at the latest: what came due afterwards is not late yet.
    """
    plan = snapshot.plan
    periods = _periods(plan.reporting_months, year=year, last=period)
    first = date(year, 1, 1) if not period else Period.parse(period).start
    last = min(as_of, Period.parse(periods[-1]).end)
    evidence = evidence_facts(snapshot)
    expected = expectations(snapshot, periods=periods, as_of=as_of)
    by_cell = {(e.code, e.period): e for e in expected}
    frame = Year(
        periods=periods,
        expected=by_cell,
        as_of=as_of,
        judged_on=last,
        earlier=_earlier(plan, first=periods[0]),
        files=files_by_item(evidence),
    )
    book = FigureBook(snapshot)
    commitments = tuple(commitment_facts(book, commitment, year=frame) for commitment in snapshot.commitments)
    found_rates = rates(book, expected=expected, periods=periods, as_of=as_of)
    content = AnnualFigures(
        plan=_plan(snapshot),
        year=year,
        as_of=as_of,
        judged_on=frame.judged_on,
        periods=periods,
        independent_body=_independent_body(snapshot),
        regions=tuple(RegionFacts(code=m.code, name=m.name, names=m.names) for m in snapshot.members),
        commitments=commitments,
        rates=found_rates,
        obstacles=obstacle_facts(book, periods=periods),
        questions=tuple(_question(q) for q in _open(snapshot)),
        figures=book.figures(),
        period=period,
        axes=axis_facts(snapshot),
        evidence=evidence,
        changes=change_facts(snapshot, first=first, last=as_of if period else last),
        meetings=meeting_facts(snapshot, first=first, last=date(year, 12, 31)),
        participation=participation_facts(snapshot, first=first, last=last),
        recommendations=recommendation_facts(snapshot),
        lessons=lesson_facts(snapshot),
        findings=finding_facts(snapshot),
        constraints=constraint_facts(snapshot),
        previous=previous,
    )
    return without_people(content, names=names_of_people(snapshot))


def _periods(months: int, *, year: int, last: str) -> tuple[str, ...]:
    """The periods of a year in order, up to `last` when one is named."""
    names = tuple(str(Period(year, n, months)) for n in range(1, 12 // months + 1))
    return names[: names.index(last) + 1] if last else names


def _earlier(plan: ActionPlan, *, first: str) -> tuple[str, ...]:
    """Periods of the plan before the first one of the report, at most a year of them: what a trend begins with."""
    start = Period.containing(PartialDate.parse(plan.starts).first_day(), months=plan.reporting_months)
    period = Period.parse(first).previous()
    found: list[str] = []
    while period >= start and len(found) < 12 // plan.reporting_months:
        found.append(str(period))
        period = period.previous()
    return tuple(reversed(found))


def _plan(snapshot: Snapshot) -> PlanFacts:
    plan = snapshot.plan
    return PlanFacts(
        code=plan.code,
        title=plan.title,
        consortium=plan.consortium,
        starts=plan.starts,
        end=plan.end,
        submitted_on=plan.submitted_on,
        time_zone=plan.time_zone,
        file_sha256=plan.file_sha256,
    )


def _independent_body(snapshot: Snapshot) -> str:
    """Name of the body the plan gives the annual report to; "" while the plan leaves it undefined."""
    bodies = [o for kind in INDEPENDENT for o in snapshot.organisations if o.kind is kind]
    return bodies[0].name if bodies and all(body.is_defined for body in bodies) else ""


def _open(snapshot: Snapshot) -> list[OpenQuestion]:
    """Questions not answered by the moment of the snapshot."""
    moment = snapshot.moment
    still = [q for q in snapshot.questions if not q.answer or (q.answered_at is not None and q.answered_at > moment)]
    return sorted(still, key=lambda q: q.code)


def _question(question: OpenQuestion) -> QuestionFacts:
    return QuestionFacts(code=question.code, texts={"en": question.text, **question.texts})
