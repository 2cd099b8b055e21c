"""What was published, in which version; and errata beside published figures, which themselves never change."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from flows.happenings import happenings
from flows.services.compilation.errata import ErratumOrder, errata_after_mail, record_errata
from flows.services.compilation.public_standing import public_record_table
from flows.services.compilation.publication_records import PublicationOrder, record_publication
from flows.services.compilation.publishing_record import public_record
from flows.services.compilation.reporting_freeze import FrozenFigures, freeze_annual
from flows.services.escalation.ogp_clocks import ogp_clocks
from models.database import open_session
from models.rules.approval_codes import approval_code
from models.rules.errors import DomainError
from models.rules.ogp_clocks import OgpClock
from models.tables import ActionPlan, Erratum, FrozenReport, IndicatorActual, Organisation, Publication, SignOff
from models.vocabulary import Language, OrganisationKind
from reports.canonical import content_hash
from reports.feeds.atom import record_entries
from reports.language import words_of
from reports.view import annual_view

TODAY = date(2027, 1, 18)
PAGE = "https://portal.example/rapport-2026"


@pytest.fixture
def year(world: Any) -> FrozenFigures:
    """One indicator reported as 12, frozen, not approved."""
    short = world.commitment("MALAA0001", "LAA")[0]
    world.code = world.indicator(short)
    world.ask("LAA", world.code)
    world.reply("LAA", {world.code: "12"})
    world.add(
        Organisation(
            plan_id=world.plan.id, position=1, code="REPORTING-INSTANCE", kind=OrganisationKind.REPORTING_INSTANCE,
            name="Independent observatory", is_defined=True,
        )
    )  # fmt: skip
    world.session.commit()
    return freeze_annual(world.desk(TODAY), plan="", year=2026)


@pytest.fixture
def approved(world: Any, year: FrozenFigures) -> FrozenFigures:
    """The same, approved by the Instance."""
    (report,), (body,) = found(world, FrozenReport), found(world, Organisation)
    world.add(
        SignOff(
            plan_id=report.plan_id, report_id=report.id, organisation_id=body.id, sha256=year.sha256, is_approved=True,
            signed_by="A", signed_at=datetime(2027, 1, 18, 9, tzinfo=UTC), method="reply",
        )
    )  # fmt: skip
    world.session.commit()
    return year


@pytest.fixture
def published(world: Any, approved: FrozenFigures) -> FrozenFigures:
    """The same, published on the portal."""
    record_publication(
        world.desk(TODAY), plan="", order=PublicationOrder("regional_portal", PAGE, period="2026"), operator="A"
    )
    return approved


def found(world: Any, table: type) -> list[Any]:
    with open_session(world.engine, reads_only=True) as session:
        return list(session.exec(select(table)).all())


def clock(world: Any, day: date) -> date:
    with open_session(world.engine, reads_only=True) as session:
        plan = session.exec(select(ActionPlan)).one()
        readings = ogp_clocks(session, world.desk(day), plan)
        return min(r.due_on for r in readings if r.clock is OgpClock.PUBLIC_INFORMATION and r.code == r.clock.value)


def test_figures_nobody_approved_are_not_recorded_as_published(world: Any, year: FrozenFigures) -> None:
    order = PublicationOrder("regional_portal", PAGE, period="2026")
    with pytest.raises(DomainError, match="approved by nobody"):
        record_publication(world.desk(TODAY), plan="", order=order, operator="A")
    assert found(world, Publication) == []
    draft = PublicationOrder("regional_portal", PAGE, period="2026", as_draft=True)
    outcome = record_publication(world.desk(TODAY), plan="", order=draft, operator="A")
    assert "as a draft that nobody approved" in outcome.summary
    assert [row.is_unapproved for row in found(world, Publication)] == [True]


def test_a_publication_is_a_row_bound_to_its_figures_and_starts_the_clock_anew(
    world: Any, approved: FrozenFigures
) -> None:
    desk, before = world.desk(TODAY), clock(world, TODAY)
    order = PublicationOrder("regional_portal", PAGE, period="2026")
    record_publication(desk, plan="", order=order, operator="A", preview=True)
    assert found(world, Publication) == []
    record_publication(desk, plan="", order=order, operator="A")
    record_publication(desk, plan="", order=order, operator="A")
    (row,) = found(world, Publication)
    assert (row.data_sha256, row.is_unapproved, row.subject.value) == (approved.sha256, False, "annual_report")
    assert before < clock(world, TODAY) == date(2027, 5, 18)
    assert [(h.name, h.subject) for h in happenings(desk.noted)] == [("iltizam.report.published", "annual-2026")]
    assert freeze_annual(world.desk(date(2027, 3, 1)), plan="", year=2026).sha256 == approved.sha256


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (PublicationOrder("regional_portal", ""), "Say where"),
        (PublicationOrder("regional_portal", "our page"), "begins with https"),
        (PublicationOrder("pigeon", PAGE), "is not a channel"),
        (PublicationOrder("regional_portal", PAGE, on=date(2027, 2, 1)), "in the future"),
        (PublicationOrder("regional_portal", PAGE, on=date(2026, 12, 1), period="2026"), "cannot have been published"),
        (PublicationOrder("regional_portal", PAGE, period="2024"), "No figures are frozen"),
        (PublicationOrder("regional_portal", PAGE, figures="ffffffffffff"), "No figures are frozen"),
        (PublicationOrder("regional_portal", PAGE, region="XXX"), "There is no member"),
    ],
)
def test_what_cannot_be_a_publication_is_refused(
    world: Any, approved: FrozenFigures, order: PublicationOrder, sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        record_publication(world.desk(TODAY), plan="", order=order, operator="A")
    assert found(world, Publication) == []


def test_a_press_release_and_other_information_are_publications_too(world: Any, approved: FrozenFigures) -> None:
    for order in (
        PublicationOrder("press_release", "A newspaper, 18 January 2027", period="2026", region="LAA", language="ar"),
        PublicationOrder("social_media_page", "https://social.example/post/1"),
    ):
        assert record_publication(world.desk(TODAY), plan="", order=order, operator="A").counts == {"recorded": 1}
    assert [row.subject.value for row in found(world, Publication)] == ["annual_report", "other"]


def test_a_correction_after_publication_is_an_erratum_and_the_report_never_changes(
    world: Any, published: FrozenFigures
) -> None:
    (before,) = found(world, FrozenReport)
    assert errata_after_mail(world.desk(TODAY)) == ()
    assert found(world, Erratum) == []
    world.reply("LAA", {world.code: "13.50"}, on=datetime(2027, 2, 3, 10, tzinfo=UTC))
    for _ in range(2):
        assert errata_after_mail(world.desk(date(2027, 2, 3))) == ()
    (row,) = found(world, Erratum)
    assert (row.published, row.corrected, row.reason, row.corrected_by) == ("12", "13.5", "later_answer", "OF-LAA-01")
    assert row.source.startswith("sha256:")
    figure = next(f for f in published.content.figures if f.id == row.figure_id)
    assert (figure.code, figure.value) == (world.code, Decimal(12))
    (after,) = found(world, FrozenReport)
    assert after.figures == before.figures
    assert content_hash(after.figures) == published.sha256


def test_an_erratum_shows_in_the_next_report_the_site_and_the_feed(world: Any, published: FrozenFigures) -> None:
    world.reply("LAA", {world.code: "13"}, on=datetime(2027, 2, 3, 10, tzinfo=UTC))
    later = freeze_annual(world.desk(date(2027, 3, 1)), plan="", year=2027)
    shown = {
        language: annual_view(
            later.content, sha256=later.sha256, language=language, standing=later.standing
        ).status.errata
        for language in Language
    }
    assert [(e.published, e.corrected, e.reason) for e in shown[Language.ENGLISH]] == [
        ("12", "13", "Report 2026. The official corrected it by a later answer.")
    ]
    assert len({errata[0].reason for errata in shown.values()}) == 3, "each language has its own words"
    with open_session(world.engine, reads_only=True) as session:
        plan = session.exec(select(ActionPlan)).one()
        record = public_record(session, plan_id=plan.id, standing=later.standing, checks=())
    for language in Language:
        titles = [entry.title for entry in record_entries(record, words=words_of(language))]
        assert len(titles) == 2
        assert any(found(world, Erratum)[0].figure_id in title for title in titles)
    assert [(p.report, p.is_draft) for p in record.publications] == [("2026", False)]


def test_an_answer_taken_back_and_one_restored_are_told(world: Any, published: FrozenFigures) -> None:
    world.reply("LAA", {world.code: "13"}, on=datetime(2027, 2, 3, 10, tzinfo=UTC))
    errata_after_mail(world.desk(date(2027, 2, 3)))
    rows = world.session.exec(select(IndicatorActual).order_by(IndicatorActual.id)).all()
    rows[1].is_current, rows[0].is_current = False, True
    rows[1].retracted_at, rows[1].retracted_because = datetime(2027, 2, 5, tzinfo=UTC), "not theirs"
    world.session.commit()
    errata_after_mail(world.desk(date(2027, 2, 6)))
    rows = world.session.exec(select(IndicatorActual).order_by(IndicatorActual.id)).all()
    rows[0].is_current, rows[0].retracted_at = False, datetime(2027, 2, 8, tzinfo=UTC)
    rows[0].retracted_because = "not theirs either"
    world.session.commit()
    for _ in range(2):
        errata_after_mail(world.desk(date(2027, 2, 9)))
    assert [(e.corrected, e.reason) for e in found(world, Erratum)] == [
        ("13", "later_answer"), ("12", "restored"), ("", "taken_back"),
    ]  # fmt: skip


def test_an_erratum_by_hand_stands_until_a_later_answer(world: Any, published: FrozenFigures) -> None:
    figure = next(f for f in published.content.figures if f.code == world.code and f.value == 12)
    desk = world.desk(date(2027, 2, 1))
    for reference, sentence in (
        ("F-00000000", "reference of no published figure"),
        ("nonsense", "no published figure"),
    ):
        with pytest.raises(DomainError, match=sentence):
            record_errata(desk, plan="", order=ErratumOrder(reference, "14", "why"), operator="A")
    with pytest.raises(DomainError, match="says what is right, why, and who"):
        record_errata(desk, plan="", order=ErratumOrder(figure.id, "14"), operator="A")
    order = ErratumOrder(figure.id, "14", "The minutes of June say so")
    assert record_errata(desk, plan="", order=order, operator="A", preview=True).counts == {"errata": 1}
    assert found(world, Erratum) == []
    for _ in range(2):
        record_errata(desk, plan="", order=order, operator="A")
    errata_after_mail(world.desk(date(2027, 2, 2)))
    assert [e.corrected for e in found(world, Erratum)] == ["14"]
    world.reply("LAA", {world.code: "15"}, on=datetime(2027, 2, 10, 10, tzinfo=UTC))
    record_errata(world.desk(date(2027, 2, 11)), plan="", order=ErratumOrder(), operator="")
    assert [e.corrected for e in found(world, Erratum)] == ["14", "15"]


def test_nothing_has_an_erratum_before_anything_was_published(world: Any, approved: FrozenFigures) -> None:
    world.reply("LAA", {world.code: "13"}, on=datetime(2027, 2, 3, 10, tzinfo=UTC))
    assert errata_after_mail(world.desk(date(2027, 2, 3))) == ()
    with pytest.raises(DomainError, match="recorded as published"):
        record_errata(world.desk(TODAY), plan="", order=ErratumOrder("F-12345678", "1", "why"), operator="A")
    assert found(world, Erratum) == []


def test_an_administrator_sees_approvals_publications_and_errata_in_one_table(
    world: Any, published: FrozenFigures
) -> None:
    world.reply("LAA", {world.code: "13"}, on=datetime(2027, 2, 3, 10, tzinfo=UTC))
    errata_after_mail(world.desk(date(2027, 2, 3)))
    with open_session(world.engine, reads_only=True) as session:
        table = public_record_table(session, plan=session.exec(select(ActionPlan)).one())
    code = approval_code(published.sha256)
    assert [row[:3] for row in table.rows] == [
        ("erratum: 12 → 13", "annual-2026", code),
        ("approved (reply)", "annual-2026", code),
        ("published, regional portal", "annual-2026", code),
    ]
