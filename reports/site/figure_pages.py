"""The page of one figure: where it stands, and its way back to the mail, the plan file or other figures.

Knows no person: a mail is named by its hash, an official by the unit and the region.
"""

from dataclasses import dataclass

from models.rules.errors import DomainError
from models.rules.periods import Period
from reports.figures import AnnualFigures, Figure
from reports.labels import mark
from reports.language import Phrase, Words
from reports.privacy import visible
from reports.sources import DerivedSource, MailSource, PlanFileSource
from reports.view_commitments import commitment_title, region_phrase
from reports.view_parts import ValueView
from reports.view_remarks import place_text
from reports.view_values import value_view

RULES = {
    "baseline": mark("Baseline of the plan"),
    "target": mark("Target of the plan"),
    "achievement": mark("Way from the baseline to the target: (value − baseline) ÷ (target − baseline)"),
    "completeness": mark("Completeness: items answered ÷ items asked"),
    "timeliness": mark("Timeliness: items answered by the date given ÷ items due"),
    "sum of members": mark("Sum of the regions that reported"),
    "mean of members": mark("Mean of the regions that reported"),
    "sum of periods": mark("Sum of the periods that were reported"),
}


@dataclass(frozen=True)
class FigurePage:
    """Everything the page of one figure says, in one language. `commitment` is the code of the page it stands on."""

    reference: str
    kind: str
    item: str
    title: Phrase
    commitment: str
    commitment_title: Phrase
    region: Phrase
    period: str
    value: ValueView
    unit: Phrase
    is_illustrative: bool
    rule: str
    parts: tuple[tuple[str, str], ...]
    quote: str
    where: str
    received: str
    sender: str
    authentication: str
    asked_on: str
    sha256: str
    parser: str
    replaced_by: str
    replaces: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """What a figure is about."""

    title: Phrase
    unit: Phrase
    commitment: str
    commitment_title: Phrase
    region: Phrase
    is_illustrative: bool


def figure_pages(content: AnnualFigures, *, words: Words) -> tuple[FigurePage, ...]:
    """A page for every figure of the content, reported, planned and computed."""
    subjects, every = _subjects(content, words=words), content.by_id()
    replaces: dict[str, list[str]] = {}
    for figure in content.figures:
        replaces.setdefault(figure.superseded_by, []).append(figure.id)
    return tuple(
        _page(figure, subjects=subjects, every=every, replaces=tuple(replaces.get(figure.id, ())), content=content,
              words=words)
        for figure in content.figures
    )  # fmt: skip


def _page(
    figure: Figure,
    *,
    subjects: dict[str, Subject],
    every: dict[str, Figure],
    replaces: tuple[str, ...],
    content: AnnualFigures,
    words: Words,
) -> FigurePage:
    subject = (
        subjects.get(f"{figure.code} {figure.period}")
        or subjects.get(figure.code)
        or _whole(figure, content=content, words=words)
    )
    mail = figure.source if isinstance(figure.source, MailSource) else None
    return FigurePage(
        reference=figure.id,
        kind=figure.source.kind,
        item=figure.code if figure.code in subjects else "",
        title=subject.title,
        commitment=subject.commitment,
        commitment_title=subject.commitment_title,
        region=subject.region,
        period=period_text(figure.period, words=words),
        value=value_view(figure, words=words),
        unit=subject.unit if figure.milestone_status is None and figure.unit != "%" else Phrase("", words.tag),
        is_illustrative=subject.is_illustrative,
        rule=_rule(figure, words=words),
        parts=_parts(figure, every=every, words=words),
        quote=mail.raw_text if mail else "",
        where=place_text(mail.where, words=words) if mail else "",
        received=words.moment(mail.received_at, time_zone=content.plan.time_zone) if mail else "",
        sender=visible(mail.official_unit) if mail else "",
        authentication=words.label(mail.authentication) if mail else "",
        asked_on=words.day(mail.asked_on) if mail and mail.asked_on else "",
        sha256=figure.source.sha256 if isinstance(figure.source, MailSource | PlanFileSource) else "",
        parser=mail.parser_version if mail else "",
        replaced_by=figure.superseded_by if figure.superseded_by in every else "",
        replaces=replaces,
    )


def period_text(period: str, *, words: Words) -> str:
    """A period in words; "" for the whole year or for a value of the plan."""
    first, _, last = period.partition(" to ")
    try:
        Period.parse(first)
    except DomainError:
        return ""
    return f"{words.period(first)} – {words.period(last)}" if last else words.period(first)


def _rule(figure: Figure, *, words: Words) -> str:
    name = figure.source.rule if isinstance(figure.source, DerivedSource) else figure.period
    known = RULES.get(name, "")
    return words.gettext(known) if known else ""


def _parts(figure: Figure, *, every: dict[str, Figure], words: Words) -> tuple[tuple[str, str], ...]:
    names = figure.source.computed_from if isinstance(figure.source, DerivedSource) else ()
    return tuple((name, value_view(every[name], words=words).text) for name in names if name in every)


def _whole(figure: Figure, *, content: AnnualFigures, words: Words) -> Subject:
    """A rate: what it is about is a region, or all of them."""
    regions = {region.code: region_phrase(region, words=words) for region in content.regions}
    nothing = Phrase("", words.tag)
    region = regions.get(figure.code, Phrase(words.gettext("All regions"), words.language.value))
    return Subject(Phrase(words.gettext("Answers received"), words.language.value), nothing, "", nothing, region, False)


def _subjects(content: AnnualFigures, *, words: Words) -> dict[str, Subject]:
    regions = {region.code: region_phrase(region, words=words) for region in content.regions}
    everyone, nothing = Phrase(words.gettext("All regions"), words.language.value), Phrase("", words.tag)
    found = {}
    for commitment in content.commitments:
        where = (commitment.code, commitment_title(commitment, words=words))
        for row in commitment.combined:
            title, unit = words.choose(row.titles), words.choose(row.units)
            found[f"{commitment.code}-I{row.number}"] = Subject(title, unit, *where, everyone, row.illustrative)
        for instance in commitment.instances:
            region = regions[instance.region]
            for m in instance.milestones:
                found[m.code] = Subject(words.choose(m.titles), nothing, *where, region, m.illustrative)
            for n in instance.indicators:
                title, unit = words.choose(n.titles), words.choose(n.units)
                found |= {
                    f"{n.code} {cell.period}": Subject(
                        title, words.choose(cell.earlier_units), *where, region, n.illustrative
                    )
                    for cell in (*n.earlier, *n.cells)
                    if cell.is_of_earlier_definition
                }
                found[n.code] = Subject(title, unit, *where, region, n.illustrative)
    return found
