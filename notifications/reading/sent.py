"""What we ourselves had printed in the messages a reply answers, so that it is never taken for an answer."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from notifications.form import Form
from notifications.mime import ParsedMail
from notifications.mime_headers import addresses_in
from notifications.reading.answers import tidy
from notifications.reading.codes_in_text import CodeIndex, answers_after
from notifications.reading.html_lines import read_html
from notifications.reading.lines import SourceLine, text_lines
from notifications.reading.quoting import Fingerprint
from notifications.reading.text import squeeze


@dataclass(frozen=True)
class Sent:
    """`answers` are squeezed texts printed after each code, `cells` those of each code's table row.

    `addresses` are those we wrote from; `said` are squeezed answers that earlier replies to the form gave, by code.
    """

    answers: dict[str, set[str]]
    cells: dict[str, frozenset[str]]
    words: Fingerprint | None
    addresses: frozenset[str] = frozenset()
    said: Mapping[str, Collection[str]] = field(default_factory=dict)

    def printed(self, code: str, answer: str) -> bool:
        """Whether this is what we had printed after the code ourselves."""
        return squeeze(tidy(answer)) in self.answers[code]

    def was_said(self, code: str, answer: str) -> bool:
        """Whether an earlier reply to this form said just this."""
        return squeeze(tidy(answer)) in self.said.get(code, ())


def sent_of(form: Form, *, mails: Sequence[ParsedMail], index: CodeIndex, earlier: Iterable[str] = ()) -> Sent:
    """What the form and the messages answered had printed; `earlier` are lines of earlier replies to the form."""
    answers: dict[str, set[str]] = defaultdict(set)
    cells: dict[str, set[str]] = defaultdict(set)
    for asked in form.items:
        answers[asked.code].add(squeeze(tidy(asked.prefilled)))
    lines: list[SourceLine] = []
    for mail in mails:
        for part in mail.texts:
            lines += text_lines(part.text, is_flowed=part.is_flowed)[0]
        for part in mail.html_texts:
            html = read_html(part.text)
            lines += html.lines
            for row in html.rows:
                for item_code in {item.code for cell in row.cells if (item := index.item(cell.text))}:
                    cells[item_code].update(squeeze(cell.text) for cell in row.cells)
    for line in lines:
        _take_answers(line, index=index, answers=answers)
    known_cells = {code: frozenset(texts) for code, texts in cells.items()}
    texts = [line.text for line in lines] + [text for found in known_cells.values() for text in found]
    addresses = addresses_in(
        value for mail in mails for name in ("from", "reply-to") for value in mail.all_headers(name)
    )
    words = Fingerprint(texts) if mails else None
    return Sent(answers, known_cells, words, frozenset(addresses), _said_in(earlier, index=index))


def _said_in(earlier: Iterable[str], *, index: CodeIndex) -> dict[str, set[str]]:
    said: dict[str, set[str]] = defaultdict(set)
    for text in earlier:
        for line in text_lines(text)[0]:
            _take_answers(line, index=index, answers=said)
    return said


def _take_answers(line: SourceLine, *, index: CodeIndex, answers: dict[str, set[str]]) -> None:
    for mention, answer in answers_after(line.text, index.find(line.folded)):
        if mention.item:
            answers[mention.item.code].add(squeeze(tidy(answer)))
