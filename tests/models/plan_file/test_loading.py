"""Loading is all or nothing, safe to repeat, and never undoes what people did since."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session, col, func, select

from models.plan_file import LoadReport, PlanFile, load_plan
from models.rules.errors import DomainError
from models.tables import (
    ActionPlan,
    Amendment,
    Commitment,
    CommitmentInstance,
    Indicator,
    LedgerEntry,
    Member,
    Milestone,
    MilestoneUpdate,
    Official,
    OpenQuestion,
    RoleAssignment,
)
from models.vocabulary import LedgerAction, MilestoneStatus, OfficialRole, Stage

Tiny = Callable[..., PlanFile]
Load = Callable[[PlanFile], LoadReport]
Report = Callable[..., MilestoneUpdate]

SECOND = """\
      - number: 2
        titles: {en: Hearing of 40 people, fr: Audition de 40 personnes}
        due_on: 2026-09-30
"""


def _milestone(session: Session, number: int = 1) -> Milestone:
    return session.exec(select(Milestone).where(Milestone.number == number)).one()


def _official(session: Session, code: str = "OF-1") -> Official:
    return session.exec(select(Official).where(Official.code == code)).one()


def test_a_plan_becomes_rows_with_codes_and_ledger(session: Session, load: Load, tiny: Tiny, now: datetime) -> None:
    report = load(tiny())
    plan = session.exec(select(ActionPlan)).one()
    assert (plan.code, plan.reporting_months, plan.end) == ("lake-2026", 1, "2026-12-31")
    assert plan.file_sha256 == report.sha256
    commitment = session.exec(select(Commitment)).one()
    assert commitment.titles == {"en": "Publish the budget", "fr": "Publier le budget"}
    instance = session.exec(select(CommitmentInstance)).one()
    assert (instance.code, instance.ogp_id) == ("LAKE0001", "LAKE0001")
    assert instance.responsible_id == _official(session).id
    assert _milestone(session).code.startswith("LAK1-M1")
    assert _milestone(session).first_due_on == _milestone(session).due_on == date(2026, 5, 29)
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.field == "entry")).all()
    assert "OF-1" in {entry.subject for entry in entries}
    assert {entry.actor for entry in entries} == {"clerk"}
    assert all(entry.source == f"plan file {report.sha256[:16]}" for entry in entries)


def test_the_same_plan_twice_changes_nothing(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    before = session.exec(select(func.count(col(LedgerEntry.id)))).one()
    again = load(tiny())
    assert again.changes == ()
    assert again.kept == ()
    assert session.exec(select(func.count(col(LedgerEntry.id)))).one() == before


def test_nothing_is_committed_and_everything_can_be_rolled_back(session: Session, tiny: Tiny, now: datetime) -> None:
    load_plan(session, tiny(), now=now, actor="clerk")
    session.rollback()
    assert session.exec(select(ActionPlan)).all() == []
    assert session.exec(select(LedgerEntry)).all() == []


def test_a_changed_text_changes_one_field_and_says_so(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    report = load(tiny(("en: Budget online", "en: Budget on the portal")))
    fields = [(change.subject[:7], change.field) for change in report.changes if change.field != "file"]
    assert fields == [("LAK1-M1", "titles")]


def test_a_new_due_date_moves_the_date_but_not_the_first_promise(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    load(tiny(("due_on: 2026-05-29", "due_on: 2026-06-30")))
    milestone = _milestone(session)
    assert (milestone.first_due_on, milestone.due_on) == (date(2026, 5, 29), date(2026, 6, 30))
    moved = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.DUE_DATE_MOVED)).one()
    assert (moved.subject, moved.before, moved.after) == (milestone.code, "2026-05-29", "2026-06-30")


def test_a_date_moved_by_mail_is_not_moved_back_by_an_unchanged_file(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    milestone = _milestone(session)
    milestone.due_on = date(2026, 7, 31)
    session.commit()
    report = load(tiny())
    assert report.changes == ()
    assert _milestone(session).due_on == date(2026, 7, 31)
    assert "due_on stays 2026-07-31" in report.kept[0]
    load(tiny(("due_on: 2026-05-29", "due_on: 2026-08-31")))
    assert _milestone(session).due_on == date(2026, 8, 31)


def test_a_status_reported_by_mail_is_not_overwritten(
    session: Session, load: Load, tiny: Tiny, report_by_mail: Report
) -> None:
    load(tiny())
    code = _milestone(session).code
    report_by_mail(code)
    report = load(tiny(("due_on: 2026-05-29", "due_on: 2026-05-29\n        status: in_progress")))
    assert _milestone(session).status is MilestoneStatus.DONE
    assert any(code in sentence and "reported" in sentence for sentence in report.kept)


def test_a_status_nobody_reported_follows_the_file(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    load(tiny(("due_on: 2026-05-29", "due_on: 2026-05-29\n        status: done\n        done_on: 2026-05-20")))
    assert (_milestone(session).status, _milestone(session).done_on) == (MilestoneStatus.DONE, date(2026, 5, 20))


def test_a_milestone_that_left_the_file_is_removed(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    report = load(tiny((SECOND, "")))
    assert [m.number for m in session.exec(select(Milestone))] == [1]
    assert any(change.after == "removed" for change in report.changes)


def test_a_milestone_with_answers_is_kept_and_reported(
    session: Session, load: Load, tiny: Tiny, report_by_mail: Report
) -> None:
    load(tiny())
    code = _milestone(session, 2).code
    report_by_mail(code)
    for _ in range(2):
        report = load(tiny((SECOND, "")))
        assert _milestone(session, 2).code == code
        assert any(sentence.startswith(code) and "stays" in sentence for sentence in report.kept)
    assert report.changes == ()


def test_an_official_who_answered_is_kept_with_roles(
    session: Session, load: Load, tiny: Tiny, report_by_mail: Report
) -> None:
    load(tiny())
    report_by_mail(_milestone(session).code)
    swap = ("  - code: OF-1\n    name: Clerk\n    email: clerk@", "  - code: OF-2\n    name: New\n    email: new@")
    report = load(tiny(swap, ("responsible: OF-1", "responsible: OF-2")))
    assert _official(session, "OF-1").email == "clerk@lake.example"
    assert len(session.exec(select(RoleAssignment)).all()) == 2
    assert any(sentence.startswith("OF-1") for sentence in report.kept)


def test_an_official_without_a_trace_is_removed_with_roles(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    swap = ("  - code: OF-1\n    name: Clerk\n    email: clerk@", "  - code: OF-2\n    name: New\n    email: new@")
    load(tiny(swap, ("responsible: OF-1", "responsible: OF-2")))
    assert [official.code for official in session.exec(select(Official))] == ["OF-2"]
    assert len(session.exec(select(RoleAssignment)).all()) == 1


def test_a_handover_is_not_undone_by_an_unchanged_file(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    old = _official(session)
    new = Official.model_validate({**old.model_dump(exclude={"id"}), "code": "OF-9", "email": "nine@lake.example"})
    session.add(new)
    session.flush()
    session.add(RoleAssignment(official_id=new.id, role=OfficialRole.COMMITMENT_MANAGER, member_id=old.member_id))
    session.exec(select(CommitmentInstance)).one().responsible_id = new.id
    session.commit()
    report = load(tiny())
    assert report.changes == ()
    assert session.exec(select(CommitmentInstance)).one().responsible_id == new.id
    assert len(session.exec(select(RoleAssignment)).all()) == 2


def test_a_stage_reached_by_the_lifecycle_stays(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    session.exec(select(Commitment)).one().stage = Stage.EVALUATION
    session.commit()
    report = load(tiny(("stage: execution", "stage: co_creation")))
    assert session.exec(select(Commitment)).one().stage is Stage.EVALUATION
    assert any("first stage only" in sentence for sentence in report.kept)


def test_a_short_code_printed_in_forms_never_changes(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    with pytest.raises(DomainError, match="write LAK1 again instead of LAK7"):
        load(tiny(("short_code: LAK1", "short_code: LAK7")))


def test_an_official_without_address_is_loaded_but_never_written_to(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny(("    email: clerk@lake.example\n", "")))
    assert _official(session).suppressed_because == "no address in the plan file"
    assert _official(session).email.endswith(".example")
    load(tiny())
    assert _official(session).suppressed_because == ""
    assert _official(session).email == "clerk@lake.example"


def test_two_officials_can_exchange_addresses(session: Session, load: Load, tiny: Tiny) -> None:
    second = "commitments:\n"
    other = "  - {code: OF-2, name: Other, email: other@lake.example, language: en}\ncommitments:\n"
    load(tiny((second, other)))
    load(tiny((second, other), ("other@", "x@"), ("clerk@", "other@"), ("x@", "clerk@")))
    assert _official(session, "OF-1").email == "other@lake.example"
    assert _official(session, "OF-2").email == "clerk@lake.example"


def test_what_was_amended_after_adoption_is_not_taken_back_by_the_file(
    session: Session, load: Load, tiny: Tiny
) -> None:
    load(tiny())
    plan, commitment = session.exec(select(ActionPlan)).one(), session.exec(select(Commitment)).one()
    commitment.titles = commitment.titles | {"fr": "Publier le budget et ses annexes"}
    indicator = session.exec(select(Indicator)).first()
    assert indicator is not None
    indicator.target = Decimal(77)
    for subject, name in ((commitment.code, "title_fr"), (indicator.code, "target")):
        session.add(
            Amendment(
                plan_id=plan.id, commitment_id=commitment.id, subject=subject, field=name, reason="decided",
                author="the council", decided_on=date(2026, 5, 4),
            )
        )  # fmt: skip
    session.flush()
    kept = " ".join(load(tiny()).kept)
    assert f"{indicator.code}: target stays 77, as it was amended after adoption." in kept
    assert f"{commitment.code}: titles stays" in kept
    assert (indicator.target, commitment.titles["fr"]) == (Decimal(77), "Publier le budget et ses annexes")


def test_an_address_suppressed_after_a_bounce_stays_suppressed(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    _official(session).suppressed_because = "mailbox does not exist"
    session.commit()
    load(tiny(("name: Clerk", "name: Chief clerk")))
    assert _official(session).suppressed_because == "mailbox does not exist"


def test_an_answered_question_stays_answered(session: Session, load: Load, tiny: Tiny, now: datetime) -> None:
    load(tiny(("email: clerk@lake.example\n", "email: ''\n")))
    question = session.exec(select(OpenQuestion).where(OpenQuestion.trap == "G26")).one()
    question.answer, question.answered_by, question.answered_at = "By telephone.", "Head of division", now
    session.commit()
    report = load(tiny(("email: clerk@lake.example\n", "email: ''\n"), ("name: Clerk", "name: Chief clerk")))
    assert all("question" not in change.subject for change in report.changes)
    load(tiny())
    assert session.get(OpenQuestion, question.id).answer == "By telephone."  # type: ignore[union-attr]


def test_a_corrected_file_closes_its_question_and_a_relapse_opens_it_again(
    session: Session, load: Load, tiny: Tiny
) -> None:
    query = select(OpenQuestion).where(OpenQuestion.trap == "G26")
    load(tiny(("email: clerk@lake.example\n", "email: ''\n")))
    load(tiny())
    assert "corrected" in session.exec(query).one().answer
    load(tiny(("email: clerk@lake.example\n", "email: ''\n")))
    assert session.exec(query).one().answered_at is None


def test_members_that_leave_are_removed_when_nothing_refers_to_them(session: Session, load: Load, tiny: Tiny) -> None:
    extra = ("    name: Lake\n", "    name: Lake\n  - code: SEA\n    name: Sea\n")
    load(tiny(extra))
    assert len(session.exec(select(Member)).all()) == 2
    load(tiny())
    assert [member.code for member in session.exec(select(Member))] == ["LAK"]


def test_indicators_are_updated_in_place(session: Session, load: Load, tiny: Tiny) -> None:
    load(tiny())
    key = session.exec(select(Indicator)).one().id
    load(tiny(("target: 1500", "target: 2000")))
    indicator = session.exec(select(Indicator)).one()
    assert (indicator.id, indicator.target) == (key, 2000)


def test_a_file_that_follows_a_moved_date_is_remembered(session: Session, load: Load, tiny: Tiny) -> None:
    followed = ("due_on: 2026-05-29", "due_on: 2026-07-31")
    load(tiny())
    _milestone(session).due_on = date(2026, 7, 31)
    session.commit()
    assert [change.field for change in load(tiny(followed)).changes] == ["file"]
    _milestone(session).due_on = date(2026, 8, 31)
    session.commit()
    assert load(tiny(followed)).changes == ()
    assert _milestone(session).due_on == date(2026, 8, 31)
