"""Partial dates stay partial; the rule that turns them into a day is named."""

from datetime import date

import pytest

from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate


@pytest.mark.parametrize(
    ("text", "first", "last", "exact"),
    [
        ("2027", date(2027, 1, 1), date(2027, 12, 31), False),
        ("2027-06", date(2027, 6, 1), date(2027, 6, 30), False),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), False),
        ("2025-04-02", date(2025, 4, 2), date(2025, 4, 2), True),
    ],
)
def test_a_printed_date_keeps_its_precision(text: str, first: date, last: date, exact: bool) -> None:
    partial = PartialDate.parse(text)
    assert (partial.first_day(), partial.last_day(), partial.is_exact) == (first, last, exact)
    assert str(partial) == text


@pytest.mark.parametrize("text", ["June 2027", "2027-13", "2027-02-30", "27-06", "", "2027-6"])
def test_an_unreadable_date_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(DomainError, match="2027-06-30"):
        PartialDate.parse(text)
