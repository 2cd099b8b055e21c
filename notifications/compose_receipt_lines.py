"""The lines of a receipt, each with its outcome, in words that are no answers when the receipt is quoted back."""

from dataclasses import dataclass

from models.rules.codes import normalise_code
from models.vocabulary import InboundClass, LineOutcome
from notifications.compose_labels import N_
from notifications.compose_page import quoted_words
from notifications.formatting import clean_line, embed, isolate
from notifications.language import Phrasebook
from notifications.mail import Receipt, ReceiptLine
from notifications.reasons import REASONS

RECORDING = frozenset({InboundClass.RECORDED, InboundClass.PROVISIONAL})
UNKNOWN_REASON = N_("This answer could not be taken over as it stands.")


@dataclass(frozen=True)
class ReceiptLineView:
    """One line of the reply. Empty strings are not shown; `machine` is the line to copy and send back."""

    heading: str
    after: str
    before: str
    words: str
    reason: str
    machine: str


@dataclass(frozen=True)
class ReceiptGroup:
    """Lines with the same outcome. `tone` is the outcome's word, for the templates' colours."""

    tone: str
    title: str
    lines: tuple[ReceiptLineView, ...]


def receipt_groups(receipt: Receipt, *, asked_back: set[str], book: Phrasebook) -> tuple[ReceiptGroup, ...]:
    """Recorded, doubtful and not understood lines; codes whose line is printed to be sent back go to `asked_back`."""
    titles = {
        LineOutcome.RECORDED: book.gettext("Recorded"),
        LineOutcome.DOUBTFUL: book.gettext("To confirm"),
        LineOutcome.NOT_UNDERSTOOD: book.gettext("Not understood"),
    }
    if receipt.fate not in RECORDING:
        titles[LineOutcome.RECORDED] = book.gettext("Read, not recorded")
    groups = []
    for outcome, title in titles.items():
        lines = [line for line in receipt.lines if line.outcome is outcome]
        shown = tuple(_line(line, fate=receipt.fate, asked_back=asked_back, book=book) for line in lines)
        if shown:
            groups.append(ReceiptGroup(tone=outcome.value, title=f"{title} ({len(shown)})", lines=shown))
    return tuple(groups)


def _line(line: ReceiptLine, *, fate: InboundClass, asked_back: set[str], book: Phrasebook) -> ReceiptLineView:
    language = book.language
    code = isolate(clean_line(line.code))
    title = embed(line.title, language)
    is_settled = line.outcome is LineOutcome.RECORDED
    send_back = "" if is_settled else _send_back(line, asked_back=asked_back)
    return ReceiptLineView(
        heading=f"{title} ({code})" if title and code else title or code,
        after=_after(line, is_recorded=is_settled and fate in RECORDING, book=book),
        before=_before(line, book=book),
        words="" if is_settled and line.after else quoted_words(_without_code(line), language),
        reason=_reason(line, book=book),
        machine=send_back,
    )


def _without_code(line: ReceiptLine) -> str:
    """A person's words after the code: the code stands above them, and repeated it could be read as a new answer."""
    before, sign, after = line.raw.partition("=") if "=" in line.raw else line.raw.partition(":")
    is_code = bool(line.code) and normalise_code(before.strip(" []*>")) == normalise_code(line.code)
    return after if sign and is_code and after.strip() else line.raw


def _send_back(line: ReceiptLine, *, asked_back: set[str]) -> str:
    """The line to copy, once per receipt: a code printed twice would be two answers when it is quoted back."""
    text = clean_line(line.send_back)
    code = text.partition("=")[0].strip()
    if not code or code in asked_back:
        return ""
    asked_back.add(code)
    return f"{code} = {text.partition('=')[2].strip()}"


def _after(line: ReceiptLine, *, is_recorded: bool, book: Phrasebook) -> str:
    value = _shown_value(line.after, book=book)
    if not value:
        return ""
    return (
        book.gettext("Now: %(value)s", value=value) if is_recorded else book.gettext("Read as: %(value)s", value=value)
    )


def _before(line: ReceiptLine, *, book: Phrasebook) -> str:
    value = _shown_value(line.before, book=book)
    return book.gettext("Before: %(value)s", value=value) if value else ""


def _shown_value(text: str, *, book: Phrasebook) -> str:
    shown = clean_line(text)
    return embed(shown, book.language) if any(c.isalpha() for c in shown) else isolate(shown)


def _reason(line: ReceiptLine, *, book: Phrasebook) -> str:
    if line.outcome is LineOutcome.RECORDED:
        return ""
    sentence = REASONS.get(line.reason, "")
    return book.gettext(sentence if sentence and book.knows(sentence) else UNKNOWN_REASON)
