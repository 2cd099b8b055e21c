"""What a person sees in a mail we sent: a form to fill in, a question, a receipt, or something only to be read.

Reads bytes as a mail program does; knows no row and no kind of message.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from enum import StrEnum

from models.rules.codes import is_valid_item_code
from models.vocabulary import Language

_ASKED = re.compile(r"^(\S+-[IM]\d+[A-Z]) =[ \t]*$", re.MULTILINE)


class Nature(StrEnum):
    """What a mail wants of its reader."""

    FORM = "form"
    QUESTION = "question"
    RECEIPT = "receipt"
    NEWS = "news"


@dataclass(frozen=True)
class Seen:
    """One mail of ours as its reader sees it. `asked` are the codes with nothing after the sign, in printed order."""

    nature: Nature
    language: Language
    text: str
    asked: tuple[str, ...]
    message_id: str
    reply_to: str
    from_line: str
    subject: str
    date: str
    sender: str
    workbook_name: str = ""
    workbook: bytes = b""


def see(raw: bytes, *, sender: str) -> Seen:
    """Read a mail of ours; `sender` is its envelope sender, "" for one that must not be answered by machines."""
    message = message_from_bytes(raw)
    text, workbook_name, workbook = _parts(message)
    asked = tuple(code for code in dict.fromkeys(_ASKED.findall(text)) if is_valid_item_code(code))
    return Seen(
        nature=_nature(message, sender=sender, asks=bool(asked)),
        language=Language(str(message["Content-Language"] or "fr").split("-")[0]),
        text=text,
        asked=asked,
        message_id=str(message["Message-ID"]).strip(),
        reply_to=parseaddr(str(message["Reply-To"] or message["From"]))[1],
        from_line=_decoded(message["From"]),
        subject=_decoded(message["Subject"]),
        date=str(message["Date"]),
        sender=sender,
        workbook_name=workbook_name,
        workbook=workbook,
    )


def _nature(message: Message, *, sender: str, asks: bool) -> Nature:
    if not sender:
        return Nature.RECEIPT
    if "+" not in str(message["Reply-To"] or ""):
        return Nature.NEWS
    return Nature.FORM if asks else Nature.QUESTION


def _parts(message: Message) -> tuple[str, str, bytes]:
    text, name, workbook = "", "", b""
    for part in message.walk():
        if part.get_content_type() == "text/plain" and not text:
            text = _content(part).decode("utf-8", "replace").replace("\r\n", "\n")
        elif str(part.get_filename() or "").endswith(".xlsx"):
            name, workbook = str(part.get_filename()), _content(part)
    return text, name, workbook


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(value: object) -> str:
    return " ".join(str(make_header(decode_header(str(value or "")))).split())
