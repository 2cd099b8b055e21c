"""An order carried out for one plan after the other: what goes wrong in one stops no other."""

from collections.abc import Callable, Sequence

from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome
from flows.services.timekeeping.calendars import plan_calendar
from models.rules.errors import DomainError

Work = Callable[[Desk], Outcome]


def in_turn(work: Work, desks: Sequence[Desk]) -> list[Outcome]:
    """The work at each desk. Of several plans, a sentence for a person becomes a problem of its plan alone, and a fault
    of the program fails the run only after the others have had their turn."""
    if len(desks) == 1:
        return [work(desks[0])]
    done: list[Outcome] = []
    faults: list[Exception] = []
    for desk in desks:
        try:
            done.append(work(desk))
        except DomainError as error:
            done.append(Outcome("", desk.plan, desk.today, False, error.sentence, problems=(error.sentence,)))
        except Exception as error:  # noqa: BLE001  (raised again below, after the other plans)
            faults.append(error)
    if faults:
        raise faults[0]
    return done


def open_today(desks: Sequence[Desk]) -> list[Desk]:
    """Those whose plan's offices are open today."""
    return [desk for desk in desks if _is_open(desk)]


def closed(desk: Desk) -> Outcome:
    """What a run says on a day on which the offices of every plan it is for are closed."""
    return Outcome("", desk.plan, desk.today, False, "Offices are closed today; nothing was done.")


def _is_open(desk: Desk) -> bool:
    if not desk.plan:
        return True
    with desk.reading() as session:
        plan = find_plan(session, code=desk.plan)
        return plan_calendar(session, plan=plan, today=desk.today).is_working_day(desk.today)
