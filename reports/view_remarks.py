"""Lists of the annual report that cut across commitments: what is late, what hinders, where figures come from."""

import re
from collections.abc import Iterator

from models.rules.scoring import ScheduleState
from reports.figures import AnnualFigures, Figure, InstanceFacts, MilestoneFacts
from reports.labels import mark
from reports.language import Phrase, Words
from reports.sources import MailSource
from reports.view_parts import QuestionView, RemarkView, SourceView
from reports.view_states import lateness_text
from reports.view_values import value_view

_PLACES = (
    (re.compile(r"text line (\d+)"), mark("line %(place)s of the text")),
    (re.compile(r"html table row (\d+)"), mark("row %(place)s of the table")),
    (re.compile(r"workbook cell (\w+)"), mark("cell %(place)s of the workbook")),
)


def late_milestones(content: AnnualFigures, *, regions: dict[str, Phrase], words: Words) -> tuple[RemarkView, ...]:
    """Milestones past their date and not reported done, the longest first."""
    late = [(i, m) for i, m in _milestones(content) if m.schedule is ScheduleState.DELAYED]
    return tuple(
        RemarkView(
            code=milestone.code,
            title=words.choose(milestone.titles),
            region=regions[instance.region],
            text=lateness_text(milestone, words=words),
            is_illustrative=milestone.illustrative,
            due=words.day(milestone.due_on),
            reference=milestone.status_figure,
        )
        for instance, milestone in sorted(late, key=lambda pair: (-pair[1].days_late, pair[1].code))
    )


def obstacles(content: AnnualFigures, *, regions: dict[str, Phrase], words: Words) -> tuple[RemarkView, ...]:
    """What officials wrote stands in the way, in their own words."""
    instances = [instance for commitment in content.commitments for instance in commitment.instances]
    items = {m.code: (i.region, m.titles, m.illustrative) for i in instances for m in i.milestones}
    items |= {n.code: (i.region, n.titles, n.illustrative) for i in instances for n in i.indicators}
    return tuple(
        RemarkView(
            code=obstacle.code,
            title=words.choose(items[obstacle.code][1]),
            region=regions[items[obstacle.code][0]],
            text=words.period(obstacle.period),
            is_illustrative=items[obstacle.code][2],
            quote=obstacle.text,
            reference=obstacle.figure,
        )
        for obstacle in content.obstacles
    )


def questions(content: AnnualFigures, *, words: Words) -> tuple[QuestionView, ...]:
    """What the plan leaves open."""
    return tuple(QuestionView(question.code, words.choose(question.texts)) for question in content.questions)


def sources(content: AnnualFigures, *, words: Words) -> tuple[SourceView, ...]:
    """Every figure that came by mail with its way back, corrected ones included, in order of items and periods."""
    return tuple(
        _source(figure, figure.source, time_zone=content.plan.time_zone, words=words)
        for figure in content.figures
        if isinstance(figure.source, MailSource)
    )


def _source(figure: Figure, source: MailSource, *, time_zone: str, words: Words) -> SourceView:
    return SourceView(
        reference=figure.id,
        item=figure.code,
        period=words.period(figure.period),
        value=value_view(figure, words=words),
        quote=source.raw_text,
        where=place_text(source.where, words=words),
        official=source.official,
        unit=source.official_unit,
        received=words.moment(source.received_at, time_zone=time_zone),
        authentication=words.label(source.authentication),
        request=source.request,
        sha256=source.sha256,
        message_id=source.message_id,
        superseded_by=figure.superseded_by,
    )


def place_text(where: str, *, words: Words) -> str:
    """Where a value stood in its mail; a place nobody has named yet is printed as recorded."""
    for pattern, sentence in _PLACES:
        if found := pattern.fullmatch(where):
            return words.gettext(sentence, place=found[1])
    return where


def _milestones(content: AnnualFigures) -> Iterator[tuple[InstanceFacts, MilestoneFacts]]:
    for commitment in content.commitments:
        for instance in commitment.instances:
            yield from ((instance, milestone) for milestone in instance.milestones)
