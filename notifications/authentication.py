"""What our own mail server says of the sender (RFC 8601). Only headers it can have written itself are believed.

From the first Received line that is not our own downwards, all was written by the sender's side and proves nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import authres

from models.vocabulary import Authentication
from notifications.mime import ParsedMail

MAX_HEADER = 4_000
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_RECEIVED_BY = re.compile(r"(?:from\s+\S{1,300}\s+)?by\s+([\w.-]{1,255})(?:\s|;|$)", re.IGNORECASE)


@dataclass(frozen=True)
class _Result:
    """One method's verdict: "dmarc", "pass", and the domain it speaks for."""

    method: str
    verdict: str
    domain: str


def judge(mail: ParsedMail, *, authserv_id: str, own_hosts: tuple[str, ...] = ()) -> Authentication:
    """PASS, FAIL or UNKNOWN for the strict sender of a mail.

    `authserv_id` is the name our mail server signs its Authentication-Results with ("" means none is trusted);
    `own_hosts` are servers behind it that add Received lines of their own. DMARC decides; without it, an aligned DKIM
    or SPF result. PASS is only ever given for the domain of the one clear From address.
    """
    if not authserv_id:
        return Authentication.UNKNOWN
    results = list(_trusted_results(mail, authserv_id=authserv_id.lower(), own_hosts=own_hosts))
    domain = mail.from_address.rpartition("@")[2].lower()
    verdict = _judge_dmarc(results, domain=domain) or _judge_aligned(results, domain=domain)
    return Authentication.UNKNOWN if verdict is Authentication.PASS and not mail.from_is_strict else verdict


def _trusted_results(mail: ParsedMail, *, authserv_id: str, own_hosts: tuple[str, ...]) -> Iterator[_Result]:
    """Results above our server's own Received line; nothing at all if that line is not found where it must be."""
    trusted: list[str] = []
    for name, value in mail.headers:
        if name == "received":
            host = _received_by(value)
            if host == authserv_id:
                break
            if host not in own_hosts:
                return
        elif name == "authentication-results":
            trusted.append(value)
    else:
        return
    for value in trusted:
        yield from _results_in(value, authserv_id=authserv_id)


def _received_by(value: str) -> str:
    """The host that wrote a Received line, by its grammar: `from … by HOST`; comments are the sender's to choose."""
    found = _RECEIVED_BY.match(_COMMENT.sub(" ", value[:MAX_HEADER]).strip())
    return found[1].lower() if found else ""


def _results_in(value: str, *, authserv_id: str) -> Iterator[_Result]:
    try:
        header = authres.AuthenticationResultsHeader.parse(
            f"Authentication-Results: {' '.join(value[:MAX_HEADER].split())}"
        )
    except (authres.AuthResError, ValueError, TypeError, IndexError, AttributeError):
        return
    if (header.authserv_id or "").lower() != authserv_id:
        return
    for result in header.results:
        properties = {f"{p.type}.{p.name}".lower(): str(p.value).lower() for p in result.properties}
        yield _Result(
            result.method.lower(), (result.result or "").lower(), _domain_of(result.method.lower(), properties)
        )


def _domain_of(method: str, properties: dict[str, str]) -> str:
    names = {"dmarc": ("header.from",), "dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom", "smtp.mail")}
    value = next((properties[name] for name in names.get(method, ()) if name in properties), "")
    return value.rpartition("@")[2].strip("<>. ")


def _judge_dmarc(results: list[_Result], *, domain: str) -> Authentication | None:
    """DMARC's own verdict; any failure outweighs any pass, and a pass must be about the sender's domain."""
    verdicts = [result for result in results if result.method == "dmarc"]
    if any(result.verdict == "fail" for result in verdicts):
        return Authentication.FAIL
    passes = any(result.verdict == "pass" and result.domain in ("", domain) for result in verdicts)
    return Authentication.PASS if passes and domain else None


def _judge_aligned(results: list[_Result], *, domain: str) -> Authentication:
    aligned = [r.verdict for r in results if r.method in ("dkim", "spf") and _are_aligned(r.domain, domain)]
    if "pass" in aligned:
        return Authentication.PASS
    return Authentication.FAIL if "fail" in aligned else Authentication.UNKNOWN


def _are_aligned(one: str, other: str) -> bool:
    """Whether two domains are the same or one lies below the other (relaxed alignment, no public suffix list)."""
    if "." not in one or "." not in other:
        return False
    return one == other or one.endswith("." + other) or other.endswith("." + one)
