"""Which file of the folder of compiled reports an address means, and nothing outside it. Opens no socket, writes nothing."""

import mimetypes
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

INDEX = "index.html"
SHOWN = {
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv; charset=utf-8",
    ".atom": "application/atom+xml",
    ".ics": "text/calendar; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
}
"""What a browser may show by itself; everything else is offered to be saved."""


@dataclass(frozen=True)
class Found:
    """What an address means: a file on the disk, or a made list of a folder's files as a page."""

    content_type: str
    path: Path | None = None
    page: bytes = b""
    is_shown: bool = True


@dataclass(frozen=True)
class Moved:
    """A folder named without its last stroke: links of its page would otherwise lead beside it."""

    to: str


def find(shelf: Path, address: str) -> Found | Moved | None:
    """The file, page or folder that `address` (path and query of a request) means below `shelf`; None for all others.

    Hidden names, parent folders, links that lead outside and strange signs are simply not there.
    """
    try:
        asked = unquote(urlsplit(address).path, errors="strict")
        return _look(shelf, asked=asked)
    except (ValueError, OSError):  # no UTF-8, an address no browser writes, a name longer than the disk allows
        return None


def _look(shelf: Path, *, asked: str) -> Found | Moved | None:
    parts = asked.split("/")
    if not asked.startswith("/") or any(_is_refused(part) for part in parts[1:]):
        return None
    path, root = shelf.joinpath(*[part for part in parts if part]).resolve(), shelf.resolve()
    if not path.is_relative_to(root):
        return None
    if path.is_dir():
        return _folder(path, asked=asked) if asked.endswith("/") else Moved(quote(f"{asked}/"))
    return _file(path) if path.is_file() and not asked.endswith("/") else None


def _is_refused(part: str) -> bool:
    return part.startswith(".") or "\\" in part or any(ord(sign) < 32 for sign in part)


def _folder(path: Path, *, asked: str) -> Found:
    page = path / INDEX
    return _file(page) if page.is_file() and not page.is_symlink() else Found(SHOWN[".html"], page=_list(path, asked))


def _file(path: Path) -> Found:
    known = SHOWN.get(path.suffix.lower())
    guessed = known or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Found(guessed, path=path, is_shown=known is not None)


def _list(folder: Path, asked: str) -> bytes:
    """A folder without a first page of its own, as a list of links; newest name first, as years and quarters sort."""
    names = sorted((f"{p.name}/" if p.is_dir() else p.name for p in folder.iterdir() if p.name[0] != "."), reverse=True)
    items = "".join(f'<li><a href="{quote(name)}" dir="ltr">{escape(name)}</a></li>' for name in names)
    up = "" if asked == "/" else '<p><a href="../">↑ ..</a></p>'
    title = escape(f"Iltizam · {asked}")
    said = (
        f"<ul>{items}</ul>"
        if names
        else "<p>Rien n’a encore été compilé ici. · Nothing has been compiled here yet.</p>"
    )
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title></head><body><main><h1>{title}</h1>{up}{said}</main></body></html>"
    ).encode()
