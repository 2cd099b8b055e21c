"""Tables of what was reported: values by period with the reason of each gap, figures with their sources, evidence."""

from collections.abc import Iterator
from typing import get_args

from models.vocabulary import ValueStatus
from reports.figures import AnnualFigures, Cell, Figure
from reports.package.fields import FIGURE, PERIOD, SHA256, Field, ForeignKey, Table, Value, key, words
from reports.package.tables import parts
from reports.sources import DerivedSource, MailSource, PlanFileSource

KINDS = ("mail", "plan_file", "derived")
GAPS = tuple(word for word in get_args(Cell.model_fields["standing"].annotation) if word != "reported")


def observations(content: AnnualFigures) -> Table:
    """One row per indicator and period, also where nothing came, with the reason; corrected values as revisions."""
    fields = (
        Field("indicator_id", required=True),
        Field("period", required=True, pattern=PERIOD),
        Field("revision", "integer", "0 is the value that stands; corrected ones follow", required=True, least=0),
        Field("value", "number", "Empty is missing, never zero"),
        words("value_status", ValueStatus),
        Field("missing_because", words=(*GAPS, "nothing_to_report", "not_available", "no_number")),
        Field("is_approximate", "boolean"),
        Field("comment", description="In the words of the official, without names and addresses"),
        Field("figure_id"),
        Field("recorded_on", "date"),
    )
    foreign = (
        ForeignKey("indicator_id", "indicators", "indicator_id"),
        ForeignKey("figure_id", "figures", "figure_id"),
    )
    key_fields = ("indicator_id", "period", "revision")
    return Table("observations", "Values by period", fields, key_fields, foreign, tuple(_observed(content)))


def figures(content: AnnualFigures) -> Table:
    """Every figure, reported, planned or computed, with the hash of what it came from."""
    fields = (
        key("figure_id", "The reference printed beside the figure", pattern=FIGURE),
        Field("subject", description="Milestone, indicator, commitment or region it is about", required=True),
        Field("period"),
        Field("value", "number"),
        Field("unit"),
        Field("kind", words=KINDS, required=True),
        Field("rule", description="How it was computed; empty for what was reported"),
        Field("source_sha256", description="SHA-256 of the mail, or of the plan file", pattern=SHA256),
        Field("received_at", "datetime", "When the mail was received (UTC)"),
        Field("replaced_by", description="The figure that corrected this one"),
    )
    foreign = (ForeignKey("replaced_by", "", "figure_id"),)
    known = content.by_id()
    rows = tuple(_figure(figure, known=known) for figure in content.figures)
    return Table("figures", "Figures and their sources", fields, ("figure_id",), foreign, rows)


def computed_from(content: AnnualFigures) -> Table:
    """Which figures a computed one was computed from."""
    fields = (Field("figure_id", required=True), Field("part_id", required=True))
    foreign = (ForeignKey("figure_id", "figures", "figure_id"), ForeignKey("part_id", "figures", "figure_id"))
    rows = tuple(
        (figure.id, part)
        for figure in content.figures
        if isinstance(figure.source, DerivedSource)
        for part in figure.source.computed_from
    )
    return Table("computed-from", "Parts of computed figures", fields, ("figure_id", "part_id"), foreign, rows)


def evidence(content: AnnualFigures) -> Table:
    """The evidence register: every file by its hash, the name of public ones only."""
    fields = (
        Field("item_code", required=True),
        Field("sha256", required=True, pattern=SHA256),
        Field("size", "integer", "Bytes", required=True, least=0),
        Field("content_type", required=True),
        Field("name"),
        Field("is_public", "boolean", required=True),
        Field("received_on", "date", required=True),
        Field("mail_sha256", required=True, pattern=SHA256),
    )
    rows = dict.fromkeys(
        (e.code, e.sha256, e.size, e.content_type, safe(e.name) or None, e.is_public, e.received_on, e.mail_sha256)
        for e in content.evidence
    )
    return Table("evidence", "Evidence register", fields, (), (), tuple(rows))


def safe(text: str) -> str:
    """Free text that a spreadsheet will not run as a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _observed(content: AnnualFigures) -> Iterator[tuple[Value, ...]]:
    known, corrected = content.by_id(), content.corrected()
    for _, instance in parts(content):
        for indicator in instance.indicators:
            for cell in (*indicator.earlier, *indicator.cells):
                head = (indicator.code, cell.period)
                if not cell.figure:
                    yield (*head, 0, None, None, cell.standing, None, None, None, None)
                    continue
                older = [f for f in corrected.get(cell.figure, ()) if f.period == cell.period]
                for revision, figure in enumerate((known[cell.figure], *older)):
                    yield (*head, revision, *_value(figure))


def _value(figure: Figure) -> tuple[Value, ...]:
    gap = None
    if figure.value is None:
        missing = (ValueStatus.NOTHING_TO_REPORT, ValueStatus.NOT_AVAILABLE)
        gap = figure.status.value if figure.status in missing and figure.status else "no_number"
    recorded = figure.recorded_at.date() if figure.recorded_at else None
    status = figure.status.value if figure.status else None
    return figure.value, status, gap, figure.is_approximate, safe(figure.comment) or None, figure.id, recorded


def _figure(figure: Figure, *, known: dict[str, Figure]) -> tuple[Value, ...]:
    source = figure.source
    return (
        figure.id,
        figure.code,
        figure.period,
        figure.value,
        figure.unit or None,
        source.kind,
        source.rule if isinstance(source, DerivedSource) else None,
        source.sha256 or None if isinstance(source, MailSource | PlanFileSource) else None,
        source.received_at if isinstance(source, MailSource) else None,
        figure.superseded_by if figure.superseded_by in known else None,
    )
