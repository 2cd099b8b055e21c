"""What a plan may decide for itself: deadlines, reminders, the ladder of escalation, and what its roles are called.

Whatever is not written is the program's own choice (`models.rules.policy`). Knows no table.
"""

from datetime import time
from itertools import pairwise
from typing import Annotated

from pydantic import Field, PlainSerializer, model_validator

from models.plan_file.fields import Blank, ByLanguage, FieldError, Input
from models.vocabulary import OfficialRole

MOST_DAYS = 250
Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]
Offset = Annotated[int, Field(ge=-MOST_DAYS, le=MOST_DAYS)]
Clock = Annotated[time, PlainSerializer(lambda moment: f"{moment:%H:%M}", return_type=str)]
OptionalDays = Annotated[Days | None, Blank]
OptionalClock = Annotated[Clock | None, Blank]
OptionalCount = Annotated[Annotated[int, Field(ge=1, le=7)] | None, Blank]
OptionalPoints = Annotated[Annotated[int, Field(ge=1, le=100)] | None, Blank]


class RoleTitleInput(Input):
    """What the plan calls one of the roles. `code` is the plan's own word for it, which its other lists may use."""

    role: OfficialRole
    code: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]{1,39})?$")] = ""
    titles: ByLanguage = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> "RoleTitleInput":
        others = {role.value for role in OfficialRole} - {self.role.value}
        if self.code in others:
            raise FieldError(f"{self.code} is the word of another role; choose a word of your own for {self.role}.")
        return self


class PolicyInput(Input):
    """The plan's own numbers, in working days of its own calendar; empty means the program's choice.

    `ladder[n]` is told `ladder_days[n]` working days after the due date; `ladder_days_2` and `ladder_days_3` are the
    days for what weighs 2, and 3 or more. Negative reminder rounds lie before the day of the answer.
    """

    respond_within: OptionalDays = None
    reminder_rounds: tuple[Offset, ...] = ()
    days_between_mails: OptionalDays = None
    mails_per_week: OptionalCount = None
    mail_from: OptionalClock = None
    mail_until: OptionalClock = None
    friday_until: OptionalClock = None
    ladder: tuple[OfficialRole, ...] = ()
    ladder_days: tuple[Days, ...] = ()
    ladder_days_2: tuple[Days, ...] = ()
    ladder_days_3: tuple[Days, ...] = ()
    days_between_levels: OptionalDays = None
    escalation_age_limit: OptionalDays = None
    stuck_after: OptionalDays = None
    confirm_provisional_after: OptionalDays = None
    evidence_within: OptionalDays = None
    at_risk_points: OptionalPoints = None

    @model_validator(mode="after")
    def _check(self) -> "PolicyInput":
        self._check_ladder()
        if list(self.reminder_rounds) != sorted(set(self.reminder_rounds)):
            raise FieldError("reminder_rounds must rise from round to round, such as -5, 0, 3.")
        if self.respond_within == 0:
            raise FieldError("respond_within is 0; an answer needs at least one working day.")
        if self.mail_from and self.mail_until and self.mail_from >= self.mail_until:
            raise FieldError(f"mail_from {self.mail_from:%H:%M} is not before mail_until {self.mail_until:%H:%M}.")
        return self

    def _check_ladder(self) -> None:
        if bool(self.ladder) != bool(self.ladder_days):
            raise FieldError("ladder and ladder_days go together: one number of working days for each role.")
        if len(set(self.ladder)) != len(self.ladder) or OfficialRole.ADMINISTRATOR in self.ladder:
            raise FieldError("the ladder names each role once, and never the administrator.")
        for name in ("ladder_days", "ladder_days_2", "ladder_days_3"):
            days = getattr(self, name)
            if days and len(days) != len(self.ladder):
                raise FieldError(f"{name} has {len(days)} numbers for {len(self.ladder)} roles; write one for each.")
            if any(later <= earlier for earlier, later in pairwise(days)):
                raise FieldError(f"{name} must rise from step to step, such as 0, 5, 10.")
        if self.ladder_days_3 and not self.ladder_days_2:
            raise FieldError("ladder_days_3 needs ladder_days_2 beside it.")

    def stored(self) -> dict[str, object]:
        """As the plan's row keeps it: only what the plan decides."""
        return self.model_dump(mode="json", exclude_defaults=True)
