"""Two sheets of the workbook: what changed since the last annual report, and recommendations with their fate."""

from decimal import Decimal

from reports.figures import AnnualFigures
from reports.labels import mark
from reports.language import Words
from reports.view_commitments import region_phrase
from reports.view_recommendations import recommendation_views
from reports.view_since import since_view

Shown = str | Decimal | None
SINCE_HEADINGS = (mark("Code"), mark("Measure"), mark("In the last report"), mark("In this report"))
ADVICE_HEADINGS = (
    mark("Code"), mark("Commitment"), mark("Region"), mark("Recommendation"), mark("Made by"), mark("Date"),
    mark("First date"), mark("Due"), mark("State"), mark("Answer"), mark("Fate"), mark("In the last report"),
    mark("Illustrative data"),
)  # fmt: skip


def since_rows(content: AnnualFigures, *, words: Words) -> list[list[Shown]]:
    """Counts then and now, then the commitments that moved; one line that says why where there is nothing to compare."""
    since = since_view(content, words=words)
    rows: list[list[Shown]] = [[words.gettext(heading) for heading in SINCE_HEADINGS]]
    rows += [[None, row.label, row.before, row.now] for row in since.measures]
    rows += [
        [
            move.code,
            move.title.text,
            move.before.word if move.before else move.note,
            move.now.word if move.now else move.note,
        ]
        for move in since.moves
    ]
    return [*rows, [None, since.compared_with or since.told, None, None]]


def advice_rows(content: AnnualFigures, *, words: Words) -> list[list[Shown]]:
    """Every recommendation, those of earlier years too."""
    regions = {region.code: region_phrase(region, words=words) for region in content.regions}
    yes = words.gettext("illustrative")
    rows: list[list[Shown]] = [[words.gettext(heading) for heading in ADVICE_HEADINGS]]
    return rows + [
        [
            advice.code, advice.commitment, advice.region.text, advice.text.text, advice.made_by, advice.made_on,
            advice.first_due, advice.due, advice.state.word, advice.answer.text, advice.fate,
            advice.before.word if advice.before else None, yes if advice.is_illustrative else None,
        ]
        for advice in recommendation_views(content, regions=regions, words=words)
    ]  # fmt: skip
