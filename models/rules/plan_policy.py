"""The policy of one plan: the program's own choice, changed where the plan says something else. Knows no table."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from functools import lru_cache
from typing import Any

from models.rules.policy import DEFAULT_POLICY, Policy
from models.vocabulary import OfficialRole

_CLOCKS = ("mail_from", "mail_until", "friday_until")
_LADDER = ("ladder", "ladder_days", "ladder_days_2", "ladder_days_3")


def policy_of(stored: Mapping[str, object]) -> Policy:
    """The policy a plan's row keeps; empty is the program's own. Values were checked when the plan was loaded."""
    return _made(tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in sorted(stored.items())))


@lru_cache(maxsize=256)
def _made(stored: tuple[tuple[str, Any], ...]) -> Policy:
    said = dict(stored)
    own = {name: value for name, value in said.items() if name not in (*_CLOCKS, *_LADDER)}
    own |= {name: time.fromisoformat(said[name]) for name in _CLOCKS if name in said}
    if "mail_until" in own and "friday_until" not in own:
        own["friday_until"] = own["mail_until"]  # who sets the hours sets them for every day, but for what is written
    if "ladder" in said:
        heavier = tuple(said[name] for name in _LADDER[2:] if name in said)
        own |= {
            "ladder": tuple(OfficialRole(role) for role in said["ladder"]),
            "escalation_days": said["ladder_days"],
            "heavier": heavier,
        }
    return replace(DEFAULT_POLICY, **own)
