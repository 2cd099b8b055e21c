"""“This was not me”: whether a person denies having sent what we recorded. Only what that person wrote counts."""

from collections.abc import Sequence

from notifications.compose_words import ANSWER_WORDS
from notifications.mime import ParsedMail
from notifications.reading.html_lines import read_html
from notifications.reading.lines import SourceLine, text_lines
from notifications.reading.quoting import Fingerprint, Role, roles_of
from notifications.reading.text import squeeze, words_of

_PHRASES = tuple(" ".join(words_of(words.objection)) for words in ANSWER_WORDS.values())
_MAX_EXTRA_WORDS = 6


def is_objection(mail: ParsedMail, *, sent: Sequence[ParsedMail] = ()) -> bool:
    """Whether a line the person wrote says, alone or nearly so, that the message was not theirs.

    `sent` are our messages the mail may quote: they contain the very words, and their repetition denies nothing.
    """
    ours = Fingerprint(line.text for mail_sent in sent for line in _lines(mail_sent)) if sent else None
    lines = _lines(mail)
    roles = roles_of(lines, coded=[False] * len(lines), sent=ours)
    return any(_denies(line) for line, role in zip(lines, roles, strict=True) if role is Role.WRITTEN)


def _lines(mail: ParsedMail) -> list[SourceLine]:
    plain = [line for part in mail.texts for line in text_lines(part.text, is_flowed=part.is_flowed)[0]]
    return plain or [line for part in mail.html_texts for line in read_html(part.text).lines]


def _denies(line: SourceLine) -> bool:
    if len(line.text) > 200 or "?" in squeeze(line.text):
        return False
    words = " ".join(words_of(line.text))
    return any(f" {p} " in f" {words} " and len(words.split()) <= len(p.split()) + _MAX_EXTRA_WORDS for p in _PHRASES)
