"""The press release: one editable page with five facts, each with its link, and blanks for what only people can say."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from reports.figures import AnnualFigures
from reports.language import Words
from reports.site.portal import Portal
from reports.view_parts import AnnualView

BRAND = RGBColor(0x00, 0x57, 0x3F)
QUIET = RGBColor(0x51, 0x60, 0x5A)
BLANK = "……………………………………………………………………………………………"
PARAGRAPH_ORDER = ("pStyle", "numPr", "bidi", "spacing", "ind", "jc", "rPr")
RUN_ORDER = ("rStyle", "rFonts", "b", "bCs", "color", "sz", "szCs", "u", "rtl", "lang")
"""Order of properties that the schema of WordprocessingML (ECMA-376, 17.3) demands."""
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Fact:
    """One fact in words, what the last annual report said of it, and the page that proves it."""

    value: str
    label: str
    address: str
    before: str = ""


def press_release(content: AnnualFigures, view: AnnualView, *, portal: Portal, name: str, words: Words) -> bytes:
    """An A4 page in one language. Nothing in it is said in anybody's name: the quotations are left blank."""
    document = Document()
    _page(document, content, title=view.title, words=words)
    _ = words.gettext
    writer = Writer(document, words)
    writer.line(_("Press release"), size=10, color=QUIET, bold=True)
    writer.line(f"{name} – {view.title}", size=20, color=BRAND, bold=True, after=6)
    if view.status.is_draft:
        writer.line(view.status.line, size=10, color=QUIET, after=10)
    for approval in view.status.approvals:
        writer.line(approval, size=10, color=QUIET, after=10)
    writer.line(_("[place], [date]"), size=11, after=10)
    writer.line(
        _("The public can follow the open government commitments, figure by figure. Here is where they stand on "
          "%(day)s.", day=view.data_date), size=12.5, after=12,
    )  # fmt: skip
    if view.since.told:
        writer.line(f"{view.since.title}: {view.since.told}.", size=11, after=10)
    for fact in facts(view, portal=portal, words=words):
        writer.fact(fact, words=words)
    for who in (_("[name and office, for the region]"), _("[name and association, for civil society]")):
        writer.line(f"« {BLANK} »", size=12, before=16, after=2)
        writer.line(who, size=11, color=QUIET, after=2)
    writer.line(_("Contact: [name, office, telephone]"), size=11, before=20, after=8)
    if view.has_illustrative:
        writer.line(_("Items marked “illustrative” are not in the published plan; they were added to demonstrate the "
                      "system and must not be quoted."), size=9, color=QUIET)  # fmt: skip
    return _bytes(document)


def facts(view: AnnualView, *, portal: Portal, words: Words) -> tuple[Fact, ...]:
    """Five facts: the four first figures of the report, and how many milestones are late."""
    pages = ("index.html#scorecard", "matrix.html", "matrix.html", "index.html#rates")
    found = [
        Fact(figure.value, figure.label, _address(portal, page, words=words), before=figure.before)
        for figure, page in zip(view.key_figures, pages, strict=True)
    ]
    late = len(view.late)
    label = words.ngettext("milestone is late", "milestones are late", late)
    found.append(Fact(words.number(Decimal(late)), label, _address(portal, "index.html#late", words=words)))
    return tuple(found)


def _address(portal: Portal, page: str, *, words: Words) -> str:
    return portal.link(f"{words.language.value}/{page}", root="../")


class Writer:
    """Paragraphs in one language; in Arabic each one, and each run in it, is told its direction."""

    def __init__(self, document: DocumentType, words: Words) -> None:
        self.document = document
        self.is_rtl = words.direction == "rtl"
        self.tag = words.tag

    def line(
        self,
        text: str,
        *,
        size: float,
        bold: bool = False,
        color: RGBColor | None = None,
        before: float = 0,
        after: float = 3,
    ) -> Paragraph:
        """One paragraph of one style."""
        paragraph = self._paragraph(before=before, after=after)
        self._run(paragraph, text, size=size, bold=bold, color=color)
        return paragraph

    def fact(self, fact: Fact, *, words: Words) -> None:
        """A fact as an item of a list, its figure first, its link last."""
        paragraph = self._paragraph(before=0, after=9, style="List Bullet")
        self._run(paragraph, f"{fact.value} ", size=12.5, bold=True, color=BRAND)
        before = f" ({fact.before})" if fact.before else ""
        self._run(paragraph, f"{fact.label}{before} – ", size=12.5)
        self._link(paragraph, words.gettext("see the figures"), address=fact.address, size=11)

    def _paragraph(self, *, before: float, after: float, style: str | None = None) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.space_after = Pt(after)
        if self.is_rtl:
            properties = paragraph._p.get_or_add_pPr()
            properties.append(OxmlElement("w:bidi"))
            _put_in_order(properties, PARAGRAPH_ORDER)
        return paragraph

    def _run(
        self, paragraph: Paragraph, text: str, *, size: float, bold: bool = False, color: RGBColor | None = None
    ) -> Run:
        run = paragraph.add_run(text)
        self._style(run, size=size, bold=bold, color=color)
        return run

    def _style(self, run: Run, *, size: float, bold: bool, color: RGBColor | None) -> None:
        run.font.name, run.font.size, run.font.bold = "Arial", Pt(size), bold
        if color is not None:
            run.font.color.rgb = color
        properties = run._r.get_or_add_rPr()
        for name, value in (("w:szCs", str(int(size * 2))), *((("w:bCs", "1"),) if bold else ())):
            properties.append(_element(name, {"w:val": value}))
        fonts = properties.find(qn("w:rFonts"))
        if fonts is not None:
            fonts.set(qn("w:cs"), "Arial")
        if self.is_rtl:
            properties.append(OxmlElement("w:rtl"))
        properties.append(_element("w:lang", {"w:bidi" if self.is_rtl else "w:val": self.tag}))
        _put_in_order(properties, RUN_ORDER)

    def _link(self, paragraph: Paragraph, text: str, *, address: str, size: float) -> None:
        key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        run = self._run(paragraph, text, size=size, color=BRAND)
        run.font.underline = True
        link = _element("w:hyperlink", {"r:id": key})
        link.append(run._r)
        paragraph._p.append(link)


def _element(name: str, attributes: dict[str, str]) -> BaseOxmlElement:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element


def _put_in_order(properties: BaseOxmlElement, order: tuple[str, ...]) -> None:
    """Children in the order of the schema; the few whose place is not listed come last."""
    known = {qn(f"w:{name}"): place for place, name in enumerate(order)}
    properties[:] = sorted(properties, key=lambda child: known.get(child.tag, len(order)))


def _page(document: DocumentType, content: AnnualFigures, *, title: str, words: Words) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    if words.direction == "rtl":
        grid = section._sectPr.find(qn("w:docGrid"))
        place = len(section._sectPr) if grid is None else list(section._sectPr).index(grid)
        section._sectPr.insert(place, OxmlElement("w:bidi"))
    day = datetime.combine(content.as_of, time())
    properties = document.core_properties
    properties.title, properties.language, properties.author = title, words.tag, content.plan.consortium
    properties.created = properties.modified = day
    properties.comments, properties.last_modified_by, properties.revision = "", "", 1


def _bytes(document: DocumentType) -> bytes:
    """The file with the same bytes each time: the moment of writing is taken out of the archive."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
