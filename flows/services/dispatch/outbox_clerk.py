"""The books of a delivery run: one short transaction at a time settles what came back and claims what is next.

Several answers and claims share a commit, because a commit waits for the disk. The order never changes: a claim is
committed before the first byte of its mail is sent, an answer after the last. Knows no connection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from flows.services.desk import Desk
from flows.services.dispatch.outbox_claim import Claim, claim_due, count_due, give_back, hold
from flows.services.dispatch.outbox_pace import Pace
from flows.services.dispatch.outbox_settle import Answer, settle_all
from flows.services.dispatch.recipients import may_write_to, not_allowed
from models.vocabulary import OutboundState


@dataclass(frozen=True)
class Fate:
    """What a claimed mail has become; `state` is None when its claim had been taken away meanwhile."""

    claim: Claim
    state: OutboundState | None
    answer: str


@dataclass(frozen=True)
class Turn:
    """What one transaction did. `claimed` counts `claims` and the mails held at once.

    `wait` is the time in seconds until a domain may be written to again; None when nobody has to wait for that.
    """

    claims: tuple[Claim, ...] = ()
    fates: tuple[Fate, ...] = ()
    claimed: int = 0
    wait: float | None = None


@dataclass(frozen=True)
class Clerk:
    """Writes into the outbox for one worker; `moment` is the real moment at which the run began.

    `desk.now` decides what is due and dates what is sent; `moment` dates claims and paces domains, so that a rehearsal
    of a future day never makes the claims of living workers look old.
    """

    desk: Desk
    worker: str
    moment: datetime
    per_minute: float

    def dated(self, passed: float) -> datetime:
        """The desk's moment, this many seconds into the run, in whole seconds."""
        return self.desk.now + timedelta(seconds=int(passed))

    def turn(self, answers: Sequence[Answer], *, wanted: int, passed: float) -> Turn:
        """Settle `answers`, claim up to `wanted` mails and commit. `passed`: seconds since the run began."""
        now = self.dated(passed)
        with self.desk.session() as session:
            states = settle_all(session, answers=answers)
            for answer in answers:
                if answer.result is None:
                    give_back(session, claim=answer.claim)
            pace = Pace(session, per_minute=self.per_minute, now=self.moment + timedelta(seconds=passed))
            pace.slow_down(a.claim.domain for a in answers if a.result and a.result.asks_for_patience)
            claims = self._claim(session, pace, now=now, wanted=wanted, passed=passed)
            kept, held = self._divide(session, claims)
            has_to_wait = wanted and not claims and count_due(session, now=now)
            wait = pace.seconds_until_free() if has_to_wait else None
            pace.write()
            session.commit()
        fates = [Fate(a.claim, states.get(a.claim.id), str(a.result)) for a in answers if a.result]
        return Turn(tuple(kept), (*fates, *held), len(claims), wait)

    def _claim(self, session: Session, pace: Pace, *, now: datetime, wanted: int, passed: float) -> list[Claim]:
        if wanted <= 0:
            return []
        moment = self.moment + timedelta(seconds=int(passed))
        return claim_due(session, worker=self.worker, now=now, moment=moment, wanted=wanted, pace=pace)

    def _divide(self, session: Session, claims: Sequence[Claim]) -> tuple[list[Claim], list[Fate]]:
        """The claims that may be sent, and those now held because the office may not write to their domain."""
        kept, held = [], []
        for claim in claims:
            if may_write_to(claim.domain, self.desk.office.allowed_domains):
                kept.append(claim)
            else:
                hold(session, claim=claim, why=not_allowed(claim.recipient))
                held.append(Fate(claim, OutboundState.HELD, not_allowed(claim.recipient)))
        return kept, held
