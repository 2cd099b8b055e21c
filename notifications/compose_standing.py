"""Where one commitment stands, as sentences in a reader's language: stage, next gate, clocks, who owes what, and why then.

Knows no table; facts come in as data, and every sentence is a message of the catalogues.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.rules.deadlines import Explained
from models.rules.lifecycle import NEXT_STAGE, Condition
from models.rules.lifecycle_words import CONDITIONS
from models.rules.ogp_clocks import OgpClock
from models.vocabulary import Language, Stage
from notifications.compose_amendments import AmendmentLine, amendment_lines
from notifications.compose_clocks import clock_titles
from notifications.compose_deadline import deadline_sentence
from notifications.compose_standing_words import CLOCK_RULES
from notifications.formatting import clean_paragraph, embed, isolate, settle_direction
from notifications.language import Phrasebook, phrases

__all__ = ["ClockLine", "Duty", "DutyKind", "OverrideLine", "StandingFacts", "condition_sentence", "standing_lines"]


class DutyKind(StrEnum):
    """What somebody owes."""

    MILESTONE = "milestone"
    ANSWER = "answer"
    RECOMMENDATION = "recommendation"
    RESPONSE = "response"
    OBSTACLE = "obstacle"


@dataclass(frozen=True)
class ClockLine:
    """One clock that runs on the commitment, on its whole plan, or on one region, then named in the reader's language."""

    clock: OgpClock
    counts_from: date
    due_on: date
    is_overdue: bool
    of_the_plan: bool = True
    region: str = ""


@dataclass(frozen=True)
class Duty:
    """What one person owes by when. `explained` is how the day came about; `due_on` is None when no day is set."""

    kind: DutyKind
    code: str
    title: str
    who: str
    due_on: date | None
    is_late: bool = False
    explained: Explained | None = None
    first_due_on: date | None = None


@dataclass(frozen=True)
class OverrideLine:
    """A gate that was passed with unmet conditions."""

    before: Stage
    after: Stage
    on: date
    by: str
    reason: str
    unmet: tuple[Condition, ...]


@dataclass(frozen=True)
class StandingFacts:
    """Everything `standing_lines` says of one commitment on one day. `since` is None when the plan file gave the stage."""

    code: str
    title: str
    as_of: date
    stage: Stage
    since: date | None
    unmet: tuple[Condition, ...]
    clocks: tuple[ClockLine, ...]
    duties: tuple[Duty, ...]
    overrides: tuple[OverrideLine, ...] = ()
    questions: tuple[str, ...] = ()
    withdrawn_because: str = ""
    amendments: tuple[AmendmentLine, ...] = ()


def standing_lines(facts: StandingFacts, *, language: Language) -> tuple[str, ...]:
    """The standing in sentences, headings without indentation, points below them after a dash."""
    book = phrases(language)
    blocks = (
        _stage(facts, book),
        _gate(facts, book),
        _clocks(facts, book),
        _duties(facts, book),
        _overrides(facts, book),
        amendment_lines(facts.amendments, book=book),
        _questions(facts, book),
    )
    lines = [line for block in blocks for line in block]
    return tuple(settle_direction(line, language) for line in lines)


def condition_sentence(condition: Condition, *, book: Phrasebook) -> str:
    """One unmet condition in the reader's language; codes and words of people are isolated where they run against it."""
    values = {name: _value(text, book) for name, text in condition.values}
    return clean_paragraph(book.gettext(CONDITIONS[condition.code], **values), book.language)


def _value(text: str, book: Phrasebook) -> str:
    try:
        return book.date(date.fromisoformat(text))
    except ValueError:
        return embed(text, book.language)


def _stage(facts: StandingFacts, book: Phrasebook) -> list[str]:
    language = book.language
    lines = [
        book.gettext(
            "%(code)s: %(title)s, on %(date)s",
            code=isolate(facts.code), title=embed(facts.title, language), date=book.date(facts.as_of),
        ),
        book.gettext("Stage: %(stage)s.", stage=book.label(facts.stage)),
    ]  # fmt: skip
    if facts.since:
        lines.append(book.gettext("In this stage since %(date)s.", date=book.date(facts.since)))
    else:
        lines.append(book.gettext("The plan came with this stage; it was not reached through a gate of this system."))
    if facts.withdrawn_because:
        lines.append(book.gettext("Withdrawn: %(because)s", because=embed(facts.withdrawn_because, language)))
    return lines


