"""Documents of a quarter: frozen once, narrowed by region and commitment, with evidence, moved dates and advice."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from flows.services.compilation.printing import print_dossier, print_quarter
from flows.services.compilation.reporting_freeze import freeze_annual, freeze_quarter
from models.rules.errors import DomainError
from models.rules.public_evidence import EvidenceState
from models.rules.scoring import ScheduleState
from models.tables import (
    Erratum,
    EvidenceFile,
    EvidenceLink,
    FrozenReport,
    Milestone,
    Organisation,
    Recommendation,
    SignOff,
)
from models.vocabulary import Language, MilestoneStatus, RecommendationState
from reports.narrow import narrowed
from reports.print_files import Kind
from reports.view import annual_view

OCTOBER = datetime(2026, 10, 6, 9, tzinfo=UTC)


@pytest.fixture
def quarter(world: Any) -> Any:
    """A shared commitment with a per-quarter indicator, and one with a milestone done and proved."""
    shared = world.commitment("MALAA0001", "ORI", "LAA")
    own = world.commitment("MALAA0002", "LAA")
    world.codes = [world.indicator(short, cumulative=False) for short in shared]
    world.milestone_code = world.milestone(own[0], 1, due_on=date(2026, 9, 30))
    for period, region, value in (("2026-Q2", "ORI", "10"), ("2026-Q3", "ORI", "15"), ("2026-Q3", "LAA", "7")):
        code = world.codes[0] if region == "ORI" else world.codes[1]
        extra = (world.milestone_code,) if region == "LAA" else ()
        world.ask(region, code, *extra, period=period)
        on = OCTOBER if period == "2026-Q3" else datetime(2026, 7, 6, 9, tzinfo=UTC)
        world.reply(region, {code: value}, period=period, on=on)
    world.proof = world.reply(
        "LAA",
        {world.milestone_code: "fait"},
        on=OCTOBER.replace(hour=11),
        milestone_status=MilestoneStatus.DONE,
        done_on=date(2026, 9, 12),
    )
    return world


def keep(world: Any, *, is_public: bool) -> None:
    """A file sent with the milestone's mail."""
    file = world.add(EvidenceFile(sha256="cd" * 32, size=2048, content_type="application/pdf", content=b"%PDF"))
    milestone = world.session.exec(select(Milestone).where(Milestone.code == world.milestone_code)).one()
    world.add(
        EvidenceLink(
            plan_id=world.plan.id, file_id=file.id, inbound_id=world.proof.id, original_name="pv.pdf",
            item_code=world.milestone_code, milestone_id=milestone.id, is_public=is_public,
        )
    )  # fmt: skip
    world.session.commit()


def test_a_quarter_ends_with_its_own_period_and_is_judged_on_its_last_day(quarter: Any) -> None:
    content = freeze_quarter(quarter.desk(), plan="", period="2026-Q3").content
    assert (content.period, content.periods[-1], content.judged_on) == ("2026-Q3", "2026-Q3", date(2026, 9, 30))
    assert [cell.period for cell in content.commitments[0].instances[0].indicators[0].cells][-1] == "2026-Q3"


def test_what_came_due_after_the_quarter_is_not_late_in_its_report(quarter: Any) -> None:
    short = quarter.instance("LAA2").code
    quarter.milestone(short, 2, due_on=date(2026, 10, 15))
    quarter.session.commit()
    content = freeze_quarter(quarter.desk(), plan="", period="2026-Q3").content
    assert content.commitments[1].instances[0].milestones[1].schedule is not ScheduleState.DELAYED
    later = freeze_annual(quarter.desk(), plan="", year=2026).content
    assert later.commitments[1].instances[0].milestones[1].schedule is ScheduleState.DELAYED


def test_freezing_a_quarter_twice_stores_it_once_beside_the_year(quarter: Any) -> None:
    first = freeze_quarter(quarter.desk(), plan="", period="2026-Q3")
    second = freeze_quarter(quarter.desk(), plan="", period="2026-Q3")
    freeze_annual(quarter.desk(), plan="", year=2026)
    assert (first.sha256, first.is_new, second.is_new) == (second.sha256, True, False)
    assert {row.kind for row in quarter.session.exec(select(FrozenReport)).all()} == {"annual", "quarterly"}


@pytest.mark.parametrize("period", ["2027-Q1", "2026-M07", "2019-Q1"])
def test_a_quarter_that_cannot_be_reported_is_refused(quarter: Any, period: str) -> None:
    with pytest.raises(DomainError):
        freeze_quarter(quarter.desk(), plan="", period=period)


def test_periods_that_count_anew_are_added_up_with_what_they_cover(quarter: Any) -> None:
    content = freeze_annual(quarter.desk(), plan="", year=2026).content
    indicator = content.commitments[0].instances[0].indicators[0]
    total = content.by_id()[indicator.year_total]
    assert (total.value, indicator.year_counted, indicator.year_expected) == (Decimal(25), 2, 4)
    assert set(total.source.computed_from) == {cell.figure for cell in indicator.cells if cell.figure}


