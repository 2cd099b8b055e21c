"""Invented report figures of any size, the same for the same size: for measuring, for tests, for looking at pages.

Everything in it is illustrative. It builds frozen figures directly, so no database and no mail is needed.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from models.rules.public_evidence import EvidenceState, evidence_state, overall_evidence
from models.rules.scoring import (
    MilestoneStanding,
    ScheduleState,
    achievement,
    combine,
    delay_days,
    overall_state,
    overall_status,
    schedule_state,
)
from models.vocabulary import (
    AgeGroup,
    Aggregation,
    AnswerKind,
    AssessmentKind,
    Authentication,
    Direction,
    InboundClass,
    IndicatorKind,
    MeetingPurpose,
    MeetingState,
    MessageKind,
    MilestoneStatus,
    ObstacleState,
    RecommendationState,
    ResponseKind,
    Sex,
    Stage,
    ValueStatus,
)
from reports.figure_id import figure_id
from reports.figures import (
    AnnualFigures,
    Cell,
    CombinedFacts,
    CommitmentFacts,
    Figure,
    IndicatorFacts,
    InstanceFacts,
    MilestoneFacts,
    ObstacleFacts,
    PlanFacts,
    QuestionFacts,
    RateFacts,
    RegionFacts,
    Texts,
)
from reports.record_facts import (
    AxisFacts,
    ChangeFacts,
    ConstraintFacts,
    EvidenceFacts,
    FindingFacts,
    LessonFacts,
    MeetingFacts,
    ParticipationFacts,
    RecommendationFacts,
)
from reports.sources import DerivedSource, MailSource, PlanFileSource

PLAN, AS_OF = "SAMPLE-2025-2027", date(2026, 11, 23)
YEAR_PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
EARLIER = ("2025-Q2", "2025-Q3", "2025-Q4")
REGIONS = {
    "ORI": {"fr": "Oriental", "ar": "الشرق", "en": "Oriental"},
    "SOM": {"fr": "Souss-Massa", "ar": "سوس ماسة", "en": "Souss-Massa"},
    "LAA": {"fr": "Laâyoune-Sakia El Hamra", "ar": "العيون الساقية الحمراء", "en": "Laâyoune-Sakia El Hamra"},
    "DRA": {"fr": "Drâa-Tafilalet", "ar": "درعة تافيلالت", "en": "Drâa-Tafilalet"},
}
# fr, ar, en
AXES = (
    ("Climat et environnement", "المناخ والبيئة", "Climate and the environment"),
    ("Transformation numérique", "التحول الرقمي", "Digital transformation"),
    ("Approche genre", "مقاربة النوع", "Gender approach"),
    ("Services publics numériques", "الخدمات العمومية الرقمية", "Digital public services"),
    ("Participation citoyenne", "المشاركة المواطنة", "Citizen participation"),
    ("Transparence et accès à l’information", "الشفافية والحق في الحصول على المعلومات", "Transparency and access to information"),
    ("Jeunes porteurs de projets", "مواكبة الشباب حاملي المشاريع", "Young promoters"),
    ("Données ouvertes", "البيانات المفتوحة", "Open data"),
    ("Budget participatif", "الميزانية التشاركية", "Participatory budgeting"),
    ("Inclusion et accessibilité", "الإدماج والولوجيات", "Inclusion and accessibility"),
)  # fmt: skip
TITLES = (
    ("Programme régional d’adaptation au changement climatique", "برنامج جهوي للتكيف مع تغير المناخ", "Regional programme on adaptation to climate change"),
    ("Guichet numérique unique de la région", "الشباك الرقمي الموحد للجهة", "Single digital desk of the region"),
    ("Budget régional sensible au genre", "ميزانية جهوية مستجيبة للنوع الاجتماعي", "Gender-responsive regional budget"),
    ("Dématérialisation des demandes de subvention des associations", "رقمنة طلبات دعم الجمعيات", "Paperless grant applications for associations"),
    ("Portail régional de la participation et des pétitions", "بوابة جهوية للمشاركة والعرائض", "Regional portal for participation and petitions"),
    ("Transparence et droit à l’information", "الشفافية والحق في المعلومة", "Transparency and right to information"),
    ("Accompagnement des jeunes coopératives", "مواكبة التعاونيات الشبابية", "Support for young co-operatives"),
    ("Publication ouverte des marchés et du budget", "النشر المفتوح للصفقات والميزانية", "Open publication of contracts and budget"),
    ("Budget participatif de la jeunesse", "ميزانية تشاركية للشباب", "Participatory budget for young people"),
    ("Accessibilité des services aux personnes handicapées", "ولوج الأشخاص في وضعية إعاقة إلى الخدمات", "Services accessible to people with disabilities"),
)  # fmt: skip
MILESTONES = (
    ("Étude de cadrage validée", "المصادقة على الدراسة التأطيرية", "Scoping study approved"),
    ("Convention signée avec les partenaires", "توقيع الاتفاقية مع الشركاء", "Agreement signed with the partners"),
    ("Premier atelier de concertation tenu", "عقد أول ورشة للتشاور", "First consultation workshop held"),
    ("Plateforme mise en ligne", "إطلاق المنصة على الإنترنت", "Platform online"),
    ("60 agents formés", "تكوين 60 موظفا", "60 staff trained"),
    ("Rapport d’évaluation publié", "نشر تقرير التقييم", "Evaluation report published"),
)
INDICATORS = (
    (("Personnes sensibilisées", "الأشخاص المستفيدون من التحسيس", "People reached"), ("personnes", "أشخاص", "people")),
    (
        ("Demandes traitées dans les délais", "الطلبات المعالجة داخل الآجال", "Requests handled in time"),
        ("%", "%", "%"),
    ),
    (("Délai moyen de réponse", "متوسط أجل الجواب", "Average time to answer"), ("jours", "أيام", "days")),
)


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


def texts(words: Sequence[str]) -> Texts:
    """The same text by language, from a French, Arabic, English triple."""
    return dict(zip(("fr", "ar", "en"), words, strict=True))


class Sample:
    """Collects the figures of one invented report."""

    def __init__(self, commitments: int, *, period: str = "") -> None:
        self.size = commitments
        self.period = period
        self.periods = YEAR_PERIODS[:3] if period else YEAR_PERIODS
        self.figures: dict[str, Figure] = {}

    def content(self) -> AnnualFigures:
        """The whole report."""
        commitments = tuple(self._commitment(number) for number in range(self.size))
        rates = self._rates()
        return AnnualFigures(
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
            evidence=_evidence(commitments), changes=_changes(commitments), meetings=MEETINGS,
            participation=PARTICIPATION, recommendations=_advice(commitments), lessons=_lessons(commitments),
            findings=_findings(commitments), constraints=_constraints(commitments),
        )  # fmt: skip

    def _put(self, figure: Figure) -> str:
        self.figures[figure.id] = figure
        return figure.id

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


QUESTIONS = (
    QuestionFacts(
        code="Q-END",
        texts={
            "en": "The page gives June 2027 and September 2027 as the end of the plan.",
            "fr": "La page donne juin 2027 et septembre 2027 comme fin du plan.",
            "ar": "تعطي الصفحة تاريخين لنهاية المخطط: يونيو 2027 وشتنبر 2027.",
        },
    ),
)
MEETINGS = tuple(
    MeetingFacts(
        code=f"MT-{n}", purpose=purpose, state=state, title=title, region=region, body="Comité de supervision",
        on=on, people=people, illustrative=True,
    )
    for n, (purpose, state, title, region, on, people) in enumerate(
        (
            (MeetingPurpose.COMMITTEE_REVIEW, MeetingState.HELD, "Examen du premier trimestre", "LAA", date(2026, 4, 28), 22),
            (MeetingPurpose.RESULTS, MeetingState.HELD, "لقاء تقديم النتائج للعموم", "SOM", date(2026, 6, 17), 148),
            (MeetingPurpose.QUARTERLY_COORDINATION, MeetingState.PLANNED, "Coordination des quatre régions", "", date(2026, 12, 8), None),
        )
    )
)  # fmt: skip
PARTICIPATION = tuple(
    ParticipationFacts(category=category, sex=sex, age_group=age, province="", people=people)
    for category, sex, age, people in (
        ("Associations", Sex.WOMEN, AgeGroup.FROM_18_TO_35, 31),
        ("Associations", Sex.MEN, AgeGroup.FROM_36_TO_60, 44),
        ("Université", Sex.WOMEN, AgeGroup.FROM_36_TO_60, 12),
        ("Université", Sex.UNKNOWN, AgeGroup.UNKNOWN, 9),
        ("Jeunes", Sex.WOMEN, AgeGroup.FROM_18_TO_35, 38),
        ("Jeunes", Sex.MEN, AgeGroup.FROM_18_TO_35, 36),
    )
)


def _evidence(commitments: tuple[CommitmentFacts, ...]) -> tuple[EvidenceFacts, ...]:
    return tuple(
        EvidenceFacts(
            code=m.code, sha256=hashlib.sha256(m.code.encode()).hexdigest(), size=184_320 + 1000 * m.number,
            content_type="application/pdf", name="procès-verbal.pdf" if m.public_files else "",
            is_public=bool(m.public_files), mail_sha256=hashlib.sha256((m.code + "mail").encode()).hexdigest(),
            received_on=date(2026, 10, 6),
        )
        for c in commitments for i in c.instances for m in i.milestones if m.files
    )  # fmt: skip


def _changes(commitments: tuple[CommitmentFacts, ...]) -> tuple[ChangeFacts, ...]:
    return tuple(
        ChangeFacts(
            code=m.code, kind="due_date", on=date(2026, 8, 3), before=m.first_due_on.isoformat(),
            after=m.due_on.isoformat(), reason="Marché relancé après un appel d’offres infructueux",
        )
        for c in commitments for i in c.instances for m in i.milestones if m.first_due_on != m.due_on
    )  # fmt: skip


def _advice(commitments: tuple[CommitmentFacts, ...]) -> tuple[RecommendationFacts, ...]:
    fates = (
        (
            RecommendationState.IMPLEMENTED,
            ResponseKind.ACCEPTED,
            "Le calendrier a été publié sur le portail.",
            date(2026, 6, 30),
        ),
        (RecommendationState.ANSWERED, ResponseKind.PARTLY, "سيتم نشر البيانات ابتداء من الفصل الرابع.", None),
        (RecommendationState.OPEN, None, "", None),
    )
    return tuple(
        RecommendationFacts(
            code=f"R-{n + 1}", text="Publier le calendrier des ateliers un mois à l’avance", made_by="Comité de supervision",
            made_on=date(2026, 4, 28), region=c.instances[0].region, commitment=c.code, due_on=date(2026, 9, 30),
            first_due_on=date(2026, 6, 30), state=fates[n % 3][0], response=fates[n % 3][1],
            response_text=fates[n % 3][2], implemented_on=fates[n % 3][3], illustrative=True,
        )
        for n, c in enumerate(commitments[:6])
    )  # fmt: skip


def _lessons(commitments: tuple[CommitmentFacts, ...]) -> tuple[LessonFacts, ...]:
    text = "Signer la convention avant de lancer le marché épargne un trimestre."
    return tuple(LessonFacts(commitment=c.code, text=text, recorded_on=date(2026, 9, 12)) for c in commitments[:2])


def _findings(commitments: tuple[CommitmentFacts, ...]) -> tuple[FindingFacts, ...]:
    return tuple(
        FindingFacts(
            commitment=c.code, kind=AssessmentKind.INCEPTION, author="Instance (illustrative)",
            signed_on=date(2026, 2, 10), question="L’engagement est-il vérifiable ?", value="Oui",
            explanation="Les jalons sont datés et chaque indicateur a une source.", illustrative=True,
        )
        for c in commitments[:1]
    )  # fmt: skip


def _constraints(commitments: tuple[CommitmentFacts, ...]) -> tuple[ConstraintFacts, ...]:
    return tuple(
        ConstraintFacts(
            code=f"K-{n}", commitment=c.code, milestone=c.instances[0].milestones[3].code,
            text="Hébergement de la plateforme non attribué", opened_on=date(2026, 7, 2), owner="Division des systèmes d’information",
            state=ObstacleState.OPEN if n % 2 else ObstacleState.RESOLVED, resolved_on=None if n % 2 else date(2026, 9, 15),
            resolution="" if n % 2 else "Hébergement mutualisé entre les régions",
        )
        for n, c in enumerate(commitments[1:4])
    )  # fmt: skip


def sample_figures(commitments: int, *, period: str = "") -> AnnualFigures:
    """Figures of an annual report of that many commitments, or of the third quarter; equal sizes give equal figures."""
    return Sample(commitments, period=period).content()
