"""What a file is, told by its first bytes and never by its name. The program looks no deeper."""

from dataclasses import dataclass

_ZIP = b"PK\x03\x04"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_REFUSED: tuple[bytes, ...] = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")
_OFFICE: tuple[tuple[bytes, str], ...] = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
)


@dataclass(frozen=True)
class FileType:
    """A media type, and whether files of it are kept as evidence (programs are not)."""

    media_type: str
    is_evidence: bool


def type_of(content: bytes) -> FileType:
    """The type of a file by its content. What is unknown is kept as it is, as bytes without a meaning."""
    head = content[:4096]
    if head.startswith(_REFUSED):
        return FileType("application/x-executable", is_evidence=False)
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return FileType(media_type, is_evidence=True)
    if head[8:12] == b"WEBP" or head[4:12] in (b"ftypheic", b"ftypmif1"):
        return FileType("image/webp" if head[8:12] == b"WEBP" else "image/heic", is_evidence=True)
    if head.startswith(_ZIP):
        # Names of the first members stand in clear near the beginning of the archive.
        found = next((kind for mark, kind in _OFFICE if mark in content[:65_536]), "application/zip")
        return FileType(found, is_evidence=True)
    return FileType("text/plain" if _is_text(head) else "application/octet-stream", is_evidence=bool(content))


def _is_text(head: bytes) -> bool:
    try:
        head[: len(head) - 4 if len(head) > 3000 else None].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in head