@pytest.mark.parametrize(
    ("is_public", "state"), [(None, EvidenceState.NONE), (False, EvidenceState.KEPT), (True, EvidenceState.PUBLIC)]
)
def test_a_claim_shows_what_evidence_supports_it(quarter: Any, is_public: bool | None, state: EvidenceState) -> None:
    if is_public is not None:
        keep(quarter, is_public=is_public)
    content = freeze_quarter(quarter.desk(), plan="", period="2026-Q3").content
    assert content.commitments[1].instances[0].milestones[0].evidence is state
    assert [row.name for row in content.evidence] == ([] if is_public is None else ["pv.pdf" if is_public else ""])


def test_evidence_that_came_after_the_day_of_the_report_is_not_in_it(quarter: Any) -> None:
    keep(quarter, is_public=True)
    content = freeze_annual(quarter.desk(date(2026, 10, 1)), plan="", year=2026).content
    assert content.evidence == ()


def test_a_recommendation_stands_as_it_stood_on_the_day_of_the_report(quarter: Any) -> None:
    quarter.add(
        Recommendation(
            plan_id=quarter.plan.id, code="R-1", text="Publish", made_on=date(2026, 4, 1),
            state=RecommendationState.IMPLEMENTED, responded_at=datetime(2026, 8, 1, tzinfo=UTC),
            response_text="Yes", implemented_on=date(2026, 11, 1),
        )
    )  # fmt: skip
    quarter.session.commit()
    states = [
        freeze_annual(quarter.desk(day), plan="", year=2026).content.recommendations[0].state
        for day in (date(2026, 7, 1), date(2026, 10, 10), date(2026, 11, 23))
    ]
    assert states == [RecommendationState.OPEN, RecommendationState.ANSWERED, RecommendationState.IMPLEMENTED]


def test_an_approval_counts_for_exactly_the_figures_it_was_given_for(quarter: Any) -> None:
    quarter.body(is_defined=True)
    frozen = freeze_annual(quarter.desk(), plan="", year=2026)
    report = quarter.session.exec(select(FrozenReport)).one()
    body = quarter.session.exec(select(Organisation)).one()
    quarter.add(
        SignOff(
            plan_id=quarter.plan.id, report_id=report.id, organisation_id=body.id, sha256=frozen.sha256,
            is_approved=True, signed_by="A", signed_at=datetime(2026, 11, 24, 9, tzinfo=UTC), method="reply",
        )
    )  # fmt: skip
    quarter.add(
        Erratum(
            plan_id=quarter.plan.id, report_id=report.id, figure_id="F-1", published="12", corrected="21",
            reason="Typing error", corrected_at=datetime(2026, 11, 25, 9, tzinfo=UTC), corrected_by="A",
        )
    )  # fmt: skip
    quarter.session.commit()
    again = freeze_annual(quarter.desk(), plan="", year=2026)
    assert again.sha256 == frozen.sha256
    view = annual_view(again.content, sha256=again.sha256, language=Language.ENGLISH, standing=again.standing)
    assert (view.status.is_draft, view.status.line) == (False, "Approved by the independent body")
    assert [(e.published, e.corrected) for e in view.status.errata] == [("12", "21")]
    other = annual_view(again.content, sha256="00" * 32, language=Language.ENGLISH, standing=again.standing)
    assert other.status.is_draft


def test_one_region_is_shown_by_its_own_states_and_rates(quarter: Any) -> None:
    content = freeze_quarter(quarter.desk(), plan="", period="2026-Q3").content
    part = narrowed(content, region="ORI")
    assert [c.code for c in part.commitments] == ["MALAA0001"]
    assert [i.region for i in part.commitments[0].instances] == ["ORI"]
    view = annual_view(part, sha256="00" * 32, language=Language.ENGLISH)
    assert view.key_figures[3].value == "1 of 1"
    with pytest.raises(DomainError, match="NOPE"):
        narrowed(content, region="NOPE")
    with pytest.raises(DomainError, match="takes no part"):
        narrowed(content, region="ORI", commitment="MALAA0002")


def test_a_quarter_is_printed_for_all_and_for_each_region_and_again_the_same(quarter: Any, tmp_path: Path) -> None:
    def printed() -> dict[str, bytes]:
        done = print_quarter(
            quarter.desk(), plan="", period="2026-Q3", kinds=(Kind.SCORECARD, Kind.CHART),
            languages=(Language.ARABIC,), out=tmp_path / "quarter",
        )  # fmt: skip
        return {path.name: path.read_bytes() for path in done.folder.iterdir()}

    first = printed()
    assert sorted(first) == [
        "chart-2026-Q3.ar.pdf", "scorecard-2026-Q3-DRA.ar.pdf", "scorecard-2026-Q3-LAA.ar.pdf",
        "scorecard-2026-Q3-ORI.ar.pdf", "scorecard-2026-Q3-SOM.ar.pdf", "scorecard-2026-Q3.ar.pdf",
    ]  # fmt: skip
    assert all(content.startswith(b"%PDF-1.7") for content in first.values())
    assert printed() == first


def test_the_dossier_of_the_instance_is_one_file_a_language(quarter: Any, tmp_path: Path) -> None:
    done = print_dossier(quarter.desk(), plan="", year=2026, languages=(Language.FRENCH,), out=tmp_path / "dossier")
    assert list(done.files) == ["dossier-2026.fr.pdf"]
