"""Simulated administrators: they read the digests and notices they get, and do what these tell them to do.

They act through the same services as the flow `resolve-held-reply` and the command `iltizam mail mend`.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import col, select

from flows.rehearsal.post import Delivered
from flows.rehearsal.reading_mail import Nature, Seen
from flows.rehearsal.scenario import Administrators
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from flows.services.reception.held import resolve_held_reply
from flows.services.upkeep.mending import mend_address
from models.rules.errors import DomainError
from models.rules.working_days import WorkingCalendar
from models.tables import InboundMessage, Official

OPERATOR, REASON = "Administrator (rehearsal)", "as the digest asked"
_MEND = re.compile(r"iltizam mail mend (\S+)")
_DECIDE = re.compile(r"--param message=([0-9a-f]{12})")


@dataclass
class Desks:
    """What administrators have read and mean to do. `known` are addresses whose values they accept."""

    habits: Administrators
    plan: str
    calendar: Callable[[date], WorkingCalendar]
    known: Collection[str]
    mended: Callable[[str, str], None]
    _to_mend: dict[str, date] = field(default_factory=dict)
    _to_decide: dict[str, date] = field(default_factory=dict)
    _decided: set[str] = field(default_factory=set)

    def read(self, mail: Delivered, seen: Seen, *, today: date) -> None:
        """Note what a digest asks for; anybody else's mail holds no such commands."""
        if seen.nature is not Nature.NEWS or not mail.sender or "iltizam " not in seen.text:
            return
        if self.habits.mend_after is not None:
            day = self._after(today, self.habits.mend_after)
            for official in _MEND.findall(seen.text):
                self._to_mend.setdefault(official, day)
        if self.habits.decide_after is not None:
            day = self._after(today, self.habits.decide_after)
            for message in set(_DECIDE.findall(seen.text)) - self._decided:
                self._to_decide.setdefault(message, day)

    def act(self, desk: Desk) -> None:
        """Do what is due today."""
        for official in [code for code, day in self._to_mend.items() if day <= desk.today]:
            del self._to_mend[official]
            self._mend(desk, official)
        for message in [sha for sha, day in self._to_decide.items() if day <= desk.today]:
            del self._to_decide[message]
            self._decided.add(message)
            self._decide(desk, message)

    def _mend(self, desk: Desk, official: str) -> None:
        with desk.session() as session:
            plan = find_plan(session, code=self.plan)
            row = session.exec(select(Official).where(Official.plan_id == plan.id, Official.code == official)).one()
            local, _, domain = row.email.partition("@")
            address = f"{local}.2@{domain}"
            mend_address(
                session, desk, official=official, email=address, operator=OPERATOR, reason=REASON, plan_id=plan.id
            )
            session.commit()
        self.mended(official, address)

    def _decide(self, desk: Desk, message: str) -> None:
        with desk.reading() as session:
            row = session.exec(select(InboundMessage).where(col(InboundMessage.sha256).startswith(message))).first()
            decision = "accept" if row and row.from_address in self.known else "refuse"
        try:
            resolve_held_reply(
                desk, message=message, decision=decision, plan=self.plan, form="", operator=OPERATOR, reason=REASON,
                preview=False,
            )  # fmt: skip
        except DomainError:
            return  # meanwhile somebody else has decided: nothing is left to do

    def _after(self, today: date, days: int) -> date:
        return self.calendar(today).add(today, days) if days else today
