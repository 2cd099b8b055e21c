"""The documentation builds as a site, its links lead somewhere, and no page fetches anything from outside."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FETCHED = {("link", "href"), ("script", "src"), ("img", "src"), ("source", "src"), ("iframe", "src")}


class Page(HTMLParser):
    """What a page links to, what it fetches, and the names it can be linked at."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.names: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.names.add(value)
            if tag == "a" and name == "href" and value:
                self.links.append(value)
            if (tag, name) in FETCHED and value and dict(attrs).get("rel") not in ("canonical", "alternate"):
                self.fetched.append(value)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Page]:
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs", folder / "docs")
    for name in ("README.md", "mkdocs.yml"):
        shutil.copy(ROOT / name, folder)
    program = Path(sys.executable).with_name("zensical")
    done = subprocess.run(
        [program, "build", "--strict", "--config-file", "mkdocs.yml"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {path: Page(path) for path in (folder / "build" / "docs").rglob("*.html")}


def test_every_document_is_a_page_and_stands_in_the_navigation(pages: dict[Path, Page]) -> None:
    built = {path.stem for path in pages}
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for document in (ROOT / "docs").rglob("*.md"):
        name = document.relative_to(ROOT / "docs").as_posix()
        assert document.stem in built, name
        assert name in navigation, f"{name} is missing in the navigation of mkdocs.yml"


def test_every_link_leads_to_a_page_and_a_heading_that_are_there(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        if path.name == "404.html":
            continue  # its links are written for the top of a server
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            target, _, name = link.partition("#")
            other = (path.parent / target).resolve() if target else path
            if other.is_dir():
                other /= "index.html"
            assert other in pages, f"{path.name}: {link}"
            if name and name != "__toc":
                assert name in pages[other].names, f"{path.name}: {link}"


def test_no_page_fetches_anything_from_another_host(pages: dict[Path, Page]) -> None:
    assert {source for page in pages.values() for source in page.fetched if re.match(r"(https?:)?//", source)} == set()


def test_the_arabic_page_reads_from_right_to_left(pages: dict[Path, Page]) -> None:
    text = next(path for path in pages if path.name == "officials.ar.html").read_text(encoding="utf-8")
    assert re.search(r'<div[^>]*dir="?rtl"?[^>]*lang="?ar"?', text)


def test_the_first_page_has_the_readme_s_five_minutes_word_for_word(pages: dict[Path, Page]) -> None:
    text = next(path for path in pages if path.name == "index.html").read_text(encoding="utf-8")
    shown = re.sub(r"<[^>]+>", "", text)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL)[:2] for line in block.splitlines()]
    assert len(lines) > 8
    assert [line for line in lines if line.split("#")[0].strip() not in shown] == []
