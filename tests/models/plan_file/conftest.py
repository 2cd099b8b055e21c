"""A small plan of another shape (one member, monthly, English and French), and the consortium's own."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from models.plan_file import LoadReport, PlanFile, PlanFileErrors, Problem, load_plan, read_plan
from models.tables import ActionPlan, InboundLine, InboundMessage, Milestone, MilestoneUpdate, Official
from models.vocabulary import AnswerKind, Authentication, InboundClass, LineOutcome, MilestoneStatus, ValueStatus

CONSORTIUM = Path(__file__).parents[3] / "deployments" / "plans" / "consortium-2025-2027"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

TINY = """\
plan:
  code: lake-2026
  title: Open Lake Action Plan
  country: Atlantis
  time_zone: Europe/Athens
  submitted_on: 2026-01-15
  submission_year: 2026
  starts: 2026-01-15
  end: 2026-12-31
  reporting_months: 1
  languages: [en, fr]
members:
  - code: LAK
    name: Lake
organisations:
  - code: MB
    kind: monitoring_body
    name: Lake University
officials:
  - code: OF-1
    name: Clerk
    email: clerk@lake.example
    language: en
    member: LAK
    roles:
      - role: commitment_manager
        member: LAK
commitments:
  - code: LAKE0001
    short_code: LAK1
    member: LAK
    title: Publish the budget
    unofficial_titles:
      fr: Publier le budget
    start: 2026-01-15
    end: 2026-12-31
    axis_is_inferred: no
    institutions: [Treasury]
    stage: execution
    instances:
      - member: LAK
        ogp_id: LAKE0001
        responsible: OF-1
    milestones:
      - number: 1
        titles: {en: Budget online, fr: Budget en ligne}
        due_on: 2026-05-29
      - number: 2
        titles: {en: Hearing of 40 people, fr: Audition de 40 personnes}
        due_on: 2026-09-30
    indicators:
      - number: 1
        titles: {en: Visitors, fr: Visiteurs}
        units: {en: people, fr: personnes}
        kind: performance
        is_whole: yes
        baseline: 0
        target: 1500
"""

Written = Callable[..., Path]


@pytest.fixture
def now() -> datetime:
    """The moment of loading."""
    return NOW


@pytest.fixture(scope="session")
def consortium() -> PlanFile:
    """The plan of the four regions as shipped."""
    return read_plan(CONSORTIUM)


@pytest.fixture(scope="session")
def source_lines() -> list[str]:
    """The published page, line by line."""
    return (CONSORTIUM / "source.txt").read_text(encoding="utf-8").split("\n")


@pytest.fixture
def tiny_text() -> str:
    """The small plan as one YAML file."""
    return TINY


@pytest.fixture
def write_tiny(tmp_path: Path) -> Written:
    """Writes the small plan into a folder, with replacements, and returns the folder."""

    def write(*replacements: tuple[str, str], text: str = TINY) -> Path:
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        folder = tmp_path / "plan"
        folder.mkdir(exist_ok=True)
        (folder / "plan.yaml").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def tiny(write_tiny: Written) -> Callable[..., PlanFile]:
    """The small plan, with replacements, as read."""
    return lambda *replacements: read_plan(write_tiny(*replacements))


@pytest.fixture
def problems_of(write_tiny: Written) -> Callable[..., tuple[Problem, ...]]:
    """The faults found in the small plan after replacements."""

    def read(*replacements: tuple[str, str]) -> tuple[Problem, ...]:
        with pytest.raises(PlanFileErrors) as caught:
            read_plan(write_tiny(*replacements))
        return caught.value.problems

    return read


@pytest.fixture
def load(session: Session) -> Callable[[PlanFile], LoadReport]:
    """Loads a plan and commits."""

    def act(plan: PlanFile) -> LoadReport:
        report = load_plan(session, plan, now=NOW, actor="clerk")
        session.commit()
        return report

    return act


@pytest.fixture
def report_by_mail(session: Session) -> Callable[..., MilestoneUpdate]:
    """Records that an official reported on a milestone by mail."""

    def act(code: str, *, status: MilestoneStatus = MilestoneStatus.DONE) -> MilestoneUpdate:
        milestone = session.exec(select(Milestone).where(Milestone.code == code)).one()
        plan = session.exec(select(ActionPlan)).one()
        official = session.exec(select(Official)).first()
        assert official is not None
        mail = InboundMessage(
            plan_id=plan.id,
            sha256="0" * 64,
            raw=b"",
            size=0,
            received_at=NOW,
            fate=InboundClass.RECORDED,
            authentication=Authentication.PASS,
        )
        session.add(mail)
        session.flush()
        line = InboundLine(inbound_id=mail.id, position=1, outcome=LineOutcome.RECORDED, where="text line 1")
        session.add(line)
        session.flush()
        update = MilestoneUpdate(
            plan_id=plan.id,
            milestone_id=milestone.id,
            period="2026-M05",
            answer_kind=AnswerKind.STATUS,
            value_status=ValueStatus.CONFIRMED,
            status=status,
            inbound_id=mail.id,
            line_id=line.id,
            reported_by_id=official.id,
            parser_version="1",
            recorded_at=NOW,
        )
        milestone.status = status
        session.add(update)
        session.add(milestone)
        session.commit()
        return update

    return act
