"""What the report of the year before said of the same plan, and recommendations made then and since."""

from datetime import date

from models.rules.scoring import ScheduleState
from models.vocabulary import RecommendationState, ResponseKind
from reports.figures import AnnualFigures
from reports.previous import previous_facts
from reports.record_facts import RecommendationFacts


def with_last_year(content: AnnualFigures) -> AnnualFigures:
    """The same report with an earlier one to compare with, in which one commitment stood better."""
    advised = content.model_copy(update={"recommendations": (_advice("R-ORI-001", 2025), _advice("R-ORI-002", 2026))})
    now = previous_facts(advised, sha256="fe" * 32)
    states = tuple(
        s.model_copy(update={"state": ScheduleState.ON_TRACK}) if s.commitment == "MAORT0002" else s for s in now.states
    )
    before = now.model_copy(
        update={
            "year": 2025,
            "as_of": date(2026, 1, 15),
            "judged_on": date(2025, 12, 31),
            "states": states,
            "recommendations": now.recommendations[:1],
        }
    )
    return advised.model_copy(update={"previous": before})


def _advice(code: str, year: int) -> RecommendationFacts:
    is_old = year == 2025
    return RecommendationFacts(
        code=code,
        text="نشر جدول الورشات قبل شهر" if is_old else "نشر المحاضر",
        made_by="لجنة الإشراف",
        made_on=date(year, 4, 28),
        region="ORI",
        commitment="MAORT0002",
        due_on=date(2026, 9, 30),
        first_due_on=date(2026, 6, 30),
        state=RecommendationState.IMPLEMENTED if is_old else RecommendationState.OPEN,
        response=ResponseKind.ACCEPTED if is_old else None,
        response_text="تم النشر" if is_old else "",
        implemented_on=date(2026, 6, 1) if is_old else None,
        illustrative=True,
    )
