"""The figures of a report under compilation: each enters once, with its source, and is then named by reference."""

from collections.abc import Iterable
from decimal import Decimal

from flows.services.compilation.reporting_chain import answer_code, answer_id, mail_source
from flows.services.compilation.reporting_snapshot import Answer, Snapshot
from flows.services.lifecycle.indicator_versions import definition_for
from models.tables import IndicatorActual
from reports.figure_id import DERIVED, FROM_PLAN, figure_id
from reports.figures import Figure
from reports.privacy import publishable
from reports.sources import DerivedSource, PlanFileSource


class FigureBook:
    """Collects figures by reference; the same figure added twice is there once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._figures: dict[str, Figure] = {}

    def figures(self) -> tuple[Figure, ...]:
        """All figures, ordered by item, period and reference."""
        return tuple(sorted(self._figures.values(), key=lambda f: (f.code, f.period, f.id)))

    def has(self, reference: str) -> bool:
        """Whether a figure of this reference is in the book."""
        return reference in self._figures

    def get(self, reference: str) -> Figure:
        """The figure of this reference."""
        return self._figures[reference]

    def add_answers(self, answers: Iterable[Answer], *, standing: Answer) -> str:
        """All answers to one item and period; the others point at the one that stands. Returns its reference."""
        stands = self._put(reported_figure(self.snapshot, standing))
        for answer in answers:
            if answer is not standing:
                replaced = stands if _replaces(standing, answer) else ""
                self._put(reported_figure(self.snapshot, answer, superseded_by=replaced))
        return stands

    def add_planned(self, code: str, *, rule: str, value: Decimal | None, unit: str) -> str:
        """A baseline or target of the plan file; "" when the plan gives none."""
        if value is None:
            return ""
        sha256 = self.snapshot.plan.file_sha256
        reference = figure_id(self.snapshot.plan.code, code=code, period=rule, source=sha256, letter=FROM_PLAN)
        return self._put(
            Figure(id=reference, code=code, period=rule, value=value, unit=unit, source=PlanFileSource(sha256=sha256))
        )

    def add_derived(
        self, code: str, *, rule: str, period: str, value: Decimal | None, unit: str, sources: Iterable[str]
    ) -> str:
        """A figure computed from others; "" when there is nothing to compute."""
        if value is None:
            return ""
        reference = figure_id(self.snapshot.plan.code, code=code, period=period, source=rule, letter=DERIVED)
        source = DerivedSource(rule=rule, computed_from=tuple(sorted(set(sources))))
        return self._put(Figure(id=reference, code=code, period=period, value=value, unit=unit, source=source))

    def _put(self, figure: Figure) -> str:
        self._figures.setdefault(figure.id, figure)
        return figure.id


def _unit(snapshot: Snapshot, answer: IndicatorActual) -> str:
    """The unit in English when the mail used one of the plan's own names for it, else as it was recorded."""
    indicator = snapshot.index.indicator[answer.indicator_id]
    units = definition_for(indicator, snapshot.records.versions, period=answer.period).units
    return units.get("en", answer.unit) if answer.unit in ("", *units.values()) else answer.unit


def _replaces(newer: Answer, older: Answer) -> bool:
    """Whether an answer says again all that an older one said; a mail with only an obstacle leaves the state alone."""
    if isinstance(older, IndicatorActual):
        return True
    fields = ("status", "percent", "done_on", "promised_on", "reason")
    return all(getattr(newer, field, None) not in (None, "") for field in fields if getattr(older, field))


def reported_figure(snapshot: Snapshot, answer: Answer, *, superseded_by: str = "") -> Figure:
    """One answer as a figure with its whole chain."""
    common = Figure(
        id=answer_id(snapshot, answer),
        code=answer_code(snapshot, answer),
        period=answer.period,
        status=answer.value_status,
        answer=answer.answer_kind,
        recorded_at=answer.recorded_at,
        superseded_by=superseded_by,
        source=mail_source(snapshot, answer),
    )
    if isinstance(answer, IndicatorActual):
        return common.model_copy(
            update={
                "value": answer.value,
                "unit": _unit(snapshot, answer),
                "is_approximate": answer.is_approximate,
                "comment": publishable(answer.comment),
            }
        )
    return common.model_copy(
        update={
            "value": answer.percent,
            "unit": "%" if answer.percent is not None else "",
            "milestone_status": answer.status,
            "done_on": answer.done_on,
            "promised_on": answer.promised_on,
            "comment": publishable("\n".join(dict.fromkeys(t for t in (answer.reason, answer.note) if t))),
        }
    )
