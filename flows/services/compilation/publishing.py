"""The public sites: the frozen figures of a year as pages, data, feeds and documents for every portal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.services.compilation.publishing_folder import write_sites
from flows.services.compilation.publishing_privacy import private_texts
from flows.services.compilation.publishing_record import public_record
from flows.services.compilation.reporting import FrozenFigures, freeze_annual
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from flows.services.reception.evidence_check import read_checks
from models.rules.errors import DomainError
from reports.site.files import portal_files
from reports.site.portal import Portal, portals_of
from reports.site.untranslated import left_over


@dataclass(frozen=True)
class PublishedSites:
    """The sites as written: their figures, their folder, files and bytes by portal.

    `not_arabic` are texts that stand on Arabic pages in another language, because nobody has translated them.
    """

    frozen: FrozenFigures
    folder: Path
    portals: dict[str, tuple[int, int]]
    not_arabic: tuple[str, ...]


def publish_sites(
    desk: Desk,
    *,
    plan: str,
    year: int,
    out: Path,
    addresses: Mapping[str, str] | None = None,
    checks: Path | None = None,
    preview: bool = False,
) -> PublishedSites:
    """Freeze the year and write one site per portal below `out`: the consortium's, then each region's.

    `addresses` are the public addresses of portals by region code, "consortium" for the whole; `checks` is the file
    in which `check_evidence` left what it found. Equal figures and records give equal bytes. Languages that say
    different numbers, and personal data in a public file, are each a DomainError that names them.
    """
    frozen = freeze_annual(desk, plan=plan, year=year, preview=preview)
    with desk.reading() as session:
        row = find_plan(session, code=plan)
        private = private_texts(session)
        record = public_record(session, plan_id=row.id, standing=frozen.standing, checks=read_checks(checks))
    files: dict[str, bytes] = {}
    sizes: dict[str, tuple[int, int]] = {}
    not_arabic: dict[str, None] = {}
    for portal in portals_at(frozen, addresses or {}):
        made = portal_files(frozen.content, portal=portal, sha256=frozen.sha256, record=record, private=private)
        files |= {f"{portal.folder}/{path}": content for path, content in made.items()}
        not_arabic |= dict.fromkeys(left_over(made))
        sizes[portal.folder] = len(made), sum(map(len, made.values()))
    write_sites(out, files=files)
    return PublishedSites(frozen, out, sizes, tuple(not_arabic))


def portals_at(frozen: FrozenFigures, addresses: Mapping[str, str]) -> tuple[Portal, ...]:
    """Every portal of the plan with its public address where one is given; an unknown portal is a DomainError."""
    portals = portals_of(frozen.content)
    known = {portal.folder: portal for portal in portals}
    chosen = {name.lower(): address for name, address in addresses.items()}
    for name, address in chosen.items():
        if name not in known:
            raise DomainError(f"There is no portal “{name}”; write one of: {', '.join(known)}.")
        if not address.startswith(("https://", "http://")):
            raise DomainError(f"“{address}” is no public address; write one that begins with https://.")
    return tuple(Portal(portal.region, chosen.get(portal.folder, "")) for portal in portals)


def summary_of(sites: PublishedSites) -> str:
    """One sentence: what was written, where, under which hash."""
    content, total = sites.frozen.content, sum(count for count, _ in sites.portals.values())
    return (
        f"Public sites of {content.plan.code} for {content.year}: {len(sites.portals)} portals, {total} files in "
        f"{sites.folder}, SHA-256 {sites.frozen.sha256[:12]}."
    )


def read_addresses(given: Iterable[str]) -> dict[str, str]:
    """`name=address` pairs as people write them; a DomainError shows how."""
    found = {}
    for text in given:
        name, sign, address = text.partition("=")
        if not sign or not name.strip() or not address.strip():
            raise DomainError(
                f"“{text}” is not an address of a portal; write for instance laa=https://portal.example/."
            )
        found[name.strip()] = address.strip()
    return found
