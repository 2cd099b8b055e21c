"""Mails to send and mails to read, as many as a trial needs."""

import os
from datetime import UTC, datetime

import sqlalchemy as sa
from servers import Dovecot
from sqlalchemy.engine import Engine

from models.tables import OutboundBytes, OutboundMessage
from models.vocabulary import MessageKind, OutboundState

BODY = "\r\n".join(f"Ligne {number} : un engagement, un jalon, une valeur attendue." for number in range(140))


def fill_outbox(engine: Engine, count: int) -> None:
    """Queue this many mails of about 9 KB."""
    now = datetime.now(UTC)
    with engine.begin() as connection:
        for start in range(0, count, 500):
            rows = [_outbound(number, now) for number in range(start, min(start + 500, count))]
            connection.execute(
                sa.insert(OutboundMessage), [{k: v for k, v in row.items() if k != "raw"} for row in rows]
            )
            ids = dict(connection.execute(sa.select(OutboundMessage.message_id, OutboundMessage.id)).all())
            connection.execute(
                sa.insert(OutboundBytes), [{"outbound_id": ids[row["message_id"]], "raw": row["raw"]} for row in rows]
            )


def _outbound(number: int, now: datetime) -> dict[str, object]:
    to, message_id = f"official-{number}@region.example", f"<m{number}@plan.example>"
    raw = (
        f"From: suivi@plan.example\r\nTo: {to}\r\nMessage-ID: {message_id}\r\nSubject: Form {number}\r\n\r\n{BODY}\r\n"
    )
    addresses = {"envelope_from": f"reponse+bounce-{number}@plan.example", "envelope_to": to}
    moments = {"queued_at": now, "not_before_at": now, "next_try_at": now}
    return {
        "idempotency_key": f"k{number}", "message_id": message_id, "kind": MessageKind.REQUEST, "period": "",
        "subject": f"Form {number}", "raw": raw.encode(), "state": OutboundState.PENDING, "attempts": 0,
        "claimed_by": "", "smtp_reply": "", "queue_id": "", "last_error": "", **addresses, **moments,
    }  # fmt: skip


def fill_mailbox(server: Dovecot, count: int, *, first: int = 0) -> None:
    """Put this many mails into the Maildir, as a delivering server does."""
    for number in range(first, first + count):
        text = (
            f"Delivered-To: reponse+x{number}@plan.example\nFrom: o{number}@region.example\nTo: reponse@plan.example\n"
            f"Message-ID: <r{number}@region.example>\nSubject: Re: Form\nDate: Mon, 23 Nov 2026 09:00:00 +0000\n\n"
            f"LAA1-I2K = {number}\n{BODY}\n"
        )
        path = server.maildir / "tmp" / f"{number:07d}.M1P1.chaos"
        path.write_text(text.replace("\r\n", "\n"))
        os.chown(path, server.owner.pw_uid, server.owner.pw_gid)
        path.rename(server.maildir / "new" / path.name)  # whole or not at all: readers may be watching
