"""What every page of a portal shows: its name, its menu, the regions; and small facts that only pages need."""

from dataclasses import dataclass, replace

from models.rules.public_evidence import EvidenceState
from models.rules.scoring import ScheduleState
from models.vocabulary import Language, PublicationChannel
from reports.figures import AnnualFigures
from reports.labels import mark
from reports.language import Phrase, Words
from reports.site.portal import COUNTRY_OF_ZONE, Portal, PublicRecord, content_of
from reports.site.words import site_words
from reports.view import annual_view
from reports.view_commitments import region_phrase
from reports.view_parts import AnnualView
from reports.view_summary import key_figures

MENU = (
    ("home", "index.html", mark("Scorecard")),
    ("matrix", "matrix.html", mark("Monitoring matrix")),
    ("evidence", "evidence.html", mark("Evidence")),
    ("corrections", "corrections.html", mark("Corrections")),
    ("method", "method.html", mark("How to read")),
    ("data", "data.html", mark("Data")),
)
CHANNELS = {
    PublicationChannel.PORTAL: mark("Portal of the region"),
    PublicationChannel.SOCIAL_PAGE: mark("Page on a social network"),
    PublicationChannel.PRESS_RELEASE: mark("Press release"),
    PublicationChannel.REPOSITORY: mark("Document repository"),
}


@dataclass(frozen=True)
class RegionCard:
    """A region on the home page: milestones done of those due, and how many are late in words."""

    code: str
    name: Phrase
    done: str
    late: str


@dataclass(frozen=True)
class Site:
    """One portal in one language."""

    name: Phrase
    region: str
    years: str
    menu: tuple[tuple[str, str, str], ...]
    regions: tuple[RegionCard, ...]


@dataclass(frozen=True)
class Edition:
    """Everything the pages of one portal in one language are made of."""

    content: AnnualFigures
    portal: Portal
    language: Language
    words: Words
    view: AnnualView
    site: Site
    record: PublicRecord


def edition(
    content: AnnualFigures, *, portal: Portal, language: Language, sha256: str, record: PublicRecord
) -> Edition:
    """The part of the report this portal shows, in one language."""
    words, part = site_words(language), content_of(content, portal=portal)
    site = Site(
        name=portal_name(content, portal=portal, words=words),
        region=portal.region,
        years=f"{content.plan.starts[:4]}–{content.plan.end[:4]}",
        menu=tuple((key, file, words.gettext(text)) for key, file, text in MENU),
        regions=() if portal.region else _cards(content, words=words),
    )
    view = regional_view(part, portal=portal, language=language, sha256=sha256, record=record)
    return Edition(part, portal, language, words, view, site, record)


def regional_view(
    part: AnnualFigures, *, portal: Portal, language: Language, sha256: str, record: PublicRecord
) -> AnnualView:
    """The view model of a portal's part; a region's first figures count its own answers, not those of all regions."""
    view = annual_view(part, sha256=sha256, language=language, standing=record.standing)
    if not portal.region:
        return view
    own = tuple(r.model_copy(update={"region": ""}) for r in part.rates if r.region == portal.region)
    words, counted = site_words(language), part.model_copy(update={"rates": own})
    return replace(view, key_figures=key_figures(counted, words=words))


def portal_name(content: AnnualFigures, *, portal: Portal, words: Words) -> Phrase:
    """Name of a portal: the region's, or that of all of them; elsewhere than in Morocco the plan's own name."""
    for region in content.regions:
        if region.code == portal.region:
            return region_phrase(region, words=words)
    if content.plan.time_zone not in COUNTRY_OF_ZONE:
        return words.quoted(content.plan.consortium or content.plan.title)
    count = len(content.regions)
    return Phrase(words.ngettext("%(n)s region of Morocco", "%(n)s regions of Morocco", count), words.language.value)


def claims(content: AnnualFigures) -> tuple[int, int, int]:
    """What officials claim, how much of it has public evidence, and how much has none at all."""
    states = [m.evidence for c in content.commitments for i in c.instances for m in i.milestones]
    states += [n.evidence for c in content.commitments for i in c.instances for n in i.indicators]
    claimed = [state for state in states if state is not EvidenceState.NO_CLAIM]
    return len(claimed), claimed.count(EvidenceState.PUBLIC), claimed.count(EvidenceState.NONE)


def _cards(content: AnnualFigures, *, words: Words) -> tuple[RegionCard, ...]:
    cards = []
    for region in content.regions:
        part = content_of(content, portal=Portal(region.code))
        every = [m for c in part.commitments for i in c.instances for m in i.milestones]
        due = [m for m in every if m.due_on <= part.judged_on and m.schedule is not ScheduleState.WITHDRAWN]
        done = sum(m.schedule is ScheduleState.COMPLETED for m in due)
        late = sum(m.schedule is ScheduleState.DELAYED for m in every)
        share = words.gettext("%(part)s of %(whole)s", part=done, whole=len(due)) if due else "–"
        told = words.ngettext("%(n)s milestone is late", "%(n)s milestones are late", late) if late else ""
        cards.append(RegionCard(region.code, region_phrase(region, words=words), share, told))
    return tuple(cards)
