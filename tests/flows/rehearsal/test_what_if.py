"""What if: two rehearsals side by side, the difference in one sentence and line by line."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from flows.rehearsal.changes import Change, changed_policy
from flows.rehearsal.difference import compare, lines
from flows.rehearsal.staging import rehearse
from flows.rehearsal.story import MailLine, MilestoneLine, Story
from models.rules.errors import DomainError
from models.rules.policy import DEFAULT_POLICY


def story(mails: list[tuple[int, str, str]], late: dict[str, tuple[int, int]] | None = None) -> Story:
    """A story of October 2026: (day, address, key) of each mail, and the late days of milestones."""
    told = Story("plan", "Plan", date(2026, 10, 1), date(2026, 10, 31))
    told.mails = [
        MailLine(datetime(2026, 10, day, 9), "out", "reminder", key, "OF", address, "fr", "", "")
        for day, address, key in mails
    ]
    for code, (first, last) in (late or {}).items():
        spans = ((date(2026, 10, first), date(2026, 10, last)),) if last else ()
        due = date(2026, 9, 30)
        told.milestones.append(MilestoneLine(code, "C", "M", "OF", {}, due, due, "done", None, spans, 0))
    return told


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (story([(1, "a", "k")]), story([(1, "a", "k")]), "as many mails"),
        (story([]), story([(1, "a", "k")]), "+1 mail"),
        (story([(1, "a", "k"), (2, "a", "l")]), story([(3, "a", "k")]), "-1 mail, 1 mail on another day"),
        (
            story([], {"M1": (0, 0), "M2": (0, 0)}),
            story([(1, "a", "k"), (2, "a", "l"), (3, "a", "m")], {"M1": (1, 3), "M2": (2, 2)}),
            "+3 mails, 2 milestones become late",
        ),
        (story([], {"M1": (1, 5)}), story([], {"M1": (0, 0)}), "as many mails, 1 milestone no longer late"),
        (story([], {"M1": (1, 5)}), story([], {"M1": (1, 8)}), "as many mails, +3 days of lateness"),
    ],
)
def test_the_difference_is_said_in_one_sentence(before: Story, after: Story, sentence: str) -> None:
    assert compare(before, after).sentence == sentence


def test_receipts_are_compared_by_their_number_because_their_keys_name_bytes() -> None:
    one = story([(1, "a", f"receipt:{'0' * 64}"), (2, "a", f"receipt:{'1' * 64}")])
    other = story([(1, "a", f"receipt:{'2' * 64}"), (2, "a", f"receipt:{'3' * 64}"), (3, "a", f"receipt:{'4' * 64}")])
    assert compare(one, other).sentence == "+1 mail"


def test_every_line_has_its_sign() -> None:
    difference = compare(story([(1, "a", "k"), (2, "b", "l")], {"M": (0, 0)}), story([(3, "a", "k")], {"M": (1, 1)}))
    assert [line[0] for line in lines(difference)] == ["-", "~", "+"]


def test_a_policy_number_is_changed_and_an_unknown_one_is_refused() -> None:
    assert changed_policy(DEFAULT_POLICY, Change(policy={"respond_within": 20})).respond_within == 20
    with pytest.raises(DomainError, match="has no number “respond_in”; its numbers are: "):
        changed_policy(DEFAULT_POLICY, Change(policy={"respond_in": 20}))
    with pytest.raises(DomainError, match="respond_within takes one whole number"):
        changed_policy(DEFAULT_POLICY, Change(policy={"respond_within": (1, 2)}))


def test_a_holiday_a_silent_region_and_a_deadline_each_leave_their_trace(order) -> None:
    base = order({"default": {"after": 1}}, last=date(2026, 10, 23))
    before = rehearse(base, out=None)
    change = Change.model_validate(
        {
            "move": [{"milestone": "SOM3-M3U", "to": "2026-12-31"}],
            "holidays": [{"day": "2026-10-15", "name": "Jour imaginé"}],
            "silent": [{"member": "SOM"}],
        }
    )
    after = rehearse(replace(base, change=change), out=None)
    assert date(2026, 10, 15) in after.days_off
    assert not [mail for mail in after.sent if mail.day == date(2026, 10, 15)]
    silent = {m.official for m in after.sent if m.kind == "reminder"} - {
        m.official for m in before.sent if m.kind == "reminder"
    }
    assert {"OF-SOM-01", "OF-SOM-02", "OF-SOM-03"} <= silent
    assert next(m.due_on for m in after.milestones if m.code == "SOM3-M3U") == date(2026, 12, 31)
    assert compare(before, after).sentence.startswith("+") or compare(before, after).sentence.startswith("-")


def test_a_replaced_official_is_written_to_at_the_new_address(order) -> None:
    person = {
        "official": "OF-LAA-02",
        "name": "Successeur (illustratif)",
        "email": "successeur@region-laayoune.example",
    }
    change = Change.model_validate({"replace": [{**person, "language": "ar"}]})
    story_after = rehearse(replace(order({}, last=date(2026, 10, 2)), change=change), out=None)
    (request,) = [m for m in story_after.sent if m.official == "OF-LAA-02" and m.kind == "request"]
    assert (request.address, request.language) == ("successeur@region-laayoune.example", "ar")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"move": [{"milestone": "X-M1A", "to": "2026-12-31"}]}, "There is no milestone “X-M1A”"),
        ({"silent": [{"member": "XXX"}]}, "There is no member “XXX” in this plan; its members are: "),
        ({"replace": [{"official": "OF-X", "name": "N", "email": "n@x.example"}]}, "There is no official “OF-X”"),
    ],
)
def test_a_change_of_what_the_plan_does_not_have_is_refused(order, change: object, said: str) -> None:
    with pytest.raises(DomainError) as raised:
        rehearse(order({}, change=Change.model_validate(change)), out=None)
    assert said in raised.value.sentence
