"""Taking replies in: raw bytes stored and committed first, then read. After a crash the next run goes on."""

from flows.services.desk import Desk
from flows.services.inbox import store_raw, unsettled
from flows.services.outcome import Outcome, ReportTable
from flows.services.reply_results import ReceiveResult, count_by_class, result_of
from flows.services.settling import settle
from models.tables import InboundMessage
from models.vocabulary import InboundClass
from notifications.mailbox import Mailbox

FLOW = "inbound-replies"
FOR_A_PERSON = (InboundClass.HELD, InboundClass.QUARANTINE, InboundClass.TRIAGE, InboundClass.OVERSIZE)


def receive(desk: Desk, *, raw: bytes, envelope_to: str = "", source: str, size: int | None = None) -> ReceiveResult:
    """Take one message: store its bytes, commit, then read it. Any bytes are accepted; bad mail raises nothing.

    `size` is the true size of a message of which only the header was fetched.
    """
    stored = store_raw(desk, raw=raw, envelope_to=envelope_to, source=source, size=size)
    if not stored.is_settled:
        return settle(desk, inbound_id=stored.id)
    with desk.reading() as session:
        return result_of(session, inbound=session.get_one(InboundMessage, stored.id), came_again=True)


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
    for incoming in mailbox.fetch():
        size = incoming.size if incoming.is_header_only else None
        results.append(
            receive(desk, raw=incoming.raw, envelope_to=incoming.envelope_to, source=incoming.key, size=size)
        )
        mailbox.done(incoming.key)
    return _mailbox_outcome(desk, plan, results, len(left_over))


def _mailbox_outcome(desk: Desk, plan: str, results: list[ReceiveResult], left_over: int) -> Outcome:
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
    return Outcome(FLOW, plan, desk.today, False, summary, counts, (table,))
