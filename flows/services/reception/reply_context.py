"""One reply being recorded: what it answers, who answered, how far it is trusted, and its entries in the ledger."""

from dataclasses import dataclass, field

from sqlmodel import Session

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.reception.reply_rows import RequestRows
from models.tables import (
    Campaign,
    DataRequest,
    InboundLine,
    InboundMessage,
    IndicatorActual,
    MilestoneUpdate,
    Official,
    RequestedItem,
)
from models.vocabulary import AnswerKind, InboundClass, LedgerAction, ValueStatus

WITHOUT_VALUE = {
    AnswerKind.NOTHING_TO_REPORT: ValueStatus.NOTHING_TO_REPORT,
    AnswerKind.NOT_AVAILABLE: ValueStatus.NOT_AVAILABLE,
}


@dataclass(frozen=True)
class Reply:
    """One reply being recorded: the mail, the request it answers, who answered, and how far we trust it.

    `items` are the lines of the form, and `rows` what else a reply to it needs, where they are at hand; without them
    they are read. `lines` grows with what is recorded, in the order of the positions.
    """

    inbound: InboundMessage
    request: DataRequest
    campaign: Campaign
    official: Official
    standing: ValueStatus
    parser_version: str
    items: tuple[RequestedItem, ...] = ()
    rows: RequestRows | None = None
    lines: list[InboundLine] = field(default_factory=list)

    def displaces(self, session: Session, current: IndicatorActual | MilestoneUpdate | None) -> bool:
        """Whether an answer of this reply takes the place of the current one at once.

        An answer nobody vouches for never displaces one that was vouched for or confirmed: it waits to be confirmed.
        """
        if self.standing is not ValueStatus.PROVISIONAL or current is None:
            return True
        return session.get_one(InboundMessage, current.inbound_id).fate is not InboundClass.RECORDED


def write_entry(session: Session, desk: Desk, *, reply: Reply, row: InboundLine, action: LedgerAction) -> None:
    """Say in the ledger what one line recorded, from what to what, and where it stood."""
    ledger.record(
        session, desk, action=action, subject=row.code, plan_id=reply.request.plan_id, field=reply.campaign.period,
        before=row.before, after=row.after, reason=reply.standing.value,
        source=f"sha256:{reply.inbound.sha256}#{row.where}", actor=reply.official.code,
    )  # fmt: skip
