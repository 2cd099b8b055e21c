"""Whole rehearsals of a few weeks: each behaviour has its consequence, and two runs of one order are one story."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from flows.rehearsal.staging import rehearse
from flows.rehearsal.story import Story


def identities(story: Story) -> list[tuple[object, ...]]:
    return [mail.identity for mail in story.mails]


def kinds_for(story: Story, official: str) -> Counter[str]:
    return Counter(mail.kind for mail in story.sent if mail.official == official)


def test_the_same_order_twice_is_the_same_story(order) -> None:
    cast = {"officials": {"OF-LAA-02": {"behaviour": "silent"}, "OF-SOM-02": {"behaviour": "wrong_formats"}}}
    assert identities(rehearse(order(cast), out=None)) == identities(rehearse(order(cast), out=None))


def test_leaving_out_quiet_days_changes_nothing(order) -> None:
    cast = {
        "default": {"behaviour": "prompt", "after": 2},
        "officials": {
            "OF-LAA-01": {"behaviour": "silent"},
            "OF-LAA-02": {"behaviour": "late", "after": 18},
            "OF-DRA-02": {"behaviour": "deputy"},
            "OF-SOM-03": {"behaviour": "promising", "slip": 20},
            "OF-ORI-02": {"behaviour": "absent", "from": "2026-10-01", "until": "2026-10-09"},
            "OF-DRA-01": {"behaviour": "bouncing"},
        },
    }
    asked = order(cast, first=date(2026, 9, 29), last=date(2026, 12, 4))
    sparing, everything = rehearse(asked, out=None), rehearse(replace(asked, everything=True), out=None)
    assert identities(sparing) == identities(everything)
    assert [mail.at for mail in sparing.mails] == [mail.at for mail in everything.mails]
    assert sparing.problems == everything.problems
    assert sparing.steps == everything.steps
    assert sparing.milestones == everything.milestones


def test_over_real_connections_the_same_mails_are_sent(order) -> None:
    asked = order({"officials": {"OF-LAA-02": {"behaviour": "silent"}}}, last=date(2026, 10, 9))
    by_wire = rehearse(replace(asked, over_smtp=True), out=None)
    assert sorted(identities(by_wire)) == sorted(identities(rehearse(asked, out=None)))


def test_a_prompt_official_gets_the_form_and_a_receipt(order) -> None:
    story = rehearse(order({"default": {"after": 1}, "milestones": {}}), out=None)
    found = kinds_for(story, "OF-SOM-02")
    assert found["request"] == 1
    assert found["receipt"] >= 1
    assert found["reminder"] == 0
    assert {r.state for r in story.requests} == {"answered"}


@pytest.mark.parametrize("way", ["in_line", "above", "workbook"])
def test_wherever_the_answers_are_written_all_are_recorded(order, way: str) -> None:
    story = rehearse(order({"default": {"after": 1, "way": way}}, last=date(2026, 10, 3)), out=None)
    assert {r.state for r in story.requests} == {"answered"}


def test_a_silent_official_is_reminded_and_then_the_ladder_is_climbed(order) -> None:
    story = rehearse(order({"officials": {"OF-LAA-02": {"behaviour": "silent"}}}), out=None)
    assert kinds_for(story, "OF-LAA-02")["reminder"] >= 2
    climbed = [step for step in story.steps if step.code.endswith("OF-LAA-02")]
    assert [step.level for step in climbed] == sorted(step.level for step in climbed)
    assert climbed[-1].level >= 1


def test_a_late_official_is_reminded_until_the_answer_and_not_after(order) -> None:
    story = rehearse(order({"officials": {"OF-LAA-02": {"behaviour": "late", "after": 18}}}), out=None)
    answered = next(r.answered_on for r in story.requests if r.official == "OF-LAA-02")
    assert answered
    reminders = [m.day for m in story.sent if m.official == "OF-LAA-02" and m.kind == "reminder"]
    assert reminders
    assert max(reminders) <= answered


def test_wrong_formats_are_asked_back_and_then_right(order) -> None:
    story = rehearse(order({"officials": {"OF-LAA-02": {"behaviour": "wrong_formats", "after": 1}}}), out=None)
    assert kinds_for(story, "OF-LAA-02")["receipt"] >= 2
    assert next(r.state for r in story.requests if r.official == "OF-LAA-02") == "answered"


def test_a_bouncing_address_is_mended_by_the_administrators_and_the_form_then_arrives(order) -> None:
    story = rehearse(order({"officials": {"OF-LAA-02": {"behaviour": "bouncing"}}}), out=None)
    assert {"address_suppressed", "address_mended"} <= {e.kind for e in story.events}
    assert not [step for step in story.steps if step.code.endswith("OF-LAA-02") and step.level > 0]
    assert next(r.state for r in story.requests if r.official == "OF-LAA-02") == "answered"


def test_a_colleagues_answer_waits_until_an_administrator_accepts_it(order) -> None:
    story = rehearse(order({"officials": {"OF-DRA-02": {"behaviour": "deputy", "after": 1}}}), out=None)
    assert "reply_decided" in {e.kind for e in story.events}
    assert next(r.state for r in story.requests if r.official == "OF-DRA-02") == "answered"


def test_an_absent_official_is_noted_and_answers_after_the_return(order) -> None:
    away = {"behaviour": "absent", "from": "2026-10-01", "until": "2026-10-09", "after": 1}
    story = rehearse(order({"officials": {"OF-ORI-02": away}}), out=None)
    assert "absence_noted" in {e.kind for e in story.events}
    answered = next(r.answered_on for r in story.requests if r.official == "OF-ORI-02")
    assert answered
    assert answered > date(2026, 10, 9)


def test_every_mail_is_kept_with_its_text(order, tmp_path: Path) -> None:
    story = rehearse(order(last=date(2026, 10, 6)), out=tmp_path)
    assert story.mails
    for mail in story.mails:
        assert (tmp_path / f"{mail.file}.eml").stat().st_size > 300
        assert (tmp_path / f"{mail.file}.txt").exists()
