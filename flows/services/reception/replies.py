"""Taking replies in: raw bytes stored and committed first, then read. After a crash the next run goes on."""

from collections.abc import Iterable, Iterator, Sequence

from flows.services.compilation.errata import errata_after_mail
from flows.services.desk import Desk
from flows.services.outcome import Outcome, ReportTable
from flows.services.reception.inbox import Arrived, store_all, unsettled
from flows.services.reception.reply_results import ReceiveResult, count_by_class, result_of
from flows.services.reception.settling import settle, settle_all
from models.tables import InboundMessage
from models.vocabulary import InboundClass
from notifications.mailbox import Incoming, Mailbox

FLOW = "inbound-replies"
MOST_TOGETHER = 16
MOST_BYTES_TOGETHER = 4 * 1024 * 1024
FOR_A_PERSON = (InboundClass.HELD, InboundClass.QUARANTINE, InboundClass.TRIAGE, InboundClass.OVERSIZE)


def receive(desk: Desk, *, raw: bytes, envelope_to: str = "", source: str, size: int | None = None) -> ReceiveResult:
    """Take one message: store its bytes, commit, then read it. Any bytes are accepted; bad mail raises nothing.

    `size` is the true size of a message of which only the header was fetched.
    """
    return receive_all(desk, arrived=[Arrived(raw, source, envelope_to, size)])[0]


def receive_all(desk: Desk, *, arrived: Sequence[Arrived]) -> list[ReceiveResult]:
    """Take a few messages at once: the bytes of all are committed before any is read; a bad one harms no other."""
    stored = store_all(desk, arrived=arrived)
    fresh = {message.id: message for message in stored if not message.is_settled}
    results = dict(zip(fresh, settle_all(desk, stored=list(fresh.values())), strict=True))
    return [results.pop(message.id) if message.id in results else _came_again(desk, message.id) for message in stored]


def _came_again(desk: Desk, inbound_id: int) -> ReceiveResult:
    with desk.reading() as session:
        return result_of(session, inbound=session.get_one(InboundMessage, inbound_id), came_again=True)


def read_mailbox(desk: Desk, *, plan: str, mailbox: Mailbox, preview: bool = False) -> Outcome:
    """Read everything new in the mailbox. Each message is committed before the mailbox is told."""
    with desk.reading() as session:
        left_over = unsettled(session)
    if preview:
        waiting = sum(1 for _ in mailbox.fetch())
        summary = f"{waiting} new messages wait in the mailbox, {len(left_over)} are stored and not yet read."
        return Outcome(FLOW, plan, desk.today, preview, summary, {"waiting": waiting})
    for inbound_id in left_over:
        settle(desk, inbound_id=inbound_id)
    results = []
    for batch in _batches(mailbox.fetch()):
        results += receive_all(desk, arrived=[_arrived(incoming) for incoming in batch])
        for incoming in batch:
            mailbox.done(incoming.key)
    problems = errata_after_mail(desk) if left_over or any(result.lines for result in results) else ()
    return _mailbox_outcome(desk, plan, results, len(left_over), problems)


def _batches(mails: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """Mails in order, a few at a time: as many as share a transaction, and never many bytes."""
    batch: list[Incoming] = []
    for incoming in mails:
        batch.append(incoming)
        if len(batch) == MOST_TOGETHER or sum(len(one.raw) for one in batch) > MOST_BYTES_TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _arrived(incoming: Incoming) -> Arrived:
    size = incoming.size if incoming.is_header_only else None
    return Arrived(incoming.raw, incoming.key, incoming.envelope_to, size)


def _mailbox_outcome(
    desk: Desk, plan: str, results: list[ReceiveResult], left_over: int, problems: tuple[str, ...]
) -> Outcome:
    counts = count_by_class(results)
    recorded = sum(line.outcome == "recorded" for result in results for line in result.lines)
    parked = sum(result.fate in FOR_A_PERSON for result in results)
    summary = f"{len(results) + left_over} messages read, {recorded} answers recorded, {parked} wait for a person."
    rows = tuple(
        (r.fate.value, r.sender, r.data_request or "", str(len(r.lines)), ", ".join(r.reasons), r.sha256[:12])
        for r in results
    )
    columns = ("Class", "From", "Form", "Lines", "Why", "Message")
    table = ReportTable("inbound-replies", "What has come", columns, rows)
    return Outcome(FLOW, plan, desk.today, False, summary, counts, (table,), problems)
