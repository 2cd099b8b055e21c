"""Whom an office may write to: the domains its administrator has named, and nobody else. Empty means nobody.

Asked twice: when a mail is queued, so that it is held at once and seen, and again before its first byte leaves.
"""

from collections.abc import Sequence


def domain_of(address: str) -> str:
    """What follows the last @, in lower case."""
    return address.rpartition("@")[2].lower()


def may_write_to(domain: str, allowed: Sequence[str]) -> bool:
    """Whether the office may write to a domain: named itself, or by an ending with a leading dot (".example")."""
    wanted = [entry.lower().removeprefix("@") for entry in allowed]
    return any(domain == entry or (entry.startswith(".") and domain.endswith(entry)) for entry in wanted)


def not_allowed(recipient: str) -> str:
    """The one sentence that says why a mail is held, and what would be right."""
    domain = domain_of(recipient)
    return f"{domain} is not among the domains this office may write to; allow {domain}, then release the mail."
