"""Open data on change: the counts of the first page then and now, and recommendations with their fate."""

from models.vocabulary import RecommendationState, ResponseKind
from reports.figures import AnnualFigures
from reports.package.fields import SHA256, Field, Table, key, words
from reports.package.observations import safe
from reports.tallies import tallies

MEASURES = ("commitments", "milestones", "all_milestones", "indicators", "answers")


def progress(content: AnnualFigures) -> Table:
    """Counts of this report and of the last annual one; empty where there is none to compare with."""
    fields = (
        Field("measure", required=True, words=MEASURES, description="What is counted, by the published rule"),
        Field("part", "integer", "How many, in this report", required=True, least=0),
        Field("whole", "integer", "Of how many, in this report", required=True, least=0),
        Field("part_before", "integer", "How many, in the last annual report", least=0),
        Field("whole_before", "integer", "Of how many, in the last annual report", least=0),
        Field("year_before", "integer", "Year of that report"),
        Field("figures_sha256_before", description="Hash under which its figures are kept", pattern=SHA256),
    )
    previous = content.previous
    scope = content.regions[0].code if len(content.regions) == 1 else ""
    before = {t.name: t for t in previous.tallies if t.region == scope} if previous else {}
    rows = tuple(
        (
            name, rate.part, rate.whole,
            before[name].part if name in before else None, before[name].whole if name in before else None,
            previous.year if previous else None, previous.sha256 if previous else None,
        )
        for name, rate in tallies(content).items()
    )  # fmt: skip
    return Table("progress", "Progress since the last annual report", fields, ("measure",), (), rows)


def recommendations(content: AnnualFigures) -> Table:
    """Every recommendation so far; the first date is never overwritten."""
    fields = (
        key("recommendation_id"),
        Field("commitment_id", description="Empty when it is about the whole plan"),
        Field("region_code", description="Empty when it is about all regions"),
        Field("text", description="As written, in the language of whoever made it"),
        Field("made_by"),
        Field("made_on", "date", required=True),
        Field("first_due_on", "date"),
        Field("due_on", "date"),
        words("state", RecommendationState, required=True),
        words("response", ResponseKind),
        Field("response_text"),
        Field("implemented_on", "date"),
        words("state_before", RecommendationState, "Where the last annual report left it"),
        Field("is_illustrative", "boolean", "Invented for demonstration"),
    )
    left = {fate.code: fate.state.value for fate in content.previous.recommendations} if content.previous else {}
    rows = tuple(
        (r.code, r.commitment or None, r.region or None, safe(r.text), safe(r.made_by), r.made_on, r.first_due_on,
         r.due_on, r.state.value, r.response.value if r.response else None, safe(r.response_text) or None,
         r.implemented_on, left.get(r.code), r.illustrative)
        for r in content.recommendations
    )  # fmt: skip
    return Table("recommendations", "Recommendations and their fate", fields, ("recommendation_id",), (), rows)
