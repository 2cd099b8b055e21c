"""Finding the codes of a form in a line, however typed: other dashes, none, lower case, brackets, Arabic digits.

Works on folded text. A code whose check letter is wrong, or of another form, is named and never matched to a neighbour.
"""

import re
from dataclasses import dataclass

from models.rules.codes import is_valid_item_code, normalise_code
from notifications.form import Form, FormItem
from notifications.reasons import Reason

_DASH = "(?: {0,2}[-_.] {0,2}| )?"
_HINT = re.compile(r"[im] ?\d")
_START = re.compile(r"(?<![a-z0-9])[a-z]")
_CODE = re.compile(
    rf"[a-z]{{1,6}}\d{{0,3}}(?:{_DASH}[a-z]{{2,6}}\d{{0,3}})?{_DASH}[im] ?\d{{1,3}}(?:{_DASH}[a-z])?(?![a-z0-9])"
)
_LIKE_ONE = re.compile(r"[a-z]{2,6}\d{1,3}(?:[-_. ]?[a-z]{2,6})?[-_. ]?[im]\d{1,3}[-_. ]?[a-z]?")
_SIGN = re.compile(r"[\s\])}>*_\"']{0,8}(?:=>|=|:|->|→|⇒)\s*")
_CLOSING = re.compile(r"[\s\])}*_\"']{0,8}")


@dataclass(frozen=True)
class CodeMention:
    """One code in a line. `item` is None for a code that is not of this form; `reason` then says which sort it is.

    `answer_start` is where the text after the code and its sign begins; `has_sign` tells whether there was a sign.
    """

    written: str
    start: int
    answer_start: int
    has_sign: bool
    item: FormItem | None = None
    reason: str = ""


class CodeIndex:
    """The codes of one form, folded for comparison."""

    def __init__(self, form: Form) -> None:
        self._items = {normalise_code(item.code): item for item in form.items}

    def find(self, folded: str) -> list[CodeMention]:
        """All codes in a folded line, in order. Linear in the length of the line."""
        if not _HINT.search(folded):
            return []
        mentions: list[CodeMention] = []
        position = 0
        while start := _START.search(folded, position):
            mention = self._mention_at(folded, start=start.start())
            if mention:
                mentions.append(mention)
            position = max(mention.answer_start, start.end()) if mention else start.end()
        return mentions

    def item(self, text: str) -> FormItem | None:
        """The item whose code this text is, with nothing around it but brackets."""
        return self._items.get(normalise_code(text.strip(" []()*_\"'{}")))

    def _mention_at(self, folded: str, *, start: int) -> CodeMention | None:
        found = _CODE.match(folded, start)
        if not found:
            return None
        item = self._items.get(normalise_code(found[0]))
        reason = "" if item else _reason_for_stranger(found[0])
        if not item and not reason:
            return None
        sign = _SIGN.match(folded, found.end())
        closing = _CLOSING.match(folded, found.end())
        after = sign.end() if sign else closing.end() if closing else found.end()
        return CodeMention(found[0], start, after, bool(sign), item, reason)


def answers_after(text: str, mentions: list[CodeMention]) -> list[tuple[CodeMention, str]]:
    """Each code with the text from its sign to the next code."""
    starts = [mention.start for mention in mentions] + [len(text)]
    return [
        (mention, text[mention.answer_start : max(mention.answer_start, end)])
        for mention, end in zip(mentions, starts[1:], strict=True)
    ]


def _reason_for_stranger(written: str) -> str:
    """Why a text shaped like a code is not one of ours; empty when it is no code at all."""
    if not _LIKE_ONE.fullmatch(written):
        return ""
    return Reason.NOT_YOUR_CODE if is_valid_item_code(written) else Reason.UNKNOWN_CODE
