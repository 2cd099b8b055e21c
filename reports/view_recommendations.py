"""Recommendations and their fate, in one language; those of earlier years beside where the last report left them."""

from datetime import date

from models.vocabulary import RecommendationState
from reports.figures import AnnualFigures
from reports.language import Phrase, Words
from reports.record_facts import RecommendationFacts
from reports.view_committee import region_or_all
from reports.view_parts import Badge
from reports.view_record_parts import RecommendationView

_FATES = {
    RecommendationState.OPEN: "not-started",
    RecommendationState.ANSWERED: "on-track",
    RecommendationState.IMPLEMENTED: "completed",
    RecommendationState.REFUSED: "withdrawn",
    RecommendationState.WITHDRAWN: "withdrawn",
}


def recommendation_views(
    content: AnnualFigures, *, regions: dict[str, Phrase], words: Words
) -> tuple[RecommendationView, ...]:
    """Every recommendation so far and what became of it; none is left out because it was refused or is old."""
    previous = content.previous
    left = {fate.code: fate.state for fate in previous.recommendations} if previous else {}
    first = date(content.year, 1, 1)
    return tuple(
        _view(
            advice,
            regions=regions,
            on=content.judged_on,
            is_earlier=not content.period and advice.made_on < first,
            before=left.get(advice.code),
            words=words,
        )
        for advice in content.recommendations
    )


def _view(
    advice: RecommendationFacts,
    *,
    regions: dict[str, Phrase],
    on: date,
    is_earlier: bool,
    before: RecommendationState | None,
    words: Words,
) -> RecommendationView:
    moved = advice.first_due_on is not None and advice.first_due_on != advice.due_on
    is_open = advice.state in (RecommendationState.OPEN, RecommendationState.ANSWERED)
    is_late = is_open and advice.due_on is not None and advice.due_on < on
    return RecommendationView(
        code=advice.code,
        commitment=advice.commitment,
        text=words.quoted(advice.text),
        made_by=advice.made_by,
        made_on=words.day(advice.made_on),
        region=region_or_all(advice.region, regions=regions, words=words),
        due=words.day(advice.due_on) if advice.due_on else words.gettext("No date"),
        first_due=words.day(advice.first_due_on) if moved and advice.first_due_on else "",
        state=Badge("delayed", words.gettext("Overdue")) if is_late else _badge(advice.state, words=words),
        fate=_fate(advice, words=words),
        answer=words.quoted(advice.response_text),
        is_illustrative=advice.illustrative,
        is_earlier=is_earlier,
        before=_badge(before, words=words) if before else None,
    )


def _badge(state: RecommendationState, *, words: Words) -> Badge:
    return Badge(_FATES[state], words.label(state))


def _fate(advice: RecommendationFacts, *, words: Words) -> str:
    parts = [words.label(advice.response)] if advice.response else [words.gettext("No answer yet")]
    if advice.implemented_on:
        parts.append(words.gettext("Done on %(day)s", day=words.day(advice.implemented_on)))
    return " · ".join(parts)
