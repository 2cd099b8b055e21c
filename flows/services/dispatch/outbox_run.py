"""The course of one delivery run: couriers that send, and a clerk that keeps the books beside them, in a thread.

While one transaction waits for the disk the couriers go on; that is why mails are claimed a few ahead.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy.exc import InterfaceError, OperationalError

from flows.services.dispatch.outbox_claim import Claim
from flows.services.dispatch.outbox_clerk import Clerk, Fate, Turn
from flows.services.dispatch.outbox_settle import Answer
from notifications.smtp import Courier, Relay, RelayError
from notifications.smtp_relay import WAITING_SECONDS
from notifications.smtp_result import Verdict

AHEAD = 8
"""Mails claimed per connection: one being sent, the others next. A crash leaves no more than these in doubt."""
_LONGEST_PAUSE = 30.0
"""Seconds a run waits for a throttled domain; the buckets are in the database, so the next run goes on from there."""
_LOOKING_AGAIN = 0.02
"""Seconds between two looks for more mails, once everything was sent."""
_DATABASE_PATIENCE = 90.0
"""Seconds a run keeps what it knows while the database is away or its disk is full."""
_GATHERING = 0.1
"""Seconds an answer may wait for others to share its transaction, as long as no courier runs out of work."""


@dataclass
class DeliveryRun:
    """What one run has done so far; `limit` is the greatest number of mails it may claim, `ahead` that per connection.

    `linger` is how many seconds a run that has sent everything keeps its connections and looks for more.
    """

    clerk: Clerk
    relay: Relay
    limit: int | None
    ahead: int = AHEAD
    linger: float = 0.0
    claimed: int = 0
    fates: list[Fate] = field(default_factory=list)
    trouble: RelayError | None = None
    is_stopped: bool = False

    async def deliver(self, *, due: int) -> None:
        """Work until nothing more can be sent in this run. Raises OperationalError when the database stays away."""
        self._clock = asyncio.get_running_loop().time
        self._started = self._clock()
        self._todo: asyncio.Queue[tuple[Claim, float] | None] = asyncio.Queue()
        self._answers: list[Answer] = []
        self._news = asyncio.Event()
        self._in_hand = 0  # claimed, and not yet settled
        self._idle = 0
        self._complaints: dict[str, float] = {}
        self._quiet_since: float | None = None
        couriers = [Courier(self.relay) for _ in range(min(self.relay.connections, due))]
        if not couriers or not await self._is_ready(couriers[0]):  # one failed login is enough
            return
        self._working = len(couriers)
        work = [asyncio.create_task(self._work(courier)) for courier in couriers]
        try:
            await self._keep_books()
            for _ in work:
                self._todo.put_nowait(None)
            await asyncio.gather(*work)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def _keep_books(self) -> None:
        """Settle and claim, transaction after transaction, until nothing is in hand and nothing more may be claimed."""
        while True:
            self._news.clear()
            turn = await self._turn()
            if self._answers or turn.claimed:
                self._quiet_since = None
                await self._gather()
                continue
            if not self._working:
                await self._give_back_the_rest()
                return
            pause = None if self.is_stopped else turn.wait
            if self._in_hand or (pause is not None and pause <= _LONGEST_PAUSE):
                await self._wait_for_news(pause)
            elif not await self._looks_again():
                return

    async def _looks_again(self) -> bool:
        """Wait a moment for mails that are being written just now; False when none has come for long enough."""
        now = self._clock()
        self._quiet_since = now if self._quiet_since is None else self._quiet_since
        is_full = self.limit is not None and self.claimed >= self.limit
        if self.is_stopped or is_full or now - self._quiet_since >= self.linger:
            return False
        await asyncio.sleep(_LOOKING_AGAIN)
        return True

    async def _wait_for_news(self, pause: float | None) -> None:
        """Wait until an answer comes, or until a throttled domain is free again."""
        try:
            async with asyncio.timeout(pause):
                await self._news.wait()
        except TimeoutError:
            return
        await self._gather()

    async def _gather(self) -> None:
        """Let further answers join the next transaction."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_GATHERING):
                while not self._is_running_dry:
                    self._news.clear()
                    await self._news.wait()

    @property
    def _is_running_dry(self) -> bool:
        """Whether the couriers would soon have to wait for the next claims."""
        return self._idle > 0 or self._todo.qsize() <= 2 * self._working

    async def _turn(self) -> Turn:
        answers, self._answers = self._answers, []
        wanted = self._room(settling=len(answers))
        if not answers and not wanted:
            return Turn()
        turn = await self._in_thread(answers, wanted)
        self.fates += turn.fates
        self.claimed += turn.claimed
        self._in_hand += len(turn.claims) - len(answers)
        for claim in turn.claims:
            self._todo.put_nowait((claim, self._clock()))
        return turn

    def _room(self, *, settling: int) -> int:
        """How many more mails may be claimed in the transaction that settles so many."""
        if self.is_stopped or not self._working:
            return 0
        room = self.ahead * self._working - self._in_hand + settling
        return max(0, room if self.limit is None else min(room, self.limit - self.claimed))

    async def _in_thread(self, answers: list[Answer], wanted: int) -> Turn:
        """One transaction, tried again while the database is away: what the servers answered must not be forgotten."""
        give_up_at, pause = self._clock() + _DATABASE_PATIENCE, 0.1
        while True:
            try:
                return await asyncio.to_thread(self.clerk.turn, answers, wanted=wanted, passed=self._passed())
            except (OperationalError, InterfaceError):
                if self._clock() > give_up_at:
                    raise
                await asyncio.sleep(pause)
                pause = min(2 * pause, 5.0)

    def _passed(self) -> float:
        return self._clock() - self._started

    async def _give_back_the_rest(self) -> None:
        """No courier is left: what was claimed and not begun goes back into the queue."""
        while not self._todo.empty():
            item = self._todo.get_nowait()
            if item is not None:
                self._answers.append(self._unsent(item[0]))
        await self._turn()

    async def _is_ready(self, courier: Courier) -> bool:
        try:
            await courier.ready()
        except RelayError as error:
            self.trouble = error
            return False
        return True

    async def _work(self, courier: Courier) -> None:
        try:
            while await self._is_ready(courier):
                self._idle += 1
                try:
                    item = await self._todo.get()
                finally:
                    self._idle -= 1
                if item is None:
                    break
                answer = await self._send(courier, *item)
                self._answers.append(answer)  # not in one line: `_turn` may put a new list there meanwhile
                self._news.set()
        finally:
            self._working -= 1
            self._news.set()
            await courier.close()

    async def _send(self, courier: Courier, claim: Claim, claimed_at: float) -> Answer:
        """Send one claimed mail; a relay that refuses us altogether stops the run."""
        is_unwelcome = claimed_at <= self._complaints.get(claim.domain, -1.0)
        if self.is_stopped or is_unwelcome or self._clock() - claimed_at > WAITING_SECONDS:
            return self._unsent(claim)  # begun now, it might outlive its claim, or vex a server that asked for patience
        result = await courier.send(
            sender=claim.sender, recipient=claim.recipient, message=claim.raw, name=claim.message_id
        )
        if result.asks_for_patience:
            self._complaints[claim.domain] = self._clock()
        if result.verdict is Verdict.BLOCKED:
            self.trouble = RelayError(self.relay, stage=result.stage, why=f"{result.code} {result.reply}".strip())
            self.is_stopped = True
        return Answer(claim, result, self.clerk.dated(self._passed()))

    def _unsent(self, claim: Claim) -> Answer:
        return Answer(claim, None, self.clerk.dated(self._passed()))
