"""Sets the stage of a rehearsal (database, plan, people, truth, clock) and plays it: the one entry for callers."""

import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from flows.rehearsal.administrators import Desks
from flows.rehearsal.changes import changed_policy, changed_scenario
from flows.rehearsal.copying import copy_all, open_scratch, refuse_known_past, take_back
from flows.rehearsal.foresight import Foresight
from flows.rehearsal.gathering import gather
from flows.rehearsal.habits import Person
from flows.rehearsal.keeping import Keeper
from flows.rehearsal.laying import lay
from flows.rehearsal.loopback import LoopbackPost
from flows.rehearsal.order import Order, Span, span_of
from flows.rehearsal.outlook import Outlook
from flows.rehearsal.people import Cast
from flows.rehearsal.post import Post
from flows.rehearsal.run import Run
from flows.rehearsal.scenario import Scenario
from flows.rehearsal.story import Story
from flows.rehearsal.timetable import Clock
from flows.rehearsal.transport import Transport
from flows.rehearsal.truth import true_world
from flows.rehearsal.watch import Watch
from flows.rehearsal.world import World
from flows.services.desk import Desk, Office
from flows.services.lifecycle import plans
from flows.services.lifecycle.standings import find_plan
from flows.services.plan_desk import desk_for
from flows.services.timekeeping.calendars import plan_calendar
from models.rules.partial_dates import PartialDate
from models.rules.plan_policy import policy_of
from models.rules.policy import Policy
from models.rules.working_days import WorkingCalendar
from models.tables import ActionPlan, Member, Milestone, Official

SCRATCH = Path("/dev/shm")  # noqa: S108  (memory, where there is such a place; nothing of value lies in it)
BEFORE_EVERYTHING = date(2000, 1, 1)
YOUNG = 10_000

Calendars = Callable[[date], WorkingCalendar]


@dataclass(frozen=True)
class Stage:
    """Everything that stands ready before the first day."""

    desk: Desk
    plan: ActionPlan
    span: Span
    calendar: Calendars
    world: World
    scenario: Scenario
    policy: Policy
    people: dict[str, Person]


def rehearse(order: Order, *, out: Path | None) -> Story:
    """Play the whole span once; mails and reports are written below `out`, the rest comes back as a story."""
    with tempfile.TemporaryDirectory(prefix="iltizam-rehearsal-", dir=SCRATCH if SCRATCH.is_dir() else None) as folder:
        engine = open_scratch(Path(folder) / "rehearsal.db")
        try:
            stage = set_stage(order, engine)
            with closing(_post(order, stage, Path(folder))) as post:
                return _play(order, stage, post=post, out=out)
        finally:
            engine.dispose()


def set_stage(order: Order, engine: Engine) -> Stage:
    """Fill an empty database with the plan and make people, truth and clock from its rows. Raises DomainError."""
    if order.source is not None:
        copy_all(order.source, engine)
    loading = order.first_day or BEFORE_EVERYTHING
    moment = Clock(ZoneInfo("UTC")).moment(loading, time(0))
    desk = Desk(engine, order.office, loading, moment, quiet_hours=order.quiet_hours)
    code = plans.load(desk, path=order.files).plan if order.files else order.plan
    with desk.session() as session:
        plan = find_plan(session, code=code)
        span = span_of(order, plan)
        if order.source is not None:
            refuse_known_past(order.source, plan=plan.code, first_day=span.first)
        office = _open_office(session, order, plan)
        desk = replace(desk_for(replace(desk, office=office), plan), today=span.first)
        _check_cast(session, plan, order.scenario)
        world = true_world(session, plan=plan, scenario=order.scenario, calendar=_calendars(session, plan, span))
        scenario, policy = _change(session, desk, plan, order)
        take_back(session, plan=plan, first_day=span.first)
        session.commit()
    with desk.reading() as session:  # a session keeps the calendar it has read, and a change may have added a day
        calendar, people = _calendars(session, plan, span), _people(session, plan)
    return Stage(desk, plan, span, calendar, world, scenario, policy, people)


def _change(session: Session, desk: Desk, plan: ActionPlan, order: Order) -> tuple[Scenario, Policy]:
    """The scenario and the policy with their changes; rows are changed too, the truth is not: only its deadlines move."""
    policy = order.policy or policy_of(plan.policy)
    if order.change is None:
        return order.scenario, policy
    members = select(Official.code, Member.code).join(Member).where(Official.plan_id == plan.id)
    officials = dict(session.exec(members).all())
    lay(session, desk, plan=plan, change=order.change)
    return (
        changed_scenario(order.scenario, order.change, officials=officials),
        changed_policy(policy, order.change),
    )


