"""What the form's period says about dates in answers: the year of a date without one, and days that cannot be meant."""

from dataclasses import dataclass
from datetime import date

from notifications.form import Form
from notifications.reading.written_dates import WrittenDate, has_year, read_date
from notifications.reasons import Reason


@dataclass(frozen=True)
class FormDays:
    """Days against which answers are weighed. `latest` is the last day on which something can already be done."""

    period_start: date
    period_end: date
    latest: date

    @classmethod
    def of(cls, form: Form, *, sent_on: date | None) -> "FormDays":
        """The days of a form, answered on `sent_on` if the mail says so credibly (within a year of the term)."""
        is_credible = sent_on is not None and 0 <= (sent_on - form.respond_by).days <= 366
        latest = sent_on if sent_on is not None and is_credible else form.respond_by
        return cls(form.period_start, form.period_end, latest)

    def read_done(self, folded: str) -> WrittenDate | None:
        """A day on which something was done: it cannot lie in the future."""
        found = read_date(folded, default_year=self.period_end.year)
        if found is None or found.day is None or found.doubt:
            return found
        if not has_year(folded):
            return WrittenDate(found.day, found.end, self._doubt_about_year_of_past(found.day))
        return WrittenDate(found.day, found.end, Reason.DONE_IN_FUTURE if found.day > self.latest else "")

    def read_new(self, folded: str) -> WrittenDate | None:
        """A day on which something will be done: it cannot lie before the period."""
        found = read_date(folded, default_year=self.period_end.year)
        if found is None or found.day is None or found.doubt:
            return found
        if not has_year(folded):
            return WrittenDate(found.day, found.end, Reason.YEAR_MISSING if found.day <= self.period_end else "")
        return WrittenDate(found.day, found.end, Reason.NEW_DATE_IN_PAST if found.day < self.period_start else "")

    def _doubt_about_year_of_past(self, day: date) -> str:
        """The period's year holds unless the day then lies ahead, or would fit the following year as well."""
        if day > self.latest:
            return Reason.YEAR_MISSING
        try:
            a_year_later = day.replace(year=day.year + 1)
        except ValueError:
            return ""
        return Reason.YEAR_MISSING if a_year_later <= self.latest else ""
