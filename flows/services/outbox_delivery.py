"""One delivery run: every due mail is claimed, sent and settled, over a few reused connections.

Knows the outbox and the relay, not who queued a mail or why.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import col, select

from flows.services.desk import Desk
from flows.services.outbox_claim import (
    Claim,
    claim_next,
    count_due,
    domain_of,
    doubt_lost_claims,
    hold,
    is_due,
    settle,
)
from flows.services.outbox_throttle import Throttle
from flows.services.outbox_worker import worker_name
from flows.services.outcome import Outcome, ReportTable
from models.tables.correspondence import OutboundMessage
from models.vocabulary import OutboundState
from notifications.smtp import Courier, Relay, RelayError
from notifications.smtp_result import Verdict

FLOW = "outbox"


def deliver_due(desk: Desk, *, relay: Relay, limit: int | None = None, preview: bool = False) -> Outcome:
    """Send what is due, at most `limit` mails; with `preview` only say what would be sent, changing nothing.

    A plain function that runs its own event loop (in a thread of its own when called inside one), so flows, terminal
    and rehearsal call it alike. Problems: mails refused, held or in doubt in this run, and a relay that cannot be used.
    """
    if preview:
        return _preview(desk, limit=limit)
    with desk.session() as session:
        lost = doubt_lost_claims(session, now=desk.now)
    run = DeliveryRun(desk, relay, limit)
    _run_to_end(run.deliver())
    return run.outcome(lost=lost)


def _run_to_end(work: Coroutine[None, None, None]) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
    else:
        with ThreadPoolExecutor(max_workers=1) as thread:
            thread.submit(asyncio.run, work).result()


@dataclass
class DeliveryRun:
    """What one run has done so far. Time passes from `desk.now` on, in whole seconds, by the event loop's clock."""

    desk: Desk
    relay: Relay
    limit: int | None
    worker: str = field(default_factory=worker_name)
    claimed: int = 0
    states: Counter[OutboundState] = field(default_factory=Counter)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    trouble: RelayError | None = None
    is_stopped: bool = False

    async def deliver(self) -> None:
        """Work until nothing more can be sent in this run."""
        loop = asyncio.get_running_loop()
        self._clock, self._started = loop.time, loop.time()
        self._throttle = Throttle(self.relay.per_minute, clock=loop.time)
        due = self._count_due()
        couriers = [Courier(self.relay) for _ in range(min(self.relay.connections, due))]
        if not couriers or not await self._is_ready(couriers[0]):  # one failed login is enough
            return
        endings = await asyncio.gather(*(self._work(courier) for courier in couriers), return_exceptions=True)
        for ending in endings:
            if isinstance(ending, BaseException):
                raise ending

    def now(self) -> datetime:
        """The run's moment: the desk's, plus the whole seconds that have passed since."""
        return self.desk.now + timedelta(seconds=int(self._clock() - self._started))

    def _count_due(self) -> int:
        with self.desk.session() as session:
            return count_due(session, now=self.now())

    async def _is_ready(self, courier: Courier) -> bool:
        try:
            await courier.ready()
        except RelayError as error:
            self.trouble = error
            return False
        return True

    async def _work(self, courier: Courier) -> None:
        try:
            while not self.is_stopped and await self._is_ready(courier):
                claim = self._claim() if self._has_room() else None
                if claim is not None:
                    await self._send(courier, claim)
                elif not await self._wait_for_a_turn():
                    break
        finally:
            await courier.close()

    async def _wait_for_a_turn(self) -> bool:
        """Sleep until a throttled domain is free again; False when there is nothing to wait for."""
        wait = self._throttle.seconds_to_wait()
        if wait is None or not self._has_room() or not self._count_due():
            return False
        await asyncio.sleep(wait)
        return True

    def _has_room(self) -> bool:
        return self.limit is None or self.claimed < self.limit

    def _claim(self) -> Claim | None:
        # No `await` between asking which domains are closed and taking a turn: two couriers never take the same one.
        with self.desk.session() as session:
            closed = self._throttle.closed_domains()
            claim = claim_next(session, worker=self.worker, now=self.now(), closed_domains=closed)
        if claim is not None:
            self.claimed += 1
            self._throttle.take(claim.domain)
        return claim

    async def _send(self, courier: Courier, claim: Claim) -> None:
        """Send one claimed mail and settle it; a relay that refuses us altogether stops the run."""
        if not may_write_to(claim.domain, self.desk.office.allowed_domains):
            self._hold(claim)
            return
        result = await courier.send(sender=claim.sender, recipient=claim.recipient, message=claim.raw)
        with self.desk.session() as session:
            state = settle(session, claim=claim, result=result, now=self.now())
        self._note(claim, state=state, answer=str(result))
        if result.asks_for_patience:
            self._throttle.pause(claim.domain)
        if result.verdict is Verdict.BLOCKED:
            self.trouble = RelayError(self.relay, stage=result.stage, why=f"{result.code} {result.reply}".strip())
            self.is_stopped = True

    def _hold(self, claim: Claim) -> None:
        why = not_allowed(claim.recipient)
        with self.desk.session() as session:
            hold(session, claim=claim, why=why)
        self._note(claim, state=OutboundState.HELD, answer=why)

    def _note(self, claim: Claim, *, state: OutboundState | None, answer: str) -> None:
        if state is None:
            self.problems.append(f"The mail {claim.message_id} took too long and was taken over by another worker.")
            return
        self.states[state] += 1
        self.rows.append((claim.message_id, claim.recipient, state.value, answer))
        if state not in (OutboundState.SENT, OutboundState.PENDING):
            self.problems.append(f"{state.value}: the mail {claim.message_id} to {claim.recipient}: {answer}")

    def outcome(self, *, lost: int) -> Outcome:
        """What the run reports; `lost` is the number of claims found abandoned before it began."""
        problems = list(self.problems)
        with self.desk.session() as session:
            left = count_due(session, now=self.desk.now)
        if self.trouble is not None and (left or self.is_stopped):
            problems.append(self.trouble.sentence)
        if lost:
            problems.append(f"{lost} mails were left half sent by a worker that stopped; they are in doubt.")
        counts = {state.value: number for state, number in sorted(self.states.items())} | {"left": left, "lost": lost}
        summary = f"{self.states[OutboundState.SENT]} mails sent, {left} still due."
        return _outcome(self.desk, summary=summary, counts=counts, rows=self.rows, problems=problems)


