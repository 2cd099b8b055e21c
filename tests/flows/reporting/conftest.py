"""A small plan of four regions, with requests and replies built row by row as the mailbox would leave them."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeVar

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

import flows.runtime  # noqa: F401  (makes Python read the pinned time-zone data)
from flows.services.desk import Desk, Office
from models.database import open_session
from models.rules.codes import item_code
from models.rules.periods import Period
from models.tables import (
    ActionPlan,
    Campaign,
    Commitment,
    CommitmentInstance,
    DataRequest,
    InboundLine,
    InboundMessage,
    Indicator,
    IndicatorActual,
    LedgerEntry,
    Member,
    Milestone,
    MilestoneUpdate,
    Official,
    OpenQuestion,
    Organisation,
    OutboundMessage,
    RequestedItem,
)
from models.tables.record import Record
from models.vocabulary import (
    Aggregation,
    AnswerKind,
    Authentication,
    Direction,
    InboundClass,
    IndicatorKind,
    ItemKind,
    Language,
    LedgerAction,
    LineOutcome,
    MessageKind,
    MilestoneStatus,
    OrganisationKind,
    OutboundState,
    RequestState,
    Stage,
    ValueStatus,
)

REGIONS = {
    "ORI": {"en": "Oriental", "fr": "Oriental", "ar": "الشرق"},
    "SOM": {"en": "Souss-Massa", "fr": "Souss-Massa", "ar": "سوس ماسة"},
    "LAA": {"en": "Laâyoune-Sakia El Hamra", "fr": "Laâyoune-Sakia El Hamra", "ar": "العيون الساقية الحمراء"},
    "DRA": {"en": "Drâa-Tafilalet", "fr": "Drâa-Tafilalet", "ar": "درعة تافيلالت"},
}
PLAN = "CONSORTIUM"
Row = TypeVar("Row", bound=Record)


class World:
    """One database with a plan in it, and the verbs a test needs."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.session: Session = open_session(engine)
        self.plan = self.add(
            ActionPlan(
                code=PLAN,
                title="Action plan of four regions",
                consortium="Four regions",
                submitted_on=date(2025, 4, 2),
                submission_year=2025,
                starts="2025-04",
                end="2027-06",
                file_sha256="ab" * 32,
                loaded_at=datetime(2025, 4, 2, 9, tzinfo=UTC),
            )
        )
        self.members: dict[str, Member] = {}
        self.officials: dict[str, Official] = {}
        for position, (code, names) in enumerate(REGIONS.items()):
            self.members[code] = self.add(
                Member(plan_id=self.plan.id, position=position, code=code, name=names["en"], names=names)
            )
            self.officials[code] = self.add(
                Official(
                    plan_id=self.plan.id,
                    member_id=self.members[code].id,
                    code=f"OF-{code}-01",
                    name=f"Head {code}",
                    email=f"{code.lower()}@region.example",
                    language=Language.FRENCH,
                    unit="Division of cooperation",
                )
            )
        self.session.commit()

    def desk(self, today: date = date(2026, 11, 23), *, now: datetime | None = None) -> Desk:
        """A desk on this database; now is nine o'clock of the day."""
        office = Office("Suivi", "suivi@iltizam.example", "reponse@iltizam.example", b"k" * 32)
        return Desk(self.engine, office, today, now or datetime.combine(today, time(9), UTC))

    def add(self, row: Row) -> Row:
        """Add one row and give it its key."""
        self.session.add(row)
        self.session.flush()
        return row

    def commitment(self, code: str, *regions: str, title: str = "Transparency", **changes: object) -> list[str]:
        """A commitment with an instance in each region; returns the short codes of the instances."""
        position = len(self.session.exec(select(Commitment)).all())
        values: dict[str, object] = {
            "plan_id": self.plan.id,
            "member_id": self.members[regions[0]].id,
            "position": position,
            "code": code,
            "short_code": code[-4:],
            "title": title,
            "start": "2025-07",
            "end": "2027-06",
            "stage": Stage.EXECUTION,
        }
        commitment = self.add(Commitment(**(values | changes)))
        shorts = []
        for region in regions:
            short = f"{region}{position + 1}"
            self.add(
                CommitmentInstance(
                    plan_id=self.plan.id,
                    commitment_id=commitment.id,
                    member_id=self.members[region].id,
                    code=short,
                    lead=f"Division {region}",
                    responsible_id=self.officials[region].id,
                )
            )
            shorts.append(short)
        return shorts

    def instance(self, short: str) -> CommitmentInstance:
        """An instance by its short code."""
        return self.session.exec(select(CommitmentInstance).where(CommitmentInstance.code == short)).one()

    def indicator(self, short: str, number: int = 1, **changes: object) -> str:
        """An indicator; returns its code."""
        code = item_code(short, ItemKind.INDICATOR, number)
        values: dict[str, object] = {
            "plan_id": self.plan.id,
            "instance_id": self.instance(short).id,
            "number": number,
            "code": code,
            "titles": {"en": "People trained", "fr": "Personnes formées", "ar": "الأشخاص المكونون"},
            "units": {"en": "people", "fr": "personnes", "ar": "أشخاص"},
            "kind": IndicatorKind.PERFORMANCE,
            "direction": Direction.INCREASE,
            "aggregation": Aggregation.SUM,
            "baseline": Decimal(0),
            "target": Decimal(100),
            "target_by": "2027-06",
        }
        self.add(Indicator(**(values | changes)))
        return code

    def milestone(self, short: str, number: int = 1, *, due_on: date = date(2026, 6, 30), **changes: object) -> str:
        """A milestone; returns its code."""
        code = item_code(short, ItemKind.MILESTONE, number)
        values: dict[str, object] = {
            "plan_id": self.plan.id,
            "instance_id": self.instance(short).id,
            "number": number,
            "code": code,
            "titles": {"en": "Portal online", "fr": "Portail en ligne", "ar": "إطلاق البوابة"},
            "due_on": due_on,
            "first_due_on": due_on,
            "status": MilestoneStatus.NOT_STARTED,
        }
        self.add(Milestone(**(values | changes)))
        return code

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

    def question(self, code: str, text: str, **texts: str) -> None:
        """An open question of the plan."""
        self.add(OpenQuestion(plan_id=self.plan.id, code=code, text=text, texts=texts))
        self.session.commit()

    def body(self, *, is_defined: bool, name: str = "Independent observatory") -> None:
        """A monitoring body, named or not."""
        self.add(
            Organisation(
                plan_id=self.plan.id,
                position=1,
                code="MB",
                kind=OrganisationKind.MONITORING_BODY,
                name=name,
                is_defined=is_defined,
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


@pytest.fixture
def world(engine: Engine) -> Iterator[World]:
    """A plan with four regions and no commitment yet."""
    made = World(engine)
    yield made
    made.session.close()