def _gate(facts: StandingFacts, book: Phrasebook) -> list[str]:
    following = NEXT_STAGE.get(facts.stage)
    if following is None:
        return [book.gettext("This stage is final: nothing follows it.")]
    stage = book.label(following)
    if not facts.unmet:
        return [book.gettext("The gate to the next stage (%(stage)s) is open.", stage=stage)]
    heading = book.gettext("What is missing for the next stage (%(stage)s):", stage=stage)
    return [heading, *(_point(condition_sentence(condition, book=book)) for condition in facts.unmet)]


def _clocks(facts: StandingFacts, book: Phrasebook) -> list[str]:
    if not facts.clocks:
        return [book.gettext("No clock runs.")]
    return [book.gettext("Clocks that run:"), *(_point(_clock(clock, book)) for clock in facts.clocks)]


def _clock(line: ClockLine, book: Phrasebook) -> str:
    clock = clock_titles(line.clock)[book.language.value]
    values = {
        "clock": f"{clock} ({embed(line.region, book.language)})" if line.region else clock,
        "date": book.date(line.due_on),
        "start": book.date(line.counts_from),
        "rule": book.gettext(CLOCK_RULES[line.clock]),
    }
    if line.is_overdue:
        return book.gettext("%(clock)s: overdue since %(date)s. %(rule)s Counted from %(start)s.", **values)
    return book.gettext("%(clock)s: due by %(date)s. %(rule)s Counted from %(start)s.", **values)


def _duties(facts: StandingFacts, book: Phrasebook) -> list[str]:
    if not facts.duties:
        return [book.gettext("Nobody owes anything.")]
    return [
        book.gettext("Who owes what, by when, and why then:"),
        *(_point(_duty(duty, book)) for duty in facts.duties),
    ]


def _duty(duty: Duty, book: Phrasebook) -> str:
    language = book.language
    who = embed(duty.who, language) if duty.who else book.gettext("nobody is named")
    what = _what(duty, book)
    if duty.due_on is None:
        return book.gettext("%(who)s: %(what)s; no day is set.", who=who, what=what)
    values = {"who": who, "what": what, "date": book.date(duty.due_on), "why": _why(duty, book)}
    if duty.is_late:
        return book.gettext("%(who)s: %(what)s, late since %(date)s. %(why)s", **values)
    return book.gettext("%(who)s: %(what)s, by %(date)s. %(why)s", **values)


def _what(duty: Duty, book: Phrasebook) -> str:
    values = {"code": isolate(duty.code), "title": embed(duty.title, book.language)}
    if duty.kind is DutyKind.MILESTONE:
        return book.gettext("milestone %(code)s, %(title)s", **values)
    if duty.kind is DutyKind.ANSWER:
        return book.gettext("the answer to the form %(code)s", code=values["code"])
    if duty.kind is DutyKind.RECOMMENDATION:
        return book.gettext("recommendation %(code)s of the committee, %(title)s", **values)
    if duty.kind is DutyKind.RESPONSE:
        return book.gettext("the reasoned response to contribution %(code)s", code=values["code"])
    return book.gettext("obstacle %(code)s, %(title)s", **values)


def _why(duty: Duty, book: Phrasebook) -> str:
    why = ""
    if duty.explained:
        sentence = deadline_sentence(duty.explained, book=book)
        why = book.gettext("Why this day: %(sentence)s", sentence=sentence)
    if duty.first_due_on and duty.first_due_on != duty.due_on:
        first = book.gettext("First promised for %(date)s.", date=book.date(duty.first_due_on))
        why = f"{why} {first}".strip()
    return why


def _overrides(facts: StandingFacts, book: Phrasebook) -> list[str]:
    lines: list[str] = []
    for row in facts.overrides:
        text = book.gettext(
            "On %(date)s %(who)s passed the gate from %(before)s to %(after)s in spite of unmet conditions: %(reason)s",
            date=book.date(row.on), who=embed(row.by, book.language), before=book.label(row.before),
            after=book.label(row.after), reason=embed(row.reason, book.language),
        )  # fmt: skip
        lines += [text, *(_point(condition_sentence(condition, book=book)) for condition in row.unmet)]
    return lines


def _questions(facts: StandingFacts, book: Phrasebook) -> list[str]:
    if not facts.questions:
        return []
    points = [_point(embed(question, book.language)) for question in facts.questions]
    return [book.gettext("What the plan leaves open about it:"), *points]


def _point(text: str) -> str:
    return f"  - {text}".rstrip()