def may_write_to(domain: str, allowed: Sequence[str]) -> bool:
    """Whether the office may write to a domain: named itself, or by an ending with a leading dot (".example")."""
    wanted = [entry.lower().removeprefix("@") for entry in allowed]
    return any(domain == entry or (entry.startswith(".") and domain.endswith(entry)) for entry in wanted)


def not_allowed(recipient: str) -> str:
    """The one sentence that says why a mail is held, and what would be right."""
    domain = domain_of(recipient)
    return f"{domain} is not among the domains this office may write to; allow {domain}, then release the mail."


def _preview(desk: Desk, *, limit: int | None) -> Outcome:
    with desk.session() as session:
        statement = select(OutboundMessage).where(*is_due(desk.now)).order_by(col(OutboundMessage.next_try_at))
        due = session.exec(statement.limit(limit)).all()
    rows = [_foresee(row, may_write_to(domain_of(row.envelope_to), desk.office.allowed_domains)) for row in due]
    counts = dict(Counter(row[2].replace(" ", "_") for row in rows))
    return _outcome(desk, summary=f"{len(due)} mails are due.", counts=counts, rows=rows, preview=True)


def _foresee(row: OutboundMessage, is_allowed: bool) -> tuple[str, ...]:
    if is_allowed:
        return row.message_id, row.envelope_to, "would be sent", row.subject
    return row.message_id, row.envelope_to, "would be held", not_allowed(row.envelope_to)


def _outcome(
    desk: Desk,
    *,
    summary: str,
    counts: dict[str, int],
    rows: Sequence[tuple[str, ...]],
    problems: Sequence[str] = (),
    preview: bool = False,
) -> Outcome:
    table = ReportTable("outbox", "Mails of this run", ("message", "to", "state", "answer"), tuple(rows))
    return Outcome(FLOW, "", desk.today, preview, summary, counts, (table,), tuple(problems))
