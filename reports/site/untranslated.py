"""Finding text that was left in another language on an Arabic page: what no other checker sees."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
ALLOWED = frozenset({"OGP", "SHA", "WCAG", "AA", "CSV", "JSON", "PDF", "Atom", "CC", "BY"})
"""Names of standards that Arabic texts write in Latin letters."""
_VOID = frozenset({"meta", "link", "br", "img", "hr", "rect", "path", "circle", "line"})
_SILENT = frozenset({"style", "script", "svg"})
_READ = ("aria-label", "title", "alt")


def untranslated(page: bytes) -> tuple[str, ...]:
    """Texts with Latin words on an Arabic page, each once, in order.

    Left out are isolated identifiers and names (`bdi`), quotations (`q`), and passages marked as French, English or of
    unknown language: those say what they are.
    """
    reader = _Reader()
    reader.feed(page.decode())
    return tuple(dict.fromkeys(reader.found))


def foreign(page: bytes) -> tuple[str, ...]:
    """Passages of an Arabic page that say they are in another language, because the plan has no Arabic for them."""
    reader = _Reader()
    reader.feed(page.decode())
    return tuple(dict.fromkeys(reader.foreign))


def left_over(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Everything of both kinds on the Arabic pages of a portal, each text once."""
    pages = [content for path, content in sorted(files.items()) if path.startswith("ar/") and path.endswith(".html")]
    return tuple(dict.fromkeys(text for page in pages for text in (*untranslated(page), *foreign(page))))


class _Reader(HTMLParser):
    """Walks a page with a stack of (tag, language, is exempt)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.foreign: list[str] = []
        self.stack: list[tuple[str, str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        _, language, exempt = self.stack[-1] if self.stack else ("", "", False)
        language = known.get("lang") or language
        exempt = exempt or tag in ("bdi", "q", *_SILENT) or "languages" in (known.get("class") or "")
        if language.startswith("ar") and not exempt:
            for name in _READ:
                self._look(known.get(name) or "")
        if tag not in _VOID:
            self.stack.append((tag, language, exempt))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        if not self.stack or self.stack[-1][2] or not data.strip():
            return
        if self.stack[-1][1].startswith("ar"):
            self._look(data)
        else:
            self.foreign.append(data.strip())

    def _look(self, text: str) -> None:
        if any(word not in ALLOWED for word in LATIN.findall(_without_codes(text))):
            self.found.append(text.strip())


def _without_codes(text: str) -> str:
    """Text without identifiers: words with digits in them, such as MALAA0001, F-3a9c1e7b or ORI1-I1X."""
    return re.sub(r"\S*\d\S*", " ", text)
