"""The calendar page: one self-contained HTML file per language, without a script and without a network."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from flows.rehearsal.page_view import page_view
from flows.rehearsal.story import Story
from flows.rehearsal.words import words
from models.vocabulary import Language

FOLDER = Path(__file__).parent / "templates"
NAMES = {language: f"calendar.{language.value}.html" for language in Language}


def write_pages(story: Story, folder: Path) -> list[str]:
    """Write the page in every language, each with links to the others; the names of the files."""
    for language, name in NAMES.items():
        (folder / name).write_text(render(story, language=language), encoding="utf-8")
    return list(NAMES.values())


def render(story: Story, *, language: Language) -> str:
    """The page in one language."""
    book = words(language)
    others = [
        (other.value, words(other).gettext("in English"), NAMES[other]) for other in Language if other != language
    ]
    return _template().render(view=page_view(story, book=book), book=book, t=book.gettext, others=others)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("calendar.html")
