"""An administrator at her browser: opens forms and pages of an installation and notes what goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 60_000
"""Milliseconds a page may take on a busy machine."""


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium of Debian."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Visitor:
    """An administrator at her browser; she notes whatever goes wrong in a page."""

    page: Page
    base: str
    troubles: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:", self.base.replace("http", "ws"))):
            self.foreign.append(request.url)

    def form(self, deployment: str, *, query: str = "") -> list[str]:
        """Open a deployment's form; the titles of the fields it shows."""
        self.page.goto(f"{self.base}/deployments/deployment/{deployment}/run{query}")
        self.page.locator(".schema-form-property__label").first.wait_for()
        titles = self.page.locator(".schema-form-property__label").all_inner_texts()
        return [title.removesuffix(" (Optional)").strip() for title in titles]

    def visit(self, path: str, *, until: str) -> str:
        """Open a page and wait for this text in it; everything it says."""
        self.page.goto(f"{self.base}{path}")
        self.page.get_by_text(until).first.wait_for()
        return self.page.inner_text("body")
