"""Bodies and meetings: who may sit, when a meeting counts, how people are counted, when a mandate needs a hand-over."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import DomainError
from models.rules.governance import (
    Seat,
    check_both_present,
    check_chair,
    check_one_chair,
    check_quorum,
    check_schedule,
    check_two_sides,
    mandate_warning,
)
from models.rules.governance_counts import PeopleCount, read_counts, sides_of, totals
from models.rules.partial_dates import PartialDate
from models.vocabulary import AgeGroup, MeetingFormat, MeetingPurpose, MembershipRole, OfficialRole, Sex, Side

TODAY = date(2026, 11, 23)
ADMIN = Seat("OF-DG", Side.ADMINISTRATION, MembershipRole.CHAIR)
CIVIL = Seat("An association", Side.CIVIL_SOCIETY, MembershipRole.MEMBER)
CATEGORIES = [f"PC{n}" for n in range(1, 10)]


def test_a_committee_of_two_sides_sits() -> None:
    check_two_sides("SC", [ADMIN, CIVIL], day=TODAY)


@pytest.mark.parametrize(
    ("seats", "missing"),
    [
        ([ADMIN], "civil society"),
        ([CIVIL], "administration"),
        ([], "administration and civil society"),
        ([ADMIN, Seat("A", Side.CIVIL_SOCIETY, MembershipRole.MEMBER, ends_on=date(2026, 11, 22))], "civil society"),
        ([ADMIN, Seat("A", Side.CIVIL_SOCIETY, MembershipRole.MEMBER, date(2026, 11, 24))], "civil society"),
    ],
)
def test_a_committee_of_one_side_does_not(seats: list[Seat], missing: str) -> None:
    with pytest.raises(DomainError, match=f"has nobody for {missing} on 2026-11-23"):
        check_two_sides("SC", seats, day=TODAY)


@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        ((None, None), (None, None), True),
        ((None, date(2026, 6, 30)), (date(2026, 7, 1), None), False),
        ((None, date(2026, 6, 30)), (date(2026, 6, 30), None), True),
        ((date(2026, 1, 1), None), (None, date(2025, 12, 31)), False),
    ],
)
def test_two_chairs_never_overlap(first, second, is_refused) -> None:
    seats = [
        Seat("First", Side.ADMINISTRATION, MembershipRole.CHAIR, *first),
        Seat("Second", Side.CIVIL_SOCIETY, MembershipRole.CHAIR, *second),
    ]
    if is_refused:
        with pytest.raises(DomainError, match="two chairs, First and Second"):
            check_one_chair("SC", seats)
    else:
        check_one_chair("SC", seats)


@pytest.mark.parametrize(
    ("purpose", "roles", "is_refused"),
    [
        (MeetingPurpose.QUARTERLY_COORDINATION, {OfficialRole.DIRECTOR_GENERAL}, False),
        (MeetingPurpose.QUARTERLY_COORDINATION, {OfficialRole.VICE_PRESIDENT}, False),
        (MeetingPurpose.QUARTERLY_COORDINATION, {OfficialRole.VICE_PRESIDENT, OfficialRole.DIRECTOR_GENERAL}, False),
        (MeetingPurpose.QUARTERLY_COORDINATION, {OfficialRole.HEAD_OF_DIVISION}, True),
        (MeetingPurpose.HEADS_OF_DIVISIONS, set(), True),
        (MeetingPurpose.FORUM, set(), False),
    ],
)
def test_the_director_and_or_the_vice_president_take_the_chair(purpose, roles, is_refused) -> None:
    if is_refused:
        with pytest.raises(DomainError, match="Director General of Services and/or the Vice-President"):
            check_chair("Q-1", purpose=purpose, held_roles=roles)
    else:
        check_chair("Q-1", purpose=purpose, held_roles=roles)


def test_both_sides_and_a_quorum_make_a_review() -> None:
    check_both_present("R-1", frozenset(Side))
    check_quorum("R-1", present=4, quorum=4)
    with pytest.raises(DomainError, match="Nobody for civil society was present"):
        check_both_present("R-1", frozenset({Side.ADMINISTRATION}))
    with pytest.raises(DomainError, match="3 were present at R-1 and its quorum is 4"):
        check_quorum("R-1", present=3, quorum=4)


@pytest.mark.parametrize("hour", [8, 9])
def test_a_meeting_is_planned_ahead(hour: int) -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with pytest.raises(DomainError, match="which is past"):
        check_schedule(
            "M", starts_at=now.replace(hour=hour), ends_at=now.replace(hour=12), now=now, plan_end=date(2027, 6, 30),
            held_as=MeetingFormat.IN_PERSON, place="here", address="",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PC1 = 4", [PeopleCount("PC1", 4)]),
        ("pc1 women 18_35 Sidi Ifni = 12", [PeopleCount("PC1", 12, Sex.WOMEN, AgeGroup.FROM_18_TO_35, "Sidi Ifni")]),
        ("PC1 men=1; PC1 women=2\nPC8 Tata = 0", [
            PeopleCount("PC1", 1, Sex.MEN), PeopleCount("PC1", 2, Sex.WOMEN), PeopleCount("PC8", 0, province="Tata"),
        ]),
        ("  ", []),
    ],
)  # fmt: skip
def test_counts_are_read_as_written(text: str, expected: list[PeopleCount]) -> None:
    assert list(read_counts(text, categories=CATEGORIES)) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("PC1 = -1", "fewer than nobody"),
        ("PC1 = 100001", "more than 100000"),
        ("PC1 = many", "is not a count"),
        ("PC1 4", "is not a count"),
        ("= 4", "is not a count"),
        ("PC10 = 4", "no participant category"),
        ("PC1 = 1; PC1 = 2", "counts the same people twice"),
        ("PC1 Tata = 1; PC1 tata = 1", "counts the same people twice"),
    ],
)
def test_a_count_that_cannot_be_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        read_counts(text, categories=CATEGORIES)


GROUPS = st.lists(
    st.tuples(
        st.sampled_from(CATEGORIES), st.sampled_from(Sex), st.sampled_from(AgeGroup),
        st.sampled_from(["", "Tata", "Sidi Ifni"]),
    ),
    unique=True, max_size=12,
)  # fmt: skip


@given(groups=GROUPS, people=st.lists(st.integers(0, 500), min_size=12, max_size=12))
def test_nobody_is_lost_or_counted_twice_in_any_breakdown(groups, people) -> None:
    counts = [PeopleCount(c, n, s, a, p) for (c, s, a, p), n in zip(groups, people, strict=False)]
    text = "; ".join(f"{c.category} {c.sex} {c.age_group} {c.province} = {c.people}" for c in counts)
    assert list(read_counts(text, categories=CATEGORIES)) == counts
    whole = sum(count.people for count in counts)
    for by in ("category", "sex", "age_group", "province"):
        assert sum(totals(counts, by=by).values()) == whole


def test_focal_points_media_and_firms_stand_on_no_side() -> None:
    assert sides_of(["PC7", "PC8", "PC9"]) == frozenset()
    assert sides_of(["PC2", "PC5"]) == frozenset(Side)


@pytest.mark.parametrize(
    ("ends", "today", "said"),
    [
        ("2021", TODAY, ""),
        ("2027-09", date(2026, 9, 1), ""),
        ("2027-09", TODAY, "prepare the hand-over"),
        ("2027-03", TODAY, "before the plan ends on 2027-06-30"),
        ("2027-09-30", date(2027, 10, 1), ""),
    ],
)
def test_a_mandate_warns_in_time(ends: str, today: date, said: str) -> None:
    warning = mandate_warning(ends=PartialDate.parse(ends), plan_end=date(2027, 6, 30), today=today)
    assert said in warning
    assert bool(warning) == bool(said)
