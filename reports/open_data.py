"""The figures as open data: CSV and JSON with ISO dates, decimal dots and English words. No names, no addresses."""

import csv
import io

from pydantic import JsonValue

from reports.canonical import readable_json
from reports.figures import AnnualFigures, Cell, Figure, IndicatorFacts, InstanceFacts
from reports.frozen_text import readable_figures
from reports.sources import MailSource

COLUMNS = (
    "commitment_id", "region_code", "indicator_id", "period", "value", "unit", "value_status", "missing_because",
    "is_approximate", "is_illustrative", "is_current", "superseded_by", "figure_id", "recorded_on", "mail_sha256",
)  # fmt: skip


def figures_json(content: AnnualFigures, *, sha256: str) -> bytes:
    """The frozen content and its hash; hashing the canonical form of `content` gives `sha256` again."""
    return readable_figures(content, sha256=sha256)


def provenance_json(content: AnnualFigures, *, sha256: str) -> bytes:
    """For each printed reference the way back: mail, plan file or the references it was computed from."""
    chains: dict[str, JsonValue] = {}
    for figure in content.figures:
        dumped = figure.model_dump(mode="json")
        kept = ("code", "period", "value", "unit", "status", "recorded_at", "superseded_by", "source")
        chains[figure.id] = {key: dumped[key] for key in kept}
    return readable_json(
        {"sha256": sha256, "plan": content.plan.code, "year": content.year, "figures": chains}
    ).encode()


def observations_csv(content: AnnualFigures) -> bytes:
    """One row per indicator and period, also where nothing was answered, with the reason; corrected values after."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    figures = content.by_id()
    for commitment in content.commitments:
        for instance in commitment.instances:
            for indicator in instance.indicators:
                for cell in indicator.cells:
                    for row in _rows(content, commitment.code, instance, indicator, cell=cell, figures=figures):
                        writer.writerow([_safe(text) for text in row])
    return buffer.getvalue().encode()


def _rows(
    content: AnnualFigures,
    commitment: str,
    instance: InstanceFacts,
    indicator: IndicatorFacts,
    *,
    cell: Cell,
    figures: dict[str, Figure],
) -> list[list[str]]:
    head = [commitment, instance.region, indicator.code, cell.period]
    illustrative = _yes(indicator.illustrative)
    if not cell.figure:
        unit = indicator.units.get("en", "")
        return [[*head, "", unit, "missing", cell.standing, "", illustrative, "", "", "", "", ""]]
    corrected = [f for f in content.figures if f.superseded_by == cell.figure and f.period == cell.period]
    return [[*head, *_observation(f, illustrative=illustrative)] for f in (figures[cell.figure], *corrected)]


def _observation(figure: Figure, *, illustrative: str) -> list[str]:
    return [
        "" if figure.value is None else format(figure.value, "f"),
        figure.unit,
        figure.status.value if figure.status else "",
        "" if figure.value is not None or not figure.status else figure.status.value,
        _yes(figure.is_approximate),
        illustrative,
        _yes(not figure.superseded_by),
        figure.superseded_by,
        figure.id,
        figure.recorded_at.date().isoformat() if figure.recorded_at else "",
        figure.source.sha256 if isinstance(figure.source, MailSource) else "",
    ]


def _yes(holds: bool) -> str:
    return "true" if holds else "false"


def _safe(text: str) -> str:
    """Text that a spreadsheet will not run as a formula; numbers keep their sign."""
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not is_number else text
