"""One mail of an official, and what is recorded from each of its lines."""

import hashlib
from datetime import datetime
from decimal import Decimal

from sqlmodel import select

import flows.runtime  # noqa: F401  (makes Python read the pinned time-zone data)
from models.tables import (
    Campaign,
    DataRequest,
    InboundLine,
    InboundMessage,
    Indicator,
    IndicatorActual,
    LedgerEntry,
    Milestone,
    MilestoneUpdate,
    RequestedItem,
)
from models.vocabulary import (
    AnswerKind,
    Authentication,
    InboundClass,
    LedgerAction,
    LineOutcome,
    ValueStatus,
)
from tests.flows.reporting.plan_rows import PlanRows


class AnswerRows(PlanRows):
    """A plan that keeps mails and what they said."""

    def mail(self, region: str, text: str, *, on: datetime, request: DataRequest | None) -> InboundMessage:
        """A received mail, stored with the hash of its bytes."""
        official = self.officials[region]
        raw = f"From: {official.email}\r\nDate: {on.isoformat()}\r\nSubject: Re: Suivi\r\n\r\n{text}\r\n".encode()
        sha256 = hashlib.sha256(raw).hexdigest()
        return self.add(
            InboundMessage(
                plan_id=self.plan.id,
                sha256=sha256,
                raw=raw,
                size=len(raw),
                received_at=on,
                sent_at_text=str(on),
                message_id=f"<{sha256[:8]}@region.example>",
                from_address=official.email,
                subject="Re: Suivi",
                fate=InboundClass.RECORDED,
                authentication=Authentication.PASS,
                official_id=official.id,
                data_request_id=request.id if request else None,
            )
        )

    def _record(
        self,
        message: InboundMessage,
        position: int,
        code: str,
        answer: str,
        *,
        period: str,
        status: ValueStatus,
        comment: str,
        update: dict[str, object],
    ) -> None:
        kind, value = _read(answer)
        line = self.add(
            InboundLine(
                inbound_id=message.id,
                position=position,
                outcome=LineOutcome.RECORDED,
                code=code,
                answer_kind=kind,
                value=value,
                where=f"text line {position}",
                raw_text=f"{code} = {answer}",
                after=answer,
            )
        )
        self.add(
            LedgerEntry(
                plan_id=self.plan.id,
                at=message.received_at,
                actor="tester",
                action=LedgerAction.VALUE_RECORDED,
                subject=code,
                field=period,
                after=answer,
                source=f"sha256:{message.sha256}#{line.where}",
            )
        )
        common: dict[str, object] = {
            "plan_id": self.plan.id,
            "period": period,
            "answer_kind": kind,
            "inbound_id": message.id,
            "line_id": line.id,
            "reported_by_id": message.official_id,
            "parser_version": "1",
            "recorded_at": message.received_at,
            "raw_text": line.raw_text,
            "value_status": WITHOUT_VALUE.get(kind, status),
        }
        indicator = self.session.exec(select(Indicator).where(Indicator.code == code)).first()
        if indicator:
            self._replace(IndicatorActual, IndicatorActual.indicator_id == indicator.id, period)
            self.add(IndicatorActual(indicator_id=indicator.id, value=value, unit="people", comment=comment, **common))
        else:
            milestone = self.session.exec(select(Milestone).where(Milestone.code == code)).one()
            self._replace(MilestoneUpdate, MilestoneUpdate.milestone_id == milestone.id, period)
            told = {"percent": value, "note": comment} | update
            self.add(MilestoneUpdate(milestone_id=milestone.id, **(common | told)))
        for item in self.session.exec(
            select(RequestedItem)
            .join(DataRequest)
            .join(Campaign)
            .where(RequestedItem.code == code, Campaign.period == period)
        ).all():
            item.is_answered = True

    def _replace(self, table: type[IndicatorActual] | type[MilestoneUpdate], about: bool, period: str) -> None:
        for older in self.session.exec(select(table).where(about, table.period == period)).all():
            older.is_current = False


WITHOUT_VALUE = {
    AnswerKind.NOTHING_TO_REPORT: ValueStatus.NOTHING_TO_REPORT,
    AnswerKind.NOT_AVAILABLE: ValueStatus.NOT_AVAILABLE,
}


def _read(answer: str) -> tuple[AnswerKind, Decimal | None]:
    if answer == "rien":
        return AnswerKind.NOTHING_TO_REPORT, None
    if answer == "nd":
        return AnswerKind.NOT_AVAILABLE, None
    if answer in ("fait", "en cours"):
        return AnswerKind.STATUS, None
    return AnswerKind.VALUE, Decimal(answer)
