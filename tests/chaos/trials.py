"""The trials, each on a fresh database with fresh servers, one after the other."""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from crew import Crew
from filling import fill_mailbox, fill_outbox
from judging import await_end, judge_receiving, judge_sending, left_in, let_time_pass, open_rows
from servers import Dovecot, Postfix, Postgres
from sqlalchemy.engine import Engine
from sqlmodel import SQLModel
from trial_row import Row
from troubled_line import TroubledLine

import models.tables  # noqa: F401
from models.database import open_engine


@dataclass
class Place:
    """Where a trial works: a fresh database in `folder`, a fresh folder for servers."""

    name: str
    url: str
    folder: Path
    servers: Path
    engine: Engine


@contextmanager
def place(name: str, *, base: Path, postgres: Postgres, folder: Path | None = None) -> Iterator[Place]:
    servers = Path(tempfile.mkdtemp(dir=base))
    servers.chmod(0o755)
    folder = folder or servers
    url = postgres.url if name == "PostgreSQL" else f"sqlite:///{folder / 'chaos.db'}"
    engine = open_engine(url)
    SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)
    yield Place(name, url, folder, servers, engine)
    engine.dispose()


TROUBLES = {
    "refuse": "mail server refuses (421)",
    "throttle": "mail server throttles (450 4.7.1)",
    "cut": "line closed in the middle of a mail",
    "vanish": "line closed after the final dot",
    "hang": "silence after the final dot",
}


def sending(
    where: Place, *, mails: int, trial: str, strike: Callable[[Crew, Row], None], line: str = "", waits: bool = False
) -> Row:
    """Send `mails` with two workers through a real Postfix while `strike` does its worst, then judge."""
    fill_outbox(where.engine, mails)
    row, began = Row(trial, where.name, mails), time.monotonic()
    with ExitStack() as stack:
        postfix = stack.enter_context(Postfix(where.servers / "postfix"))
        troubled = (
            stack.enter_context(TroubledLine(postfix.port, trouble=line, share=0.5 if line == "refuse" else 0.1))
            if line
            else None
        )
        options = {"port": troubled.port if troubled else postfix.port, "log": str(postfix.log)}
        crew = stack.enter_context(
            Crew(where.servers, role="send", url=where.url, grace=3, final_timeout=2 if line else 60, **options)
        )
        strike(crew, row)
        passing = (lambda: let_time_pass(where.engine)) if waits else (lambda: None)
        await_end(lambda: not open_rows(where.engine), seconds=120 + mails / 20, between=passing)
        row.seconds = time.monotonic() - began
        row.strikes += troubled.troubles if troubled else 0
        return judge_sending(row, where.engine, postfix, crew)


def receiving(where: Place, *, mails: int, trial: str, strike: Callable[[Crew, Row, Dovecot], None]) -> Row:
    """Read `mails` with two workers from a real Dovecot while `strike` does its worst, then judge."""
    row = Row(trial, where.name, mails)
    with Dovecot(where.servers / "dovecot") as server:
        fill_mailbox(server, mails)
        began = time.monotonic()
        options = {"role": "receive", "url": where.url, "port": server.port, "password": "secret"}
        with Crew(where.servers, **options) as crew:
            strike(crew, row, server)
            await_end(lambda: not left_in(server), seconds=120 + mails / 4)
            row.seconds = time.monotonic() - began
            return judge_receiving(row, where.engine, server, crew)


def kill_while(is_busy: Callable[[], bool], *, kills: int, pause: tuple[float, float]) -> Callable[[Crew, Row], None]:
    def strike(crew: Crew, row: Row) -> None:
        while row.strikes < kills and is_busy():
            time.sleep(random.uniform(*pause))
            crew.replace_one()
            row.strikes += 1

    return strike


def sender_killed(where: Place, *, mails: int, kills: int) -> Row:
    strike = kill_while(lambda: bool(open_rows(where.engine)), kills=kills, pause=(0.1, 0.4))
    return sending(where, mails=mails, trial="sender killed (kill -9)", strike=strike)


def receiver_killed(where: Place, *, mails: int, kills: int) -> Row:
    def strike(crew: Crew, row: Row, server: Dovecot) -> None:
        pause = (0.1, 0.6)
        kill_while(lambda: bool(left_in(server)), kills=kills, pause=pause)(crew, row)

    return receiving(where, mails=mails, trial="receiver killed (kill -9)", strike=strike)


def mailbox_server_restarted(where: Place, *, mails: int) -> Row:
    def strike(_: Crew, row: Row, server: Dovecot) -> None:
        for _number in range(3):
            time.sleep(0.7)
            server.__exit__()
            time.sleep(0.5)
            server.__enter__()
            row.strikes += 1

    return receiving(where, mails=mails, trial="IMAP server stopped and started", strike=strike)


