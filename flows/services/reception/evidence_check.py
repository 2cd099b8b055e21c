"""Whether public evidence can still be reached: one HEAD per address, only when somebody asks for it.

Addresses come from mails, so they are not trusted: only http and https, no redirect is followed, and no address of a
private network is called unless the caller allows it.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pydantic import JsonValue

from flows.services.compilation.publishing_record import evidence_links
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from models.rules.errors import DomainError
from reports.canonical import readable_json
from reports.site.portal import Checked

PATIENCE_SECONDS = 10.0


def check_evidence(
    desk: Desk, *, plan: str, allow_private: bool = False, out: Path | None = None
) -> tuple[Checked, ...]:
    """Ask each public address given as evidence whether it is there; the results go to `out` as JSON when given."""
    with desk.reading() as session:
        links = evidence_links(session, plan_id=find_plan(session, code=plan).id)
    found = tuple(
        Checked(address, *head(address, allow_private=allow_private), checked_on=desk.today)
        for address in dict.fromkeys(link.address for link in links)
    )
    if out is not None:
        _write(out, found)
    return found


def head(address: str, *, allow_private: bool = False, patience: float = PATIENCE_SECONDS) -> tuple[bool, str]:
    """Whether an address answers a HEAD with a success, and what it said. Never raises for what the network does."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return False, "not a web address"
    try:
        where = _public_place(parts, allow_private=allow_private)
        return _ask(parts, where=where, patience=patience)
    except _PrivateError:
        return False, "address of a private network"
    except TimeoutError:
        return False, f"no answer within {patience:g} seconds"
    except (OSError, http.client.HTTPException, ValueError) as error:
        return False, type(error).__name__


def read_checks(path: Path | None) -> tuple[Checked, ...]:
    """Results left by an earlier check; none when there is no file. A damaged file is a DomainError."""
    if path is None or not path.is_file():
        return ()
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["checks"]
        return tuple(_read(row) for row in rows)
    except (ValueError, KeyError, TypeError) as error:
        raise DomainError(
            f"{path} is not a list of checked addresses; run `iltizam report check-evidence` again."
        ) from error


class _PrivateError(Exception):
    """The name leads to a place that is not on the public network."""


def _public_place(parts: SplitResult, *, allow_private: bool) -> str:
    """The numeric address to call. It is the one that was looked at: a name cannot change its mind in between."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    place = str(found[0][4][0])
    number = ipaddress.ip_address(place)
    hidden = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    if not allow_private and not (hidden or number).is_global:
        raise _PrivateError(place)
    return place


def _ask(parts: SplitResult, *, where: str, patience: float) -> tuple[bool, str]:
    host = parts.hostname or ""
    kind = _PinnedHTTPS if parts.scheme == "https" else _PinnedHTTP
    connection = kind(host, parts.port, timeout=patience)
    connection.place = where
    try:
        path = parts.path or "/"
        connection.request("HEAD", f"{path}?{parts.query}" if parts.query else path)
        status = connection.getresponse().status
    finally:
        connection.close()
    return 200 <= status < 300, str(status)


class _PinnedHTTP(http.client.HTTPConnection):
    """A connection to a place that was already looked up."""

    place = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.place, self.port), self.timeout)


class _PinnedHTTPS(http.client.HTTPSConnection):
    """The same with the certificate of the name."""

    place = ""

    def connect(self) -> None:
        bare = socket.create_connection((self.place, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(bare, server_hostname=self.host)


def _read(row: dict[str, object]) -> Checked:
    day = date.fromisoformat(str(row["checked_on"]))
    return Checked(str(row["address"]), bool(row["is_available"]), str(row["detail"]), day)


def _write(path: Path, found: Iterable[Checked]) -> None:
    rows: list[JsonValue] = [
        {
            "address": check.address,
            "is_available": check.is_available,
            "detail": check.detail,
            "checked_on": check.checked_on.isoformat(),
        }
        for check in found
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(readable_json({"checks": rows}), encoding="utf-8")
