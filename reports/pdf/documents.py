"""Which documents are printed from one set of figures, of which parts each is made, and where long ones are divided."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from pydantic import JsonValue

from models.vocabulary import Language
from reports.figures import AnnualFigures
from reports.labels import mark
from reports.language import Words, words_of
from reports.narrow import narrowed
from reports.pdf.fonts import printable
from reports.view import annual_view
from reports.view_json import view_json
from reports.view_parts import AnnualView
from reports.view_status import NOTHING_KNOWN, Standing

COMMITMENTS_PER_VOLUME = 25
ATTACHMENT = "data.json"

_OPENING = ("cover", "contents")
_ANNEXES = ("matrix", "evidence", "sheets", "sources")


@dataclass(frozen=True)
class Document:
    """A kind of document. `divided` parts repeat for every commitment and go into volumes when there are many."""

    name: str
    title: str
    parts: tuple[str, ...]
    divided: tuple[str, ...] = ()


ANNUAL = Document(
    "annual",
    "",
    (
        *_OPENING, "summary", "since", "about", "plan", "governance", "scorecard", "results", "commitments", "findings",
        "obstacles", "next", "questions", *_ANNEXES,
    ),
    divided=("plan", "results", "commitments", "obstacles", "next", *_ANNEXES),
)  # fmt: skip
SCORECARD = Document("scorecard", "", ("summary", "scorecard", "agenda"))
REGION = Document("scorecard", "", ("summary", "agenda"))
COMMITMENT = Document("commitment", "", ("commitments",))
MATRIX = Document("matrix", mark("Quarterly monitoring matrix"), ("matrix",), divided=("matrix",))
CHART = Document("chart", mark("Management chart"), ("chart",), divided=("chart",))
PACK = Document(
    "pack",
    mark("Committee pack"),
    (*_OPENING, "agenda", "summary", "scorecard", "chart", "commitments", "matrix", "sources"),
    divided=("agenda", "chart", "commitments", "matrix", "sources"),
)
DOSSIER = Document(
    "dossier",
    mark("Dossier for the Independent Reporting Instance"),
    (*_OPENING, "about", "statement", "summary", "since", "plan", "governance", "scorecard", "results", "commitments",
     "findings", "questions", *_ANNEXES),
    divided=("plan", "results", "commitments", *_ANNEXES),
)  # fmt: skip


@dataclass(frozen=True)
class Volume:
    """One file to compile: its name without folder, its job for the templates, and whether it carries the data."""

    name: str
    job: JsonValue
    carries_data: bool


def volumes(
    document: Document,
    content: AnnualFigures,
    *,
    sha256: str,
    language: Language,
    standing: Standing = NOTHING_KNOWN,
    region: str = "",
    commitment: str = "",
    per_volume: int = COMMITMENTS_PER_VOLUME,
) -> Iterator[Volume]:
    """The files of one document in one language: one, or a first one and one for every `per_volume` commitments.

    Each is made when it is asked for, so that only one job is held in memory.

    `region` and `commitment` narrow it to what they name. `sha256` stays the hash of all the figures.
    """
    shown = narrowed(content, region=region, commitment=commitment)
    words = words_of(language)
    name = "-".join(part for part in (document.name, content.period or str(content.year), commitment or region) if part)
    codes = [c.code for c in shown.commitments]
    view = annual_view(shown, sha256=sha256, language=language, standing=standing)
    frame = _Frame(document, shown, words, subtitle=_subtitle(view, region=region, commitment=commitment))
    if len(codes) <= per_volume or not document.divided:
        job = _job(frame, view, parts=document.parts)
        yield Volume(f"{name}.{language.value}.pdf", job, carries_data=True)
        return
    yield from _divided(frame, view, name=name, language=language, per_volume=per_volume)


@dataclass(frozen=True)
class _Frame:
    document: Document
    content: AnnualFigures
    words: Words
    subtitle: str


def _divided(frame: _Frame, view: AnnualView, *, name: str, language: Language, per_volume: int) -> Iterator[Volume]:
    """A first volume with what is about the whole, then the parts about commitments in volumes of their own."""
    words, document = frame.words, frame.document
    groups = [view.commitments[n : n + per_volume] for n in range(0, len(view.commitments), per_volume)]
    lines = [
        words.gettext(
            "Volume %(number)s: commitments %(first)s to %(last)s",
            number=number,
            first=group[0].code,
            last=group[-1].code,
        )
        for number, group in enumerate(groups, start=2)
    ]
    total = len(groups) + 1
    whole = [part for part in document.parts if part not in document.divided]
    first = _job(frame, _whole(view, document), parts=whole)
    yield Volume(f"{name}.{language.value}.pdf", {**first, "volumes": list(lines)}, carries_data=True)
    for number, group in enumerate(groups, start=2):
        part = _part_of(view, {c.code for c in group}, content=frame.content)
        parts = ["cover", *document.divided] if "cover" in document.parts else list(document.divided)
        job = _job(frame, part, parts=parts)
        job["volume"] = words.gettext("Volume %(number)s of %(total)s", number=number, total=total)
        yield Volume(f"{name}.{language.value}.{number:02}.pdf", job, carries_data=False)


def _part_of(view: AnnualView, codes: set[str], *, content: AnnualFigures) -> AnnualView:
    """The same view with only these commitments, and what is about them and their items."""
    chosen = [c for c in content.commitments if c.code in codes]
    own = codes | {i.code for c in chosen for i in c.instances}
    own |= {m.code for c in chosen for i in c.instances for m in i.milestones}
    own |= {n.code for c in chosen for i in c.instances for n in i.indicators}
    record = view.record
    return replace(
        view,
        commitments=tuple(c for c in view.commitments if c.code in codes),
        scorecard=(),
        late=tuple(r for r in view.late if r.code in own),
        obstacles=tuple(r for r in view.obstacles if r.code in own),
        sources=tuple(s for s in view.sources if s.item in own),
        record=replace(
            record,
            achievements=(),
            deadlines=tuple(r for r in record.deadlines if r.code in own),
            off_track=tuple(r for r in record.off_track if r.code in own),
            decisions=tuple(d for d in record.decisions if d.code in own),
            changes=tuple(c for c in record.changes if c.code in own),
            evidence=tuple(e for e in record.evidence if e.code in own),
            constraints=tuple(c for c in record.constraints if c.commitment in codes),
            lessons=tuple(lesson for lesson in record.lessons if lesson.commitment in codes),
        ),
    )


def _whole(view: AnnualView, document: Document) -> AnnualView:
    """What the first volume shows: nothing that is told commitment by commitment in the others."""
    shown = view.record
    if "plan" in document.divided or "agenda" in document.divided:
        shown = replace(shown, evidence=(), changes=(), off_track=(), constraints=())
        shown = replace(shown, achievements=shown.achievements[:3], deadlines=shown.deadlines[:3])
        shown = replace(shown, decisions=shown.decisions[:3])
    listed = tuple(replace(c, instances=(), combined=(), remarks=None) for c in view.commitments)
    return replace(view, commitments=listed, sources=(), obstacles=(), late=view.late[:3], record=shown)


def _subtitle(view: AnnualView, *, region: str, commitment: str) -> str:
    if commitment:
        return next(f"{c.title.text} ({c.code})" for c in view.commitments if c.code == commitment)
    if region:
        return view.regions[0].text
    return ""


def _job(frame: _Frame, view: AnnualView, *, parts: "list[str] | tuple[str, ...]") -> dict[str, JsonValue]:
    """What the templates read: the view model as plain JSON and what is said on every page."""
    words, content = frame.words, frame.content
    title = words.gettext(frame.document.title) if frame.document.title else view.title
    subtitle = frame.subtitle or (words.period(content.period) if content.period and frame.document.title else "")
    job: dict[str, JsonValue] = {
        "view": view_json(view),
        "parts": [part for part in parts if part != "since" or view.since.measures],
        "title": title,
        "subtitle": subtitle,
        "author": content.plan.consortium or content.plan.code,
        "keywords": [content.plan.code, content.period or str(content.year), view.sha256],
        "date": [content.as_of.year, content.as_of.month, content.as_of.day],
        "dated": words.gettext(
            "Position on %(day)s, data as of %(data)s", day=words.day(content.judged_on), data=words.day(content.as_of)
        ),
        "fingerprint": view.sha256[:12],
        "volume": "",
        "volumes": [],
        "attachment": ATTACHMENT,
    }
    return cast("dict[str, JsonValue]", printable(job))
