"""The same plan with requests and replies, built row by row as the mailbox would leave them."""

from datetime import UTC, date, datetime, time

from sqlmodel import select

import flows.runtime  # noqa: F401  (makes Python read the pinned time-zone data)
from models.rules.periods import Period
from models.tables import (
    Campaign,
    DataRequest,
    InboundLine,
    InboundMessage,
    Indicator,
    Milestone,
    OutboundMessage,
    RequestedItem,
)
from models.vocabulary import (
    AnswerKind,
    ItemKind,
    Language,
    LineOutcome,
    MessageKind,
    MilestoneStatus,
    OutboundState,
    RequestState,
    ValueStatus,
)
from tests.flows.reporting.answer_rows import AnswerRows


class World(AnswerRows):
    """A plan whose officials are asked and answer."""

    def ask(
        self, region: str, *codes: str, period: str = "2026-Q3", respond_by: date | None = None, **changes: object
    ) -> DataRequest:
        """Ask a region's official for these codes, ten days after the period; the mail is sent."""
        frame = Period.parse(period)
        asked_on = frame.next().start
        campaign = self._campaign(frame, asked_on)
        official = self.officials[region]
        reference = f"{period}/{official.code}"
        request = self.add(
            DataRequest(
                **{
                    "plan_id": self.plan.id,
                    "campaign_id": campaign.id,
                    "official_id": official.id,
                    "reference": reference,
                    "nonce": "n",
                    "language": Language.FRENCH,
                    "state": RequestState.OPEN,
                    "asked_on": asked_on,
                    "respond_by": respond_by or asked_on.replace(day=20),
                }
                | changes
            )
        )
        for position, code in enumerate(codes):
            self.add(self._item(request, position, code))
        at = datetime.combine(asked_on, time(8), UTC)
        self.add(
            OutboundMessage(
                plan_id=self.plan.id,
                idempotency_key=reference,
                message_id=f"<{reference}@iltizam.example>",
                kind=MessageKind.REQUEST,
                period=period,
                official_id=official.id,
                data_request_id=request.id,
                envelope_from="suivi@iltizam.example",
                envelope_to=official.email,
                subject="Suivi",
                raw=b"request",
                state=OutboundState.SENT,
                queued_at=at,
                not_before_at=at,
                next_try_at=at,
                sent_at=at,
            )
        )
        self.session.commit()
        return request

    def reply(
        self,
        region: str,
        answers: dict[str, str],
        *,
        period: str = "2026-Q3",
        on: datetime = datetime(2026, 10, 5, 10, tzinfo=UTC),
        status: ValueStatus = ValueStatus.CONFIRMED,
        comment: str = "",
        milestone_status: MilestoneStatus | None = None,
        **update: object,
    ) -> InboundMessage:
        """One mail with one line per code. A number is a value; `rien` and `nd` are the two answers without one."""
        text = "\r\n".join(f"{code} = {answer}" for code, answer in answers.items())
        message = self.mail(region, text, on=on, request=self._request(region, period))
        update = update | ({"status": milestone_status} if milestone_status else {})
        for position, (code, answer) in enumerate(answers.items(), start=1):
            self._record(message, position, code, answer, period=period, status=status, comment=comment, update=update)
        self.session.commit()
        return message

    def obstacle(self, message: InboundMessage, code: str, text: str, *, position: int = 9) -> None:
        """An obstacle line in a mail."""
        self.add(
            InboundLine(
                inbound_id=message.id,
                position=position,
                outcome=LineOutcome.RECORDED,
                code=code,
                raw_text=text,
                answer_kind=AnswerKind.OBSTACLE,
                where=f"text line {position}",
            )
        )
        self.session.commit()

    def doubt(self, message: InboundMessage, code: str, answer: str) -> None:
        """A line that could be read in two ways."""
        self.add(
            InboundLine(
                inbound_id=message.id,
                position=1,
                outcome=LineOutcome.DOUBTFUL,
                code=code,
                raw_text=f"{code} = {answer}",
                where="text line 1",
                reason="ambiguous_number",
            )
        )
        self.session.commit()

    def _campaign(self, frame: Period, asked_on: date) -> Campaign:
        query = select(Campaign).where(Campaign.period == str(frame))
        known = self.session.exec(query).first()
        return known or self.add(
            Campaign(
                plan_id=self.plan.id,
                period=str(frame),
                period_start=frame.start,
                period_end=frame.end,
                opened_on=asked_on,
                respond_by=asked_on.replace(day=20),
            )
        )

    def _request(self, region: str, period: str) -> DataRequest | None:
        query = (
            select(DataRequest)
            .join(Campaign)
            .where(Campaign.period == period, DataRequest.official_id == self.officials[region].id)
        )
        return self.session.exec(query).first()

    def _item(self, request: DataRequest, position: int, code: str) -> RequestedItem:
        indicator = self.session.exec(select(Indicator).where(Indicator.code == code)).first()
        milestone = self.session.exec(select(Milestone).where(Milestone.code == code)).first()
        return RequestedItem(
            data_request_id=request.id,
            position=position,
            code=code,
            kind=ItemKind.INDICATOR if indicator else ItemKind.MILESTONE,
            indicator_id=indicator.id if indicator else None,
            milestone_id=milestone.id if milestone else None,
        )
