"""One line of the form as people read it: what is asked, what was said last, what is aimed at, where to answer."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from models.vocabulary import ItemKind
from notifications.compose_columns import COLUMN_HEADINGS, ColumnHeadings
from notifications.compose_page import illustrative_mark
from notifications.form import FormItem, FormSection
from notifications.formatting import clean_line, embed, format_partial, isolate
from notifications.language import Phrasebook


@dataclass(frozen=True)
class LineView:
    """A line for the templates. `machine` is `CODE = ` or `CODE = prefilled`, exactly, for the text part."""

    code: str
    title: str
    hints: str
    last: str
    due_label: str
    due: str
    prefilled: str
    machine: str


@dataclass(frozen=True)
class SectionView:
    """The lines of one commitment under its title."""

    title: str
    about: str
    lines: tuple[LineView, ...]


def headings(book: Phrasebook) -> ColumnHeadings:
    """Headings of the answer table."""
    return COLUMN_HEADINGS[book.language]


def machine_line(code: str, prefilled: str = "") -> str:
    """The line the reader of replies looks for; nothing invisible in it, one space after the sign."""
    return f"{clean_line(code)} = {clean_line(prefilled)}"


def section_view(section: FormSection, *, member: str, book: Phrasebook) -> SectionView:
    """A commitment, its marks, where it stands and its lines; the member only where it is not that of the form."""
    title = f"{isolate(clean_line(section.commitment_code))} – {embed(section.title, book.language)}"
    if section.title_is_translation:
        translated = book.gettext("(unofficial translation)")
        title = f"{title} {translated}"
    about = [embed(section.member, book.language)] if section.member != member else []
    about.append(book.gettext("stage: %(stage)s", stage=book.label(section.stage)))
    if section.lead:
        about.append(book.gettext("lead: %(lead)s", lead=embed(section.lead, book.language)))
    lines = tuple(line_view(item, book=book) for item in section.items)
    return SectionView(title=title, about=" · ".join(about), lines=lines)


@lru_cache(maxsize=1024)  # once for the mail and once for its workbook
def line_view(item: FormItem, *, book: Phrasebook) -> LineView:
    """Everything a person needs to answer one line."""
    is_indicator = item.kind is ItemKind.INDICATOR
    title = embed(item.title, book.language)
    return LineView(
        code=isolate(clean_line(item.code)),
        title=f"{title} {illustrative_mark(book)}" if item.illustrative else title,
        hints=" · ".join(_indicator_hints(item, book=book)) if is_indicator else book.label(item.kind),
        last=_last_value(item, book=book) if is_indicator else _last_status(item, book=book),
        due_label=headings(book).target if is_indicator else headings(book).date,
        due=_target(item, book=book) if is_indicator else _due_date(item, book=book),
        prefilled=clean_line(item.prefilled),
        machine=machine_line(item.code, item.prefilled),
    )


def _indicator_hints(item: FormItem, *, book: Phrasebook) -> list[str]:
    hints = [book.gettext("Unit: %(unit)s", unit=embed(item.unit, book.language))] if item.unit else []
    hints.append(
        book.gettext("total since the start of the plan") if item.is_cumulative else book.gettext("this period only")
    )
    if item.is_whole:
        hints.append(book.gettext("whole number"))
    return hints + _bounds(item.minimum, item.maximum, book=book)


def _bounds(minimum: Decimal | None, maximum: Decimal | None, *, book: Phrasebook) -> list[str]:
    if minimum is not None and maximum is not None:
        low, high = book.number(minimum), book.number(maximum)
        return [book.gettext("between %(minimum)s and %(maximum)s", minimum=low, maximum=high)]
    if minimum:  # "at least 0" would tell nobody anything
        return [book.gettext("at least %(minimum)s", minimum=book.number(minimum))]
    if maximum is not None:
        return [book.gettext("at most %(maximum)s", maximum=book.number(maximum))]
    return []


def _last_value(item: FormItem, *, book: Phrasebook) -> str:
    if item.last_value is None:
        return book.gettext("no value yet")
    notes = [book.period(item.last_period)] if item.last_period else []
    if item.last_is_provisional:
        notes.append(book.gettext("provisional"))
    value, comma = book.number(item.last_value), book.gettext(", ")
    return f"{value} ({comma.join(notes)})" if notes else value


def _last_status(item: FormItem, *, book: Phrasebook) -> str:
    return book.label(item.status) if item.status is not None else book.gettext("not reported yet")


def _target(item: FormItem, *, book: Phrasebook) -> str:
    parts = []
    if item.target is not None and item.target_by:
        day = format_partial(item.target_by, book.language)
        parts.append(book.gettext("%(value)s (by: %(day)s)", value=book.number(item.target), day=day))
    elif item.target is not None:
        parts.append(book.number(item.target))
    if item.baseline is not None:
        parts.append(book.gettext("baseline: %(value)s", value=book.number(item.baseline)))
    return " · ".join(parts) or book.gettext("no target set")


def _due_date(item: FormItem, *, book: Phrasebook) -> str:
    if item.due_on is None:
        return book.gettext("no date set")
    day = book.date(item.due_on)
    if item.days_late <= 0:
        return day
    late = book.ngettext("%(number)s day past this date", "%(number)s days past this date", item.days_late)
    return f"{day} · {late}"
