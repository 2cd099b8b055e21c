"""Keeps what happens while it happens: each mail as a file and a line. Holds no mail in memory."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import col

from flows.rehearsal.post import Delivered
from flows.rehearsal.reading_mail import Seen, see
from flows.rehearsal.story import MailLine, Story
from flows.rehearsal.writing_mail import Letter
from models.tables import Official, OutboundMessage

_OUTBOX = (
    sa.select(
        col(OutboundMessage.kind), col(OutboundMessage.idempotency_key), col(OutboundMessage.subject),
        col(Official.code), col(Official.language),
    )
    .outerjoin(Official, col(Official.id) == col(OutboundMessage.official_id))
    .where(col(OutboundMessage.message_id) == sa.bindparam("message_id"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """What the outbox says of a mail."""

    kind: str
    key: str
    official: str
    language: str
    subject: str


@dataclass
class Keeper:
    """Writes into `folder` (None: no mail is kept as a file) and into the story."""

    story: Story
    zone: ZoneInfo
    engine: Engine
    folder: Path | None
    _number: int = 0
    _folders: set[str] = field(default_factory=set)

    def sent(self, mail: Delivered, seen: Seen, *, at: datetime) -> None:
        """A mail of ours has arrived."""
        row = self._row(seen.message_id)
        name = self._keep(mail.raw, seen.text, way="out", what=f"{row.kind}-{row.official}", at=at, to=mail.recipient)
        self._line(row, way="out", address=mail.recipient, file=name, at=at)

    def came(self, letter: Letter, *, at: datetime) -> None:
        """A mail to us was written."""
        seen = see(letter.raw, sender="x") if self.folder else None
        sender = letter.sender or "mailer-daemon"
        name = self._keep(letter.raw, seen.text if seen else "", way="in", what="reply", at=at, to=letter.recipient)
        row = _Row("reply" if letter.sender else "automatic", "", "", "", seen.subject if seen else "")
        self._line(row, way="in", address=sender, file=name, at=at)

    def _row(self, message_id: str) -> _Row:
        with self.engine.execution_options(reads_only=True).connect() as connection:
            kind, key, subject, code, language = connection.execute(_OUTBOX, {"message_id": message_id}).one()
        return _Row(kind.value, key, code or "", language.value if language else "", subject)

    def _line(self, row: _Row, *, way: str, address: str, file: str, at: datetime) -> None:
        civil = at.astimezone(self.zone).replace(tzinfo=None)
        self.story.mails.append(
            MailLine(civil, way, row.kind, row.key, row.official, address, row.language, row.subject, file)
        )

    def _keep(self, raw: bytes, text: str, *, way: str, what: str, at: datetime, to: str) -> str:
        self._number += 1
        if self.folder is None:
            return ""
        day = at.astimezone(self.zone).date()
        month = f"mails/{day:%Y-%m}"
        if month not in self._folders:
            (self.folder / month).mkdir(parents=True, exist_ok=True)
            self._folders.add(month)
        name = f"{month}/{self._number:05}-{day}-{way}-{what.strip('-')}"
        (self.folder / f"{name}.eml").write_bytes(raw)
        (self.folder / f"{name}.txt").write_text(f"{to}\n\n{text}", encoding="utf-8")
        return name
