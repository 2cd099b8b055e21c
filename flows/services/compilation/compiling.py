"""Compiled documents told as outcomes, for the administrators' pages: which figures, which files, what to know first."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlmodel import select

from flows.services.compilation.printing import PrintedDocuments, print_dossier, print_quarter
from flows.services.compilation.publishing import PublishedSites, publish_sites
from flows.services.compilation.publishing import summary_of as summary_of_sites
from flows.services.compilation.publishing_parts import Part, publish_part
from flows.services.compilation.reporting_freeze import FrozenFigures
from flows.services.desk import Desk
from flows.services.outcome import CompiledFile, Outcome
from models.tables import ActionPlan
from models.vocabulary import Language
from reports.print_files import Kind
from reports.site.portal import CONSORTIUM

DRAFT = "Draft: no independent monitoring body has been named, and every page says so."


def quarterly_documents(
    desk: Desk,
    *,
    plan: str,
    period: str,
    kinds: Iterable[Kind],
    region: str,
    commitment: str,
    languages: Iterable[Language],
    preview: bool,
    out: Path,
) -> Outcome:
    """`print_quarter` as an outcome: scorecards, matrix, management chart, committee pack."""
    printed = print_quarter(
        desk,
        plan=plan,
        period=period,
        kinds=kinds,
        region=region,
        commitment=commitment,
        languages=languages,
        preview=preview,
        out=out,
    )
    return _of_documents(desk, "quarterly-documents", printed, what=f"Documents of {period}", preview=preview)


def instance_dossier(
    desk: Desk, *, plan: str, year: int, languages: Iterable[Language], preview: bool, out: Path
) -> Outcome:
    """`print_dossier` as an outcome: the dossier for the Independent Reporting Instance."""
    printed = print_dossier(desk, plan=plan, year=year, languages=languages, preview=preview, out=out)
    return _of_documents(desk, "instance-dossier", printed, what=f"Dossier of {year}", preview=preview)


def public_sites(
    desk: Desk, *, plan: str, year: int, addresses: Mapping[str, str], checks: Path, preview: bool, out: Path
) -> Outcome:
    """`publish_sites` as an outcome: one site per portal, to be carried to its place by a person."""
    sites = publish_sites(desk, plan=plan, year=year, out=out, addresses=addresses, checks=checks, preview=preview)
    counts = {"portals": len(sites.portals), "files": sum(count for count, _ in sites.portals.values())}
    said = [summary_of_sites(sites), *_standing(sites.frozen)]
    if sites.not_arabic:
        said.append(f"{len(sites.not_arabic)} texts are not in Arabic yet.")
    return _outcome(desk, "public-sites", sites.frozen, said, counts, files=_doors(sites), preview=preview)


def publish_part_of_site(
    desk: Desk, part: Part, *, plan: str, year: int, region: str, address: str, preview: bool, out: Path
) -> Outcome:
    """The press release or the data package alone, as an outcome."""
    made = publish_part(desk, part, plan=plan, year=year, region=region, address=address, preview=preview, out=out)
    said = [f"{part.in_words} of {made.frozen.content.plan.code} for {year}: {len(made.files)} files in {out}."]
    said += _standing(made.frozen)
    if part is Part.PRESS_RELEASE and not address:
        said.append("No address of the site was given: the links in the text must be completed by hand.")
    files = [
        CompiledFile(name, out / name, size, leads=name.endswith((".docx", "package.json", ".jsonld")))
        for name, size in made.files.items()
    ]
    return _outcome(desk, part.value, made.frozen, said, {"files": len(files)}, files=files, preview=preview)


def plan_shelf(desk: Desk, *, reports: Path) -> Path:
    """The folder of this plan's documents: `reports` itself while one plan is loaded, else a folder of its own in it."""
    with desk.reading() as session:
        several = len(session.exec(select(ActionPlan.id)).all()) > 1
    return reports / desk.plan.lower() if several and desk.plan else reports


def _of_documents(desk: Desk, flow: str, printed: PrintedDocuments, *, what: str, preview: bool) -> Outcome:
    content = printed.frozen.content
    regions = tuple(f"-{region.code}." for region in content.regions)
    files = [
        CompiledFile(name, printed.folder / name, size, leads=not any(region in name for region in regions))
        for name, size in printed.files.items()
    ]
    said = [
        f"{what} of {content.plan.code}: {len(files)} files in {printed.folder}, SHA-256 {printed.frozen.sha256[:12]}.",
        *_standing(printed.frozen),
    ]
    return _outcome(desk, flow, printed.frozen, said, {"files": len(files)}, files=files, preview=preview)


def _doors(sites: PublishedSites) -> list[CompiledFile]:
    """The first page of each portal; the thousand files behind it are reached from there."""
    return [
        CompiledFile(folder, sites.folder / folder / "index.html", size, leads=folder == CONSORTIUM)
        for folder, (_, size) in sites.portals.items()
    ]


def _standing(frozen: FrozenFigures) -> list[str]:
    return [] if frozen.content.independent_body else [DRAFT]


def _outcome(
    desk: Desk,
    flow: str,
    frozen: FrozenFigures,
    said: list[str],
    counts: dict[str, int],
    *,
    files: list[CompiledFile],
    preview: bool,
) -> Outcome:
    plan = frozen.content.plan.code
    return Outcome(flow, plan, desk.today, preview, " ".join(said), counts, files=tuple(files))
