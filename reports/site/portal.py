"""What a portal is: whose pages, where they will stand, and the part of the report that concerns it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from models.vocabulary import PublicationChannel
from reports.figures import AnnualFigures, CommitmentFacts, Figure
from reports.sources import DerivedSource
from reports.view_status import NOTHING_KNOWN, Standing

CONSORTIUM = "consortium"
COUNTRY_OF_ZONE = {"Africa/Casablanca": ("MAR", "Morocco")}
"""Countries known by the zone of their plans: code of three letters and English name. Others are not guessed."""


@dataclass(frozen=True)
class Published:
    """One row of the record of publications: where something was made public, which figures, of which report.

    `is_draft` says that nobody had approved these figures.
    """

    channel: PublicationChannel
    address: str
    published_on: date
    sha256: str
    report: str = ""
    is_draft: bool = False


@dataclass(frozen=True)
class IndependentReport:
    """A report that a body outside the administration wrote and signed: beside these figures, never among them."""

    body: str
    bodies: dict[str, str]
    title: str
    period: str
    language: str
    signed_on: date
    sha256: str
    is_checked: bool
    address: str


@dataclass(frozen=True)
class Checked:
    """What a check of a public address found: "ok", or why it could not be reached."""

    address: str
    is_available: bool
    detail: str
    checked_on: date


@dataclass(frozen=True)
class EvidenceLink:
    """A public address that an official gave as evidence for one item."""

    code: str
    address: str
    mail_sha256: str


@dataclass(frozen=True)
class PublicDocument:
    """Minutes or results that were made public: what they are about, and the file by the SHA-256 of its bytes."""

    code: str
    title: str
    region: str
    on: date
    sha256: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class PublicRecord:
    """What stands beside the frozen figures: approvals, errata, publications, evidence. Empty until it exists."""

    standing: Standing = NOTHING_KNOWN
    publications: tuple[Published, ...] = ()
    independent: tuple[IndependentReport, ...] = ()
    links: tuple[EvidenceLink, ...] = ()
    checks: tuple[Checked, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    """Public evidence files by the SHA-256 of their bytes."""
    documents: tuple[PublicDocument, ...] = ()


@dataclass(frozen=True)
class Portal:
    """One site. `region` is "" for the consortium; `address` is its public address, "" while it has none."""

    region: str
    address: str = ""

    @property
    def folder(self) -> str:
        """Folder of the site inside the folder of all sites."""
        return self.region.lower() or CONSORTIUM

    def link(self, path: str, *, root: str = "") -> str:
        """Absolute address of a page where the portal has one, else the path from `root`."""
        return f"{self.address.rstrip('/')}/{path}" if self.address else f"{root}{path}"


def portals_of(content: AnnualFigures, *, addresses: dict[str, str] | None = None) -> tuple[Portal, ...]:
    """The portal of the consortium and one per region; `addresses` by region code, "" for the consortium."""
    known = addresses or {}
    codes = ["", *(region.code for region in content.regions)]
    return tuple(Portal(code, known.get(code, "")) for code in codes)


def content_of(content: AnnualFigures, *, portal: Portal) -> AnnualFigures:
    """The part of the report a portal shows: all of it for the consortium, the region's own for a regional one.

    Totals over all regions stay where the region takes part, with every figure they were computed from.
    """
    if not portal.region:
        return content
    commitments = tuple(_part(c, region=portal.region) for c in content.commitments if _takes_part(c, portal.region))
    codes = item_codes(commitments)
    known = {c.code for c in commitments}
    shorts = {i.code for c in commitments for i in c.instances}
    subjects = codes | known | shorts
    return content.model_copy(
        update={
            "commitments": commitments,
            "regions": tuple(r for r in content.regions if r.code == portal.region),
            "rates": tuple(r for r in content.rates if r.region in ("", portal.region)),
            "obstacles": tuple(o for o in content.obstacles if o.code in codes),
            "figures": _figures(content, commitments, codes=codes, region=portal.region),
            "axes": tuple(a for a in content.axes if a.code in {c.axis for c in commitments}),
            "evidence": tuple(e for e in content.evidence if e.code in codes),
            "changes": tuple(c for c in content.changes if c.code in subjects),
            "meetings": tuple(m for m in content.meetings if m.region in ("", portal.region)),
            "recommendations": tuple(r for r in content.recommendations if r.region in ("", portal.region)),
            "lessons": tuple(row for row in content.lessons if row.commitment in known),
            "findings": tuple(f for f in content.findings if f.commitment in known),
            "constraints": tuple(c for c in content.constraints if c.commitment in known),
        }
    )


def item_codes(commitments: Iterable[CommitmentFacts]) -> set[str]:
    """Codes of every milestone and indicator of these commitments."""
    instances = [instance for commitment in commitments for instance in commitment.instances]
    return {m.code for i in instances for m in i.milestones} | {n.code for i in instances for n in i.indicators}


def _takes_part(commitment: CommitmentFacts, region: str) -> bool:
    return any(instance.region == region for instance in commitment.instances)


def _part(commitment: CommitmentFacts, *, region: str) -> CommitmentFacts:
    own = tuple(instance for instance in commitment.instances if instance.region == region)
    first = own[0]
    return commitment.model_copy(
        update={"instances": own, "state": first.state, "official": first.official, "evidence": first.evidence}
    )


def _figures(
    content: AnnualFigures, commitments: tuple[CommitmentFacts, ...], *, codes: set[str], region: str
) -> tuple[Figure, ...]:
    """Figures the portal names, and whatever they were computed from."""
    every = content.by_id()
    wanted = {figure.id for figure in content.figures if figure.code in codes}
    wanted |= {row.figure for commitment in commitments for row in commitment.combined}
    wanted |= {r for rate in content.rates if rate.region in ("", region) for r in (rate.completeness, rate.timeliness)}
    waiting = [every[reference] for reference in wanted if reference in every]
    while waiting:
        source = waiting.pop().source
        parts = source.computed_from if isinstance(source, DerivedSource) else ()
        waiting += [every[part] for part in parts if part in every and part not in wanted]
        wanted |= set(parts)
    return tuple(figure for figure in content.figures if figure.id in wanted)
