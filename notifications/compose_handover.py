"""The notice to a successor: what was handed over, by whom; and that earlier answers stay where they are."""

from notifications.compose_labels import N_
from notifications.compose_notices import NoticeWords
from notifications.formatting import embed, isolate
from notifications.language import Phrasebook

KINDS = {
    "commitment": N_("Commitment: %(code)s"),
    "form": N_("Open form: %(code)s"),
    "recommendation": N_("Recommendation to answer: %(code)s"),
    "obstacle": N_("Constraint to resolve: %(code)s"),
}


def handover_words(*, giver: str, things: tuple[tuple[str, str, str], ...], book: Phrasebook) -> NoticeWords:
    """Subject and paragraphs; `things` are (kind, code, note), kinds without words of their own are not listed."""
    name = embed(giver, book.language)
    listed = [
        book.gettext(KINDS[kind], code=isolate(code)) for kind, code, _ in things if kind in KINDS
    ]  # codes keep their direction
    return NoticeWords(
        book.gettext("You take over from %(name)s", name=name),
        (
            book.gettext("An administrator has handed over to you what was open with %(name)s:", name=name),
            *listed,
            book.gettext(
                "What was answered before stays as it is. A form with the lines still missing comes, or has come, by a "
                "mail of its own. If something here is not yours, reply and say so."
            ),
        ),
    )
