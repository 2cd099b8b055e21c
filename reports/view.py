"""The annual report in one language, ready for a template: every word translated, every number and date formatted."""

from models.rules.scoring import ScheduleState
from models.vocabulary import Language
from reports.figures import AnnualFigures
from reports.labels import DEFINITIONS
from reports.language import Phrase, Words, words_of
from reports.privacy import visible
from reports.sources import MailSource
from reports.view_commitments import badge, commitment_view, region_phrase, score_row
from reports.view_parts import AnnualView, StateView
from reports.view_remarks import late_milestones, obstacles, questions, sources
from reports.view_summary import key_figures, rate_rows


def annual_view(content: AnnualFigures, *, sha256: str, language: Language) -> AnnualView:
    """View model of the annual report. `sha256` is the hash of the frozen figures it shows."""
    words, figures = words_of(language), content.by_id()
    regions = {region.code: region_phrase(region, words=words) for region in content.regions}
    return AnnualView(
        language=language.value,
        tag=words.tag,
        direction=words.direction,
        title=words.gettext("Annual report %(year)s", year=content.year),
        plan=Phrase(visible(content.plan.title), "en"),
        year=str(content.year),
        data_date=words.day(content.as_of),
        draft_notice=_draft_notice(content, words=words),
        author=visible(content.independent_body),
        sha256=sha256,
        plan_sha256=content.plan.file_sha256,
        has_illustrative=_has_illustrative(content),
        periods=tuple(words.period(period) for period in content.periods),
        key_figures=key_figures(content, figures=figures, words=words),
        states=_legend(words),
        regions=tuple(regions.values()),
        scorecard=tuple(score_row(c, regions=content.regions, words=words) for c in content.commitments),
        rates=rate_rows(content, regions=regions, words=words),
        commitments=tuple(
            commitment_view(c, regions=regions, figures=figures, words=words) for c in content.commitments
        ),
        late=late_milestones(content, regions=regions, words=words),
        obstacles=obstacles(content, regions=regions, words=words),
        questions=questions(content, words=words),
        sources=sources(content, words=words),
    )


def _draft_notice(content: AnnualFigures, *, words: Words) -> str:
    """Said on every page while the plan names no independent body; the plan gives this report to one."""
    if content.independent_body:
        return ""
    return words.gettext("Draft self-assessment: no independent monitoring body has been named.")


def _legend(words: Words) -> tuple[StateView, ...]:
    found = []
    for state, definition in DEFINITIONS.items():
        shown = badge(ScheduleState(state), words=words)
        found += [StateView(shown, words.gettext(definition))] if shown else []
    return tuple(found)


def _has_illustrative(content: AnnualFigures) -> bool:
    instances = [instance for commitment in content.commitments for instance in commitment.instances]
    items = [m.illustrative for i in instances for m in i.milestones]
    items += [n.illustrative for i in instances for n in i.indicators]
    officials = [f.source.official_is_illustrative for f in content.figures if isinstance(f.source, MailSource)]
    return any(items) or any(officials)
