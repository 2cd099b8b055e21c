"""The mails kept on this machine, as a person without a mail program reads them. Reads files, sends nothing."""

from dataclasses import dataclass, replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from models.rules.errors import DomainError
from notifications.mailbox_maildir import list_mails


@dataclass(frozen=True)
class Letter:
    """One kept mail. `number` counts from 1, oldest first; `date` is the header's, ISO 8601, or ""."""

    number: int
    raw: bytes
    date: str
    from_line: str
    to_line: str
    subject: str
    message_id: str

    @property
    def text(self) -> str:
        """The plain-text part, else a sentence that says there is none."""
        found = self._part("text/plain")
        return "(This mail has no text part; --html saves the other one.)" if found is None else found

    @property
    def html(self) -> str | None:
        """The HTML part, or None."""
        return self._part("text/html")

    @property
    def attachments(self) -> list[str]:
        """Names of the attached files."""
        return [_decode(name) for part in message_from_bytes(self.raw).walk() if (name := part.get_filename())]

    def header(self, name: str) -> str:
        """A header as readable text, "" when there is none."""
        return _header(message_from_bytes(self.raw), name)

    def _part(self, content_type: str) -> str | None:
        for part in message_from_bytes(self.raw).walk():
            if part.get_content_type() == content_type and not part.get_filename():
                return _part_text(part)
        return None


def read_letters(folder: Path) -> list[Letter]:
    """All kept mails, oldest first by their date; of one moment by address, whatever connection brought which one first."""
    found = sorted((_letter(path) for path in list_mails(folder)), key=lambda one: (one.date, address_of(one.to_line)))
    return [replace(letter, number=number) for number, letter in enumerate(found, start=1)]


def read_letter(folder: Path, *, number: int) -> Letter:
    """The mail with this number. Raises DomainError when there is none."""
    letters = read_letters(folder)
    if not 1 <= number <= len(letters):
        have = f"there are 1 to {len(letters)}" if letters else "no mail has been sent yet"
        raise DomainError(f"There is no mail number {number}; {have}. `iltizam mail list` shows them.")
    return letters[number - 1]


def address_of(line: str) -> str:
    """The bare address of a From or To line."""
    return parseaddr(line)[1]


def _letter(path: Path) -> Letter:
    raw = path.read_bytes()
    message = message_from_bytes(raw)
    names = ("From", "To", "Subject", "Message-ID")
    sender, recipient, subject, message_id = (_header(message, name) for name in names)
    return Letter(0, raw, _date(message), sender, recipient, subject, message_id)


def _header(message: Message, name: str) -> str:
    return _decode(str(message.get(name, "")))


def _decode(text: str) -> str:
    try:
        decoded = str(make_header(decode_header(text)))
    except (LookupError, ValueError):
        decoded = text  # an unknown character set: better shown raw than not at all
    return " ".join(decoded.split())


def _date(message: Message) -> str:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).isoformat()
    except ValueError:
        return ""


def _part_text(part: Message) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")
    except LookupError:
        return raw.decode("utf-8", "replace").replace("\r\n", "\n")
