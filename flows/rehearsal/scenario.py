"""Who behaves how in a rehearsal, read from a YAML file; every mistake in it is one sentence. Knows no database."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from models.rules.errors import DomainError

Model = TypeVar("Model", bound=BaseModel)


class Behaviour(StrEnum):
    """What a simulated official does with a form."""

    PROMPT = "prompt"
    LATE = "late"
    SILENT = "silent"
    ABSENT = "absent"
    WRONG_FORMATS = "wrong_formats"
    WRONG_SENDER = "wrong_sender"
    BOUNCING = "bouncing"
    PROMISING = "promising"
    DEPUTY = "deputy"


class Way(StrEnum):
    """Where a simulated official writes the answers."""

    IN_LINE = "in_line"
    ABOVE = "above"
    WORKBOOK = "workbook"


USUAL_DAYS = {
    Behaviour.PROMPT: 3,
    Behaviour.LATE: 21,
    Behaviour.ABSENT: 2,
    Behaviour.WRONG_FORMATS: 4,
    Behaviour.WRONG_SENDER: 3,
    Behaviour.BOUNCING: 2,
    Behaviour.PROMISING: 5,
    Behaviour.DEPUTY: 4,
    Behaviour.SILENT: 0,
}
"""Working days between a form and the answer, unless the scenario says otherwise."""


class Entry(BaseModel):
    """One mapping of a file; a key it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Episode(Entry):
    """How one official behaves from one day to another (both included); without days: always.

    `after` are working days until the answer; `slip` working days by which milestones are finished after their day
    (negative: before); `address` is who writes instead (wrong sender, deputy, absent); who `announces` tells of a
    finished milestone on the day, by answering the last form once more.
    """

    behaviour: Behaviour = Behaviour.PROMPT
    starts_on: date | None = Field(default=None, alias="from")
    ends_on: date | None = Field(default=None, alias="until")
    after: int | None = Field(default=None, ge=0, le=250)
    way: Way = Way.IN_LINE
    slip: int = Field(default=0, ge=-60, le=500)
    address: str = ""
    announces: bool = False

    @model_validator(mode="after")
    def _check_days(self) -> "Episode":
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError(f"ends on {self.ends_on}, before it starts on {self.starts_on}")
        if self.behaviour is Behaviour.ABSENT and not (self.starts_on and self.ends_on):
            raise ValueError("an absence needs both days: from and until")
        return self

    @property
    def days(self) -> int:
        """Working days until the answer."""
        return USUAL_DAYS[self.behaviour] if self.after is None else self.after

    def covers(self, day: date) -> bool:
        """Whether this episode is under way on a day."""
        return (self.starts_on or date.min) <= day <= (self.ends_on or date.max)


class Administrators(Entry):
    """How soon, in working days after they were told, administrators mend an address and decide on a held reply.

    None: they never do.
    """

    mend_after: int | None = Field(default=2, ge=0, le=250)
    decide_after: int | None = Field(default=2, ge=0, le=250)


class Scenario(Entry):
    """A whole cast. `default` is everybody who is not named; later episodes of one official win over earlier ones."""

    title: str = ""
    default: Episode = Episode()
    officials: dict[str, tuple[Episode, ...]] = {}
    milestones: dict[str, int | None] = {}
    administrators: Administrators = Administrators()

    @field_validator("officials", mode="before")
    @classmethod
    def _as_lists(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {str(code): [episode] if isinstance(episode, dict) else episode for code, episode in value.items()}

    def episode(self, official: str, day: date) -> Episode:
        """How an official behaves on a day: the last episode that covers it, else the default."""
        found = [episode for episode in self.officials.get(official, ()) if episode.covers(day)]
        return found[-1] if found else self.default

    def require(self, *, officials: Iterable[str], milestones: Iterable[str]) -> None:
        """Raise DomainError for an official or a milestone that the plan does not have."""
        _require(self.officials, known=officials, what="official")
        _require(self.milestones, known=milestones, what="milestone")


def read_scenario(path: Path | None) -> Scenario:
    """The scenario of a file; everybody prompt when there is none. Raises DomainError with one sentence."""
    return Scenario() if path is None else checked(Scenario, read_yaml(path), where=path.name)


def read_yaml(path: Path) -> object:
    """The content of a YAML file; a DomainError names the file and, where possible, the line."""
    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DomainError(f"{path} cannot be read ({error.strerror}); name an existing YAML file.") from error
    except (YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise DomainError(f"{path.name} is not YAML{place}; compare it with a scenario of a plan.") from error


def checked(kind: type[Model], content: object, *, where: str) -> Model:
    """`content` as a checked model; a DomainError says which key is wrong and what would be right."""
    try:
        return kind.model_validate(content if content is not None else {})
    except ValidationError as error:
        first = error.errors()[0]
        raise DomainError(_sentence(kind, first["loc"], first["type"], first["msg"], where=where)) from error


def _sentence(kind: type[BaseModel], place: tuple[int | str, ...], fault: str, words: str, *, where: str) -> str:
    path = " → ".join(str(part + 1) if isinstance(part, int) else part for part in place)
    if fault == "extra_forbidden":
        known = ", ".join(_keys_beside(kind, place))
        return f"{where}: the key “{path}” is not known; the keys are: {known}."
    return f"{where}: {path or 'the file'}: {words.removeprefix('Value error, ').rstrip('.')}."


def _keys_beside(kind: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """The keys that would be right where a wrong one was written: those of the innermost mapping on the way there."""
    for step in place[:-1]:
        inner = _model_in(kind.model_fields[step].annotation) if step in kind.model_fields else None
        kind = inner or kind
    return [str(found.alias or name) for name, found in kind.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model within a type such as `dict[str, tuple[Episode, ...]]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _require(given: Iterable[str], *, known: Iterable[str], what: str) -> None:
    there = sorted(known)
    for code in given:
        if code not in there:
            raise DomainError(f"There is no {what} “{code}” in this plan; its {what}s are: {', '.join(there)}.")
