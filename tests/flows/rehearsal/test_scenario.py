"""Scenarios and changes: what is right is read, what is wrong is one sentence that says what would be right."""

from datetime import date
from pathlib import Path

import pytest

from flows.rehearsal.changes import read_change
from flows.rehearsal.scenario import Behaviour, read_scenario
from flows.rehearsal.staging import rehearse
from models.rules.errors import DomainError


def written(folder: Path, text: str) -> Path:
    path = folder / "given.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_scenario_shows_every_behaviour(plan_folder: Path) -> None:
    scenario = read_scenario(plan_folder / "scenario.yaml")
    shown = {episode.behaviour for episodes in scenario.officials.values() for episode in episodes}
    assert shown == set(Behaviour)


def test_a_later_episode_wins_while_it_lasts(tmp_path: Path) -> None:
    text = """
officials:
  OF-LAA-01:
    - behaviour: prompt
    - behaviour: silent
      from: 2026-01-01
      until: 2026-03-31
"""
    scenario = read_scenario(written(tmp_path, text))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1)]
    behaviours = [scenario.episode("OF-LAA-01", day).behaviour.value for day in days]
    assert behaviours == ["prompt", "silent", "silent", "prompt"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("oficials: {}", "the key “oficials” is not known; the keys are: title, default, officials"),
        ("default: {behavior: late}", "“default → behavior” is not known; the keys are: behaviour, from, until"),
        (
            "officials: {OF-LAA-01: {behaviour: lazy}}",
            "officials → OF-LAA-01 → 1 → behaviour: Input should be 'prompt'",
        ),
        ("default: {behaviour: absent}", "an absence needs both days: from and until"),
        ("default: {from: 2026-02-01, until: 2026-01-01}", "ends on 2026-01-01, before it starts on 2026-02-01"),
        ("administrators: {mend_afer: 1}", "the keys are: mend_after, decide_after"),
        ("default: [", "is not YAML in line"),
    ],
)
def test_a_mistake_in_a_scenario_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DomainError) as raised:
        read_scenario(written(tmp_path, text))
    assert said in raised.value.sentence
    assert raised.value.sentence.endswith(".")
    assert "\n" not in raised.value.sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mouve: []", "the keys are: title, move, holidays, replace, silent, policy"),
        ("title: nothing", "nothing is changed; write at least one of"),
        ("move: [{milestone: DRA3-M3W, to: 2026-12-01, on: 1}]", "the keys are: milestone, to"),
    ],
)
def test_a_mistake_in_a_change_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DomainError) as raised:
        read_change(written(tmp_path, text))
    assert said in raised.value.sentence


@pytest.mark.parametrize(
    ("cast", "said"),
    [
        (
            {"officials": {"OF-XXX-01": {}}},
            "There is no official “OF-XXX-01” in this plan; its officials are: OF-",
        ),
        ({"milestones": {"XXX-M1A": 3}}, "There is no milestone “XXX-M1A” in this plan; its milestones are: DRA3-M1"),
    ],
)
def test_an_unknown_official_or_milestone_is_named_with_those_there_are(order, cast: object, said: str) -> None:
    with pytest.raises(DomainError) as raised:
        rehearse(order(cast), out=None)
    assert said in raised.value.sentence


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2025, 3, 31), date(2026, 1, 1), "2025-03-31 lies outside the plan consortium-2025-2027"),
        (date(2026, 1, 1), date(2029, 1, 1), "2029-01-01 lies outside the plan"),
        (date(2026, 2, 1), date(2026, 1, 1), "would end on 2026-01-01, before it begins on 2026-02-01"),
    ],
)
def test_days_outside_the_plan_are_refused(order, first: date, last: date, said: str) -> None:
    with pytest.raises(DomainError) as raised:
        rehearse(order(first=first, last=last), out=None)
    assert said in raised.value.sentence
