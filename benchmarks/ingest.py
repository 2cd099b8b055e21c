"""Replies per second: raw stored, hashed, matched, read, recorded, receipt queued; beside a bare standard-library parse.

    python -m benchmarks.ingest --replies 500                          # SQLite in a temporary folder
    python -m benchmarks.ingest --replies 500 --database postgresql://…  # an empty database that may be filled

Replies are taken in as from a mailbox, sixteen in a transaction. Both loops see the same bytes in the same run, so the ratio holds when the machine's speed drifts. The database and the
replies are made by another process, so that the memory shown is that of receiving alone.
"""

import argparse
import email.policy
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from pathlib import Path

from sqlmodel import Session, col, func, select

from benchmarks.small_plan import load_plan_of
from flows.services.collection.campaigns import open_quarter
from flows.services.desk import Desk, Office
from flows.services.reception.inbox import Arrived
from flows.services.reception.replies import MOST_TOGETHER, receive_all
from models.database import migrate, open_engine
from models.tables import InboundMessage, IndicatorActual, OutboundBytes, OutboundMessage, RequestedItem
from models.vocabulary import MessageKind

OFFICE = Office("Suivi", "suivi@iltizam.example", "reponse@iltizam.example", b"k" * 32, allowed_domains=(".example",))
WARM_UP = 10
TODAY, NOW = date(2026, 10, 8), datetime(2026, 10, 8, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Figures:
    """What one run measured; memory after a tenth of the replies, and after all of them.

    `cpu_seconds` are this process's: reading a workbook takes another process one millisecond more.
    """

    replies: int
    recorded: int
    ours_seconds: float
    cpu_seconds: float
    parse_seconds: float
    memory_early_mib: float
    memory_late_mib: float


def main() -> None:
    """Run and print one table row."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments.database or f"sqlite:///{Path(folder) / 'ingest.db'}"
        figures = measure(
            url, folder=Path(folder), replies=arguments.replies, with_workbook=arguments.workbook,
            together=arguments.together,
        )  # fmt: skip
    rate, bare = figures.replies / figures.ours_seconds, figures.replies / figures.parse_seconds
    tenth = max(1, figures.replies // 10)
    print(
        f"| database | workbook | replies | values | replies/s | ms of CPU | stdlib parse/s | ratio | MiB at {tenth} | MiB at end |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    print(
        f"| {url.split(':')[0]} | {'yes' if arguments.workbook else 'no'} | {figures.replies} | {figures.recorded} "
        f"| {rate:.0f} | {1000 * figures.cpu_seconds / figures.replies:.1f} | {bare:.0f} | {bare / rate:.1f} | {figures.memory_early_mib:.0f} "
        f"| {figures.memory_late_mib:.0f} |"
    )


def measure(url: str, *, folder: Path, replies: int, with_workbook: bool, together: int) -> Figures:
    """Fill a database with one campaign of officials and answer all of it; ten replies more warm everything up."""
    maker = multiprocessing.get_context("spawn").Process(
        target=prepare, args=(url, folder, replies + WARM_UP, with_workbook)
    )
    maker.start()
    maker.join()
    assert maker.exitcode == 0
    desk = Desk(engine=open_engine(url), office=OFFICE, today=TODAY, now=NOW)
    mails = sorted(folder.glob("*.eml"))
    receive_all(desk, arrived=[Arrived(path.read_bytes(), "warm-up") for path in mails[:WARM_UP]])
    early = ours = spent = parse = 0.0
    for start in range(WARM_UP, len(mails), together):
        arrived = [Arrived(path.read_bytes(), path.name) for path in mails[start : start + together]]
        started, used = time.perf_counter(), time.process_time()
        receive_all(desk, arrived=arrived)
        read, spent = time.perf_counter(), spent + time.process_time() - used
        for mail in arrived:
            _parse_only(mail.raw)
        ours, parse = ours + read - started, parse + time.perf_counter() - read
        if not early and start - WARM_UP + together >= replies // 10:
            early = _memory_mib()
    with desk.reading() as session:
        recorded = session.scalar(select(func.count()).select_from(IndicatorActual)) or 0
        assert session.scalar(select(func.count()).select_from(InboundMessage)) == replies + WARM_UP
    return Figures(replies, recorded, ours, spent, parse, early, _memory_mib())


def prepare(url: str, folder: Path, officials: int, with_workbook: bool) -> None:
    """A campaign of this many officials, and in `folder` the reply of each, in a file of its own."""
    migrate(url)
    desk = Desk(engine=open_engine(url), office=OFFICE, today=TODAY, now=NOW)
    with desk.session() as session:
        load_plan_of(session, officials=officials)
        session.commit()
    open_quarter(desk, plan="benchmark")
    with desk.reading() as session:
        for number, raw in enumerate(_replies(session, with_workbook=with_workbook)):
            (folder / f"{number:06}.eml").write_bytes(raw)


def _replies(session: Session, *, with_workbook: bool) -> Iterator[bytes]:
    query = (
        select(
            OutboundBytes.raw, OutboundMessage.envelope_to, OutboundMessage.message_id, OutboundMessage.data_request_id
        )
        .join(OutboundMessage)
        .where(OutboundMessage.kind == MessageKind.REQUEST)
        .order_by(col(OutboundMessage.id))
    )
    for number, (sent, address, message_id, request_id) in enumerate(session.exec(query).yield_per(20)):
        request = message_from_bytes(sent)
        codes = session.exec(select(RequestedItem.code).where(RequestedItem.data_request_id == request_id)).all()
        text = _text(request)
        answers = "\n".join(f"{code} = {number % 90 + 1}" for code in codes)
        quoted = "\n".join("> " + line for line in text.splitlines())
        reply = EmailMessage(policy=email.policy.SMTP)
        reply["From"], reply["To"] = address, request["Reply-To"]
        reply["Subject"], reply["Date"] = "Re: formulaire", "Thu, 08 Oct 2026 09:00:00 +0000"
        reply["Message-ID"], reply["In-Reply-To"] = f"<b{number}@mail.region.example>", message_id
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
    parser.add_argument("--together", type=int, default=MOST_TOGETHER, help="replies that share a transaction")
    parser.add_argument("--workbook", action="store_true", help="return the attached workbook with every reply")
    return parser.parse_args()


if __name__ == "__main__":
    main()
