"""Which lines of a reply the person wrote, which repeat an earlier message, which are a signature.

This decides only what is shown as a comment and how a line without code is named: never what is recorded.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import takewhile

from notifications.reading.lines import SourceLine
from notifications.reading.text import words_of

_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,255}")
_MOMENT = re.compile(r"(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}[:h]\d{2}")
_WROTE = re.compile(
    r"(?<![^\W_])(?:wrote|writes|a ecrit|ecrit|ecrivait|schrieb|escribio|كتب|كتبت|تمت كتابه|جاء من)(?![^\W_])"
)
_LABEL = re.compile(
    r"[\s*_]{0,4}(?:from|de|من|sent|date|envoye|envoye le|date d'envoi|تم الارسال|التاريخ|تاريخ|to|a|الي|cc|copie|نسخه|"
    r"subject|objet|الموضوع|reply-to|repondre a|importance)[\s*_]{0,4}:"
)
_DIVIDER = re.compile(
    r"[-_\s]{2,60}(?:message d'origine|message original|message initial|original message|original appointment|"
    r"forwarded message|message transfere|message reexpedie|الرساله الاصليه|رساله معاد توجيهها|mail original)"
    r"[-_\s:]{0,60}"
    r"|_{10,80}|-{20,80}|(?:begin forwarded message|debut du message (?:reexpedie|transfere))\s*:?"
)
_MOBILE = re.compile(
    r"(?:sent from|envoye (?:de|depuis|a partir)|get outlook|obtenir outlook|telecharger outlook|provenance\s*:|"
    r"sent with|envoye avec|ارسلت? من|تم الارسال من|الحصول على outlook|الحصول علي outlook).{0,80}"
)
_DELIMITER = re.compile(r"(?:--|—|–|__|-{2,5})\s*")
_GREETING = re.compile(
    r"(?:bonjour|bonsoir|salut|madame|monsieur|mesdames|messieurs|chere?s?|dear|hello|hi|"
    r"good (?:morning|afternoon|evening)|"
    r"السلام عليكم|سلام|تحيه|صباح الخير|مساء الخير|السيده?|حضره|الي السيده?)(?![^\W_]).{0,60}"
)
_CLOSING = re.compile(
    r"(?:(?:bien )?cordialement|cdlt|bien a vous|salutations|sinceres salutations|respectueusement|veuillez agreer|"
    r"je vous prie d'agreer|merci|best regards|kind regards|warm regards|regards|best|sincerely|yours|thanks|thank you|"
    r"مع (?:خالص )?(?:التحيه|التحيات|الشكر|تحياتي)|تحياتي|وتقبلوا|تقبلوا|والسلام|شكرا)(?![^\W_]).{0,80}"
)
_NGRAM = 4
_LONG = 25
_LONGEST = 400


class Role(StrEnum):
    """What a line is in the reply."""

    WRITTEN = "written"
    GREETING = "greeting"
    SIGNATURE = "signature"
    QUOTED = "quoted"
    QUOTED_UNMARKED = "quoted_unmarked"


class Fingerprint:
    """Words and short word sequences of a text, to tell whether a line repeats it however the line was wrapped."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = [word for text in texts for word in words_of(text)]
        self._seen: dict[int, set[tuple[str, ...]]] = {}

    def holds(self, line: str) -> bool:
        """Whether every sequence of four words of the line (or all of a shorter line) stands in the text."""
        words = words_of(line)
        size = min(len(words), _NGRAM)
        return bool(size) and self._sequences(size).issuperset(_sequences(words, size))

    def _sequences(self, size: int) -> set[tuple[str, ...]]:
        if size not in self._seen:
            self._seen[size] = set(_sequences(self._words, size))
        return self._seen[size]


