"""Milestones and indicators of the invented reports, each figure with a source that looks like a real one."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

from benchmarks.report_sample_words import AS_OF, EARLIER, INDICATORS, MILESTONES, PLAN, YEAR_PERIODS, texts
from models.rules.public_evidence import evidence_state
from models.rules.scoring import MilestoneStanding, ScheduleState, achievement, delay_days, schedule_state
from models.vocabulary import (
    Aggregation,
    AnswerKind,
    Authentication,
    Direction,
    InboundClass,
    IndicatorKind,
    MessageKind,
    MilestoneStatus,
    ValueStatus,
)
from reports.figure_id import figure_id
from reports.figures import Cell, Figure, IndicatorFacts, MilestoneFacts
from reports.sources import DerivedSource, MailSource, PlanFileSource


def _dates(number: int, step: int) -> tuple[date, date]:
    """First and current due date of a step: some are late, one in three was moved."""
    late = number % 5 == 1
    due = (
        date(2025, 10, 31),
        date(2026, 1, 31),
        date(2026, 5, 28),
        date(2026, 7, 28) if late else date(2026, 12, 20),
        date(2027, 1, 29) if number % 3 == 0 else date(2027, 2, 26),
        date(2027, 5, 31),
    )[step]
    return (date(2026, 9, 28), due) if step == 4 and number % 3 == 0 else (due, due)


class Items:
    """Collects the figures of one invented report while it makes items."""

    def __init__(self, *, period: str = "") -> None:
        self.period = period
        self.periods = YEAR_PERIODS[:3] if period else YEAR_PERIODS
        self.figures: dict[str, Figure] = {}

    def _milestone(self, short: str, number: int, step: int) -> MilestoneFacts:
        code = f"{short}-M{step + 1}"
        first, due = _dates(number, step)
        status = (MilestoneStatus.DONE, MilestoneStatus.DONE, MilestoneStatus.DONE, MilestoneStatus.IN_PROGRESS,
                  MilestoneStatus.IN_PROGRESS, MilestoneStatus.NOT_STARTED)[step]  # fmt: skip
        if step == 2 and number % 4 == 1:
            status = MilestoneStatus.IN_PROGRESS
        done_on = date(2026, 5, 20) if step == 2 and status is MilestoneStatus.DONE else first
        percent = Decimal((35 + 7 * number) % 100) if status is MilestoneStatus.IN_PROGRESS else None
        standing = MilestoneStanding(
            status=status, due_on=due, starts_on=date(2025, 7, 1) if step else None, percent=percent,
            done_on=done_on if status is MilestoneStatus.DONE else None,
            promised_on=date(2026, 12, 31) if step == 2 and number % 8 == 1 else None,
        )  # fmt: skip
        period = "2026-Q3" if step > 1 else "2025-Q4"
        figure = self._mail(code, period, value=percent, unit="%" if percent is not None else "", status=status)
        files = 1 if (number + step) % 3 else 0
        state = schedule_state(standing, on=AS_OF)
        cells = [Cell(period=p, standing="not_asked" if p == "2026-Q4" else "missing") for p in self.periods]
        if period in YEAR_PERIODS:
            cells[YEAR_PERIODS.index(period)] = Cell(period=period, standing="reported", figure=figure)
        return MilestoneFacts(
            code=code, number=step + 1, titles=texts(MILESTONES[step]), starts_on=standing.starts_on, due_on=due,
            first_due_on=first, status=status, status_figure=figure, schedule=state,
            days_late=delay_days(standing, on=AS_OF), percent=percent, done_on=standing.done_on,
            promised_on=standing.promised_on, illustrative=True, cells=tuple(cells),
            means_of_verification="Procès-verbal publié", files=files, public_files=files * (step % 2),
            evidence=evidence_state(
                is_claimed=state is ScheduleState.COMPLETED, files=files, public_files=files * (step % 2)
            ),
        )  # fmt: skip

    def _indicator(self, short: str, number: int, kind: int) -> IndicatorFacts:
        code = f"{short}-I{kind + 1}"
        start, goal = ((250, 1500), (60, 95), (21, 7))[kind]
        step = Decimal((goal - start) * (8 + number % 5)) / 100
        values: list[Decimal | None] = [
            (start + step * n).quantize(Decimal("0.1") if kind else Decimal(1)) for n in range(6)
        ]
        if (number + kind) % 4 == 0:
            values[3] = None
        unit = INDICATORS[kind][1]
        earlier = tuple(self._cell(code, p, v, unit[2]) for p, v in zip(EARLIER, (None, *values[:2]), strict=True))
        shown = [self._cell(code, p, v, unit[2]) for p, v in zip(YEAR_PERIODS[:3], values[2:5], strict=True)]
        later = [Cell(period=p, standing="not_asked") for p in self.periods[3:]]
        cells = (*shown, *later)
        baseline = self._planned(code, "baseline", start, unit[2]) if (number + kind) % 7 else ""
        target = self._planned(code, "target", goal, unit[2])
        latest = next((c.figure for c in reversed(cells) if c.figure), "")
        share = achievement(
            self.figures[latest].value, baseline=Decimal(start) if baseline else None, target=Decimal(goal)
        )
        files = (number + kind) % 3
        return IndicatorFacts(
            code=code, number=kind + 1, titles=texts(INDICATORS[kind][0]), units=texts(unit),
            kind=(IndicatorKind.PERFORMANCE, IndicatorKind.IMPACT)[kind == 2],
            direction=Direction.DECREASE if kind == 2 else Direction.INCREASE,
            aggregation=Aggregation.SUM if kind == 0 else Aggregation.NONE, is_cumulative=kind == 0,
            baseline=baseline, baseline_missing_because="" if baseline else "Aucun comptage avant 2025",
            target=target, target_by="2027-06", illustrative=True, cells=cells, latest=latest,
            achievement=self._derived(code, "achievement", "2026-Q3", share, "%", [latest]), earlier=earlier,
            means_of_verification="Registre de la division", files=files, public_files=files // 2,
            evidence=evidence_state(is_claimed=True, files=files, public_files=files // 2),
        )  # fmt: skip

    def _cell(self, code: str, period: str, value: Decimal | None, unit: str) -> Cell:
        if value is None:
            return Cell(period=period, standing="missing", respond_by=date(2026, 10, 21))
        return Cell(period=period, standing="reported", figure=self._mail(code, period, value=value, unit=unit))

    def _mail(
        self, code: str, period: str, *, value: Decimal | None, unit: str, status: MilestoneStatus | None = None
    ) -> str:
        sha256 = hashlib.sha256(f"{code} {period}".encode()).hexdigest()
        at = datetime(2026, 10, 6, 9, 30, tzinfo=UTC)
        source = MailSource(
            sha256=sha256, message_id=f"<{sha256[:12]}@region.example>", received_at=at, sent_at_text="",
            authentication=Authentication.PASS, fate=InboundClass.RECORDED, line=1, where="text line 4",
            raw_text=f"{code} = {value if value is not None else status}", official=f"OF-{code[:3]}-01",
            official_unit="Division", official_is_illustrative=True, request=f"{period}/OF-{code[:3]}-01",
            asked_on=date(2026, 10, 1), request_message_id=f"<{period}-{code}@iltizam.example>",
            request_kind=MessageKind.REQUEST, parser_version="1",
        )  # fmt: skip
        return self._put(
            Figure(
                id=figure_id(PLAN, code=code, period=period, source=sha256), code=code, period=period, value=value,
                unit=unit, status=ValueStatus.CONFIRMED, answer=AnswerKind.VALUE, milestone_status=status,
                recorded_at=at, source=source,
            )
        )  # fmt: skip

    def _planned(self, code: str, rule: str, value: int, unit: str) -> str:
        reference = figure_id(PLAN, code=code, period=rule, source="ab" * 32, letter="P")
        source = PlanFileSource(sha256="ab" * 32)
        return self._put(Figure(id=reference, code=code, period=rule, value=Decimal(value), unit=unit, source=source))

    def _derived(self, code: str, rule: str, period: str, value: Decimal | None, unit: str, sources: list[str]) -> str:
        if value is None:
            return ""
        reference = figure_id(PLAN, code=code, period=period, source=rule, letter="D")
        source = DerivedSource(rule=rule, computed_from=tuple(sorted(sources)))
        return self._put(Figure(id=reference, code=code, period=period, value=value, unit=unit, source=source))

    def _put(self, figure: Figure) -> str:
        self.figures[figure.id] = figure
        return figure.id
