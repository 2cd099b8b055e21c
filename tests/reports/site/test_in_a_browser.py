"""The public pages in a real browser: accessible, without scripts, at phone width, and without leaving the site."""

import functools
import os
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from models.vocabulary import Language
from reports.figures import AnnualFigures
from reports.site.files import portal_files
from reports.site.portal import Portal, PublicRecord

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = (
    "index.html", "r/ORI.html", "c/MALAA0001.html", "c/MAORT0002.html", "matrix.html", "method.html", "corrections.html",
    "evidence.html", "data.html", "MAIL", "PLAN", "DERIVED",
)  # fmt: skip
pytestmark = [pytest.mark.server, pytest.mark.slow]


class Quiet(SimpleHTTPRequestHandler):
    """A web server that says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def address(
    content: AnnualFigures,
    sha256: str,
    record: PublicRecord,
    private: tuple[str, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The site of the consortium on a web server of this machine."""
    folder = tmp_path_factory.mktemp("site")
    made = portal_files(content, portal=Portal(""), sha256=sha256, record=record, private=private)
    for name, data in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if not CHROMIUM.exists():
        sentence = "Chromium is missing: install it (apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk_top(browser: Browser) -> Iterator[BrowserContext]:
    """A wide window."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A narrow window that runs no script."""
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    yield context
    context.close()


@pytest.fixture(scope="module", params=list(Language), ids=lambda language: language.value)
def language(request: pytest.FixtureRequest) -> str:
    """Each language of the site."""
    return str(request.param.value)


@pytest.fixture(scope="module")
def paths(content: AnnualFigures) -> dict[str, str]:
    """The address of one page of each kind, below its language."""
    kinds = {f.source.kind: f"f/{f.id}.html" for f in content.figures if f.superseded_by or f.source.kind != "mail"}
    return {kind: kind for kind in KINDS} | {
        "MAIL": kinds["mail"],
        "PLAN": kinds["plan_file"],
        "DERIVED": kinds["derived"],
    }


def opened(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """A page and every request it made."""
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok
    return page, asked


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_leaves_the_site(
    desk_top: BrowserContext, address: str, language: str, paths: dict[str, str], kind: str
) -> None:
    page, asked = opened(desk_top, f"{address}/{language}/{paths[kind]}")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    told = [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 20
    assert all(url.startswith(address) for url in asked), asked
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_reads_at_320_pixels_without_script_and_without_scrolling_sideways(
    phone: BrowserContext, address: str, language: str, paths: dict[str, str], kind: str
) -> None:
    page, asked = opened(phone, f"{address}/{language}/{paths[kind]}")
    # Playwright evaluates from outside the page, so it still can measure where the page itself runs no script.
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.locator("main h1").inner_text().strip()
    assert page.locator("script").count() == 0
    assert all(url.startswith(address) for url in asked), asked
    page.close()


def test_the_first_stop_of_the_tab_key_is_the_way_past_the_menu(browser: Browser, address: str, language: str) -> None:
    context = browser.new_context()
    page, _ = opened(context, f"{address}/{language}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    context.close()


def test_a_reader_goes_from_the_door_to_the_mail_by_links_alone(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page, _ = opened(context, f"{address}/index.html")
    page.get_by_role("link", name="العربية").click()
    page.get_by_role("link", name="تكوين موظفي الجهات").first.click()
    page.locator("table.indicators a.figure-link .number").nth(1).click()
    assert "/ar/f/F-" in page.url
    assert len(page.locator(".chain .code").last.inner_text()) == 64
    page.get_by_role("link", name="English").click()
    assert "/en/f/F-" in page.url
    context.close()


def test_states_keep_their_shape_and_word_in_forced_colours(browser: Browser, address: str) -> None:
    context = browser.new_context(forced_colors="active")
    page, _ = opened(context, f"{address}/en/c/MAORT0002.html")
    marks = page.locator(".badge-delayed .mark").first
    assert marks.evaluate("m => getComputedStyle(m).clipPath").startswith("polygon")
    assert marks.evaluate("m => getComputedStyle(m).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert page.locator(".badge-delayed").first.inner_text() == "Delayed"
    context.close()
