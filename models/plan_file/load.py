"""Loads a checked plan into the database, within the caller's transaction. Writes no mail and commits nothing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.plan_file.document import PlanFile
from models.plan_file.journal import Change, Journal
from models.plan_file.load_commitments import load_commitments
from models.plan_file.load_governance import load_governance
from models.plan_file.load_lists import load_action_plan, load_lists, load_members, remove_members
from models.plan_file.load_officials import load_officials, remove_officials
from models.plan_file.load_questions import load_questions
from models.plan_file.questions import find_questions


@dataclass(frozen=True)
class LoadReport:
    """What a loading did. `kept` says in sentences what was left as it is and why; `open_questions` are codes."""

    plan_code: str
    sha256: str
    changes: tuple[Change, ...]
    kept: tuple[str, ...]
    open_questions: tuple[str, ...]


def load_plan(session: Session, plan: PlanFile, *, now: datetime, actor: str) -> LoadReport:
    """Bring the rows of a plan to what its file says; the caller commits, or rolls everything back.

    Entries are matched by their codes, so loading the same plan twice changes nothing. Milestones, indicators and
    officials with answers are never deleted but reported in `kept`. Raises DomainError where a code already printed
    in forms would change.
    """
    sha256 = plan_sha256(plan)
    journal = Journal(session, now, actor, sha256)
    rows = load_action_plan(journal, plan)
    load_members(journal, rows, plan.members)
    load_lists(journal, rows, plan)
    load_officials(journal, rows, plan)
    load_commitments(journal, rows, plan)
    load_governance(journal, rows, plan)
    remove_officials(journal, rows, plan)
    remove_members(journal, rows)
    questions = find_questions(plan)
    load_questions(journal, rows, questions)
    session.flush()
    codes = tuple(question.code for question in questions)
    return LoadReport(plan.plan.code, sha256, tuple(journal.changes), tuple(journal.kept), codes)


def plan_sha256(plan: PlanFile) -> str:
    """Fingerprint of what a plan says, whatever the files it came from looked like."""
    return hashlib.sha256(plan.model_dump_json().encode()).hexdigest()
