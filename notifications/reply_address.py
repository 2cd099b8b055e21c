"""Reply and bounce addresses that carry a signed number; survives mail systems that change upper and lower case.

A token says who was asked, never who answers: it proves nothing about the sender. Expiry lives with the data request.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from models.rules.errors import DomainError

TOKEN_LENGTH = 32
NONCE_BYTES = 4
_VERSION = 1
_MAC_BYTES = 10
_ID_BYTES = 5
_TOKEN = re.compile(r"\+([a-z2-7]{32})@", re.IGNORECASE | re.ASCII)
_BOUNCE = re.compile(r"\+(\d{1,18})-([a-z2-7]{16})@", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Token:
    """What a valid token says: the data request it was made for, and the nonce stored with that request."""

    data_request_id: int
    nonce: bytes
    text: str


def new_nonce(seed: bytes, *, key: bytes) -> bytes:
    """Four bytes derived from anything unique to a request; the same seed always gives the same nonce."""
    return hmac.new(key, b"nonce/v1|" + seed, hashlib.sha256).digest()[:NONCE_BYTES]


def make_token(data_request_id: int, *, nonce: bytes, key: bytes) -> str:
    """Token of 32 lower-case base32 characters: version, id, nonce and ten bytes of HMAC-SHA-256."""
    if len(nonce) != NONCE_BYTES:
        raise DomainError(f"A nonce has {NONCE_BYTES} bytes; this one has {len(nonce)}.")
    if not 0 < data_request_id < 256**_ID_BYTES:
        raise DomainError(f"{data_request_id} cannot be written into a reply address; use a positive request number.")
    body = bytes([_VERSION]) + data_request_id.to_bytes(_ID_BYTES, "big") + nonce
    return _base32(body + _reply_mac(body, key=key))


def read_token(text: str, *, key: bytes) -> Token | None:
    """The token if it is ours and unharmed, whatever its case; None otherwise."""
    if len(text) != TOKEN_LENGTH or not text.isascii():
        return None
    try:
        raw = base64.b32decode(text.upper())
    except binascii.Error:
        return None
    body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if body[0] != _VERSION or not hmac.compare_digest(mac, _reply_mac(body, key=key)):
        return None
    return Token(int.from_bytes(body[1 : 1 + _ID_BYTES], "big"), body[1 + _ID_BYTES :], text.lower())


def reply_address(base: str, token: str) -> str:
    """Plus-address of RFC 5233: ("suivi@x.example", token) gives "suivi+TOKEN@x.example"."""
    local, domain = _split(base)
    return f"{local}+{token}@{domain}"


def find_tokens(addresses: Iterable[str], *, key: bytes) -> tuple[Token, ...]:
    """All different valid tokens in these addresses, in order."""
    found: dict[str, Token] = {}
    for address in addresses:
        match = _TOKEN.search(address)
        token = read_token(match[1], key=key) if match else None
        if token:
            found.setdefault(token.text, token)
    return tuple(found.values())


def bounce_address(base: str, outbound_id: int, *, key: bytes) -> str:
    """Envelope sender of one outbound message (VERP), so that a bounce names it: "bounce+17-MAC@x.example"."""
    local, domain = _split(base)
    return f"{local}+{outbound_id}-{_bounce_mac(outbound_id, key=key)}@{domain}"


def read_bounce_address(address: str, *, key: bytes) -> int | None:
    """Number of the outbound message a bounce address was made for; None if it is not ours."""
    found = _BOUNCE.search(address)
    if not found:
        return None
    outbound_id = int(found[1])
    return outbound_id if hmac.compare_digest(found[2].lower(), _bounce_mac(outbound_id, key=key)) else None


def find_bounced(addresses: Iterable[str], *, key: bytes) -> int | None:
    """Number of the outbound message named by the first valid bounce address among these."""
    return next((found for a in addresses if (found := read_bounce_address(a, key=key)) is not None), None)


def _split(base: str) -> tuple[str, str]:
    local, at, domain = base.rpartition("@")
    if not (local and at and domain):
        raise DomainError(f"“{base}” is not a mail address; write for instance suivi@region.example.")
    return local, domain


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def _reply_mac(body: bytes, *, key: bytes) -> bytes:
    return hmac.new(key, b"reply/v1|" + body, hashlib.sha256).digest()[:_MAC_BYTES]


def _bounce_mac(outbound_id: int, *, key: bytes) -> str:
    return _base32(hmac.new(key, b"bounce/v1|%d" % outbound_id, hashlib.sha256).digest()[:_MAC_BYTES])
