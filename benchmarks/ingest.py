"""Replies per second: raw stored, hashed, matched, read, recorded, receipt queued; beside a bare standard-library parse.

    python -m benchmarks.ingest --replies 500                          # SQLite in a temporary folder
    python -m benchmarks.ingest --replies 500 --database postgresql://…  # an empty database that may be filled

Both loops see the same bytes in the same run, so the ratio holds when the machine's speed drifts.
"""

import argparse
import email.policy
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from pathlib import Path

from sqlmodel import Session, select

from benchmarks.small_plan import load_plan_of
from flows.services.campaigns import open_quarter
from flows.services.desk import Desk, Office
from flows.services.replies import receive
from models.database import migrate, open_engine
from models.tables import InboundMessage, IndicatorActual, OutboundMessage, RequestedItem
from models.vocabulary import MessageKind

OFFICE = Office("Suivi", "suivi@iltizam.example", "reponse@iltizam.example", b"k" * 32, allowed_domains=(".example",))
TODAY, NOW = date(2026, 10, 8), datetime(2026, 10, 8, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Figures:
    """What one run measured."""

    replies: int
    recorded: int
    ours_seconds: float
    parse_seconds: float
    memory_before_mib: float
    memory_after_mib: float


def main() -> None:
    """Run and print one table row."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments.database or f"sqlite:///{Path(folder) / 'ingest.db'}"
        figures = measure(url, replies=arguments.replies, with_workbook=arguments.workbook)
    rate, bare = figures.replies / figures.ours_seconds, figures.replies / figures.parse_seconds
    print("| database | workbook | replies | values | replies/s | stdlib parse/s | ratio | MiB before | MiB after |")
    print("|---|---|---|---|---|---|---|---|---|")
    print(
        f"| {url.split(':')[0]} | {'yes' if arguments.workbook else 'no'} | {figures.replies} | {figures.recorded} "
        f"| {rate:.0f} | {bare:.0f} | {bare / rate:.1f} | {figures.memory_before_mib:.0f} "
        f"| {figures.memory_after_mib:.0f} |"
    )


def measure(url: str, *, replies: int, with_workbook: bool) -> Figures:
    """Fill a database with one campaign of `replies` officials and answer all of it."""
    migrate(url)
    desk = Desk(engine=open_engine(url), office=OFFICE, today=TODAY, now=NOW)
    with desk.session() as session:
        load_plan_of(session, officials=replies)
        session.commit()
    open_quarter(desk, plan="benchmark")
    with desk.reading() as session:
        mails = list(_replies(session, with_workbook=with_workbook))
    receive(desk, raw=mails[0], source="warm-up")
    before = _memory_mib()
    started = time.perf_counter()
    for raw in mails[1:]:
        receive(desk, raw=raw, source="benchmark")
    ours = time.perf_counter() - started
    started = time.perf_counter()
    for raw in mails[1:]:
        _parse_only(raw)
    parse = time.perf_counter() - started
    with desk.reading() as session:
        recorded = len(session.exec(select(IndicatorActual.id)).all())
        assert len(session.exec(select(InboundMessage.id)).all()) == replies
    return Figures(replies - 1, recorded, ours, parse, before, _memory_mib())


def _replies(session: Session, *, with_workbook: bool) -> Iterator[bytes]:
    query = select(OutboundMessage).where(OutboundMessage.kind == MessageKind.REQUEST)
    for number, sent in enumerate(session.exec(query).all()):
        request = message_from_bytes(sent.raw)
        codes = session.exec(
            select(RequestedItem.code).where(RequestedItem.data_request_id == sent.data_request_id)
        ).all()
        text = _text(request)
        answers = "\n".join(f"{code} = {number % 90 + 1}" for code in codes)
        quoted = "\n".join("> " + line for line in text.splitlines())
        reply = EmailMessage(policy=email.policy.SMTP)
        reply["From"], reply["To"] = sent.envelope_to, request["Reply-To"]
        reply["Subject"], reply["Date"] = "Re: formulaire", "Thu, 08 Oct 2026 09:00:00 +0000"
        reply["Message-ID"], reply["In-Reply-To"] = f"<b{number}@mail.region.example>", sent.message_id
        reply.set_content(f"Bonjour,\n\n{answers}\n\nCordialement\n\nLe 1 oct. 2026, Suivi a écrit :\n{quoted}")
        for part in _workbooks(request) if with_workbook else []:
            reply.add_attachment(part, maintype="application", subtype="vnd.ms-excel", filename="suivi.xlsx")
        yield reply.as_bytes()


def _workbooks(request: Message) -> list[bytes]:
    parts = [part for part in request.walk() if str(part.get_filename() or "").endswith(".xlsx")]
    return [_content(part) for part in parts]


def _text(request: Message) -> str:
    return _content(next(part for part in request.walk() if part.get_content_type() == "text/plain")).decode()


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def _parse_only(raw: bytes) -> None:
    message = message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    if body is not None:
        body.get_content()
    for attachment in message.iter_attachments():
        attachment.get_content()


def _memory_mib() -> float:
    with Path("/proc/self/statm").open() as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 2**20


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replies", type=int, default=500)
    parser.add_argument("--database", default="")
    parser.add_argument("--workbook", action="store_true", help="return the attached workbook with every reply")
    return parser.parse_args()


if __name__ == "__main__":
    main()
