"""The whole content of an annual report, from a snapshot: plain facts and figures, no language, no layout."""

from datetime import date

from flows.services.reporting_book import FigureBook
from flows.services.reporting_commitments import commitment_facts
from flows.services.reporting_expected import expectations, rates
from flows.services.reporting_items import Year
from flows.services.reporting_obstacles import obstacle_facts
from flows.services.reporting_snapshot import Snapshot
from models.rules.periods import Period
from models.tables import OpenQuestion
from models.vocabulary import OrganisationKind
from reports.figures import AnnualFigures, PlanFacts, QuestionFacts, RegionFacts

INDEPENDENT = (OrganisationKind.REPORTING_INSTANCE, OrganisationKind.MONITORING_BODY)


def annual_content(snapshot: Snapshot, *, year: int, as_of: date) -> AnnualFigures:
    """Facts of one calendar year as known on `as_of`; schedules are judged on 31 December at the latest."""
    plan = snapshot.plan
    periods = tuple(str(Period(year, n, plan.reporting_months)) for n in range(1, 12 // plan.reporting_months + 1))
    expected = expectations(snapshot, periods=periods, as_of=as_of)
    by_cell = {(e.code, e.period): e for e in expected}
    frame = Year(periods=periods, expected=by_cell, as_of=as_of, judged_on=min(as_of, date(year, 12, 31)))
    book = FigureBook(snapshot)
    commitments = tuple(commitment_facts(book, commitment, year=frame) for commitment in snapshot.commitments)
    found_rates = rates(book, expected=expected, periods=periods, as_of=as_of)
    return AnnualFigures(
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
    )


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
