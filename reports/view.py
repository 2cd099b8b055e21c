"""The annual report in one language, ready for a template: every word translated, every number and date formatted."""

from models.rules.periods import Period
from models.rules.scoring import ScheduleState
from models.vocabulary import Language
from reports.figures import AnnualFigures
from reports.labels import DEFINITIONS
from reports.language import Phrase, Words, words_of
from reports.privacy import visible
from reports.sources import MailSource
from reports.view_commitments import badge, commitment_view, region_phrase, score_row
from reports.view_parts import AnnualView, StateView
from reports.view_record import record_view, remarks_by_commitment
from reports.view_remarks import late_milestones, obstacles, questions, sources
from reports.view_since import since_view
from reports.view_status import NOTHING_KNOWN, Standing, status_view
from reports.view_summary import key_figures, rate_rows
from reports.view_words import labels


def annual_view(
    content: AnnualFigures, *, sha256: str, language: Language, standing: Standing = NOTHING_KNOWN
) -> AnnualView:
    """View model of an annual or quarterly report, for every way of printing it.

    `sha256` is the hash of the frozen figures it shows; `standing` is what is known of the report beside them
    (approvals, errata), which is shown and never hashed.
    """
    words, figures = words_of(language), content.by_id()
    regions = {region.code: region_phrase(region, words=words) for region in content.regions}
    record = record_view(content, regions=regions, figures=figures, words=words)
    remarks = remarks_by_commitment(content, record, regions=regions, words=words)
    return AnnualView(
        language=language.value,
        tag=words.tag,
        direction=words.direction,
        title=_title(content, words=words),
        plan=Phrase(visible(content.plan.title), "en"),
        year=str(content.year),
        data_date=words.day(content.as_of),
        draft_notice=_draft_notice(content, words=words),
        author=visible(content.independent_body),
        sha256=sha256,
        plan_sha256=content.plan.file_sha256,
        has_illustrative=_has_illustrative(content),
        periods=tuple(words.period(period) for period in content.periods),
        key_figures=key_figures(content, words=words),
        states=_legend(words),
        regions=tuple(regions.values()),
        scorecard=tuple(score_row(c, regions=content.regions, words=words) for c in content.commitments),
        rates=rate_rows(content, regions=regions, words=words),
        commitments=tuple(
            commitment_view(c, content=content, regions=regions, figures=figures, remarks=remarks[c.code], words=words)
            for c in content.commitments
        ),
        late=late_milestones(content, regions=regions, words=words),
        obstacles=obstacles(content, regions=regions, words=words),
        questions=questions(content, words=words),
        sources=sources(content, words=words),
        period=words.period(content.period) if content.period else "",
        judged_on=words.day(content.judged_on),
        labels=labels(words),
        status=status_view(standing, independent_body=content.independent_body, sha256=sha256, words=words),
        record=record,
        since=since_view(content, words=words),
    )


def _title(content: AnnualFigures, *, words: Words) -> str:
    if content.period:
        period = words.period(content.period)
        if Period.parse(content.period).months == 3:
            return words.gettext("Quarterly scorecard %(period)s", period=period)
        return words.gettext("Scorecard, %(period)s", period=period)
    return words.gettext("Annual report %(year)s", year=content.year)


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
