"""Invented report figures of any size, the same for the same size: for measuring, for tests, for looking at pages.

Everything in it is illustrative. It builds frozen figures directly, so no database and no mail is needed.
"""

import hashlib
from datetime import date
from decimal import Decimal

from benchmarks.report_sample_items import Items
from benchmarks.report_sample_record import (
    MEETINGS,
    PARTICIPATION,
    QUESTIONS,
    advice_rows,
    change_rows,
    constraint_rows,
    evidence_rows,
    finding_rows,
    last_year,
    lesson_rows,
)
from benchmarks.report_sample_words import AS_OF, AXES, INDICATORS, PLAN, REGIONS, TITLES, YEAR_PERIODS, texts
from models.rules.public_evidence import EvidenceState, overall_evidence
from models.rules.scoring import combine, overall_state, overall_status
from models.vocabulary import Aggregation, Stage
from reports.figures import (
    AnnualFigures,
    CombinedFacts,
    CommitmentFacts,
    InstanceFacts,
    ObstacleFacts,
    PlanFacts,
    RateFacts,
    RegionFacts,
)
from reports.record_facts import AxisFacts


class Sample(Items):
    """One invented report."""

    def __init__(self, commitments: int, *, period: str = "") -> None:
        super().__init__(period=period)
        self.size = commitments

    def content(self) -> AnnualFigures:
        """The whole report."""
        commitments = tuple(self._commitment(number) for number in range(self.size))
        rates = self._rates()
        content = AnnualFigures(
            plan=PlanFacts(
                code=PLAN, title="Open government action plan of four regions (illustrative)",
                consortium="Four regions", starts="2025-04", end="2027-06", submitted_on=date(2025, 4, 2),
                time_zone="Africa/Casablanca", file_sha256="ab" * 32,
            ),
            year=2026, as_of=AS_OF, judged_on=AS_OF, periods=self.periods, period=self.period, independent_body="",
            regions=tuple(RegionFacts(code=c, name=n["en"], names=n) for c, n in REGIONS.items()),
            commitments=commitments, rates=rates, obstacles=self._obstacles(commitments), questions=QUESTIONS,
            figures=tuple(sorted(self.figures.values(), key=lambda f: (f.code, f.period, f.id))),
            axes=tuple(AxisFacts(code=f"A{n + 1}", texts=texts(t)) for n, t in enumerate(AXES)),
            evidence=evidence_rows(commitments), changes=change_rows(commitments), meetings=MEETINGS,
            participation=PARTICIPATION, recommendations=advice_rows(commitments), lessons=lesson_rows(commitments),
            findings=finding_rows(commitments), constraints=constraint_rows(commitments),
        )  # fmt: skip
        return content if self.period else content.model_copy(update={"previous": last_year(content)})

    def _commitment(self, number: int) -> CommitmentFacts:
        theme, shared = number % 10, number % 10 == 0
        code = f"MA4R{number + 1:04}"
        own = list(REGIONS) if shared else [list(REGIONS)[number % 4]]
        instances = tuple(self._instance(number, region, theme) for region in own)
        return CommitmentFacts(
            code=code, short_code=f"C{number + 1}", title=TITLES[theme][2], titles=texts(TITLES[theme]),
            start="2025-07", end="2027-06", axis=f"A{theme + 1}",
            stage=Stage.EXECUTION, ogp_values=("Access to information", "Participation"), page="",
            state=overall_state(i.state for i in instances if i.state), instances=instances,
            combined=self._combined(code, instances) if shared else (),
            official=overall_status(i.official for i in instances if i.official),
            evidence=overall_evidence(i.evidence for i in instances), institutions=("Université", "Associations"),
        )  # fmt: skip

    def _instance(self, number: int, region: str, theme: int) -> InstanceFacts:
        code = f"{region}{number + 1}"
        milestones = tuple(self._milestone(code, number, step) for step in range(6))
        indicators = tuple(self._indicator(code, number, kind) for kind in range(3))
        evidence = [m.evidence for m in milestones] + [i.evidence for i in indicators]
        return InstanceFacts(
            code=code, ogp_id=f"MA{region}{number + 1:04}", region=region, lead=f"Division {theme + 1}",
            lead_is_illustrative=True, state=overall_state(m.schedule for m in milestones), milestones=milestones,
            indicators=indicators, official=overall_status(m.status for m in milestones),
            evidence=overall_evidence(evidence), claims=sum(e is not EvidenceState.NO_CLAIM for e in evidence),
            claims_without_evidence=evidence.count(EvidenceState.NONE),
        )  # fmt: skip

    def _combined(self, code: str, instances: tuple[InstanceFacts, ...]) -> tuple[CombinedFacts, ...]:
        found = []
        for number, period in enumerate(YEAR_PERIODS[:3]):
            references = [i.indicators[0].cells[number].figure for i in instances]
            references = [*references[:-1], ""] if number == 2 else references
            total = combine([self.figures[r].value if r else None for r in references], aggregation=Aggregation.SUM)
            if total is None or total.value is None:
                continue
            figure = self._derived(
                f"{code}-I1", "sum of members", period, total.value, "people", [r for r in references if r]
            )
            found.append(
                CombinedFacts(
                    number=1, titles=texts(INDICATORS[0][0]), units=texts(INDICATORS[0][1]),
                    aggregation=Aggregation.SUM, period=period, figure=figure, counted=total.counted,
                    expected=total.expected, is_provisional=False, illustrative=True,
                )
            )  # fmt: skip
        return tuple(found)

    def _rates(self) -> tuple[RateFacts, ...]:
        asked = {"": 36 * self.size, **dict.fromkeys(REGIONS, 9 * self.size)}
        return tuple(
            RateFacts(
                region=region, period=period, expected=n, answered=n - n // (7 + len(region)), due=n,
                on_time=n - n // 4, completeness=self._rate(region, period, "completeness", n - n // (7 + len(region)), n),
                timeliness=self._rate(region, period, "timeliness", n - n // 4, n),
            )
            for region, n in asked.items() for period in ("", "2026-Q3")
        )  # fmt: skip

    def _rate(self, region: str, period: str, rule: str, part: int, whole: int) -> str:
        share = (Decimal(100) * part / whole).quantize(Decimal("0.1"))
        return self._derived(region or "all", rule, period or "year", share, "%", [])

    def _obstacles(self, commitments: tuple[CommitmentFacts, ...]) -> tuple[ObstacleFacts, ...]:
        told = (
            "Budget non voté par le conseil; arbitrage attendu.",
            "تأخر توقيع الاتفاقية مع الشريك.",
            "Appel d’offres infructueux #panic() <b>$x$</b>",
        )
        return tuple(
            ObstacleFacts(
                code=c.instances[0].milestones[3].code, period="2026-Q3", text=told[n % 3], figure="",
                mail_sha256=hashlib.sha256(c.code.encode()).hexdigest(),
            )
            for n, c in enumerate(commitments) if n % 2 == 0
        )  # fmt: skip


def sample_figures(commitments: int, *, period: str = "") -> AnnualFigures:
    """Figures of an annual report of that many commitments, or of the third quarter; equal sizes give equal figures."""
    return Sample(commitments, period=period).content()
