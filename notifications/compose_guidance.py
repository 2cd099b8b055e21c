"""How to answer, said once per form: four steps, and the answers that are understood."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from models.vocabulary import ItemKind, Language
from notifications.compose_items import headings
from notifications.compose_words import ANSWER_WORDS, AnswerWords
from notifications.form import Form
from notifications.formatting import isolate
from notifications.language import Phrasebook


@dataclass(frozen=True)
class AcceptedAnswer:
    """Words a person may write after the sign, and what they mean."""

    words: str
    meaning: str


@dataclass(frozen=True)
class AnswerGroup:
    """Accepted answers of one kind of line."""

    title: str
    answers: tuple[AcceptedAnswer, ...]


@cache
def steps(book: Phrasebook, *, has_workbook: bool) -> tuple[str, ...]:
    """How to answer, in four lines, and a fifth where the form is attached as a workbook too."""
    workbook = book.gettext("Or fill in the attached workbook and send it back with your reply, whichever you prefer.")
    return (
        book.gettext("Reply to this message: the address is already the right one."),
        book.gettext(
            "Write each answer once: after the “=” sign or, where a table is shown, in its column “%(column)s”.",
            column=headings(book).answer,
        ),
        book.gettext("Leave the rest as it is: the codes tell what each answer is about."),
        *([workbook] if has_workbook else []),
        book.gettext("Send. A receipt tells you, line by line, what was recorded; you may answer in several messages."),
    )


def accepted_answers(form: Form, *, book: Phrasebook) -> tuple[AnswerGroup, ...]:
    """Only the kinds of answers this form asks for."""
    return _groups(frozenset(item.kind for item in form.items), form.period_end, book)


@lru_cache(maxsize=256)
def _groups(kinds: frozenset[ItemKind], period_end: date, book: Phrasebook) -> tuple[AnswerGroup, ...]:
    words = ANSWER_WORDS[book.language]
    groups = []
    if ItemKind.INDICATOR in kinds:
        groups.append(AnswerGroup(book.gettext("For a figure"), _for_figures(words, book=book)))
    if ItemKind.MILESTONE in kinds:
        groups.append(
            AnswerGroup(book.gettext("For a milestone"), _for_milestones(words, period_end=period_end, book=book))
        )
    groups.append(
        AnswerGroup(book.gettext("To add after an answer, if useful"), _additions(words, kinds=kinds, book=book))
    )
    return tuple(groups)


def _additions(words: AnswerWords, *, kinds: frozenset[ItemKind], book: Phrasebook) -> tuple[AcceptedAnswer, ...]:
    answer = "1250" if ItemKind.INDICATOR in kinds else words.in_progress.format(percent="").strip()
    address = isolate("https://…")
    return (
        AcceptedAnswer(
            words.evidence.format(answer=answer).replace("https://…", address),
            book.gettext("the address of a document that proves it"),
        ),
        AcceptedAnswer(words.obstacle.format(answer=answer), book.gettext("what stands in the way, in your own words")),
    )


def _for_figures(words: AnswerWords, *, book: Phrasebook) -> tuple[AcceptedAnswer, ...]:
    # No thousands separator in the example: "1.250" would be asked back, because it can mean two things.
    example = book.gettext("%(whole)s or %(decimal)s", whole="1250", decimal=book.number(Decimal("12.5")))
    return (
        AcceptedAnswer(example, book.gettext("the figure; 0 means: measured, and there was none")),
        AcceptedAnswer(words.no_change, book.gettext("the same figure as last time")),
        AcceptedAnswer(words.nothing_to_report, book.gettext("there was nothing to measure this period")),
        AcceptedAnswer(words.not_available, book.gettext("the figure exists but is not known yet")),
    )


def _for_milestones(words: AnswerWords, *, period_end: date, book: Phrasebook) -> tuple[AcceptedAnswer, ...]:
    done_on, later = period_end, period_end + timedelta(days=75)
    done = words.done.format(date=isolate(f"{done_on:%d/%m/%Y}"))
    postponed = words.postponed.format(date=isolate(f"{later:%d/%m/%Y}"))
    percent = isolate("40 %" if book.language is Language.FRENCH else "40%")
    return (
        AcceptedAnswer(done, book.gettext("completed, with the day")),
        AcceptedAnswer(words.in_progress.format(percent=percent), book.gettext("under way, with the share done")),
        AcceptedAnswer(words.not_started, book.gettext("nothing has begun yet")),
        AcceptedAnswer(postponed, book.gettext("the new day you propose")),
    )
