"""Rows of the evidence page: public files with their hashes, and addresses with what a check of them found."""

from dataclasses import dataclass
from decimal import Decimal

from reports.site.context import Edition
from reports.site.portal import PublicDocument, item_codes

SAFE_ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/csv": "csv",
    "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/zip": "zip",
}
"""What a portal hands out as it came. Anything that a browser might run is not among them."""


@dataclass(frozen=True)
class FileRow:
    """One public file. `file` is its path in the site, "" when the portal does not hand it out."""

    code: str
    name: str
    size: str
    received: str
    sha256: str
    file: str


@dataclass(frozen=True)
class LinkRow:
    """One public address and what is known of it."""

    code: str
    address: str
    state: str


def evidence_path(sha256: str, *, content_type: str) -> str:
    """Path of a public file in the site: its content decides it, so it never changes; "" for unsafe kinds."""
    ending = SAFE_ENDINGS.get(content_type, "")
    return f"evidence/{sha256[:16]}.{ending}" if ending else ""


def file_rows(edition: Edition) -> tuple[FileRow, ...]:
    """Public evidence files of the edition, in the order of the register."""
    shown = zip(edition.content.evidence, edition.view.record.evidence, strict=True)
    return tuple(
        FileRow(
            code=row.code,
            name=row.name or fact.sha256[:12],
            size=row.size,
            received=row.received,
            sha256=fact.sha256,
            file=evidence_path(fact.sha256, content_type=fact.content_type)
            if fact.sha256 in edition.record.files
            else "",
        )
        for fact, row in shown
        if fact.is_public
    )


def documents_of(edition: Edition) -> tuple[PublicDocument, ...]:
    """Minutes and results for this portal: those of its region, and those of no region."""
    region = edition.portal.region
    return tuple(d for d in edition.record.documents if not region or d.region in ("", region))


def document_rows(edition: Edition) -> tuple[FileRow, ...]:
    """The same as rows of the page; a kind of file that is not safe to open is named and not offered."""
    words = edition.words
    return tuple(
        FileRow(
            code=document.code,
            name=document.title or document.code,
            size=words.gettext("%(n)s kB", n=words.number(Decimal(-(-len(document.content) // 1024)))),
            received=words.day(document.on),
            sha256=document.sha256,
            file=evidence_path(document.sha256, content_type=document.content_type),
        )
        for document in documents_of(edition)
    )


def link_rows(edition: Edition) -> tuple[LinkRow, ...]:
    """Public addresses given as evidence, with what the last check found."""
    _ = edition.words.gettext
    known = {check.address: check for check in edition.record.checks}
    codes = item_codes(edition.content.commitments)
    rows = []
    for link in edition.record.links:
        if link.code not in codes:
            continue
        check, state = known.get(link.address), _("not checked yet")
        if check:
            day = edition.words.day(check.checked_on)
            state = _("available on %(day)s", day=day) if check.is_available else _("not available on %(day)s", day=day)
        rows.append(LinkRow(link.code, link.address, state))
    return tuple(rows)
