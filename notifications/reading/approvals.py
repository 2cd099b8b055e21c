"""Reading `APPROVE 7K2M-9QXD-4HTB`, « Je refuse … : motif » or « أوافق … » in the reply of an independent body.

Pure: only lines the person wrote above or outside any quotation count, and whoever approves "but" has not approved.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from models.rules.approval_codes import read_approval_code
from notifications.mime import ParsedMail
from notifications.reading.html_lines import read_html
from notifications.reading.lines import SourceLine, text_lines
from notifications.reading.quoting import Role, roles_of
from notifications.reading.text import clean, squeeze
from notifications.reasons import Reason

MOST_REMARKS = 2_000
_MOST_LINES = 60


class ApprovalVerdict(StrEnum):
    """What the body says of the figures."""

    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True)
class ApprovalReply:
    """What a mail says. `code` is the printed code or the whole hash; with a `doubt` nothing may be recorded.

    `raw` is the deciding line and `where` its place; `names_code` tells whether any written line names a valid code.
    """

    verdict: ApprovalVerdict | None = None
    code: str = ""
    remarks: str = ""
    raw: str = ""
    where: str = ""
    doubt: Reason | None = None
    names_code: bool = False


# Folded: lower case, no accents, Arabic letters in their plain form.
_MARKS = r"^[\s\W_]{0,6}"
_FILLER = r"(?:[\s:,=.-]|\b(?:les? chiffres|ces chiffres|les? rapport|ce rapport|the figures|these figures|the report|"
_FILLER += r"this report|code|n°|no|الارقام|هذه الارقام|التقرير|هذا التقرير|علي|الرمز)\b)*"
_APPROVE = re.compile(
    _MARKS + r"(?:(?:i|we) (?:hereby )?approve|approved?|j'approuve|nous approuvons|approuvee?|"
    r"او?افق|نوافق|موافق|موافقه)\b" + _FILLER
)
_REFUSE = re.compile(
    _MARKS + r"(?:(?:i|we) (?:refuse|reject)|refused?|reject(?:ed)?|je (?:la |le |les )?refuse|nous refusons|refuse|"
    r"ارفض|نرفض|مرفوض|رفض)\b" + _FILLER
)
_NEGATED = re.compile(
    r"n'approuv|\bne (?:l'|la |le |les )?approuv|\b(?:not|cannot|don't|can't) (?:yet )?approve|\bلا (?:او?افق|نوافق)|غير موافق|"
    r"\b(?:not|don't) (?:refuse|reject)|\bne refuse|\bلا (?:ارفض|نرفض)"
)
_BUT = re.compile(
    r"\b(?:sauf|sous reserve|a condition|a l'exception|hormis|excepte|mais|si|except|subject to|provided|unless|but|if|"
    r"pending|partly|en partie|partiellement|الا|باستثناء|شريطه|بشرط|لكن|ولكن|اذا|جزءيا|جزييا)\b"
)
_HASH = re.compile(r"([0-9a-f]{64})(?![0-9a-z])")
_CODE = re.compile(r"\(?([0-9a-z]{4}[-\s.]{0,3}[0-9a-z]{4}[-\s.]{0,3}[0-9a-z]{4})\)?(?![0-9a-z])")
_PUNCTUATION = " \t.!,;:)»\"'-–—*"


def read_approval(mail: ParsedMail) -> ApprovalReply:
    """The one verdict of a reply. Contradictions, conditions, and an approval without its code come back as a doubt."""
    written = list(_written(mail))[:_MOST_LINES]
    found = [reading for number in range(len(written)) if (reading := _verdict(written, number))]
    names_code = any(_code_in(line.text) for line in written)
    said_no = next((line for line in written if _NEGATED.search(squeeze(line.text))), None)
    if not found and said_no is None:
        return ApprovalReply(names_code=names_code)
    if not found or said_no is not None or len({(one.verdict, one.code) for one in found}) > 1:
        line = said_no or written[0]
        first = found[0] if found else ApprovalReply(raw=line.raw, where=line.where)
        return ApprovalReply(None, first.code, "", first.raw, first.where, Reason.APPROVAL_UNCLEAR, names_code)
    return _weighed(found[0], written, names_code=names_code)


def _weighed(first: ApprovalReply, written: list[SourceLine], *, names_code: bool) -> ApprovalReply:
    others = [line.text.strip() for line in written if line.where != first.where and not _is_bare_code(line)]
    remarks = "\n".join(text for text in [first.remarks, *others] if text)[:MOST_REMARKS]
    doubt: Reason | None = None
    if not first.code:
        doubt = Reason.APPROVAL_CODE_MISSING
    elif first.verdict is ApprovalVerdict.APPROVE and (first.remarks or _BUT.search(squeeze(remarks))):
        doubt = Reason.APPROVAL_CONDITIONAL
    elif first.verdict is ApprovalVerdict.REFUSE and not remarks:
        doubt = Reason.REFUSAL_WITHOUT_REASON
    return ApprovalReply(first.verdict, first.code, remarks, first.raw, first.where, doubt, names_code)


def _verdict(written: list[SourceLine], number: int) -> ApprovalReply | None:
    line = written[number]
    folded = line.folded
    for verdict, pattern in ((ApprovalVerdict.APPROVE, _APPROVE), (ApprovalVerdict.REFUSE, _REFUSE)):
        found = pattern.match(folded)
        if not found:
            continue
        rest = line.text[found.end() :] if len(folded) == len(line.text) else folded[found.end() :]
        code, tail = _split(rest)
        following = written[number + 1] if number + 1 < len(written) else None
        if not code and following is not None and _is_bare_code(following) and not rest.strip(_PUNCTUATION):
            code = _code_in(following.text)
        return ApprovalReply(verdict, code, tail.strip(_PUNCTUATION), line.raw, line.where)
    return None


def _split(rest: str) -> tuple[str, str]:
    """The code at the beginning and what follows it; no code when none stands there or its letters do not fit."""
    folded = rest.lower()
    for pattern in (_HASH, _CODE):
        found = pattern.match(_digits(folded))
        if found:
            code = found[1] if pattern is _HASH else read_approval_code(found[1]) or ""
            return code, rest[found.end() :] if code else rest
    return "", rest


def _code_in(text: str) -> str:
    folded = _digits(clean(text).lower())
    whole = _HASH.search(folded)
    if whole:
        return whole[1]
    return next((code for found in _CODE.finditer(folded) if (code := read_approval_code(found[1]))), "")


def _is_bare_code(line: SourceLine) -> bool:
    code, tail = _split(clean(line.text).strip(_PUNCTUATION + "(«"))
    return bool(code) and not tail.strip(_PUNCTUATION)


def _digits(text: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def _written(mail: ParsedMail) -> Iterator[SourceLine]:
    plain = [line for part in mail.texts for line in text_lines(part.text, is_flowed=part.is_flowed)[0]]
    lines = plain or [line for part in mail.html_texts for line in read_html(part.text).lines]
    roles = roles_of(lines, coded=[False] * len(lines), sent=None)
    return (line for line, role in zip(lines, roles, strict=True) if role is Role.WRITTEN)