def closed_in_idle(where: Place, *, mails: int, strikes: int = 6) -> Row:
    """Readers wait in IDLE; the line is closed silently or with BYE; mail comes while they are away, and after."""
    row, batch = Row("line closed while waiting in IDLE", where.name, mails), mails // strikes
    row.mails = batch * strikes
    with Dovecot(where.servers / "dovecot") as server:
        began = time.monotonic()
        with Crew(where.servers, role="watch", url=where.url, port=server.port, password="secret") as crew:
            for number in range(strikes):
                await_end(lambda: not left_in(server), seconds=60)
                time.sleep(0.5)  # now both readers have nothing to read and wait
                if number % 2:
                    server.__exit__()
                    fill_mailbox(server, batch, first=number * batch)
                    server.__enter__()
                else:
                    server.break_sessions()
                    fill_mailbox(server, batch, first=number * batch)
                row.strikes += 1
            await_end(lambda: not left_in(server), seconds=120)
            row.seconds = time.monotonic() - began
            return judge_receiving(row, where.engine, server, crew)


def database_restarted(where: Place, *, mails: int, postgres: Postgres) -> Row:
    def strike(_: Crew, row: Row) -> None:
        for _number in range(3):
            time.sleep(0.6)
            postgres.stop()
            time.sleep(1.0)
            postgres.start()
            row.strikes += 1

    return sending(where, mails=mails, trial="database stopped and started", strike=strike)


def disk_full(where: Place, *, mails: int, revive: Callable[[], None] = lambda: None) -> Row:
    """The disk the database lies on is full for a second, three times; `revive` starts a server that gave up."""

    def strike(_: Crew, row: Row) -> None:
        filler = where.folder / "filler"
        for _number in range(3):
            time.sleep(0.4)
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(b"\0" * 4096):
                    pass
            time.sleep(1.0)
            filler.unlink()
            revive()
            row.strikes += 1

    return sending(where, mails=mails, trial="disk full for a second", strike=strike)


@contextmanager
def small_disk(base: Path, *, megabytes: int) -> Iterator[Path | None]:
    """A folder on a disk of its own; None where one may not mount."""
    folder = Path(tempfile.mkdtemp(dir=base))
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def trials(base: Path, *, mails: int, replies: int, kills: int, is_short: bool) -> Iterator[Row]:
    """All trials, one after the other; in the short form those that take seconds."""
    some = max(60, mails // 10)
    with Postgres(base / "postgres") as postgres:
        for name in ("SQLite", "PostgreSQL"):
            with place(name, base=base, postgres=postgres) as where:
                yield sender_killed(where, mails=mails, kills=kills)
            with place(name, base=base, postgres=postgres) as where:
                yield receiver_killed(where, mails=replies, kills=kills)
        if is_short:
            with place("SQLite", base=base, postgres=postgres) as where:
                yield with_trouble(where, mails=some, line="vanish")
            with place("SQLite", base=base, postgres=postgres) as where:
                yield closed_in_idle(where, mails=some)
        else:
            yield from other_trials(base, postgres, some=some)


def other_trials(base: Path, postgres: Postgres, *, some: int) -> Iterator[Row]:
    with place("PostgreSQL", base=base, postgres=postgres) as where:
        yield database_restarted(where, mails=3 * some, postgres=postgres)
    yield from full_disks(base, postgres, some=some)
    for name in ("SQLite", "PostgreSQL"):
        with place(name, base=base, postgres=postgres) as where:
            yield mailbox_server_restarted(where, mails=some)
        with place(name, base=base, postgres=postgres) as where:
            yield closed_in_idle(where, mails=some)
        for line in TROUBLES:
            with place(name, base=base, postgres=postgres) as where:
                yield with_trouble(where, mails=some, line=line)


def full_disks(base: Path, postgres: Postgres, *, some: int) -> Iterator[Row]:
    """The trials on small disks: SQLite's file on one, a whole PostgreSQL with its log on another."""
    with small_disk(base, megabytes=16 + some // 10) as folder:
        if folder is None:
            print("disk full: left out, because this machine does not let us mount a small disk", file=sys.stderr)
            return
        with place("SQLite", base=base, postgres=postgres, folder=folder) as where:
            yield disk_full(where, mails=some)
    with small_disk(base, megabytes=200 + some // 10) as folder:
        assert folder is not None
        with (
            # A log in pieces of 1 MB needs new ones all the time, and so meets the full disk.
            Postgres(folder / "postgres", initdb=("--wal-segsize=1",)) as server,
            place("PostgreSQL", base=base, postgres=server, folder=folder) as where,
        ):
            row = disk_full(where, mails=some, revive=server.revive)
            met = (server.home / "log").read_text().count("No space left on device")
            row.notes.append(f"PostgreSQL met the full disk {met} times")
            yield row


def with_trouble(where: Place, *, mails: int, line: str) -> Row:
    """Send over a line that misbehaves for one mail in ten."""
    return sending(where, mails=mails, trial=TROUBLES[line], strike=lambda *_: None, line=line, waits=True)