def _sequences(words: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    """Every sequence of so many words that follow each other."""
    return zip(*(words[start:] for start in range(size)), strict=False)


def roles_of(lines: list[SourceLine], *, coded: Sequence[bool], sent: Fingerprint | None) -> list[Role]:
    """The role of each line. `coded` tells which lines hold a code; `sent` is what we wrote, when known.

    A line of ours is quotation anywhere, but for a lone code line: people copy those out of receipts to answer with.
    """
    starts = header_starts(lines)
    repeated = _repeated(lines, coded=coded, sent=sent)
    roles: list[Role] = []
    is_unmarked = is_signature = False
    for number, line in enumerate(lines):
        if line.depth:
            # An attribution line before marked quotation introduces only that quotation.
            is_unmarked = is_unmarked and number - 1 not in starts
            is_signature = False
            roles.append(Role.QUOTED)
            continue
        is_unmarked = is_unmarked or number in starts
        is_first = Role.WRITTEN not in roles[-3:]
        role = _role(line, is_first=is_first, is_signature=is_signature)
        if number in starts or repeated[number] or (is_unmarked and (sent is None or sent.holds(line.text))):
            role = Role.QUOTED_UNMARKED
        is_signature = role is Role.SIGNATURE
        roles.append(role)
    return roles


def _repeated(lines: list[SourceLine], *, coded: Sequence[bool], sent: Fingerprint | None) -> list[bool]:
    """Which lines repeat what we wrote: long ones by themselves, code lines only beside such a line."""
    if sent is None:
        return [False] * len(lines)
    held = [sent.holds(line.text) for line in lines]
    alone = [
        is_held and not has_code and len(line.text) > _LONG
        for line, has_code, is_held in zip(lines, coded, held, strict=True)
    ]
    return [
        is_held and (alone[number] or (coded[number] and any(alone[max(number - 1, 0) : number + 2])))
        for number, is_held in enumerate(held)
    ]


def _role(line: SourceLine, *, is_first: bool, is_signature: bool) -> Role:
    folded = line.folded.strip()
    if is_signature or _DELIMITER.fullmatch(folded) or _MOBILE.fullmatch(folded) or _CLOSING.fullmatch(folded):
        return Role.SIGNATURE
    if is_first and len(folded) <= 60 and _GREETING.fullmatch(folded):
        return Role.GREETING
    return Role.WRITTEN


def header_starts(lines: list[SourceLine]) -> set[int]:
    """Numbers of the lines that introduce an earlier message."""
    starts: set[int] = set()
    for number, line in enumerate(lines):
        folded = line.folded.strip() if line.depth == 0 and len(line.text) <= _LONGEST else ""
        if _DIVIDER.fullmatch(folded) and _is_divider(folded, lines[number + 1 : number + 4]):
            starts.add(number)
            starts.update(_labels(lines, start=number + 1))
        elif _LABEL.match(folded) and _is_header_block(lines[number : number + 7]):
            starts.update(_labels(lines, start=number))
        elif folded.endswith((":", ">")):
            starts.update(_attribution(lines, end=number))
    return starts


def _is_divider(folded: str, following: list[SourceLine]) -> bool:
    return any(c.isalpha() for c in folded) or any(_LABEL.match(line.folded) for line in following)


def _labels(lines: list[SourceLine], *, start: int) -> list[int]:
    """Numbers of the label lines (“De :”, “Sent:”, …) that stand together from here on."""
    block = range(start, min(start + 8, len(lines)))
    return list(takewhile(lambda number: bool(_LABEL.match(lines[number].folded)), block))


def _is_header_block(block: list[SourceLine]) -> bool:
    labels = {found[0].strip(" *_:") for line in block if (found := _LABEL.match(line.folded))}
    joined = " ".join(line.folded[:300] for line in block)
    return len(labels) >= 3 or (len(labels) >= 2 and bool(_ADDRESS.search(joined) and _MOMENT.search(joined)))


def _attribution(lines: list[SourceLine], *, end: int) -> list[int]:
    """Lines of the smallest window of one to four ending here that says who wrote when."""
    for size in range(1, min(4, end + 1) + 1):
        window = lines[end - size + 1 : end + 1]
        joined = " ".join(line.folded.strip() for line in window)
        if len(joined) > _LONGEST or any(line.depth for line in window):
            return []
        if _MOMENT.search(joined) and (_WROTE.search(joined) or _ADDRESS.search(joined)):
            return list(range(end - size + 1, end + 1))
    return []
