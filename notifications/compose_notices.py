"""Words of the short notices to focal points and administrators: a broken address, a message a person must look at."""

from dataclasses import dataclass

from models.vocabulary import InboundClass
from notifications.language import Phrasebook


@dataclass(frozen=True)
class NoticeWords:
    """Subject and paragraphs of one notice, in the reader's language."""

    subject: str
    paragraphs: tuple[str, ...]


def broken_address(*, name: str, address: str, because: str, book: Phrasebook) -> NoticeWords:
    """The mail server says that an official's address does not work."""
    return NoticeWords(
        book.gettext("Address to mend: %(name)s", name=name),
        (
            book.gettext("Our mail to %(name)s came back.", name=name),
            book.gettext("Address: %(address)s", address=address),
            book.gettext("Reason given by the mail server: %(because)s", because=because),
            book.gettext(
                "Nothing more is sent to this address, and no superior is told of the silence until it is mended. "
                "Please give us a working address."
            ),
        ),
    )


def failing_address(*, name: str, address: str, failures: int, book: Phrasebook) -> NoticeWords:
    """Mail to an official is late or returned again and again, though the address is not dead."""
    return NoticeWords(
        book.gettext("Our mail often does not reach %(name)s", name=name),
        (
            book.ngettext(
                "In the last five weeks %(number)s mail to %(name)s was late or came back.",
                "In the last five weeks %(number)s mails to %(name)s were late or came back.",
                failures,
                name=name,
            ),
            book.gettext("Address: %(address)s", address=address),
            book.gettext(
                "We go on writing to this address. Please check that it is right and that its mailbox is not full."
            ),
        ),
    )


def message_to_decide(*, fate: InboundClass, sender: str, form: str, reference: str, book: Phrasebook) -> NoticeWords:
    """A message that points to a form but was not recorded: a stranger's, a forged one, or one that came too late."""
    return NoticeWords(
        book.gettext("A message about the form %(form)s needs a decision", form=form),
        (
            book.gettext("We received a message about the form %(form)s. Nothing in it was recorded.", form=form),
            book.gettext("Sender as written: %(sender)s", sender=sender),
            _why(fate, book=book),
            book.gettext("The message is kept whole. Its reference is %(reference)s.", reference=reference),
        ),
    )


def warning_to_holder(*, form: str, book: Phrasebook) -> NoticeWords:
    """Somebody wrote in an official's name and the mail servers say it was not the official."""
    return NoticeWords(
        book.gettext("A message in your name was not accepted"),
        (
            book.gettext("We received a message in your name about the form %(form)s.", form=form),
            book.gettext("The mail servers say that it was not sent from your address, so nothing was recorded."),
            book.gettext("If it was you, please answer the form again from your usual mailbox."),
        ),
    )


def _why(fate: InboundClass, *, book: Phrasebook) -> str:
    if fate is InboundClass.QUARANTINE:
        return book.gettext("Why: the mail servers say that it does not come from the sender it names.")
    if fate is InboundClass.LATE:
        return book.gettext("Why: the collection it answers is closed.")
    return book.gettext("Why: the sender is not the official who was asked.")
