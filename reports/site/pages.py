"""The pages of one portal in one language, by their path in the site."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.vocabulary import Language
from reports.site.context import CHANNELS, Edition, claims, regional_view
from reports.site.evidence_pages import document_rows, file_rows, link_rows
from reports.site.figure_pages import figure_pages
from reports.site.portal import Portal, content_of
from reports.site.rendering import render

_ARABIC = re.compile(r"[\u0600-\u06ff]")


@dataclass(frozen=True)
class Download:
    """One file to take away, with what it holds in the reader's language."""

    path: str
    name: str
    words: str
    size: str
    sha256: str


def pages(edition: Edition, *, downloads: tuple[Download, ...]) -> dict[str, bytes]:
    """Every page of the edition: home, regions, commitments, matrix, method, corrections, evidence, data, figures."""
    found: dict[str, bytes] = {}
    for name, template, values in (
        *_main(edition),
        *_regions(edition),
        *_commitments(edition),
        *_record(edition, downloads=downloads),
        *_figures(edition),
    ):
        path = f"{edition.language.value}/{name}"
        frame: dict[str, object] = {"view": edition.view, "site": edition.site, "current": "", "crumbs": ()}
        found[path] = render(template, language=edition.language, path=path, values=frame | values)
    return found


Page = tuple[str, str, dict[str, object]]


def language_of(text: str) -> str:
    """Language tag of a name printed as it stands in the plan: Arabic by its letters, otherwise unknown to us."""
    return "ar" if _ARABIC.search(text) else "und"


def _main(edition: Edition) -> Iterator[Page]:
    _ = edition.words.gettext
    title = _("Where the commitments stand in %(year)s", year=edition.view.year)
    yield "index.html", "home.html", {"page_title": title, "current": "home"}
    yield "matrix.html", "matrix.html", {"page_title": _("Monitoring matrix"), "current": "matrix"}
    count = edition.words.ngettext("%(n)s open question", "%(n)s open questions", len(edition.view.questions))
    method: dict[str, object] = {
        "page_title": _("How to read these pages"),
        "current": "method",
        "count_questions": count,
    }
    yield "method.html", "method.html", method


def _regions(edition: Edition) -> Iterator[Page]:
    for card in edition.site.regions:
        portal = Portal(card.code)
        part = content_of(edition.content, portal=portal)
        own = regional_view(
            part, portal=portal, language=edition.language, sha256=edition.view.sha256, record=edition.record
        )
        values: dict[str, object] = {"page_title": card.name.text, "region": card, "own": own}
        yield f"r/{card.code}.html", "region.html", values | {"crumbs": _crumbs(edition)}


def _commitments(edition: Edition) -> Iterator[Page]:
    for commitment in edition.view.commitments:
        codes = {m.code for i in commitment.instances for m in i.milestones}
        codes |= {n.code for i in commitment.instances for n in i.indicators}
        subjects = codes | {commitment.code} | {i.code for i in commitment.instances}
        values: dict[str, object] = {
            "page_title": commitment.title.text,
            "commitment": commitment,
            "obstacles": [o for o in edition.view.obstacles if o.code in codes],
            "changes": [c for c in edition.view.record.changes if c.code in subjects],
            "instance_language": language_of,
            "crumbs": _crumbs(edition),
        }
        yield f"c/{commitment.code}.html", "commitment.html", values


def _record(edition: Edition, *, downloads: tuple[Download, ...]) -> Iterator[Page]:
    _, words = edition.words.gettext, edition.words
    by_id = {page.reference: page for page in figure_pages(edition.content, words=words)}
    corrected = [(page, by_id[page.replaced_by]) for page in by_id.values() if page.replaced_by]
    yield (
        "corrections.html",
        "corrections.html",
        {"page_title": _("Corrections"), "current": "corrections", "corrected": corrected, "paged": set(by_id)},
    )
    claimed, public, without = claims(edition.content)
    counts = (
        (_("claims of the officials"), claimed),
        (_("with public evidence"), public),
        (_("without any evidence"), without),
    )
    evidence = {
        "files": file_rows(edition),
        "links": link_rows(edition),
        "documents": document_rows(edition),
        "counts": counts,
        "current": "evidence",
    }
    yield "evidence.html", "evidence.html", {"page_title": _("Evidence"), **evidence}
    publications = [
        {
            "on": words.day(row.published_on),
            "channel": _(CHANNELS[row.channel]),
            "address": row.address,
            "sha256": row.sha256,
            "is_draft": row.is_draft,
        }
        for row in edition.record.publications
    ]
    data = {"downloads": downloads, "publications": publications, "current": "data", "independent": _beside(edition)}
    yield "data.html", "data.html", {"page_title": _("Data and downloads"), **data}


def _beside(edition: Edition) -> list[dict[str, object]]:
    """Reports that independent bodies wrote and signed: named and linked, their content is nowhere among the figures."""
    words, language = edition.words, edition.language.value
    return [
        {
            "title": row.title,
            "language": row.language,
            "body": row.bodies.get(language) or row.body,
            "on": words.day(row.signed_on),
            "sha256": row.sha256,
            "is_checked": row.is_checked,
            "address": row.address,
        }
        for row in edition.record.independent
    ]


def _figures(edition: Edition) -> Iterator[Page]:
    for figure in figure_pages(edition.content, words=edition.words):
        title = f"{figure.title.text} – {figure.reference}"
        crumbs = _crumbs(edition)
        if figure.commitment:
            crumbs = (*crumbs, (f"c/{figure.commitment}.html", figure.commitment))
        yield f"f/{figure.reference}.html", "figure.html", {"page_title": title, "figure": figure, "crumbs": crumbs}


def _crumbs(edition: Edition) -> tuple[tuple[str, str], ...]:
    return (("index.html", edition.words.gettext("Scorecard")),)


def door(titles: dict[str, str]) -> bytes:
    """The first page of a portal, where a reader chooses a language."""
    return render("door.html", language=Language.FRENCH, path="index.html", values={"titles": titles})
