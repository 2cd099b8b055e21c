"""Words of the administrators' daily digest and of the probe mail: what waits, why, and what resolves it."""

from dataclasses import dataclass
from datetime import date

from models.vocabulary import InboundClass, OutboundState
from notifications.compose_notices import NoticeWords
from notifications.formatting import RIGHT_TO_LEFT, embed, isolate
from notifications.language import Phrasebook
from notifications.reasons import REASONS

MOST_ITEMS = 40


@dataclass(frozen=True)
class DigestItem:
    """One thing that waits. `state` is a stored word: a class, a state, or "suppressed"; `commands` go as they are."""

    state: str
    what: str
    since: date | None
    why: str
    commands: tuple[str, ...]


def digest_words(items: tuple[DigestItem, ...], *, breaches: tuple[str, ...], book: Phrasebook) -> NoticeWords:
    """Subject and paragraphs of one day's digest; beyond forty items the rest is counted."""
    subject = book.ngettext(
        "%(number)s matter in the mail waits for you", "%(number)s matters in the mail wait for you", len(items)
    )
    paragraphs = [
        book.gettext("You get this list every working day until each point on it is resolved."),
        *(book.gettext("This must not be: %(fault)s", fault=embed(breach, book.language)) for breach in breaches),
        *(paragraph for item in items[:MOST_ITEMS] for paragraph in _item_paragraphs(item, book=book)),
    ]
    left = len(items) - MOST_ITEMS
    if left > 0:
        more = book.ngettext(
            "%(number)s more point is not shown here.", "%(number)s more points are not shown here.", left
        )
        paragraphs += [more, _command("iltizam run mail-check --preview", book=book)]
    return NoticeWords(subject, tuple(paragraphs))


def probe_words(*, book: Phrasebook) -> NoticeWords:
    """The mail that goes out to come back, and is read by nobody."""
    return NoticeWords(
        book.gettext("Probe message"),
        (book.gettext("This message tests the way out and the way back. It needs no answer."),),
    )


def _item_paragraphs(item: DigestItem, *, book: Phrasebook) -> list[str]:
    """What it is; since when and why; what to do, one command a paragraph, so that it can be copied."""
    head = book.gettext(
        "%(state)s: %(what)s", state=_state(item.state, book=book), what=embed(item.what, book.language)
    )
    story = []
    if item.since:
        story.append(book.gettext("Since %(date)s.", date=book.date(item.since)))
    if item.why:
        story.append(book.gettext("Why: %(reason)s", reason=_reasons(item.why, book=book)))
    commands = [_command(command, book=book) for command in item.commands]
    return [head, *([" ".join(story)] if story else []), _advice(item.state, book=book), *commands]


def _reasons(why: str, *, book: Phrasebook) -> str:
    """Our own words as sentences of the reader's language; a server's words as they are."""
    words = why.split(", ")
    if all(word in REASONS for word in words):
        return " ".join(book.gettext(REASONS[word]) for word in words)
    return embed(why, book.language)


def _command(command: str, *, book: Phrasebook) -> str:
    """A command that keeps its direction among Arabic; elsewhere without any invisible mark, to be copied whole."""
    return isolate(command) if book.language in RIGHT_TO_LEFT else command


def _state(word: str, *, book: Phrasebook) -> str:
    for words in (InboundClass, OutboundState):
        if word in set(words):
            return book.label(words(word))
    return book.gettext("Address to mend")


def _advice(word: str, *, book: Phrasebook) -> str:
    advice = {
        "suppressed": book.gettext(
            "Nothing is sent to this person and no superior is told of the silence. Find a working address, then:"
        ),
        "held": book.gettext("Look at it, then decide:"),
        "quarantine": book.gettext(
            "The sender is not proven. Ask the official by another way whether the message is genuine, then decide:"
        ),
        "triage": book.gettext("Nothing tells which form it answers. Look at it, then decide:"),
        "oversize": book.gettext(
            "Only its header was kept. Ask the sender for the same message without large files, then put this one away:"
        ),
        "failed": book.gettext("It could not be sent. Mend the cause and release it, or give it up:"),
        "in_doubt": book.gettext("It is looked up at the mail server by itself; nothing is sent twice. To look now:"),
        "bounced": book.gettext("The form came back. Find out why, then send it again or give it up:"),
    }
    return advice.get(word, advice["held"])
