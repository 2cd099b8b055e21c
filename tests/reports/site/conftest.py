"""A report with everything in it: each state, a shared commitment, a correction, missing values, public evidence."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.rules.public_evidence import EvidenceState
from models.rules.scoring import ScheduleState
from models.vocabulary import (
    Aggregation,
    AnswerKind,
    Authentication,
    Direction,
    InboundClass,
    IndicatorKind,
    MessageKind,
    MilestoneStatus,
    PublicationChannel,
    Stage,
    ValueStatus,
)
from reports.canonical import content_hash
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
    RateFacts,
)
from reports.record_facts import (
    AxisFacts,
    ChangeFacts,
    EvidenceFacts,
    PlanFacts,
    QuestionFacts,
    RegionFacts,
)
from reports.site.portal import Checked, EvidenceLink, IndependentReport, PublicRecord, Published
from reports.sources import DerivedSource, MailSource, PlanFileSource
from reports.view_status import Correction, Standing
from tests.reports.site.last_year import with_last_year

PLAN = "PLAN"
PRIVATE = ("Khadija Bennani", "k.bennani@region.example", "Youssef El Amrani", "y.elamrani@region.example")
REGIONS = (
    RegionFacts(code="ORI", name="Oriental", names={"fr": "Oriental", "ar": "الشرق", "en": "Oriental"}),
    RegionFacts(code="SOM", name="Souss-Massa", names={"fr": "Souss-Massa", "ar": "سوس ماسة", "en": "Souss-Massa"}),
)
PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
FILE = b"%PDF-1.4 minutes of the meeting"
FILE_SHA = hashlib.sha256(FILE).hexdigest()
TRAINED = {"en": "People trained", "fr": "Personnes formées", "ar": "الأشخاص المكونون"}
PEOPLE = {"en": "people", "fr": "personnes", "ar": "شخص"}


class Book:
    """Figures by their reference, made as the compiler makes them."""

    def __init__(self) -> None:
        self.figures: dict[str, Figure] = {}

    def put(self, figure: Figure) -> str:
        self.figures[figure.id] = figure
        return figure.id

    def mail(self, code: str, period: str, value: str | None, **more: object) -> str:
        sha = hashlib.sha256(f"{code}{period}{value}{more}".encode()).hexdigest()
        source = MailSource(
            sha256=sha,
            message_id="<20261005.k.bennani@region.example>",
            received_at=datetime(2026, 10, 5, 10, 12, tzinfo=UTC),
            sent_at_text="Mon, 5 Oct 2026 11:12:00 +0100",
            authentication=Authentication.PASS,
            fate=InboundClass.RECORDED,
            line=3,
            where="text line 3",
            raw_text=f"{code} = {value if value is not None else 'néant'}",
            official="OF-ORI-01",
            official_unit="Division de la coopération",
            official_is_illustrative=True,
            request="2026-Q3/OF-ORI-01",
            asked_on=date(2026, 10, 1),
            request_message_id="<2026-Q3/OF-ORI-01@iltizam.example>",
            request_kind=MessageKind.REQUEST,
            parser_version="1",
        )
        facts: dict[str, object] = {
            "id": figure_id(PLAN, code=code, period=period, source=sha),
            "code": code,
            "period": period,
            "value": None if value is None else Decimal(value),
            "unit": "people",
            "status": ValueStatus.CONFIRMED if value is not None else ValueStatus.NOTHING_TO_REPORT,
            "answer": AnswerKind.VALUE if value is not None else AnswerKind.NOTHING_TO_REPORT,
            "recorded_at": datetime(2026, 10, 5, 10, 15, tzinfo=UTC),
            "source": source,
        }
        return self.put(Figure.model_validate(facts | more))

    def planned(self, code: str, rule: str, value: str) -> str:
        reference = figure_id(PLAN, code=code, period=rule, source="ab" * 32, letter="P")
        source = PlanFileSource(sha256="ab" * 32)
        return self.put(
            Figure(id=reference, code=code, period=rule, value=Decimal(value), unit="people", source=source)
        )

    def derived(self, code: str, rule: str, period: str, value: str, *parts: str, unit: str = "%") -> str:
        reference = figure_id(PLAN, code=code, period=period, source=rule, letter="D")
        source = DerivedSource(rule=rule, computed_from=tuple(sorted(parts)))
        return self.put(Figure(id=reference, code=code, period=period, value=Decimal(value), unit=unit, source=source))


def milestone(
    book: Book, code: str, state: ScheduleState, *, due: date, en: str, fr: str, ar: str, **more: object
) -> MilestoneFacts:
    """A milestone in a state, with a figure behind it when anything was said."""
    told = {
        ScheduleState.COMPLETED: (MilestoneStatus.DONE, EvidenceState.PUBLIC),
        ScheduleState.ON_TRACK: (MilestoneStatus.IN_PROGRESS, EvidenceState.NO_CLAIM),
        ScheduleState.AT_RISK: (MilestoneStatus.IN_PROGRESS, EvidenceState.NO_CLAIM),
        ScheduleState.DELAYED: (MilestoneStatus.IN_PROGRESS, EvidenceState.NO_CLAIM),
        ScheduleState.NOT_STARTED: (MilestoneStatus.NOT_STARTED, EvidenceState.NO_CLAIM),
    }
    status, evidence = told[state]
    figure = ""
    if status is not MilestoneStatus.NOT_STARTED:
        figure = book.mail(code, "2026-Q3", "60", milestone_status=status, unit="%")
    facts: dict[str, object] = {
        "code": code,
        "number": 1,
        "titles": {"en": en, "fr": fr, "ar": ar},
        "starts_on": date(2025, 10, 1),
        "due_on": due,
        "first_due_on": due,
        "status": status,
        "status_figure": figure,
        "schedule": state,
        "days_late": 86 if state is ScheduleState.DELAYED else 0,
        "percent": Decimal(60) if figure else None,
        "done_on": date(2026, 6, 26) if status is MilestoneStatus.DONE else None,
        "promised_on": date(2027, 2, 15) if state is ScheduleState.AT_RISK else None,
        "illustrative": True,
        "cells": (Cell(period="2026-Q3", standing="reported", figure=figure),) if figure else (),
        "evidence": evidence,
        "files": 1 if evidence is EvidenceState.PUBLIC else 0,
        "public_files": 1 if evidence is EvidenceState.PUBLIC else 0,
    }
    return MilestoneFacts.model_validate(facts | more)


def indicator(book: Book, code: str, values: tuple[str | None, ...], **more: object) -> IndicatorFacts:
    """An indicator with a value, "néant" (None) or nothing ("") in each quarter."""
    cells = []
    for period, value in zip(PERIODS, values, strict=True):
        if value == "":
            cells.append(Cell(period=period, standing="missing", respond_by=date(2026, 10, 20)))
        else:
            cells.append(Cell(period=period, standing="reported", figure=book.mail(code, period, value)))
    baseline, target = book.planned(code, "baseline", "0"), book.planned(code, "target", "2500")
    given = [c.figure for c in cells if c.figure and book.figures[c.figure].value is not None]
    latest = given[-1] if given else ""
    way = book.derived(code, "achievement", "2026-Q3", "49.4", latest, baseline, target) if latest else ""
    facts: dict[str, object] = {
        "code": code,
        "number": 1,
        "titles": TRAINED,
        "units": PEOPLE,
        "kind": IndicatorKind.PERFORMANCE,
        "direction": Direction.INCREASE,
        "aggregation": Aggregation.SUM,
        "is_cumulative": True,
        "baseline": baseline,
        "target": target,
        "target_by": "2027-06",
        "illustrative": True,
        "cells": tuple(cells),
        "latest": latest,
        "achievement": way,
        "evidence": EvidenceState.NONE if latest else EvidenceState.NO_CLAIM,
    }
    return IndicatorFacts.model_validate(facts | more)


def sample() -> AnnualFigures:
    """The whole report."""
    book = Book()
    shared = {
        r: indicator(book, f"{r}1-I1X", v)
        for r, v in (("ORI", ("12", "480.5", "", "1234.5")), ("SOM", ("", "", None, "90")))
    }
    book.mail("ORI1-I1X", "2026-Q4", "1324.5", superseded_by=shared["ORI"].latest, comment="saisi par Khadija Bennani")
    own = (
        milestone(book, "ORI2-J1X", ScheduleState.COMPLETED, due=date(2026, 6, 30), en="Open data portal online", fr="Portail de données ouvertes en ligne", ar="إطلاق بوابة البيانات المفتوحة"),
        milestone(book, "ORI2-J2X", ScheduleState.DELAYED, due=date(2026, 8, 28), en="Consultation of 12 municipalities", fr="Consultation de 12 communes", ar="استشارة 12 جماعة", first_due_on=date(2026, 5, 29)),
        milestone(book, "ORI2-J3X", ScheduleState.AT_RISK, due=date(2026, 12, 11), en="10 services made digital", fr="10 services dématérialisés", ar="رقمنة 10 مصالح"),
        milestone(book, "ORI2-J4X", ScheduleState.ON_TRACK, due=date(2027, 3, 1), en="Citizens’ guide printed", fr="Guide du citoyen imprimé", ar="طبع دليل المواطن"),
        milestone(book, "ORI2-J5X", ScheduleState.NOT_STARTED, due=date(2027, 4, 16), en="Public dashboard", fr="Tableau de bord public", ar="لوحة قيادة عمومية"),
    )  # fmt: skip
    total = book.derived(
        "MALAA0001-I1", "sum of members", "2026-Q4", "1324.5", shared["ORI"].latest, shared["SOM"].latest, unit="people"
    )
    combined = CombinedFacts(
        number=1, titles=TRAINED, units=PEOPLE, aggregation=Aggregation.SUM, period="2026-Q4", figure=total, counted=1,
        expected=2, is_provisional=True, illustrative=True,
    )  # fmt: skip
    instances = tuple(
        InstanceFacts(code=f"{r}1", ogp_id="MALAA0001", region=r, lead="Direction générale des services", lead_is_illustrative=True, state=None, milestones=(), indicators=(shared[r],), evidence=EvidenceState.NONE, claims=1, claims_without_evidence=1)
        for r in shared
    )  # fmt: skip
    second = InstanceFacts(
        code="ORI2", ogp_id="MAORT0002", region="ORI", lead="Division de la planification", lead_is_illustrative=True,
        state=ScheduleState.DELAYED, milestones=own, indicators=(indicator(book, "ORI2-I1X", ("", "", "", "")),),
        official=MilestoneStatus.IN_PROGRESS, evidence=EvidenceState.PUBLIC, claims=1,
    )  # fmt: skip
    rates = [
        RateFacts(region=r, period="", expected=8, answered=6, due=8, on_time=5, completeness=book.derived(r or "all", "completeness", "year", "75", shared["ORI"].latest), timeliness=book.derived(r or "all", "timeliness", "year", "62.5", shared["ORI"].latest))
        for r in ("", "ORI", "SOM")
    ]  # fmt: skip
    common: dict[str, object] = {
        "axis": "A4",
        "start": "2025-04",
        "end": "2027-06",
        "stage": Stage.EXECUTION,
        "ogp_values": (),
    }
    return AnnualFigures(
        plan=PlanFacts(code=PLAN, title="Action plan of two regions", consortium="Two regions", starts="2025-04", end="2027-06", submitted_on=date(2025, 4, 2), time_zone="Africa/Casablanca", file_sha256="ab" * 32),
        year=2026, as_of=date(2026, 11, 22), judged_on=date(2026, 11, 22), periods=PERIODS, independent_body="", regions=REGIONS,
        commitments=(
            CommitmentFacts.model_validate({"code": "MALAA0001", "short_code": "LAA1", "title": "Train the agents", "titles": {"en": "Train the agents of the regions", "fr": "Former les agents des régions", "ar": "تكوين موظفي الجهات"}, "page": "https://www.opengovpartnership.org/x", "state": None, "instances": instances, "combined": (combined,), "evidence": EvidenceState.NONE} | common),
            CommitmentFacts.model_validate({"code": "MAORT0002", "short_code": "ORI2", "title": "Digital transition", "titles": {"en": "Accelerate the digital transition", "fr": "Accélérer la transition numérique", "ar": "تسريع التحول الرقمي"}, "page": "", "state": ScheduleState.DELAYED, "instances": (second,), "combined": (), "official": MilestoneStatus.IN_PROGRESS, "evidence": EvidenceState.PUBLIC} | common),
        ),
        rates=tuple(rates),
        obstacles=(ObstacleFacts(code="ORI2-J2X", period="2026-Q3", text="Pas de salle disponible ; voir Youssef  El Amrani", figure="", mail_sha256="cd" * 32),),
        questions=(QuestionFacts(code="Q-01", texts={"en": "Who is the body?", "fr": "Quel est l’organe ?", "ar": "ما هي الهيئة؟"}),),
        figures=tuple(sorted(book.figures.values(), key=lambda f: (f.code, f.period, f.id))),
        axes=(AxisFacts(code="A4", texts={"en": "Digital", "fr": "Numérique", "ar": "الرقمنة"}),),
        evidence=(
            EvidenceFacts(code="ORI2-J1X", sha256=FILE_SHA, size=len(FILE), content_type="application/pdf", name="محضر.pdf", is_public=True, mail_sha256="ef" * 32, received_on=date(2026, 7, 2)),
            EvidenceFacts(code="ORI2-J1X", sha256="12" * 32, size=2000, content_type="image/png", name="", is_public=False, mail_sha256="ef" * 32, received_on=date(2026, 7, 2)),
        ),
        changes=(ChangeFacts(code="ORI2-J2X", kind="due_date", on=date(2026, 5, 4), before="2026-05-29", after="2026-08-28", reason="Élections"),),
    )  # fmt: skip


@pytest.fixture(scope="session")
def content() -> AnnualFigures:
    """The report as frozen, private data and all."""
    return with_last_year(sample())


@pytest.fixture(scope="session")
def sha256(content: AnnualFigures) -> str:
    """Hash of the frozen report."""
    return content_hash(content.model_dump(mode="json"))


@pytest.fixture(scope="session")
def record(content: AnnualFigures) -> PublicRecord:
    """What stands beside the figures."""
    total = next(f.id for f in content.figures if f.code == "MALAA0001-I1")
    correction = Correction(total, "1 423", "1 324,5", "Faute de frappe", date(2026, 11, 20))
    return PublicRecord(
        standing=Standing(
            corrections=(
                correction,
                Correction("F-00aa11bb22cc", "12", "13.5", "later_answer", date(2026, 11, 19), "2025"),
                Correction("F-00aa11bb22dd", "in_progress 2026-06-30", "", "taken_back", date(2026, 11, 18), "2026-Q2"),
            )
        ),
        publications=(
            Published(PublicationChannel.PORTAL, "https://portal.example/", date(2026, 11, 21), "ab" * 32),
            Published(
                PublicationChannel.SOCIAL_PAGE,
                "https://social.example/1",
                date(2026, 11, 22),
                "cd" * 32,
                "2026-Q3",
                True,
            ),
            Published(PublicationChannel.PRESS_RELEASE, "Journal, 22/11/2026", date(2026, 11, 22), ""),
        ),
        independent=(
            IndependentReport(
                "Independent observatory",
                {"fr": "Observatoire", "ar": "المرصد المستقل", "en": "Observatory"},
                "Rapport de l’Instance",
                "2025",
                "fr",
                date(2026, 3, 1),
                "ef" * 32,
                True,
                "https://body.example/2025.pdf",
            ),
        ),
        links=(
            EvidenceLink("ORI2-J1X", "https://data.example/jeu", "ef" * 32),
            EvidenceLink("ORI2-J1X", "https://data.example/gone", "ef" * 32),
        ),
        checks=(
            Checked("https://data.example/jeu", True, "200", date(2026, 11, 22)),
            Checked("https://data.example/gone", False, "404", date(2026, 11, 22)),
        ),
        files={FILE_SHA: FILE},
    )


@pytest.fixture(scope="session")
def private() -> tuple[str, ...]:
    """Names and addresses of the people who answer."""
    return PRIVATE
