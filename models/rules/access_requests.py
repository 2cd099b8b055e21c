"""The clocks of law 31-13 on the right of access to information: 20 working days, once 20 more; urgent: 3 and 3.

Source: law 31-13 (in force since 12 March 2019), as explained by the commission for the right of access to information.
"""

from datetime import date

from models.rules.working_days import WorkingCalendar

WORKING_DAYS = 20
URGENT_WORKING_DAYS = 3


def access_request_due(*, received_on: date, is_urgent: bool, is_extended: bool, calendar: WorkingCalendar) -> date:
    """The last day for the answer. The day of receipt does not count; an extension doubles the time, once."""
    days = URGENT_WORKING_DAYS if is_urgent else WORKING_DAYS
    return calendar.add(received_on, 2 * days if is_extended else days)
