"""Fields of the open-data tables: type, meaning and constraints, in the terms of Table Schema."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import JsonValue

Value = str | int | bool | Decimal | date | datetime | None
PERIOD = r"^\d{4}-(M\d{2}|B[1-6]|Q[1-4]|T[1-3]|H[12]|Y1)$"
SHA256 = "^[0-9a-f]{64}$"
FIGURE = "^[FPD]-[0-9a-f]{8}$"


@dataclass(frozen=True)
class Field:
    """One column."""

    name: str
    type: str = "string"
    description: str = ""
    required: bool = False
    unique: bool = False
    words: tuple[str, ...] = ()
    pattern: str = ""
    least: int | None = None
    most: int | None = None

    def descriptor(self) -> dict[str, JsonValue]:
        """The field as Table Schema writes it."""
        found: dict[str, JsonValue] = {"name": self.name, "type": self.type}
        if self.description:
            found["description"] = self.description
        limits: dict[str, JsonValue] = {
            "required": self.required or None,
            "unique": self.unique or None,
            "enum": list(self.words) or None,
            "pattern": self.pattern or None,
            "minimum": self.least,
            "maximum": self.most,
        }
        constraints: dict[str, JsonValue] = {key: value for key, value in limits.items() if value is not None}
        if constraints:
            found["constraints"] = constraints
        return found


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values stand in another table; "" is the table itself."""

    field: str
    table: str
    other: str

    def descriptor(self) -> dict[str, JsonValue]:
        """The key as Table Schema writes it."""
        return {"fields": [self.field], "reference": {"resource": self.table, "fields": [self.other]}}


@dataclass(frozen=True)
class Table:
    """One table with its rows, in a fixed order."""

    name: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    foreign: tuple[ForeignKey, ...]
    rows: tuple[tuple[Value, ...], ...]


def key(name: str, description: str = "", *, pattern: str = "") -> Field:
    """A column that names its row."""
    return Field(name, description=description, required=True, unique=True, pattern=pattern)


def words(name: str, vocabulary: type[StrEnum], description: str = "", *, required: bool = False) -> Field:
    """A column with a closed set of words."""
    return Field(name, description=description, words=tuple(word.value for word in vocabulary), required=required)


def titles(name: str = "title") -> tuple[Field, ...]:
    """The same text in three languages."""
    return tuple(Field(f"{name}_{language}") for language in ("fr", "ar", "en"))


def texts(found: dict[str, str]) -> tuple[str | None, ...]:
    """Values for `titles`."""
    return tuple(found.get(language) or None for language in ("fr", "ar", "en"))
