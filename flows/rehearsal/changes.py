"""What if: changes to a rehearsal, read from a YAML file, and laid upon its order. Every mistake is one sentence."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from pydantic import Field, model_validator

from flows.rehearsal.scenario import Behaviour, Entry, Episode, Scenario, checked, read_yaml
from models.rules.errors import DomainError
from models.rules.policy import Policy
from models.vocabulary import Language


class MovedMilestone(Entry):
    """One deadline that stands on another day from the start."""

    milestone: str
    due_on: date = Field(alias="to")


class Holiday(Entry):
    """One day on which offices are closed."""

    day: date
    name: str = "What if"


class Replacement(Entry):
    """Another person in an official's place, before the first day: name, address, language, behaviour."""

    official: str
    name: str
    email: str
    language: Language | None = None
    behaviour: Behaviour = Behaviour.PROMPT


class SilentRegion(Entry):
    """Every official of a member says nothing for a while."""

    member: str
    starts_on: date | None = Field(default=None, alias="from")
    ends_on: date | None = Field(default=None, alias="until")


class Change(Entry):
    """Everything that is different in the second rehearsal."""

    title: str = ""
    move: tuple[MovedMilestone, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    replace: tuple[Replacement, ...] = ()
    silent: tuple[SilentRegion, ...] = ()
    policy: Mapping[str, int | tuple[int, ...]] = {}

    @model_validator(mode="after")
    def _says_something(self) -> "Change":
        if not (self.move or self.holidays or self.replace or self.silent or self.policy):
            raise ValueError("nothing is changed; write at least one of: move, holidays, replace, silent, policy")
        return self


def read_change(path: Path) -> Change:
    """The changes of a file. Raises DomainError with one sentence."""
    return checked(Change, read_yaml(path), where=path.name)


def changed_policy(policy: Policy, change: Change) -> Policy:
    """The policy with other numbers. DomainError names the numbers there are."""
    numbers = {
        f.name for f in fields(Policy) if isinstance(getattr(policy, f.name), int | tuple) and f.name != "ladder"
    }
    for name, value in change.policy.items():
        if name not in numbers:
            raise DomainError(f"The policy has no number “{name}”; its numbers are: {', '.join(sorted(numbers))}.")
        if isinstance(value, int) != isinstance(getattr(policy, name), int):
            wanted = "one whole number" if isinstance(getattr(policy, name), int) else "a list of whole numbers"
            raise DomainError(f"The policy number {name} takes {wanted}, not {value}.")
    return replace(policy, **change.policy)  # type: ignore[arg-type]  # checked just above


def changed_scenario(scenario: Scenario, change: Change, *, officials: Mapping[str, str]) -> Scenario:
    """The scenario with silent regions and new people; `officials` are member codes by official. Raises DomainError."""
    cast = dict(scenario.officials)
    members = set(officials.values())
    for region in change.silent:
        if region.member not in members:
            raise DomainError(
                f"There is no member “{region.member}” in this plan; its members are: {', '.join(sorted(members))}."
            )
        quiet = Episode.model_validate(
            {"behaviour": Behaviour.SILENT, "starts_on": region.starts_on, "ends_on": region.ends_on}
        )
        for code in [code for code, member in officials.items() if member == region.member]:
            cast[code] = (*cast.get(code, (scenario.default,)), quiet)
    for person in change.replace:
        cast[person.official] = (Episode(behaviour=person.behaviour),)
    return scenario.model_copy(update={"officials": cast})
