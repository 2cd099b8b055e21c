"""An IMAP mailbox: read without marking (BODY.PEEK), put away by MOVE after the commit.

UIDs are only a cursor; whoever stores a mail recognises it by its content.
"""

from collections.abc import Iterator
from datetime import datetime

from imapclient import IMAPClient

from models.rules.errors import DomainError
from notifications.mailbox import LARGEST_MESSAGE, ImapAccount, Incoming, delivered_to
from notifications.mailbox_connection import ImapConnection

PROCESSED = "Processed"


class ImapMailbox:
    """One folder of one account. What is done goes to the account's folder `Processed`."""

    def __init__(self, account: ImapAccount) -> None:
        self._connection = ImapConnection(account)

    def fetch(self) -> Iterator[Incoming]:
        """Every mail in the folder, oldest first, until a search of the whole folder shows nothing new.

        Raises DomainError when the server cannot be used. A mail that it will not hand over stops nothing: the others
        come first, then DomainError names it.
        """
        seen: set[str] = set()
        unreadable: list[str] = []
        while keys := self._connection.run(lambda client: self._new_keys(client, seen)):
            seen.update(keys)
            for key in keys:
                try:
                    incoming = self._fetch_one(key)
                except DomainError:
                    self._connection.run(lambda client: client.noop())  # raises when not the mail but the server is ill
                    unreadable.append(key.partition("-")[2])
                    continue
                if incoming is not None:
                    yield incoming
        if unreadable:
            raise DomainError(
                f"The mail server does not hand over the mails with the UID {', '.join(unreadable)}; look at them there, "
                "and forward them to the reply address if they can be opened."
            )

    def _new_keys(self, client: IMAPClient, seen: set[str]) -> list[str]:
        client.noop()  # a server may show new mail only after it
        keys = [f"{self._connection.validity}-{uid}" for uid in sorted(client.search("UNDELETED"))]
        return [key for key in keys if key not in seen]

    def _fetch_one(self, key: str) -> Incoming | None:
        return self._connection.run(lambda client: self._read(client, key))

    def _read(self, client: IMAPClient, key: str) -> Incoming | None:
        uid = self._uid(key)
        if uid is None:
            return None
        size = client.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE")
        if size is None:
            return None  # moved away by somebody else meanwhile
        is_header_only = size > LARGEST_MESSAGE
        section = "HEADER" if is_header_only else ""
        raw = client.fetch([uid], [f"BODY.PEEK[{section}]"]).get(uid, {}).get(f"BODY[{section}]".encode())
        return None if raw is None else Incoming(raw, delivered_to(raw), key, size, is_header_only)

    def done(self, key: str) -> None:
        """Move the mail to `Processed`. A key of an earlier numbering of the folder is let go: the mail comes again."""
        self._connection.run(lambda client: self._put_away(client, key))

    def _put_away(self, client: IMAPClient, key: str) -> None:
        uid = self._uid(key)
        if uid is None or uid not in client.search(["UID", str(uid), "UNDELETED"]):
            return
        processed = _processed_folder(client)
        if client.has_capability("MOVE"):
            client.move([uid], processed)
            return
        client.copy([uid], processed)
        client.delete_messages([uid])
        if client.has_capability("UIDPLUS"):
            client.uid_expunge([uid])  # a plain EXPUNGE would also remove what people have marked

    def wait(self, *, seconds: float) -> bool:
        """Wait for new mail, at most nine minutes; True when a fetch is worth while. Only a hint: fetch anyway."""
        return self._connection.idle(seconds=seconds)

    def _uid(self, key: str) -> int | None:
        """The mail's number in the open folder; None when the folder has been numbered anew since."""
        validity, _, uid = key.partition("-")
        return int(uid) if int(validity) == self._connection.validity else None

    def close(self) -> None:
        """Log out."""
        self._connection.close()


class ImapLookup:
    """A folder into which the relay copies every mail it accepts (Postfix: `always_bcc`)."""

    def __init__(self, account: ImapAccount) -> None:
        self._connection = ImapConnection(account)

    def find(self, message_id: str, *, since: datetime | None = None) -> bool | None:  # noqa: ARG002
        """Whether the folder holds the mail now."""
        bare = message_id.strip().strip("<>")
        return self._connection.run(lambda client: self._search(client, f"<{bare}>"))

    def _search(self, client: IMAPClient, message_id: str) -> bool:
        client.noop()  # “absent” must hold for this moment, not for the one when the folder was opened
        return bool(client.search(["HEADER", "Message-ID", message_id]))

    def close(self) -> None:
        """Log out."""
        self._connection.close()


def _processed_folder(client: IMAPClient) -> str:
    """The folder's name as this server writes it (Dovecot and Courier may want `INBOX.Processed`)."""
    prefix = ""
    if client.has_capability("NAMESPACE"):
        personal = client.namespace().personal
        prefix = str(personal[0][0]) if personal else ""
    name = f"{prefix}{PROCESSED}"
    if not client.folder_exists(name):
        client.create_folder(name)
    return name
