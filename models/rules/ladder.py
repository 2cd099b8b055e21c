"""The ladder an escalation climbs: roles, working days late at which each is told. Kept as a snapshot from its start."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.vocabulary import OfficialRole


@dataclass(frozen=True)
class Ladder:
    """`days[n]` are the working days late after which `roles[n]` is told; `weight` is the one it was made for."""

    days: tuple[int, ...]
    roles: tuple[OfficialRole, ...]
    days_between_levels: int
    age_limit: int
    weight: int = 1

    @property
    def top(self) -> int:
        """Number of the last level."""
        return min(len(self.days), len(self.roles)) - 1

    def snapshot(self) -> dict[str, int | str]:
        """As stored with an escalation when it starts."""
        days: dict[str, int | str] = {f"level_{level}_after": days for level, days in enumerate(self.days)}
        roles: dict[str, int | str] = {f"level_{level}_role": role.value for level, role in enumerate(self.roles)}
        numbers: dict[str, int | str] = {
            "days_between_levels": self.days_between_levels, "age_limit": self.age_limit, "weight": self.weight,
        }  # fmt: skip
        return days | roles | numbers


def from_snapshot(stored: Mapping[str, int | str], *, otherwise: Ladder) -> Ladder:
    """The ladder an escalation started under; what an older release did not store is taken from `otherwise`."""
    days = _series(stored, "after")
    roles = _series(stored, "role")
    return Ladder(
        days=tuple(int(value) for value in days) or otherwise.days,
        roles=tuple(OfficialRole(str(value)) for value in roles) or otherwise.roles,
        days_between_levels=int(stored.get("days_between_levels", otherwise.days_between_levels)),
        age_limit=int(stored.get("age_limit", otherwise.age_limit)),
        weight=int(stored.get("weight", 1)),
    )


def _series(stored: Mapping[str, int | str], what: str) -> list[int | str]:
    found: list[int | str] = []
    while (name := f"level_{len(found)}_{what}") in stored:
        found.append(stored[name])
    return found