def _post(order: Order, stage: Stage, folder: Path) -> Transport:
    return LoopbackPost(folder, office=stage.desk.office) if order.over_smtp else Post()


def _play(order: Order, stage: Stage, *, post: Transport, out: Path | None) -> Story:
    run = make_run(order, stage, post=post, out=out)
    with _rare_collections():
        run.days(stage.span.first, stage.span.last)
    return finish(run, stage)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Everything loaded so far is left out of Python's search for cycles, and the search happens less often.

    A rehearsal makes some hundred million short-lived objects; what it keeps are rows of a few words.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def make_run(order: Order, stage: Stage, *, post: Transport, out: Path | None, kind: type[Run] = Run) -> Run:
    """The run of an order on its stage, before the first day; `kind` may carry flows out in another way."""
    plan, span, zone = stage.plan, stage.span, ZoneInfo(stage.plan.time_zone)
    story = Story(plan.code, plan.title, span.first, span.last, stage.scenario.title)
    clock, watch = Clock(zone), Watch(stage.desk.engine)
    cast = Cast(stage.scenario, stage.world, stage.people, stage.calendar, clock.moment)
    cast.announce(first_day=span.first)
    habits = stage.scenario.administrators
    return kind(
        desk=stage.desk,
        plan=plan.code,
        calendar=stage.calendar,
        clock=clock,
        cast=cast,
        keeper=Keeper(story, zone, stage.desk.engine, out if order.keeps_mails else None),
        outlook=Outlook(watch, months=plan.reporting_months, plan_end=_end(plan), everything=order.everything),
        foresight=Foresight(plan.code, stage.policy, watch),
        watch=watch,
        administrators=Desks(habits, plan.code, stage.calendar, cast.trusted(), cast.mend),
        post=post,
        policy=stage.policy,
        reports=out / "reports" if out and order.compiles_reports else None,
    )


def finish(run: Run, stage: Stage) -> Story:
    """The whole story, with what the rows say in the end."""
    story, zone = run.keeper.story, ZoneInfo(stage.plan.time_zone)
    with stage.desk.reading() as session:
        gather(session, plan_id=stage.plan.id, story=story, scenario=stage.scenario, zone=zone)
    story.days_off = _days_off(stage.span, stage.calendar)
    story.problems = run.problems
    return story


def _end(plan: ActionPlan) -> date:
    return PartialDate.parse(plan.end).last_day()


def _open_office(session: Session, order: Order, plan: ActionPlan) -> Office:
    """The same office, allowed to write to everybody in the plan: nothing leaves this machine."""
    emails = session.exec(select(Official.email).where(Official.plan_id == plan.id)).all()
    domains = {email.rpartition("@")[2].lower() for email in emails if email}
    return replace(order.office, allowed_domains=tuple(sorted({*order.office.allowed_domains, *domains})))


def _check_cast(session: Session, plan: ActionPlan, scenario: Scenario) -> None:
    officials = session.exec(select(Official.code).where(Official.plan_id == plan.id)).all()
    milestones = session.exec(select(Milestone.code).where(Milestone.plan_id == plan.id)).all()
    scenario.require(officials=officials, milestones=milestones)


def _calendars(session: Session, plan: ActionPlan, span: Span) -> Calendars:
    """The working calendar around each day, read once: nobody edits it while the rehearsal runs."""
    years = range(span.first.year - 1, span.last.year + 3)
    made = {year: plan_calendar(session, plan=plan, today=date(year, 6, 30)) for year in years}
    return lambda day: made[min(max(day.year, years[0]), years[-1])]


def _people(session: Session, plan: ActionPlan) -> dict[str, Person]:
    rows = session.exec(select(Official).where(Official.plan_id == plan.id).order_by(col(Official.code))).all()
    return {row.email.lower(): Person(row.code, row.name, row.email) for row in rows if row.email}


def _days_off(span: Span, calendar: Calendars) -> dict[date, str]:
    """Named days off within the span."""
    years = range(span.first.year, span.last.year + 1)
    found = {day: name for year in years for day, name in calendar(date(year, 6, 30)).holidays.items()}
    return {day: found[day] for day in sorted(found) if span.first <= day <= span.last}
