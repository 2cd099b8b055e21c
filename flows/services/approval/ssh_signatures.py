"""Detached signatures as `ssh-keygen -Y sign` writes them (PROTOCOL.sshsig of OpenSSH), checked with a known public key.

Only checks: which body holds a key, and what is signed, is decided elsewhere.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from models.rules.errors import DomainError

NAMESPACE = "iltizam-report"
SMALLEST_RSA = 3072
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG"
_DIGESTS = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
_RSA_DIGESTS: dict[bytes, hashes.HashAlgorithm] = {b"rsa-sha2-256": hashes.SHA256(), b"rsa-sha2-512": hashes.SHA512()}
_NO_SIGNATURE = DomainError(
    f"This is no OpenSSH signature; make one with `ssh-keygen -Y sign -f KEY -n {NAMESPACE} FILE` and give the .sig file."
)
_NO_KEY = DomainError(
    "This is no public key that can be used here; give the one line of an OpenSSH public key: ssh-ed25519, or ssh-rsa of "
    f"at least {SMALLEST_RSA} bits."
)


@dataclass(frozen=True)
class PublicKey:
    """A public key as one line of text without its comment, and its fingerprint as `ssh-keygen -l` prints it."""

    line: str
    fingerprint: str


def read_public_key(text: str) -> PublicKey:
    """The key in one line of OpenSSH ("ssh-ed25519 AAAA… comment"). DomainError when it is none, or a weak one."""
    words = text.strip().split()
    if len(words) < 2 or "\n" in text.strip():
        raise _NO_KEY
    line = f"{words[0]} {words[1]}"
    key = _loaded(line)
    if not isinstance(key, Ed25519PublicKey | RSAPublicKey):
        raise _NO_KEY
    if isinstance(key, RSAPublicKey) and key.key_size < SMALLEST_RSA:
        raise _NO_KEY
    digest = hashlib.sha256(base64.b64decode(words[1])).digest()
    return PublicKey(line, "SHA256:" + base64.b64encode(digest).decode().rstrip("="))


def check_signature(
    content: bytes, *, signature: str, keys: Sequence[PublicKey], namespace: str = NAMESPACE
) -> PublicKey:
    """The one of `keys` that signed `content`. DomainError says what is wrong: no signature, another key, other bytes."""
    blob, signed_namespace, algorithm, digest_name, signed = _parts(signature)
    if signed_namespace != namespace.encode():
        shown = signed_namespace.decode("ascii", "replace")[:40]
        raise DomainError(f"This signature was made for “{shown}”; sign again with `-n {namespace}`.")
    key = next((known for known in keys if base64.b64decode(known.line.split()[1]) == blob), None)
    if key is None:
        raise DomainError(
            "This signature was made with a key that is not registered for the body; register its public key first, with "
            "the flow register-signing-key."
        )
    digest = _DIGESTS[digest_name](content).digest()
    message = _MAGIC + b"".join(map(_string, (signed_namespace, b"", digest_name, digest)))
    if not _is_valid(key, algorithm=algorithm, signature=signed, message=message):
        raise DomainError("The signature does not fit these bytes: it was made over another file, or was damaged.")
    return key


def _is_valid(key: PublicKey, *, algorithm: bytes, signature: bytes, message: bytes) -> bool:
    loaded = _loaded(key.line)
    try:
        if isinstance(loaded, Ed25519PublicKey) and algorithm == b"ssh-ed25519":
            loaded.verify(signature, message)
        elif isinstance(loaded, RSAPublicKey) and algorithm in _RSA_DIGESTS:
            loaded.verify(signature, message, PKCS1v15(), _RSA_DIGESTS[algorithm])
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _parts(armoured: str) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """Key, namespace, algorithm, digest and signature bytes of an armoured signature."""
    text = armoured.strip().replace("\r", "")
    if len(text) > 20_000 or not (text.startswith(_BEGIN) and text.endswith(_END)):
        raise _NO_SIGNATURE
    try:
        raw = base64.b64decode("".join(text[len(_BEGIN) : -len(_END)].split()), validate=True)
        if raw[:6] != _MAGIC or int.from_bytes(raw[6:10], "big") != 1:
            raise _NO_SIGNATURE
        key, namespace, _, digest, signed = _strings(raw[10:], count=5)
        algorithm, signature = _strings(signed, count=2)
    except (ValueError, binascii.Error) as error:
        raise _NO_SIGNATURE from error
    if digest not in _DIGESTS:
        raise _NO_SIGNATURE
    return key, namespace, algorithm, digest, signature


def _strings(raw: bytes, *, count: int) -> list[bytes]:
    found = []
    for _ in range(count):
        length = int.from_bytes(raw[:4], "big")
        if len(raw) < 4 + length:
            raise ValueError("shorter than it says")
        found.append(raw[4 : 4 + length])
        raw = raw[4 + length :]
    if raw:
        raise ValueError("longer than it says")
    return found


def _string(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _loaded(line: str) -> object:
    try:
        return load_ssh_public_key(line.encode())
    except (ValueError, UnsupportedAlgorithm, binascii.Error) as error:
        raise _NO_KEY from error
