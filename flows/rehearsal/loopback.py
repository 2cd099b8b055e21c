"""The mail of a rehearsal over real SMTP connections to a mail server in this process, on the loopback interface."""

import smtplib
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from flows.local_mail_server import LocalMailServer, LocalPost
from flows.rehearsal.post import Delivered
from flows.services.desk import Desk, Office
from flows.services.dispatch.outbox_delivery import deliver_due
from notifications.mailbox import Mailbox, open_mailbox
from notifications.smtp import Relay

HOST = "127.0.0.1"


@dataclass(frozen=True)
class _NotingPost(LocalPost):
    """The two Maildirs, and what went to others than us in the order it came."""

    noted: deque[Delivered] = field(default_factory=deque)

    def store(self, raw: bytes, *, sender: str, recipients: Sequence[str], number: int) -> Path:
        """Put one mail on the disk and note for whom it was."""
        path = super().store(raw, sender=sender, recipients=recipients, number=number)
        self.noted.extend(Delivered(sender, to, raw) for to in recipients if not self.is_for_us(to))
        return path


class LoopbackPost:
    """A real mail server of our own, a real relay, a real Maildir; everything lies below `folder`."""

    def __init__(self, folder: Path, *, office: Office) -> None:
        self._post = _NotingPost(folder, (office.reply_address, office.from_address))
        self._stack = ExitStack()
        self._server = self._stack.enter_context(LocalMailServer(self._post))
        self._mailbox = open_mailbox(f"maildir:{self._post.inbound}")
        self._stack.callback(self._mailbox.close)
        self._handed_in = False

    @property
    def port(self) -> int:
        """The port the server listens on."""
        return self._server.port

    @property
    def mailbox(self) -> Mailbox:
        """The Maildir replies come to."""
        return self._mailbox

    @property
    def has_mail(self) -> bool:
        """Whether something lies in it."""
        return any((self._post.inbound / "new").iterdir())

    def deliver(self, desk: Desk) -> int:
        """Send what is due over as many connections as in life."""
        outcome = deliver_due(desk, relay=Relay(HOST, self._server.port))
        return outcome.counts.get("sent", 0)

    def arrived(self) -> Iterable[Delivered]:
        """What the server took for officials, in the order it came."""
        while self._post.noted:
            yield self._post.noted.popleft()

    def hand_in(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """Send a mail to us over SMTP."""
        with smtplib.SMTP(HOST, self._server.port, timeout=30) as server:
            server.sendmail(sender, [recipient], raw)

    def close(self) -> None:
        """Stop the server."""
        self._stack.close()
