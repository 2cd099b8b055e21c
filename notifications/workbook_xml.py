"""The few pieces of SpreadsheetML (ECMA-376) that are written anew for each workbook: strings, rows, cell messages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from xml.sax.saxutils import escape

# Characters XML cannot hold, and an underscore that would be read as such an escape (ECMA-376 22.9.2.19).
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_IN_ATTRIBUTE = {'"': "&quot;", "\n": "&#xA;"}


@lru_cache(maxsize=4096)
def text(content: str) -> str:
    """Text between tags."""
    return escape(_ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", content))


@lru_cache(maxsize=4096)
def attribute(content: str) -> str:
    """Text between quotation marks."""
    return escape(content, _IN_ATTRIBUTE)


class Strings:
    """The shared strings of a workbook: each is kept once and named by its number, those of `first` by their place."""

    def __init__(self, first: Sequence[str]) -> None:
        self._texts = list(first)
        self._numbers = {content: number for number, content in enumerate(first)}

    def number(self, content: str) -> int:
        """The number of a string, a new one where it is new."""
        number = self._numbers.setdefault(content, len(self._texts))
        if number == len(self._texts):
            self._texts.append(content)
        return number

    def xml(self) -> str:
        """The items of the table."""
        return "".join(f"<si><t{_spaced(content)}>{text(content)}</t></si>" for content in self._texts)


def _spaced(content: str) -> str:
    return "" if content == content.strip() else ' xml:space="preserve"'


def row(number: int, cells: Iterable[tuple[str, str, str]], *, strings: Strings, height: float = 0) -> str:
    """A row, counted from 1; `cells` are column letter, style number ("" for none) and text ("" for an empty cell)."""
    tall = f' ht="{height:g}" customHeight="1"' if height else ""
    written = []
    for letter, style, content in cells:
        styled = f'<c r="{letter}{number}" s="{style}"' if style else f'<c r="{letter}{number}"'
        written.append(f'{styled} t="s"><v>{strings.number(content)}</v></c>' if content else f"{styled}/>")
    return f'<row r="{number}"{tall}>{"".join(written)}</row>'


def message(place: str, *, title: str, prompt: str, choices: Sequence[str] = ()) -> str:
    """What appears when a cell is chosen; `choices` are offered in a list and forbid nothing else."""
    kind = 'type="list" allowBlank="1" showInputMessage="1"' if choices else 'allowBlank="1" showInputMessage="1"'
    said = f'promptTitle="{attribute(title)}" prompt="{attribute(prompt)}" sqref="{place}"'
    offered = f'<formula1>"{text(",".join(choices))}"</formula1>' if choices else ""
    return f"<dataValidation {kind} {said}>{offered}</dataValidation>"


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with each of its marks ("{title}") replaced; the values come in as XML."""
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], pattern)
