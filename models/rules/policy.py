"""Numbers that no source gives: the project's own choice, visible, and copied into each row that depends on them."""

from dataclasses import dataclass
from datetime import time

from models.rules.ladder import Ladder
from models.vocabulary import OfficialRole

PROJECT_CHOICE = "chosen by this project; the plan names no number"


@dataclass(frozen=True)
class Policy:
    """Deadlines, reminder rounds and escalation levels, all in working days.

    `reminder_rounds` are offsets from the respond-by day (negative: before). `escalation_days` are working days late
    after which each step of `ladder` is told, but never sooner than `days_between_levels` after the step below;
    `heavier` are the same for weight 2, 3 and more. Nobody gets more than `mails_per_week` mails in any seven days, nor
    one outside `mail_from` to `mail_until` (Friday: `friday_until`, before the midday prayer).
    """

    respond_within: int = 15
    reminder_rounds: tuple[int, ...] = (-5, 0, 3)
    days_between_mails: int = 2
    mails_per_week: int = 2
    mail_from: time = time(8, 30)
    mail_until: time = time(16, 0)
    friday_until: time = time(12, 0)
    escalation_days: tuple[int, ...] = (0, 5, 10, 20, 30)
    heavier: tuple[tuple[int, ...], ...] = ((0, 4, 8, 14, 20), (0, 3, 6, 10, 14))
    days_between_levels: int = 3
    escalation_age_limit: int = 120
    stuck_after: int = 5
    confirm_provisional_after: int = 3
    evidence_within: int = 10
    at_risk_points: int = 20
    ladder: tuple[OfficialRole, ...] = (
        OfficialRole.COMMITMENT_MANAGER,
        OfficialRole.HEAD_OF_DIVISION,
        OfficialRole.DIRECTOR_GENERAL,
        OfficialRole.VICE_PRESIDENT,
        OfficialRole.COMMITTEE_CHAIR,
    )

    def ladder_for(self, weight: int) -> Ladder:
        """The ladder for something of this weight; 1 is ordinary, more is told sooner."""
        by_weight = (self.escalation_days, *self.heavier)
        place = min(max(weight, 1), len(by_weight)) - 1
        return Ladder(by_weight[place], self.ladder, self.days_between_levels, self.escalation_age_limit, weight)

    def snapshot(self) -> dict[str, int | str]:
        """The ladder an ordinary escalation starts under, as stored with it."""
        return self.ladder_for(1).snapshot()


DEFAULT_POLICY = Policy()
