"""Amendments as sentences in a reader's language: what was changed, from what to what, by whom and why. Knows no table."""

from dataclasses import dataclass
from datetime import date

from notifications.compose_labels import N_
from notifications.formatting import embed, isolate
from notifications.language import Phrasebook

FIELDS: dict[str, str] = {
    "title_fr": N_("title in French"),
    "title_ar": N_("title in Arabic"),
    "title_en": N_("title in English"),
    "start": N_("start"),
    "end": N_("end"),
    "starts_on": N_("start"),
    "due_on": N_("due date"),
    "lead": N_("leading institution"),
    "axis": N_("axis of the plan"),
    "ogp_values": N_("OGP values"),
    "sdgs": N_("Sustainable Development Goals"),
    "institutions": N_("institutions involved"),
    "page": N_("page on OGP’s site"),
    "inception_report": N_("inception report"),
    "weight": N_("weight"),
    "unit_fr": N_("unit in French"),
    "unit_ar": N_("unit in Arabic"),
    "unit_en": N_("unit in English"),
    "kind": N_("kind of indicator"),
    "direction": N_("direction"),
    "aggregation": N_("how regions are combined"),
    "cumulative": N_("how it is counted"),
    "is_whole": N_("whole numbers only"),
    "minimum": N_("smallest value"),
    "maximum": N_("largest value"),
    "baseline": N_("baseline"),
    "baseline_missing_because": N_("why there is no baseline"),
    "target": N_("target"),
    "target_by": N_("date of the target"),
    "means_of_verification": N_("means of verification"),
    "status": N_("state"),
    "indicator": N_("new indicator"),
}


@dataclass(frozen=True)
class AmendmentLine:
    """One amended field of one subject. `before` and `after` are as they were written, "" for nothing."""

    subject: str
    field: str
    before: str
    after: str
    on: date
    by: str
    reason: str


def amendment_lines(rows: tuple[AmendmentLine, ...], *, book: Phrasebook) -> list[str]:
    """A heading and one sentence per amendment, oldest first; nothing when nothing was amended."""
    if not rows:
        return []
    return [book.gettext("What was amended after adoption:"), *(f"  - {_sentence(row, book)}" for row in rows)]


def _sentence(row: AmendmentLine, book: Phrasebook) -> str:
    language = book.language
    field = book.gettext(FIELDS[row.field]) if row.field in FIELDS else row.field
    return book.gettext(
        "On %(date)s %(who)s amended %(code)s, %(field)s: from %(before)s to %(after)s. %(reason)s",
        date=book.date(row.on), who=embed(row.by, language), code=isolate(row.subject), field=field,
        before=_value(row.before, book), after=_value(row.after, book), reason=embed(row.reason, language),
    )  # fmt: skip


def _value(text: str, book: Phrasebook) -> str:
    if not text:
        return book.gettext("nothing")
    try:
        return book.date(date.fromisoformat(text))
    except ValueError:
        return f"“{embed(text, book.language)}”"
