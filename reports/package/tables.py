"""Tables of the plan as it stands: regions, commitments, their parts, milestones, indicators."""

from collections.abc import Iterator

from models.rules.public_evidence import EvidenceState
from models.rules.scoring import ScheduleState
from models.vocabulary import Aggregation, Direction, IndicatorKind, MilestoneStatus, Stage
from reports.figures import AnnualFigures, CommitmentFacts, InstanceFacts
from reports.package.fields import Field, ForeignKey, Table, key, texts, titles, words

STATES = (
    words("state_official", MilestoneStatus, "What the official says"),
    words("state_evidence", EvidenceState, "What evidence supports"),
    words("state_schedule", ScheduleState, "How it stands against its date, by the published rule"),
)
IN_REGION = ForeignKey("region_code", "regions", "region_code")
IN_INSTANCE = ForeignKey("instance_id", "instances", "instance_id")


def parts(content: AnnualFigures) -> Iterator[tuple[CommitmentFacts, InstanceFacts]]:
    """Every member's part of every commitment."""
    for commitment in content.commitments:
        yield from ((commitment, instance) for instance in commitment.instances)


def regions(content: AnnualFigures) -> Table:
    """Members of the consortium."""
    rows = tuple((r.code, *texts({"en": r.name, **r.names})) for r in content.regions)
    return Table("regions", "Regions", (key("region_code"), *titles("name")), ("region_code",), (), rows)


def commitments(content: AnnualFigures) -> Table:
    """Commitments with their three states."""
    fields = (
        key("commitment_id", "Identifier of the Open Government Partnership"),
        Field("axis_code"),
        words("stage", Stage, required=True),
        Field("start", description="As precise as the plan prints it: a year, a month or a day"),
        Field("end", description="As precise as the plan prints it"),
        *STATES,
        Field("page", type="string", description="Page of the commitment at the Open Government Partnership"),
        *titles(),
    )
    rows = tuple(
        (c.code, c.axis, c.stage.value, c.start, c.end, c.official and c.official.value, c.evidence.value,
         c.state and c.state.value, c.page or None, *texts({"en": c.title, **c.titles}))
        for c in content.commitments
    )  # fmt: skip
    return Table("commitments", "Commitments", fields, ("commitment_id",), (), rows)


def instances(content: AnnualFigures) -> Table:
    """Each region's part of a commitment."""
    fields = (
        key("instance_id"),
        Field("commitment_id", required=True),
        Field("region_code", required=True),
        Field("ogp_id"),
        Field("lead", description="Unit in charge"),
        Field("lead_is_illustrative", "boolean", "Invented for demonstration; not in the published plan"),
        *STATES,
        Field("claims", "integer", "What the official claims to be done or measured", least=0),
        Field("claims_without_evidence", "integer", "Claims that no file supports", least=0),
    )
    rows = tuple(
        (i.code, c.code, i.region, i.ogp_id, i.lead, i.lead_is_illustrative, i.official and i.official.value,
         i.evidence.value, i.state and i.state.value, i.claims, i.claims_without_evidence)
        for c, i in parts(content)
    )  # fmt: skip
    foreign = (ForeignKey("commitment_id", "commitments", "commitment_id"), IN_REGION)
    return Table("instances", "Parts of the regions", fields, ("instance_id",), foreign, rows)


def milestones(content: AnnualFigures) -> Table:
    """Milestones: dates, what the official says, state against the date."""
    fields = (
        key("milestone_id"),
        Field("instance_id", required=True),
        *titles(),
        Field("starts_on", "date"),
        Field("first_due_on", "date", "The first promise; never overwritten", required=True),
        Field("due_on", "date", required=True),
        Field("done_on", "date"),
        Field("announced_for", "date", "A later date announced by the official"),
        *STATES,
        Field("days_late", "integer", least=0),
        Field("progress_pct", "number", least=0, most=100),
        Field("figure_id", description="The answer the state comes from; empty when nobody has answered"),
        Field("is_illustrative", "boolean", required=True),
    )
    rows = tuple(
        (m.code, i.code, *texts(m.titles), m.starts_on, m.first_due_on, m.due_on, m.done_on, m.promised_on,
         m.status.value, m.evidence.value, m.schedule.value, m.days_late, m.percent, m.status_figure or None,
         m.illustrative)
        for _, i in parts(content)
        for m in i.milestones
    )  # fmt: skip
    foreign = (IN_INSTANCE, ForeignKey("figure_id", "figures", "figure_id"))
    return Table("milestones", "Milestones", fields, ("milestone_id",), foreign, rows)


def indicators(content: AnnualFigures) -> Table:
    """Indicators with baseline and target."""
    figures = content.by_id()
    fields = (
        key("indicator_id"),
        Field("instance_id", required=True),
        *titles(),
        *titles("unit"),
        words("kind", IndicatorKind, required=True),
        words("direction", Direction, required=True),
        words("aggregation", Aggregation, required=True),
        Field("is_cumulative", "boolean", "Counted since the start of the plan, not in the period", required=True),
        Field("baseline", "number"),
        Field("baseline_missing_because"),
        Field("target", "number"),
        Field("target_by", description="As precise as the plan prints it"),
        Field("achievement_pct", "number", "Way from the baseline to the target; may pass 100 or fall below 0"),
        Field("is_illustrative", "boolean", required=True),
    )
    rows = tuple(
        (n.code, i.code, *texts(n.titles), *texts(n.units), n.kind.value, n.direction.value, n.aggregation.value,
         n.is_cumulative, figures[n.baseline].value if n.baseline else None, n.baseline_missing_because or None,
         figures[n.target].value if n.target else None, n.target_by or None,
         figures[n.achievement].value if n.achievement else None, n.illustrative)
        for _, i in parts(content)
        for n in i.indicators
    )  # fmt: skip
    return Table("indicators", "Indicators", fields, ("indicator_id",), (IN_INSTANCE,), rows)
