"""One period of one item, frozen: the figure that stands or why there is none, and how it was defined then."""

from datetime import date
from typing import Literal

from pydantic import Field, JsonValue, SerializerFunctionWrapHandler, model_serializer

from reports.record_facts import Texts
from reports.sources import Facts


class Cell(Facts):
    """One period of one indicator or milestone: the figure that stands, or why there is none.

    `is_of_earlier_definition` says that the figure measures something else than the report's definition: another unit
    (then `earlier_units`), another meaning or another count. It is shown, and never compared or added up.
    """

    period: str
    standing: Literal["reported", "awaited", "asked_back", "missing", "waived", "not_asked"]
    figure: str = ""
    respond_by: date | None = None
    is_of_earlier_definition: bool = False
    earlier_units: Texts = Field(default_factory=dict)

    @model_serializer(mode="wrap")
    def _without_nothing(self, dump: SerializerFunctionWrapHandler) -> dict[str, JsonValue]:
        # A report without amendments keeps the hash it had before indicators could be amended.
        dumped: dict[str, JsonValue] = dump(self)
        if not self.is_of_earlier_definition:
            del dumped["is_of_earlier_definition"], dumped["earlier_units"]
        return dumped
