"""A stored message read as far as that is possible without the database: parsed, classed, its workbooks opened.

Done before the transaction that settles it, so that a slow workbook keeps no other writer waiting.
"""

from dataclasses import dataclass

from flows.services.collection.workbooks import OpenedWorkbook, open_workbooks
from flows.services.desk import Desk
from notifications.classify import Classification, classify
from notifications.mime import ParsedMail, parse


@dataclass(frozen=True)
class OpenedMail:
    """One message. Of a header alone (`is_header_only`: the mail was too large) nothing is looked into."""

    inbound_id: int
    mail: ParsedMail
    nature: Classification
    workbooks: tuple[OpenedWorkbook, ...]
    is_header_only: bool = False

    @property
    def sheet_references(self) -> tuple[str, ...]:
        """The forms that signed workbooks name."""
        return tuple(workbook.reference for workbook in self.workbooks if workbook.reference)


def open_mail(desk: Desk, *, inbound_id: int, raw: bytes, envelope_to: str, is_header_only: bool) -> OpenedMail:
    """Read the bytes as they are kept."""
    mail = parse(raw, envelope_to=envelope_to)
    workbooks = () if is_header_only else open_workbooks(mail, key=desk.office.key)
    return OpenedMail(inbound_id, mail, classify(mail), workbooks, is_header_only)
