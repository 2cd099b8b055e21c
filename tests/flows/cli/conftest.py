"""An installation of its own for every test, and a small plan to put into it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from flows.runtime import ready_engine
from flows.settings import read_settings
from models.database import open_session
from models.tables import ActionPlan, Commitment, CommitmentInstance, Member
from models.vocabulary import Stage


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home folder; no .env file and no setting of the person who runs the tests is read."""
    folder = tmp_path / "home"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ILTIZAM_HOME", str(folder))
    for name in ("DATABASE_URL", "PLAN", "INBOX_URL", "SMTP_HOST", "SMTP_PORT", "PREFECT_PORT"):
        monkeypatch.delenv(f"ILTIZAM_{name}", raising=False)
    read_settings.cache_clear()
    ready_engine.cache_clear()
    yield folder
    read_settings.cache_clear()
    ready_engine.cache_clear()


@pytest.fixture
def plan_database() -> Callable[..., Engine]:
    """Makes the installation's database with one plan: one member, one commitment per entry of `stages`."""

    def build(stages: dict[str, Stage], code: str = "test-2025-2027", title: str = "Points d’eau ouverts") -> Engine:
        engine = ready_engine(read_settings().database_url)
        _add_plan(engine, stages=stages, code=code, title=title)
        return engine

    return build


def _add_plan(engine: Engine, *, stages: dict[str, Stage], code: str, title: str) -> None:
    with open_session(engine) as session:
        plan = ActionPlan(
            code=code,
            title="Plan",
            submitted_on=date(2025, 4, 2),
            submission_year=2025,
            starts="2025-04",
            end="2027-06",
            loaded_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        session.add(plan)
        session.flush()
        member = Member(plan_id=plan.id, position=1, code="LAA", name="Laâyoune-Sakia El Hamra")
        session.add(member)
        session.flush()
        for position, (commitment, stage) in enumerate(stages.items(), start=1):
            row = Commitment(
                plan_id=plan.id,
                member_id=member.id,
                position=position,
                code=commitment,
                short_code=commitment[-4:],
                title=title,
                start="2025-04",
                end="2027-06",
                stage=stage,
            )
            session.add(row)
            session.flush()
            session.add(CommitmentInstance(plan_id=plan.id, commitment_id=row.id, member_id=member.id, code=commitment))
        session.commit()
