"""How every flow carries out an order: find the day, open the desk, call the service in a thread, show what came of it.

Works the same inside a Prefect run and without any server; only the artifacts need a run.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from prefect.context import FlowRunContext
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from flows.catalogue import ALL, code_of
from flows.confirmation import is_by_hand
from flows.console import publish
from flows.console_files import Shelf
from flows.happenings import announce
from flows.log_lines import mask
from flows.progress import with_progress
from flows.run_tags import owner_of, period_on, tag_run
from flows.runtime import current_day, current_moment, open_desk, ready_engine
from flows.services.desk import Desk
from flows.services.many_outcomes import together
from flows.services.outcome import Outcome
from flows.services.plan_desk import desks_for
from flows.services.upkeep.heartbeats import beat
from flows.settings import Settings, read_settings
from flows.turns import Work, closed, in_turn, open_today
from models.rules.errors import DomainError
from models.rules.periods import Period

Found = TypeVar("Found")


class ProblemsRemainError(Exception):
    """The work is done as far as it can be, and some of it could not; carries the whole outcome."""

    def __init__(self, outcome: Outcome) -> None:
        count = len(outcome.problems)
        said = mask(" ".join(outcome.problems[:5]), ours=our_addresses())  # it becomes a state, an event and a log line
        super().__init__(f"{count} {'problem' if count == 1 else 'problems'}: {said}")
        self.outcome = outcome


async def carry_out(
    work: Work,
    *,
    as_of: date | None,
    plan: str = "",
    commitment: str = "",
    every: bool = False,
    working_days: bool = False,
    operator: str = "",
    reason: str = "",
    quiet: bool = False,
    shows_progress: bool = False,
) -> Outcome:
    """Do the work for the day `as_of` or today, publish the result, and fail visibly when problems are left.

    The scheduled time of a run gives no meaning to it: after an outage ten late runs bring everything up to today, and
    nine of them find nothing to do. With `quiet`, a run that found nothing to do leaves no artifact; with
    `shows_progress`, a long one shows how many mails are left. The desk knows its plan: the one named, the one of the
    commitment, or the only one; with `every`, an order that names none is done for each plan, one after the other, and
    on the schedule with `working_days` only for plans whose offices are open.
    """
    with _naming_nobody():
        desk = await asyncio.to_thread(open_desk, as_of, signature(operator=operator, reason=reason))
        named = plan_code(plan)
        desks = await asyncio.to_thread(desks_for, desk, plan=named, commitment=commitment, every=every)
        if working_days and not is_by_hand() and as_of is None:
            desks = await asyncio.to_thread(open_today, desks)
        if not desks:
            return closed(desk)
        working = asyncio.to_thread(in_turn, work, desks)
        outcome = together(await (with_progress(working, desk=desk) if shows_progress else working))
    if not (outcome.preview or (as_of and as_of != current_day())):
        await asyncio.to_thread(_beat, desk, outcome, str(flow_run.flow_name or outcome.flow))
    if FlowRunContext.get():
        _log(outcome)
        await tag_run(engine=desk.engine, plans=[one.plan for one in desks if one.plan], commitment=commitment)
        for one, part in zip(desks, outcome.parts or (outcome,), strict=True):
            announce(one.noted, plan=part.plan)
            if not (quiet and is_uneventful(part)):
                await publish(part, engine=desk.engine, shelf=shelf_of(read_settings()))
    if outcome.problems:
        raise ProblemsRemainError(outcome)
    return outcome


@contextmanager
def _naming_nobody() -> Iterator[None]:
    """Prefect keeps what an exception says as state and event; there it shows no address but our own."""
    try:
        yield
    except DomainError as error:
        masked = mask(error.sentence, ours=our_addresses())
        if masked == error.sentence or not FlowRunContext.get():
            raise
        raise DomainError(masked) from None


def shelf_of(settings: Settings) -> Shelf:
    """Where this installation's compiled reports stand, and under which address they are read."""
    return Shelf(settings.home / "reports", settings.reports_url)


def our_addresses() -> tuple[str, ...]:
    """The office's own addresses, which are nobody's personal data."""
    settings = read_settings()
    return settings.from_address, settings.reply_address


def _beat(desk: Desk, outcome: Outcome, flow: str) -> None:
    """The pulse that `iltizam health` looks at; counts only, so that monitoring shows no personal data."""
    said = ", ".join(f"{name} {count}" for name, count in outcome.counts.items())
    beat(desk, flow=flow, moment=current_moment(), problems=len(outcome.problems), said=said)


def _log(outcome: Outcome) -> None:
    logger = get_run_logger()
    logger.info(outcome.summary)
    for problem in outcome.problems:
        logger.warning(problem)


def plan_code(given: str) -> str:
    """The plan a form names, or the one the settings name, or "" for the only one loaded."""
    return given.strip() or read_settings().plan


def signature(*, operator: str, reason: str) -> str:
    """Who acts, and why, as the ledger shows it; "iltizam" when the schedule does."""
    who = operator.strip() or "iltizam"
    return f"{who} ({reason.strip()})" if reason.strip() else who


def is_uneventful(outcome: Outcome) -> bool:
    """Whether there was nothing to do and nothing to tell."""
    return not (
        outcome.problems or any(outcome.counts.values()) or any(table.rows for table in outcome.tables) or outcome.files
    )


def run_name() -> str:
    """Name of a run in the list, as people search it.

    "MALAA0001 · execution · 2026-Q4 · plan · day" for one commitment, "flow · plan · day" otherwise; and whether nothing
    was changed.
    """
    given = flow_run.parameters or {}
    plan = str(given.get("plan") or read_settings().plan)
    choice, day = code_of(str(given.get("commitment") or "")), _day(given.get("as_of"))
    parts = [str(flow_run.flow_name), plan, day.isoformat()]
    if choice not in ("", ALL):
        plan = plan or _known(lambda engine: owner_of(engine, commitment=choice), otherwise="")
        parts = [choice, str(flow_run.flow_name), str(_period(plan, day) or ""), plan, day.isoformat()]
    elif "commitment" in given:
        parts.insert(2, choice)
    return " · ".join([part for part in parts if part] + (["preview"] if given.get("preview") else []))


def collection_run_name() -> str:
    """The same, naming the period that is collected."""
    given = flow_run.parameters or {}
    period = _period(str(given.get("plan") or read_settings().plan), _day(given.get("as_of")))
    return f"{run_name()} · {period.previous()}" if period else run_name()


def _period(plan: str, day: date) -> Period | None:
    """The period of a day as the plan counts."""
    quarter: Period | None = Period.containing(day)
    return _known(lambda engine: period_on(engine, plan=plan, day=day), otherwise=quarter)


def _known(read: Callable[[Engine], Found], *, otherwise: Found) -> Found:
    """What the database says; a run is named before anything is checked, so one that is not there is no error yet."""
    try:
        return read(ready_engine(read_settings().database_url))
    except (DomainError, SQLAlchemyError):
        return otherwise


def _day(given: object) -> date:
    if isinstance(given, date):
        return given
    return date.fromisoformat(given) if isinstance(given, str) and given else current_day()
