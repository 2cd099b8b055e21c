"""Headers of real mail: decoded whatever their charset, addresses found leniently, the sender judged strictly."""

import email.errors
import email.header
import email.policy
import re
from collections.abc import Iterable
from email.headerregistry import Address, Group

MAX_HEADER = 10_000
MAX_ADDRESSES = 200
MAX_FROM = 1_000
# Whatever the standard library raises on mail it did not expect.
MAIL_ERRORS = (
    email.errors.MessageError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
)
_ADDRESS = re.compile(r"(?<![\w.+=@-])[\w.+=-]{1,128}@[\w.-]{1,255}\w")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_FOLDING = re.compile(r"[\r\n]+[ \t]*")
# Codecs that are no charsets of mail, or that take quadratic time.
_NO_CHARSET = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7", "utf-7"})


def decode_bytes(raw: bytes, *, charset: str = "") -> str:
    """Text of bytes: in the charset named, else UTF-8, else Windows-1252, else Latin-1."""
    name = charset.strip().strip("\"'").lower()
    named = [name] if name and name not in _NO_CHARSET and name not in ("us-ascii", "ascii") else []
    for candidate in (*named, "utf-8", "cp1252"):
        try:
            return raw.decode(candidate)
        except (LookupError, ValueError, TypeError):
            continue
    return raw.decode("latin-1")


def decode_header(value: str) -> str:
    """A header as people read it: unfolded, encoded words decoded, stray bytes repaired."""
    text = _FOLDING.sub(" ", value[:MAX_HEADER]).replace("\x00", "")
    text = decode_bytes(text.encode("utf-8", "surrogateescape"))
    if "=?" not in text:
        return text.strip()
    try:
        pieces = email.header.decode_header(text)
    except MAIL_ERRORS:
        return text.strip()
    return "".join(_piece(content, charset) for content, charset in pieces).strip() or text.strip()


def _piece(content: bytes | str, charset: str | None) -> str:
    return content if isinstance(content, str) else decode_bytes(content, charset=charset or "")


def addresses_in(values: Iterable[str]) -> tuple[str, ...]:
    """All addresses in these headers, in lower case, each once. For finding tokens, never for judging a sender."""
    found: dict[str, None] = {}
    for value in values:
        for match in _ADDRESS.finditer(value[:MAX_HEADER]):
            found.setdefault(match[0].lower())
            if len(found) >= MAX_ADDRESSES:
                return tuple(found)
    return tuple(found)


def message_ids_in(value: str) -> tuple[str, ...]:
    """All Message-IDs in a header, with their angle brackets, each once."""
    return tuple(dict.fromkeys(match[0] for match in _MESSAGE_ID.finditer(value[:MAX_HEADER])))[:MAX_ADDRESSES]


def strict_sender(values: list[str]) -> str:
    """The sender's address in lower case, if there is exactly one From header with exactly one address and no defect.

    Empty otherwise: `n@x.example <evil@e.test>` has one address for lenient parsers, and is refused here.
    """
    if len(values) != 1 or len(values[0]) > MAX_FROM:
        return ""
    value = _FOLDING.sub(" ", decode_bytes(values[0].encode("utf-8", "surrogateescape")))
    try:
        header = email.policy.default.header_factory("From", value)
        if any(map(_is_grave, header.defects)):
            return ""
        addresses: tuple[Address, ...] = getattr(header, "addresses", ())
        groups: tuple[Group, ...] = getattr(header, "groups", ())
        plain = [f"{a.username}@{a.domain}" for a in addresses if a.username and a.domain]
    except MAIL_ERRORS:
        return ""
    is_single = len(addresses) == 1 and len(plain) == 1 and len(groups) == 1 and not groups[0].display_name
    return plain[0].lower() if is_single and _ADDRESS.fullmatch(plain[0]) else ""


def _is_grave(defect: Exception) -> bool:
    """A dot in an unquoted name (“M. Karim”) is old style and harmless; every other defect is not."""
    return not isinstance(defect, email.errors.ObsoleteHeaderDefect)
