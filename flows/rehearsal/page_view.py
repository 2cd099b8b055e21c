"""The calendar page as data in one language: months of days, milestones on a line of time, mails per official and week."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from flows.rehearsal.figures import loads, monday, summarise, weekly
from flows.rehearsal.page_shapes import BarView, DayView, LoadView, MailView, MonthView, PageView
from flows.rehearsal.story import MailLine, MilestoneLine, Story
from flows.rehearsal.words import Words

KINDS = (
    "request", "reminder", "escalation", "confirmation", "notice", "invitation", "committee_pack", "recommendation",
    "sign_off", "receipt", "reply", "automatic",
)  # fmt: skip
MOST_MAILS_A_DAY = 40
MOST_OFFICIALS = 80
MOST_MILESTONES = 160
_SHADES = 5


def page_view(story: Story, *, book: Words) -> PageView:
    """The whole page."""
    by_day = defaultdict(list)
    for mail in story.mails:
        by_day[mail.day].append(mail)
    present = {mail.kind for mail in story.mails}
    bars = [m for m in story.milestones if story.first_day <= m.due_on <= story.last_day]
    people, weeks = _loads(story, book), _weeks(story)
    return PageView(
        title=story.title,
        span=book.gettext("%(first)s to %(last)s", first=book.day(story.first_day), last=book.day(story.last_day)),
        scenario=story.scenario,
        cards=_cards(story, book),
        kinds=tuple((kind, book.kind(kind)) for kind in KINDS if kind in present),
        weekdays=tuple(book.weekday(date(2024, 1, day)) for day in range(1, 8)),
        months=tuple(_month(story, first, by_day, book) for first in _months(story)),
        ticks=tuple((_place(story, first), book.short_month(first)) for first in _months(story)),
        bars=tuple(_bar(story, m, book) for m in bars[:MOST_MILESTONES]),
        hidden_bars=max(0, len(bars) - MOST_MILESTONES),
        loads=tuple(people[:MOST_OFFICIALS]),
        hidden_loads=max(0, len(people) - MOST_OFFICIALS),
        week_months=tuple(_week_months(weeks, book)),
    )


def _cards(story: Story, book: Words) -> tuple[tuple[str, str], ...]:
    figures = summarise(story)
    number = book.number
    return (
        (number(figures.sent), book.gettext("mails written")),
        (number(figures.people), book.gettext("people written to")),
        (number(figures.busiest_week), book.gettext("most mails to one person in a week")),
        (f"{number(figures.answered_in_time)} / {number(figures.forms)}", book.gettext("forms answered in time")),
        (
            f"{number(figures.late_milestones)} / {number(figures.milestones)}",
            book.gettext("milestones late at some time"),
        ),
        (number(figures.steps), book.gettext("steps of escalation")),
        (f"{number(figures.ratio)} : 1", book.gettext("one mail per late milestone per day, beside ours")),
    )


def _months(story: Story) -> list[date]:
    first, found = story.first_day.replace(day=1), []
    while first <= story.last_day:
        found.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return found


def _month(story: Story, first: date, by_day: Mapping[date, list[MailLine]], book: Words) -> MonthView:
    after = (first + timedelta(days=32)).replace(day=1)
    days = [first + timedelta(days=n) for n in range((after - first).days)]
    cells: list[DayView | None] = [None] * first.weekday()
    cells += [_day(story, day, by_day.get(day, []), book) for day in days]
    cells += [None] * (-len(cells) % 7)
    sent = sum(mail.way == "out" for day in days for mail in by_day.get(day, []))
    weeks = tuple(tuple(cells[n : n + 7]) for n in range(0, len(cells), 7))
    return MonthView(f"m{first:%Y-%m}", book.month(first), weeks, book.number(sent))


def _day(story: Story, day: date, mails: list[MailLine], book: Words) -> DayView:
    counts = Counter(mail.kind for mail in mails)
    due = [(m.code, _title(m, book)) for m in story.milestones if m.due_on == day]
    late = [(m.code, _title(m, book)) for m in story.milestones if any(start == day for start, _ in m.late_spans)]
    is_inside = story.first_day <= day <= story.last_day
    return DayView(
        number=str(day.day),
        name=book.day(day),
        is_off=not is_inside or day.weekday() >= 5 or day in story.days_off,
        holiday=story.days_off.get(day, ""),
        badges=tuple((kind, book.kind(kind), book.number(counts[kind])) for kind in KINDS if counts[kind]),
        mails=tuple(_mail(story, mail, book) for mail in mails[:MOST_MAILS_A_DAY]),
        more=max(0, len(mails) - MOST_MAILS_A_DAY),
        due=tuple(due),
        late=tuple(late),
        notes=tuple(_notes(story, day, book)),
    )


def _notes(story: Story, day: date, book: Words) -> list[str]:
    named = {
        "campaign_opened": book.gettext("The collection begins."),
        "stage_changed": book.gettext("A commitment moves on to its next stage."),
        "absence_noted": book.gettext("An absence is noted."),
        "deputy_accepted": book.gettext("A deputy is accepted."),
        "address_suppressed": book.gettext("An address does not work."),
        "address_mended": book.gettext("An address is mended."),
        "due_date_moved": book.gettext("A deadline is moved."),
        "reply_decided": book.gettext("A reply that waited is decided."),
        "report_frozen": book.gettext("The annual report is compiled."),
    }
    found: dict[str, list[str]] = {}
    for event in story.events:
        if event.on == day and event.kind in named:
            found.setdefault(named[event.kind], []).append(event.subject)
    return [f"{sentence} ({', '.join(subjects)})" for sentence, subjects in found.items()]


def _mail(story: Story, mail: MailLine, book: Words) -> MailView:
    official = story.officials.get(mail.official)
    name = official.name.get(book.language.value) or official.name[""] if official else mail.address
    href = f"{mail.file}.txt" if mail.file else ""
    return MailView(f"{mail.at:%H:%M}", mail.kind, book.kind(mail.kind), name, mail.subject, href)


def _bar(story: Story, milestone: MilestoneLine, book: Words) -> BarView:
    spans = tuple(
        (_place(story, start), _place(story, until + timedelta(days=1)) - _place(story, start))
        for start, until in milestone.late_spans
    )
    done = milestone.done_on if milestone.done_on and milestone.done_on >= story.first_day else None
    return BarView(
        code=milestone.code,
        title=_title(milestone, book),
        member=milestone.member,
        due=_place(story, milestone.due_on),
        due_on=book.day(milestone.due_on),
        done=_place(story, done) if done else None,
        done_on=book.day(done) if done else "",
        late=spans,
        late_days=book.number(sum((until - start).days + 1 for start, until in milestone.late_spans)),
    )


def _place(story: Story, day: date) -> float:
    """Where a day lies in the span, in per cent."""
    whole = (story.last_day - story.first_day).days or 1
    return round(100 * min(1.0, max(0.0, (day - story.first_day).days / whole)), 2)


def _title(milestone: MilestoneLine, book: Words) -> str:
    return (
        milestone.title.get(book.language.value)
        or milestone.title.get("fr")
        or next(iter(milestone.title.values()), "")
    )


def _weeks(story: Story) -> list[date]:
    first, last = monday(story.first_day), monday(story.last_day)
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]


def _week_months(weeks: list[date], book: Words) -> list[tuple[int, str]]:
    """How many weeks each month heads, by its first Monday."""
    counts = Counter(week.replace(day=1) for week in weeks)
    return [(count, book.short_month(first)) for first, count in counts.items()]


def _loads(story: Story, book: Words) -> list[LoadView]:
    counts, weeks = weekly(story.sent), _weeks(story)
    found = []
    for load in loads(story, first=story.first_day, last=story.last_day):
        total = load.unasked + load.receipts
        official = story.officials[load.official]
        if not total and not load.naive:
            continue
        row = [counts[load.official, week] for week in weeks]
        found.append(
            LoadView(
                code=load.official,
                name=official.name.get(book.language.value) or official.name[""],
                role=book.role(official.role),
                behaviour=official.behaviour,
                weeks=tuple((min(_SHADES, count), count) for count in row),
                total=book.number(total),
                busiest=book.number(load.busiest_week),
                naive=book.number(load.naive),
            )
        )
    return found
