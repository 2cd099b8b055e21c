"""One deployment as an administrator sees it: name, schedule, words. The list itself is in `deployments/registry.py`."""

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from flows.catalogue import ENTRY_POINTS

if TYPE_CHECKING:
    from prefect import Flow

TIME_ZONE = "Africa/Casablanca"
TAG = "iltizam"
ONE_AT_A_TIME = 1
BY_BUTTON = ""


@dataclass(frozen=True)
class Listed:
    """One deployment; it is named after its flow. `cron` is in civil time of TIME_ZONE, whatever its offset;
    BY_BUTTON means no schedule.

    `single` means that a run which comes while another is going on is dropped: the next one does its work.
    """

    name: str
    cron: str
    tags: tuple[str, ...]
    french: str
    english: str
    single: bool = False
    parameters: dict[str, str | int | bool] = field(default_factory=dict)

    @property
    def description(self) -> str:
        """What it does, in French first, then in English."""
        return f"{self.french}\n\n---\n\n{self.english}"

    @property
    def entry_point(self) -> str:
        """Module path of the flow, independent of the working folder."""
        return ENTRY_POINTS[self.name]

    def load_flow(self) -> "Flow[..., Any]":
        """The flow itself."""
        module, _, attribute = self.entry_point.rpartition(".")
        loaded: Flow[..., Any] = getattr(import_module(module), attribute)
        return loaded
