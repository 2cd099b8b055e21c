"""Law 31-13 in real dates: twenty working days, once twenty more; urgent three and three."""

from datetime import date

import pytest

from models.rules.access_requests import access_request_due
from models.rules.working_days import WorkingCalendar

GREEN_MARCH, INDEPENDENCE = date(2026, 11, 6), date(2026, 11, 18)
CALENDAR = WorkingCalendar(holidays={GREEN_MARCH: "Green March", INDEPENDENCE: "Independence Day"})


@pytest.mark.parametrize(
    ("received_on", "urgent", "extended", "due_on"),
    [
        (date(2026, 9, 1), False, False, date(2026, 9, 29)),
        (date(2026, 9, 1), False, True, date(2026, 10, 27)),
        (date(2026, 10, 26), False, False, date(2026, 11, 25)),  # two days off in between
        (date(2026, 11, 5), True, False, date(2026, 11, 11)),  # Thursday; Friday is Green March
        (date(2026, 11, 5), True, True, date(2026, 11, 16)),
        (date(2026, 11, 7), True, False, date(2026, 11, 11)),  # received on a Saturday
    ],
)
def test_the_last_day_for_an_answer(received_on: date, urgent: bool, extended: bool, due_on: date) -> None:
    found = access_request_due(received_on=received_on, is_urgent=urgent, is_extended=extended, calendar=CALENDAR)
    assert found == due_on
