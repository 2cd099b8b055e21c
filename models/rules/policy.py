"""Numbers that no source gives: the project's own choice, visible, and copied into each row that depends on them."""

from dataclasses import dataclass

from models.vocabulary import OfficialRole

PROJECT_CHOICE = "chosen by this project; the plan names no number"


@dataclass(frozen=True)
class Policy:
    """Deadlines, reminder rounds and escalation levels, all in working days.

    `reminder_rounds` are offsets from the respond-by day (negative: before). `escalation_days` are working days late
    after which each step of `ladder` is told, but never sooner than `days_between_levels` after the step below.
    """

    respond_within: int = 15
    reminder_rounds: tuple[int, ...] = (-5, 0, 3)
    days_between_mails: int = 2
    escalation_days: tuple[int, ...] = (0, 5, 10, 20, 30)
    days_between_levels: int = 3
    escalation_age_limit: int = 120
    confirm_provisional_after: int = 3
    ladder: tuple[OfficialRole, ...] = (
        OfficialRole.COMMITMENT_MANAGER,
        OfficialRole.HEAD_OF_DIVISION,
        OfficialRole.DIRECTOR_GENERAL,
        OfficialRole.VICE_PRESIDENT,
        OfficialRole.COMMITTEE_CHAIR,
    )

    def snapshot(self) -> dict[str, int]:
        """The numbers an escalation started under, as stored with it."""
        days = {f"level_{level}_after": days for level, days in enumerate(self.escalation_days)}
        return days | {"days_between_levels": self.days_between_levels, "age_limit": self.escalation_age_limit}


DEFAULT_POLICY = Policy()
