"""What is new, as an Atom feed (RFC 4287): one entry per commitment and period answered, per correction, publication, erratum."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from xml.etree import ElementTree

from reports.figures import AnnualFigures
from reports.language import Words
from reports.site.portal import Portal, PublicRecord, item_codes
from reports.sources import MailSource
from reports.view_commitments import commitment_title
from reports.view_errata import erratum_views

ATOM = "http://www.w3.org/2005/Atom"
MOST = 50


@dataclass(frozen=True)
class Entry:
    """One piece of news. `path` is the page it is told on."""

    key: str
    title: str
    summary: str
    path: str
    at: datetime


def atom_feed(
    content: AnnualFigures, *, portal: Portal, name: str, words: Words, record: PublicRecord | None = None
) -> bytes:
    """The feed of one portal in one language, the newest first; entries keep their identity for ever."""
    language = words.language.value
    home, own = portal.link(f"{language}/index.html", root="../"), portal.link(f"feeds/feed.{language}.atom")
    told = entries(content, words=words) + record_entries(record or PublicRecord(), words=words)
    news = sorted(told, key=lambda e: (e.at, e.key), reverse=True)[:MOST]
    newest = news[0].at if news else datetime.combine(content.as_of, time(), UTC)
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": words.tag})
    _add(feed, "id", _tag(content, f"{portal.folder}/{language}"))
    _add(feed, "title", f"{name} – " + words.gettext("What is new"))
    _add(feed, "updated", _stamp(newest))
    ElementTree.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": home})
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": own})
    author = ElementTree.SubElement(feed, "author")
    _add(author, "name", name)
    for entry in news:
        node = ElementTree.SubElement(feed, "entry")
        _add(node, "id", _tag(content, f"{portal.folder}/{language}/{entry.key}"))
        _add(node, "title", entry.title)
        _add(node, "updated", _stamp(entry.at))
        page = portal.link(f"{language}/{entry.path}", root="../")
        ElementTree.SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": page})
        _add(node, "summary", entry.summary)
    ElementTree.indent(feed, " ")
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def entries(content: AnnualFigures, *, words: Words) -> list[Entry]:
    """News of the content: what was reported, by commitment and period, dated by its last mail."""
    found = []
    for commitment in content.commitments:
        codes = item_codes([commitment])
        told: dict[str, list[datetime]] = {}
        for figure in content.figures:
            if figure.code in codes and isinstance(figure.source, MailSource):
                told.setdefault(figure.period, []).append(figure.source.received_at)
        title = commitment_title(commitment, words=words).text
        for period, moments in told.items():
            count = words.ngettext("%(n)s answer received", "%(n)s answers received", len(moments))
            summary = f"{words.period(period)}: {count}"
            path = f"c/{commitment.code}.html"
            found.append(Entry(f"{commitment.code}/{period}", f"{title} – {words.period(period)}", summary, path,
                               max(moments)))  # fmt: skip
    return found + _corrections(content, words=words)


def record_entries(record: PublicRecord, *, words: Words) -> list[Entry]:
    """News of the record: what was published, and what was corrected after publication."""
    found = []
    for row in record.publications:
        what = words.gettext("Report %(period)s", period=_period(row.report, words=words)) if row.report else ""
        draft = words.gettext("published as a draft") if row.is_draft else ""
        title = words.gettext("Published: %(what)s", what=what or words.gettext("information on the plan"))
        mark = _mark(f"{row.address}|{row.sha256}")
        summary = " – ".join(part for part in (words.day(row.published_on), row.address, draft) if part)
        at = datetime.combine(row.published_on, time(12), UTC)
        found.append(Entry(f"published/{row.published_on}/{mark}", title, summary, "data.html", at))
    for one in record.standing.corrections:
        (view,) = erratum_views((one,), words=words)
        title = words.gettext("Erratum: %(reference)s", reference=one.reference)
        summary = words.gettext("%(before)s was corrected to %(after)s", before=view.published, after=view.corrected)
        at = datetime.combine(one.on, time(12), UTC)
        key = f"erratum/{one.reference}/{one.on}/{_mark(one.corrected)}"
        found.append(Entry(key, title, f"{summary}. {view.reason}", "corrections.html", at))
    return found


def _mark(text: str) -> str:
    """A few letters that stand for a text in the lasting name of an entry."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _period(name: str, *, words: Words) -> str:
    return name if name.isdigit() else words.period(name)


def _corrections(content: AnnualFigures, *, words: Words) -> list[Entry]:
    known = content.by_id()
    corrected = [f for f in content.figures if f.superseded_by in known and f.superseded_by]
    found = []
    for figure in corrected:
        newer = known[figure.superseded_by]
        if not newer.recorded_at:
            continue
        title = words.gettext("Corrected: %(code)s, %(period)s", code=figure.code, period=words.period(figure.period))
        before, after = (words.number(v) if isinstance(v, Decimal) else "–" for v in (figure.value, newer.value))
        summary = words.gettext("%(before)s was corrected to %(after)s", before=before, after=after)
        found.append(Entry(figure.id, title, summary, f"f/{newer.id}.html", newer.recorded_at))
    return found


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _tag(content: AnnualFigures, name: str) -> str:
    """A tag URI (RFC 4151): the day the plan was submitted is when its names were first used."""
    return f"tag:iltizam.example,{content.plan.submitted_on.isoformat()}:{content.plan.code}/{name}"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
