"""One year with a bit of everything, frozen and printed once per test."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from flows.services.compilation.reporting import PrintedReport, print_annual
from models.vocabulary import Aggregation, MilestoneStatus, ValueStatus

REGIONS = ("ORI", "SOM", "LAA", "DRA")


@pytest.fixture
def full(world: Any) -> Any:
    """A year with a bit of everything: shared commitment, late milestone, correction, gaps, hostile text, questions."""
    shared = world.commitment(
        "MALAA0001",
        "ORI",
        "SOM",
        "LAA",
        "DRA",
        title="Regional programme on adaptation to climate change",
        titles={
            "fr": "Programme régional d’adaptation au changement climatique",
            "ar": "برنامج جهوي للتكيف مع تغير المناخ",
        },
    )
    own = world.commitment(
        "MALAA0002",
        "LAA",
        title="Transparency and right to information",
        titles={"fr": "Transparence et droit à l’information", "ar": "الشفافية والحق في المعلومة"},
    )
    world.commitment("MADRA0003", "DRA", title="Digital transition")
    codes = {short: world.indicator(short, target=Decimal(1500), baseline=Decimal(250)) for short in shared}
    portal = world.milestone(own[0], 1, due_on=date(2026, 6, 30), first_due_on=date(2026, 3, 31))
    law = world.milestone(own[0], 2, due_on=date(2026, 9, 30), starts_on=date(2026, 1, 1), illustrative=True)
    later = world.milestone(own[0], 3, due_on=date(2027, 3, 31))
    requests = world.indicator(
        own[0],
        1,
        baseline=None,
        baseline_missing_because="No count was kept before 2025",
        aggregation=Aggregation.NONE,
        titles={
            "en": "Requests answered in time",
            "fr": "Demandes traitées à temps",
            "ar": "الطلبات المعالجة في الأجل",
        },
        units={"en": "%", "fr": "%", "ar": "%"},
    )
    for region, short in zip(REGIONS, shared, strict=True):
        extra = (portal, law, later, requests) if region == "LAA" else ()
        world.ask(region, codes[short], *extra, period="2026-Q2")
        world.ask(region, codes[short], *extra, period="2026-Q3")
    july, october = datetime(2026, 7, 8, 9, tzinfo=UTC), datetime(2026, 10, 6, 9, tzinfo=UTC)
    world.reply("ORI", {codes[shared[0]]: "410"}, period="2026-Q2", on=july)
    world.reply("ORI", {codes[shared[0]]: "720.5"}, on=october)
    world.reply("SOM", {codes[shared[1]]: "380"}, on=october, status=ValueStatus.PROVISIONAL)
    world.reply("LAA", {codes[shared[2]]: "0", requests: "nd"}, period="2026-Q2", on=july)
    first = world.reply("LAA", {codes[shared[2]]: "-12", requests: "rien"}, on=october, comment="<b>seen</b>")
    world.obstacle(first, portal, f"{portal} : obstacle : budget non voté <script>alert(1)</script>")
    world.reply("LAA", {codes[shared[2]]: "1250"}, on=datetime(2026, 10, 27, 9, tzinfo=UTC))
    world.reply("LAA", {law: "40"}, on=october, milestone_status=MilestoneStatus.IN_PROGRESS)
    world.question(
        "Q-END",
        "The page gives June 2027 and September 2027 as the end.",
        fr="La page donne juin 2027 et septembre 2027 comme fin.",
        ar="تعطي الصفحة تاريخين للنهاية: يونيو 2027 وشتنبر 2027.",
    )
    world.body(is_defined=False, name="To be defined")
    return world


@pytest.fixture
def printed(full: Any, tmp_path: Path) -> PrintedReport:
    """The annual report of 2026 of that year, printed on 23 November 2026, without PDF."""
    return print_annual(full.desk(), plan="", year=2026, with_pdf=False, out=tmp_path / "annual-2026")
