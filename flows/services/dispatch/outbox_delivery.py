"""Delivery: every due mail is claimed, sent and settled once, over a few reused connections.

Knows the outbox and the relay, not who queued a mail or why.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import col, select

from flows.services.backups.holding import keep_shut, require_settled
from flows.services.desk import Desk
from flows.services.dispatch.outbox_claim import GRACE, count_due, doubt_lost_claims, is_due
from flows.services.dispatch.outbox_clerk import Clerk, Fate
from flows.services.dispatch.outbox_reconcile import reconcile
from flows.services.dispatch.outbox_run import AHEAD, DeliveryRun
from flows.services.dispatch.outbox_worker import retire, worker_name
from flows.services.dispatch.recipients import domain_of, may_write_to, not_allowed
from flows.services.long_runs import collecting_rarely, taking_short_turns
from flows.services.outcome import Outcome, ReportTable
from models.tables.correspondence import OutboundMessage
from models.vocabulary import OutboundState
from notifications.mailbox_lookup import Lookup, NoLookup
from notifications.smtp import Relay

FLOW = "outbox"
LINGER = 0.15
"""Seconds the flow waits for more mails after the last: a campaign writes a batch every tenth of a second."""


def deliver_and_reconcile(
    desk: Desk,
    *,
    relay: Relay,
    lookup: Lookup,
    moment: datetime | None = None,
    grace: timedelta = GRACE,
    limit: int | None = None,
    linger: float = 0.0,
    preview: bool = False,
) -> Outcome:
    """Settle the mails in doubt by looking them up, then send what is due; one outcome of both.

    While a restore from a backup waits for a person's decision nothing is sent, only looked up.
    `moment` is the real moment now (default: `desk.now`). It must be given when the desk stands at a future day, or
    the claims of workers that are sending at this moment would look abandoned.
    """
    if not preview and (shut := keep_shut(desk, lookup=lookup)):
        return shut
    doubts = reconcile(desk, lookup=lookup, moment=moment, grace=grace, preview=preview)
    # Where nobody can look, every claim a crash leaves behind must be decided by a person: then none is made ahead.
    ahead = 1 if isinstance(lookup, NoLookup) else AHEAD
    sent = deliver_due(desk, relay=relay, moment=moment, limit=limit, ahead=ahead, linger=linger, preview=preview)
    summary = f"{doubts.summary} {sent.summary}" if doubts.tables[0].rows else sent.summary
    counts = {f"doubt_{state}": number for state, number in doubts.counts.items()} | sent.counts
    tables = (*(table for table in doubts.tables if table.rows), *sent.tables)
    return replace(sent, summary=summary, counts=counts, tables=tables, problems=(*doubts.problems, *sent.problems))


def deliver_due(
    desk: Desk,
    *,
    relay: Relay,
    moment: datetime | None = None,
    limit: int | None = None,
    ahead: int = AHEAD,
    linger: float = 0.0,
    preview: bool = False,
) -> Outcome:
    """Send what is due, at most `limit` mails; with `preview` only say what would be sent, changing nothing.

    A plain function that runs its own event loop (in a thread of its own when called inside one), so flows, terminal
    and rehearsal call it alike. Problems: mails refused, held or in doubt in this run, and a relay that cannot be used.
    `moment`: see `deliver_and_reconcile`. `ahead`: mails claimed per connection at a time; a crash leaves them in doubt.
    `linger`: seconds a run that has sent everything waits for mails that are being written just now.
    """
    if preview:
        return _preview(desk, limit=limit)
    moment = moment or desk.now
    with desk.session() as session:
        require_settled(session)
        lost = doubt_lost_claims(session, moment=moment)
        due = count_due(session, now=desk.now)
        session.commit()
    clerk = Clerk(desk, worker_name(), moment, relay.per_minute)
    run = DeliveryRun(clerk, relay, limit, ahead, linger)
    try:
        with collecting_rarely(), taking_short_turns():
            _run_to_end(run.deliver(due=due))
    finally:
        retire(clerk.worker)
    return _report(desk, run, lost=lost)


def _run_to_end(work: Coroutine[None, None, None]) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
    else:
        with ThreadPoolExecutor(max_workers=1) as thread:
            thread.submit(asyncio.run, work).result()


def _report(desk: Desk, run: DeliveryRun, *, lost: int) -> Outcome:
    """What the run did; `lost` is the number of claims found abandoned before it began."""
    problems = [problem for fate in run.fates if (problem := _problem(fate))]
    with desk.reading() as session:
        left = count_due(session, now=desk.now)
    if run.trouble is not None and (left or run.is_stopped):
        problems.append(run.trouble.sentence)
    if lost:
        problems.append(f"{lost} mails were left half sent by a worker that stopped; they are in doubt.")
    states = Counter(fate.state for fate in run.fates if fate.state is not None)
    counts = {state.value: number for state, number in sorted(states.items())} | {"left": left, "lost": lost}
    summary = f"{states[OutboundState.SENT]} mails sent, {left} still due."
    rows = [(f.claim.message_id, f.claim.recipient, f.state.value, f.answer) for f in run.fates if f.state is not None]
    return _outcome(desk, summary=summary, counts=counts, rows=rows, problems=problems)


def _problem(fate: Fate) -> str:
    """What a person should know of one mail; "" when all is well or will be tried again."""
    if fate.state is None:
        return f"The mail {fate.claim.message_id} took too long and was taken over by another worker."
    if fate.state in (OutboundState.SENT, OutboundState.PENDING):
        return ""
    return f"{fate.state.value}: the mail {fate.claim.message_id} to {fate.claim.recipient}: {fate.answer}"


def _preview(desk: Desk, *, limit: int | None) -> Outcome:
    with desk.reading() as session:
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
