"""Lines of one part with their outcomes: code lines anywhere, then greetings, signatures, quotations and prose."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.vocabulary import AnswerKind, LineOutcome
from notifications.answer import AnswerLine
from notifications.reading.answers import read_answer, tidy
from notifications.reading.before_codes import turns_what_follows
from notifications.reading.codes_in_text import CodeIndex, CodeMention, answers_after
from notifications.reading.finding import Finding, ignored, not_understood
from notifications.reading.form_days import FormDays
from notifications.reading.lines import SourceLine, is_wrapped, join
from notifications.reading.quoted_authors import quotes_of_others
from notifications.reading.quoting import Fingerprint, Role, roles_of
from notifications.reading.sent import Sent
from notifications.reading.text import squeeze
from notifications.reading.uncoded import looks_like_answer
from notifications.reasons import Reason

_QUOTED = (Role.QUOTED, Role.QUOTED_UNMARKED)
_REASONS = {Role.GREETING: Reason.GREETING, Role.SIGNATURE: Reason.SIGNATURE, Role.QUOTED_UNMARKED: Reason.QUOTATION}


def doubted(findings: tuple[Finding, ...], doubt: str) -> tuple[Finding, ...]:
    """The same answers, the recorded ones to be asked back for this reason; unchanged when there is no reason."""
    return tuple(f.doubted(doubt) if f.outcome is LineOutcome.RECORDED else f for f in findings) if doubt else findings


@dataclass(frozen=True, kw_only=True)
class LineReader:
    """What is known while reading one part.

    `cells` are texts of table cells whose flattened copies in the text part are repetitions; `seen` is the text part
    of the same mail when its HTML part is read, so that prose is not reported twice.
    """

    index: CodeIndex
    days: FormDays
    sent: Sent
    cells: frozenset[str] = frozenset()
    seen: Fingerprint | None = None

    def read(self, lines: list[SourceLine]) -> Iterator[AnswerLine]:
        """One or more outcomes for every line that is not marked as quotation."""
        found = [self.index.find(line.folded) for line in lines]
        roles = roles_of(lines, coded=[bool(mentions) for mentions in found], sent=self.sent.words)
        others = quotes_of_others(lines, ours=self.sent.addresses) if self.sent.addresses else frozenset()
        number = 0
        while number < len(lines):
            line, role, mentions, is_anothers = lines[number], roles[number], found[number], number in others
            number += 1
            if not mentions:
                yield from self._read_uncoded(line, role)
                continue
            while number < len(lines) and not found[number] and is_wrapped(line, lines[number]):
                line = join(line, lines[number])
                number += 1
            below = lines[number] if number < len(lines) and roles[number] is role is Role.WRITTEN else None
            if below and self._is_left_empty(line, mentions) and not found[number] and looks_like_answer(below.text):
                yield from self._read_from_below(line, below, mentions[-1])
                number += 1
            else:
                yield from self._read_coded(line, role, mentions, is_anothers=is_anothers)

    def _is_left_empty(self, line: SourceLine, mentions: list[CodeMention]) -> bool:
        last = mentions[-1]
        return last.item is not None and last.has_sign and not tidy(line.text[last.answer_start :])

    def _read_from_below(self, line: SourceLine, below: SourceLine, mention: CodeMention) -> Iterator[AnswerLine]:
        """An answer on the line after its code is asked back: it might belong to the code that follows."""
        whole = join(line, below)
        for finding in read_answer(below.text, item=mention.item, days=self.days) if mention.item else ():
            doubted = finding.doubted(Reason.VALUE_ON_NEXT_LINE) if finding.outcome is LineOutcome.RECORDED else finding
            yield doubted.placed(
                raw=whole.raw.strip(), where=line.where, code=mention.item.code if mention.item else ""
            )

    def _read_coded(
        self, line: SourceLine, role: Role, mentions: list[CodeMention], *, is_anothers: bool
    ) -> Iterator[AnswerLine]:
        """One or more outcomes for a line with codes; none for a marked quotation that is as we sent it."""
        role = Role.QUOTED if is_anothers else role
        doubt = Reason.QUOTED_TEXT if is_anothers else ""
        if not doubt and turns_what_follows(line.folded[: mentions[0].start]):
            doubt = Reason.UNSURE
        parts = [
            (mention, answer, doubted(self._read_mention(mention, answer, line=line, role=role), doubt))
            for mention, answer in answers_after(line.text, mentions)
        ]
        if not any(findings for _, _, findings in parts):
            if role is not Role.QUOTED and not self._is_repetition(line):
                reason = Reason.QUOTATION if role is Role.QUOTED_UNMARKED else Reason.COMMENT
                yield ignored(reason).placed(raw=line.raw.strip(), where=line.where)
            return
        for number, (mention, answer, findings) in enumerate(parts):
            start = mention.start if number else 0
            raw = line.raw.strip() if len(parts) == 1 else line.text[start : mention.answer_start] + answer
            code = mention.item.code if mention.item else ""
            silent = () if role in _QUOTED else (ignored(Reason.COMMENT),)
            for finding in findings or silent:
                yield finding.placed(raw=raw, where=line.where, code=code)

    def _read_mention(self, mention: CodeMention, answer: str, *, line: SourceLine, role: Role) -> tuple[Finding, ...]:
        is_quoted = role in _QUOTED
        if mention.item is None:
            return () if is_quoted else (not_understood(mention.reason),)
        if not mention.has_sign:
            return () if is_quoted or self._is_repetition(line) else self._read_unsigned(mention, answer, line=line)
        if is_quoted and (
            self.sent.printed(mention.item.code, answer) or self.sent.was_said(mention.item.code, answer)
        ):
            return ()
        if tidy(answer) and squeeze(tidy(answer)) == squeeze(tidy(mention.item.prefilled)):
            return () if is_quoted else (ignored(Reason.UNCHANGED),)
        findings = read_answer(answer, item=mention.item, days=self.days)
        return () if is_quoted and findings[0].outcome is LineOutcome.IGNORED else findings

    def _read_unsigned(self, mention: CodeMention, answer: str, *, line: SourceLine) -> tuple[Finding, ...]:
        """A code without an equals sign: asked back at the start of a line, in a sentence only a mention."""
        before = line.text[: mention.start].rstrip(" [(*•-")
        if not tidy(answer) and before.endswith(("=", ":")) and any(c.isdecimal() for c in before):
            return (not_understood(Reason.NO_EQUALS_SIGN),)  # “12 = CODE”, as right-to-left writing can leave it
        if not tidy(answer):
            return (ignored(Reason.LEFT_EMPTY),) if not line.text[: mention.start].strip(" [(*•-") else ()
        is_first = not line.text[: mention.start].strip(" [({*•->")
        finding = read_answer(answer, item=mention.item, days=self.days)[0] if mention.item and is_first else None
        if finding and finding.outcome is LineOutcome.RECORDED and finding.kind is not AnswerKind.PROGRESS:
            return (finding.doubted(Reason.NO_EQUALS_SIGN),)
        if finding and finding.outcome is LineOutcome.DOUBTFUL:
            return (finding,)
        return (not_understood(Reason.NO_EQUALS_SIGN),) if any(c.isdecimal() for c in answer) else ()

    def _read_uncoded(self, line: SourceLine, role: Role) -> Iterator[AnswerLine]:
        if role is Role.QUOTED or (self.seen and self.seen.holds(line.text)):
            return
        if role in _REASONS:
            finding = ignored(_REASONS[role])
        elif self._is_repetition(line):
            finding = ignored(Reason.REPEATED)
        else:
            is_answer = looks_like_answer(line.text)
            finding = not_understood(Reason.NO_CODE) if is_answer else ignored(Reason.COMMENT)
        yield finding.placed(raw=line.raw.strip(), where=line.where)

    def _is_repetition(self, line: SourceLine) -> bool:
        """Whether a line is the flattened copy of a table row that is read from the HTML part."""
        if not self.cells:
            return False
        pieces = [squeeze(piece) for piece in line.text.split("\t")]
        return all(piece in self.cells for piece in pieces if piece)
