"""From a view to the two alternatives of a mail, through Jinja2: strict, escaped, translated.

Knows no message in particular; reads only the templates of this package.
"""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from models.vocabulary import Language
from notifications.formatting import FIRST_STRONG_ISOLATE, has_right_to_left, settle_direction, split_isolates
from notifications.language import phrases
from notifications.render_layout import TEMPLATE_FOLDER, compile_layout

_LONGEST_IDENTIFIER = 24
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


@dataclass(frozen=True)
class Rendered:
    """The same content twice."""

    text: str
    html: str


def render(message: str, *, language: Language, **views: object) -> Rendered:
    """Render `templates/<message>/mail.txt` and `mail.html`; a name a template asks for and nobody gave is an error."""
    text = _environment(language, "txt").get_template(f"{message}/mail.txt").render(views)
    html = _environment(language, "html").get_template(f"{message}/mail.html").render(views)
    return Rendered(text=_BLANK_LINES.sub("\n\n", text).strip("\n") + "\n", html=html)


class PackageLoader(BaseLoader):
    """Templates of this package in one language; `.mjml` ones are compiled to HTML on the way.

    What never changes within a language, the direction of every cell, is put in when a template is loaded.
    """

    def __init__(self, language: Language) -> None:
        book = phrases(language)
        self._constants = {
            "{{ side() }}": f"dir={book.direction} align={book.start}",
            "{{ page.direction }}": book.direction,
            "{{ page.start }}": book.start,
        }

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Source of a template, the same for every `environment`, never out of date while the process runs."""
        del environment
        path = TEMPLATE_FOLDER / template
        if not path.is_file():
            raise TemplateNotFound(template)
        source = compile_layout(template) if path.suffix == ".mjml" else path.read_text(encoding="utf-8")
        for mark, value in self._constants.items():
            source = source.replace(mark, value)
        return source, str(path), lambda: True


@cache
def _environment(language: Language, kind: str) -> Environment:
    is_html = kind == "html"
    environment = Environment(
        loader=PackageLoader(language),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=is_html,  # noqa: S701 - the text alternative is not HTML and must not be escaped
        finalize=_rich if is_html else _plain_in(language),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["once"] = lru_cache(maxsize=256)(partial(_once, environment))
    environment.install_gettext_translations(phrases(language).translations, newstyle=True)  # type: ignore[attr-defined]
    return environment


def _once(environment: Environment, name: str, **views: Hashable) -> Markup:
    """A part that many mails of a day share word for word; rendered once for the same views, then taken from memory.

    Its last line end belongs to the template that asks for it.
    """
    return Markup(environment.get_template(name).render(views).removesuffix("\n"))  # noqa: S704  (rendered by us)


def _rich(value: object) -> object:
    """Escape a value and turn its isolates into `<bdi>`: left to right and never broken for codes, else by content."""
    if not isinstance(value, str):
        return value
    safe = escape(value)
    if FIRST_STRONG_ISOLATE not in safe:
        return safe
    return Markup("").join(Markup(_bdi(piece) if isolated else piece) for isolated, piece in split_isolates(str(safe)))  # noqa: S704


def _bdi(piece: str) -> str:
    if has_right_to_left(piece):
        return f"<bdi>{piece}</bdi>"
    is_identifier = " " not in piece and len(piece) <= _LONGEST_IDENTIFIER
    return f"<bdi dir=ltr>{piece}</bdi>" if is_identifier else f"<bdi>{piece}</bdi>"


def _plain_in(language: Language) -> Callable[[object], object]:
    """Settles the direction of a text; what comes as markup was rendered, and so settled, before."""
    return lambda value: (
        settle_direction(value, language) if isinstance(value, str) and not isinstance(value, Markup) else value
    )
