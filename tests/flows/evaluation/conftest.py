"""A small plan in rows, one committee seated on both sides, and people who write back by e-mail."""

from tests.flows.committee_letters import as_vouched, writer
from tests.flows.committee_rows import desk_on, plan, reviewed, seated

__all__ = ["as_vouched", "desk_on", "plan", "reviewed", "seated", "writer"]
