"""What stands beside the figures of the invented reports: meetings, evidence, advice, findings, and last year's report."""

import hashlib
from datetime import date

from models.rules.scoring import ScheduleState
from models.vocabulary import (
    AgeGroup,
    AssessmentKind,
    MeetingPurpose,
    MeetingState,
    ObstacleState,
    RecommendationState,
    ResponseKind,
    Sex,
)
from reports.figures import AnnualFigures, CommitmentFacts, QuestionFacts
from reports.previous import previous_facts
from reports.previous_facts import PreviousFacts, StateFacts
from reports.record_facts import (
    ChangeFacts,
    ConstraintFacts,
    EvidenceFacts,
    FindingFacts,
    LessonFacts,
    MeetingFacts,
    ParticipationFacts,
    RecommendationFacts,
)

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


def evidence_rows(commitments: tuple[CommitmentFacts, ...]) -> tuple[EvidenceFacts, ...]:
    return tuple(
        EvidenceFacts(
            code=m.code, sha256=hashlib.sha256(m.code.encode()).hexdigest(), size=184_320 + 1000 * m.number,
            content_type="application/pdf", name="procès-verbal.pdf" if m.public_files else "",
            is_public=bool(m.public_files), mail_sha256=hashlib.sha256((m.code + "mail").encode()).hexdigest(),
            received_on=date(2026, 10, 6),
        )
        for c in commitments for i in c.instances for m in i.milestones if m.files
    )  # fmt: skip


def change_rows(commitments: tuple[CommitmentFacts, ...]) -> tuple[ChangeFacts, ...]:
    return tuple(
        ChangeFacts(
            code=m.code, kind="due_date", on=date(2026, 8, 3), before=m.first_due_on.isoformat(),
            after=m.due_on.isoformat(), reason="Marché relancé après un appel d’offres infructueux",
        )
        for c in commitments for i in c.instances for m in i.milestones if m.first_due_on != m.due_on
    )  # fmt: skip


def advice_rows(commitments: tuple[CommitmentFacts, ...]) -> tuple[RecommendationFacts, ...]:
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
            made_on=date(2025, 11, 12) if n < 2 else date(2026, 4, 28), region=c.instances[0].region, commitment=c.code, due_on=date(2026, 9, 30),
            first_due_on=date(2026, 6, 30), state=fates[n % 3][0], response=fates[n % 3][1],
            response_text=fates[n % 3][2], implemented_on=fates[n % 3][3], illustrative=True,
        )
        for n, c in enumerate(commitments[:6])
    )  # fmt: skip


def lesson_rows(commitments: tuple[CommitmentFacts, ...]) -> tuple[LessonFacts, ...]:
    text = "Signer la convention avant de lancer le marché épargne un trimestre."
    return tuple(LessonFacts(commitment=c.code, text=text, recorded_on=date(2026, 9, 12)) for c in commitments[:2])


def finding_rows(commitments: tuple[CommitmentFacts, ...]) -> tuple[FindingFacts, ...]:
    return tuple(
        FindingFacts(
            commitment=c.code, kind=AssessmentKind.INCEPTION, author="Instance (illustrative)",
            signed_on=date(2026, 2, 10), question="L’engagement est-il vérifiable ?", value="Oui",
            explanation="Les jalons sont datés et chaque indicateur a une source.", illustrative=True,
        )
        for c in commitments[:1]
    )  # fmt: skip


def constraint_rows(commitments: tuple[CommitmentFacts, ...]) -> tuple[ConstraintFacts, ...]:
    return tuple(
        ConstraintFacts(
            code=f"K-{n}", commitment=c.code, milestone=c.instances[0].milestones[3].code,
            text="Hébergement de la plateforme non attribué", opened_on=date(2026, 7, 2), owner="Division des systèmes d’information",
            state=ObstacleState.OPEN if n % 2 else ObstacleState.RESOLVED, resolved_on=None if n % 2 else date(2026, 9, 15),
            resolution="" if n % 2 else "Hébergement mutualisé entre les régions",
        )
        for n, c in enumerate(commitments[1:4])
    )  # fmt: skip


def last_year(content: AnnualFigures) -> PreviousFacts:
    """What an invented report of 2025 said: less was done, some stood better and some worse than now."""
    now = previous_facts(content, sha256="cd" * 32)
    return now.model_copy(
        update={
            "year": 2025, "as_of": date(2026, 1, 15), "judged_on": date(2025, 12, 31),
            "tallies": tuple(t.model_copy(update={"part": t.part // 3, "whole": t.whole * 2 // 3}) for t in now.tallies),
            "states": tuple(_stood(state, number=n) for n, state in enumerate(now.states)),
            "recommendations": tuple(
                f.model_copy(update={"state": RecommendationState.OPEN}) for f in now.recommendations[:2]
            ),
        }
    )  # fmt: skip


def _stood(state: StateFacts, *, number: int) -> StateFacts:
    if number % 3 == 0:
        return state.model_copy(update={"state": ScheduleState.DELAYED})
    return state.model_copy(update={"state": ScheduleState.ON_TRACK}) if number % 11 == 4 else state
