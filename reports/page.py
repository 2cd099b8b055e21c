"""Rendering a view model with Jinja2: strict, escaped, self-contained. Templates hold no figures."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from models.vocabulary import Language
from reports.language import load_translations
from reports.view_parts import AnnualView

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}


def annual_page(view: AnnualView) -> bytes:
    """One HTML file with everything in it: no script, no request, right-to-left where the language is."""
    environment = _environment(Language(view.language))
    style = Markup((TEMPLATES / "annual.css").read_text(encoding="utf-8"))  # noqa: S704 (our own file)
    page = environment.get_template("annual.html").render(view=view, style=style, languages=LANGUAGE_NAMES)
    return page.encode()


@lru_cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # The i18n extension adds this method when it is loaded, so the class does not declare it.
    environment.install_gettext_translations(load_translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment
