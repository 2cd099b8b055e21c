"""How mail travels in a rehearsal: in memory, or over real connections on this machine."""

from collections.abc import Iterable
from typing import Protocol

from flows.rehearsal.post import Delivered
from flows.services.desk import Desk
from notifications.mailbox import Mailbox


class Transport(Protocol):
    """The way out, the mailboxes of officials, and the way back."""

    @property
    def mailbox(self) -> Mailbox:
        """Our own mailbox."""
        ...

    @property
    def has_mail(self) -> bool:
        """Whether something waits in our mailbox."""
        ...

    def deliver(self, desk: Desk) -> int:
        """Send what is due at the desk's moment; how many mails were sent."""
        ...

    def arrived(self) -> Iterable[Delivered]:
        """Mails that have come to officials since the last call, in order."""
        ...

    def hand_in(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """A mail from an official or a machine to us."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...
