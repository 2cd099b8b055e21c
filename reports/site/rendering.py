"""Rendering pages of a portal with Jinja2: strict, escaped, every address relative, so a site works in any folder."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.vocabulary import Language
from reports.site.words import site_words

FOLDER = Path(__file__).parent
LANGUAGE_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}


def render(template: str, *, language: Language, path: str, values: Mapping[str, object]) -> bytes:
    """One page. `path` is its place in the site; links climb from there, so nothing depends on the site's address."""
    root = "../" * (len(PurePosixPath(path).parts) - 1)
    page = _environment(language).get_template(template)
    others = {key: f"{root}{key}/{path.partition('/')[2]}" for key in LANGUAGE_NAMES}
    text = page.render(root=root, here=f"{root}{language.value}/", path=path, others=others, **values)
    return text.encode()


def assets() -> dict[str, bytes]:
    """Style sheet, icon and fonts by their path in the site."""
    folder = FOLDER / "assets"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {f"assets/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in files}


@lru_cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([FOLDER / "templates", FOLDER.parent / "templates"]),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    words = site_words(language)
    # The i18n extension adds this method when it is loaded, so the class does not declare it.
    environment.install_gettext_translations(words.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["languages"] = LANGUAGE_NAMES
    environment.globals["arrow"] = "←" if words.direction == "rtl" else "→"
    return environment
