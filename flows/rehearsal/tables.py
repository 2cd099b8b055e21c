"""What a rehearsal leaves beside its mails: CSV files of what happens when, and a summary for programs."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from flows.rehearsal.figures import loads, summarise, weekly
from flows.rehearsal.story import Story

Rows = Iterable[Sequence[object]]


def write_tables(story: Story, folder: Path) -> list[str]:
    """Write every table and the summary; the names of the files."""
    tables: dict[str, tuple[Sequence[str], Rows]] = {
        "mails.csv": (
            ("day", "time", "way", "kind", "official", "address", "language", "subject", "key", "file"),
            ([m.day, f"{m.at:%H:%M}", m.way, m.kind, m.official, m.address, m.language, m.subject, m.key, m.file]
             for m in story.mails),
        ),
        "deadlines.csv": (
            ("due_on", "what", "code", "commitment", "member", "official", "state", "done_on", "days_late"),
            _deadlines(story),
        ),
        "lateness.csv": (
            ("code", "commitment", "member", "official", "due_on", "late_from", "late_until"),
            ([m.code, m.commitment, m.member, m.official, m.due_on, start, until]
             for m in story.milestones for start, until in m.late_spans),
        ),
        "escalations.csv": (
            ("day", "about", "code", "level", "role", "told", "by_mail", "note"),
            ([s.on, s.subject, s.code, s.level, s.role, s.official, "yes" if s.wrote else "no", s.note]
             for s in story.steps),
        ),
        "events.csv": (("day", "what", "about", "words"), ([e.on, e.kind, e.subject, e.words] for e in story.events)),
        "load.csv": (("official", "week", "mails"), _weeks(story)),
        "year.csv": (
            ("year", "official", "mails", "receipts", "busiest_week", "one_mail_per_late_milestone_per_day"),
            _years(story),
        ),
    }  # fmt: skip
    for name, (columns, rows) in tables.items():
        (folder / name).write_text(as_csv(columns, rows), encoding="utf-8-sig")
    (folder / "summary.json").write_text(_summary(story), encoding="utf-8")
    return [*tables, "summary.json"]


def _deadlines(story: Story) -> Rows:
    milestones = [
        (m.due_on, "milestone", m.code, m.commitment, m.member, m.official, m.status, m.done_on, m.days_late)
        for m in story.milestones
    ]
    forms = [
        (r.respond_by, "form", r.reference, "", "", r.official, r.state, r.answered_on, r.days_late)
        for r in story.requests
    ]
    return sorted([*milestones, *forms], key=lambda row: (row[0], row[2]))


def _weeks(story: Story) -> Rows:
    return sorted((who, week, count) for (who, week), count in weekly(story.sent).items())


def _years(story: Story) -> Rows:
    for year in range(story.first_day.year, story.last_day.year + 1):
        first = max(story.first_day, story.first_day.replace(year=year, month=1, day=1))
        last = min(story.last_day, story.last_day.replace(year=year, month=12, day=31))
        for load in loads(story, first=first, last=last):
            yield year, load.official, load.unasked, load.receipts, load.busiest_week, load.naive


def _summary(story: Story) -> str:
    figures = asdict(summarise(story))
    content = {
        "plan": story.plan,
        "from": story.first_day.isoformat(),
        "to": story.last_day.isoformat(),
        "scenario": story.scenario,
        **figures,
        "naive_ratio": round(summarise(story).ratio, 2),
        "problems": story.problems,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_csv(columns: Sequence[str], rows: Rows) -> str:
    """A table as CSV text (RFC 4180), an empty cell for None."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if cell is None else cell for cell in row])
    return buffer.getvalue()
