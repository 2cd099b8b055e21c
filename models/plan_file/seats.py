"""A second chair in a body is found while the file is read, with the place of the seat that is too many."""

from models.plan_file.document import PlanFile
from models.plan_file.problems import Problem
from models.plan_file.raw import RawPlan
from models.rules.errors import DomainError
from models.rules.governance import Seat, check_one_chair


def find_second_chairs(raw: RawPlan, plan: PlanFile) -> list[Problem]:
    """One problem for each seat that would give its body a second chair at the same time."""
    problems: list[Problem] = []
    seats: dict[str, list[Seat]] = {}
    for index, seat in enumerate(plan.memberships):
        person = seat.official or seat.name
        own = Seat(person, seat.side, seat.role, seat.starts_on, seat.ends_on)
        try:
            check_one_chair(seat.organisation, [*seats.get(seat.organisation, []), own])
        except DomainError as fault:
            problems.append(Problem(raw.place(("memberships", index, "role")), "role", seat.role.value, fault.sentence))
        else:
            seats.setdefault(seat.organisation, []).append(own)
    return problems
