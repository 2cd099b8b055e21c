"""How every flow carries out an order: find the day, open the desk, call the service in a thread, show what came of it.

Works the same inside a Prefect run and without any server; only the artifacts need a run.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from prefect.context import FlowRunContext
from prefect.logging import get_run_logger
from prefect.runtime import flow_run

from flows.console import publish
from flows.happenings import announce
from flows.log_lines import mask
from flows.progress import with_progress
from flows.runtime import current_day, current_moment, open_desk
from flows.services.desk import Desk
from flows.services.heartbeats import beat
from flows.services.outcome import Outcome
from flows.settings import read_settings
from models.rules.errors import DomainError
from models.rules.periods import Period

Work = Callable[[Desk], Outcome]


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
    operator: str = "",
    reason: str = "",
    quiet: bool = False,
    shows_progress: bool = False,
) -> Outcome:
    """Do the work for the day `as_of` or today, publish the result, and fail visibly when problems are left.

    The scheduled time of a run gives no meaning to it: after an outage ten late runs bring everything up to today, and
    nine of them find nothing to do. With `quiet`, a run that found nothing to do leaves no artifact; with
    `shows_progress`, a long one shows how many mails are left.
    """
    with _naming_nobody():
        desk = await asyncio.to_thread(open_desk, as_of, signature(operator=operator, reason=reason))
        working = asyncio.to_thread(work, desk)
        outcome = await (with_progress(working, desk=desk) if shows_progress else working)
    if not (outcome.preview or (as_of and as_of != current_day())):
        await asyncio.to_thread(_beat, desk, outcome, str(flow_run.flow_name or outcome.flow))
    if FlowRunContext.get():
        _log(outcome)
        announce(desk.noted, plan=outcome.plan)
        if not (quiet and is_uneventful(outcome)):
            await publish(outcome, engine=desk.engine)
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
    return not (outcome.problems or any(outcome.counts.values()) or any(table.rows for table in outcome.tables))


def run_name() -> str:
    """Name of a run in the list: flow, plan, commitment, day, and whether nothing was changed."""
    given = flow_run.parameters or {}
    choice = str(given.get("commitment") or "").split(" ")[0]
    day = _day(given.get("as_of"))
    parts = [flow_run.flow_name, str(given.get("plan") or read_settings().plan), choice, day.isoformat()]
    return " · ".join([part for part in parts if part] + (["preview"] if given.get("preview") else []))


def collection_run_name() -> str:
    """The same, naming the quarter that is collected."""
    day = _day((flow_run.parameters or {}).get("as_of"))
    return f"{run_name()} · {Period.ended_before(day)}"


def _day(given: object) -> date:
    if isinstance(given, date):
        return given
    return date.fromisoformat(given) if isinstance(given, str) and given else current_day()
