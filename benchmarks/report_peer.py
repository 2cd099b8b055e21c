"""What WeasyPrint needs for the same report: on the page made for screens, and on a plain page written for print."""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import reports
from benchmarks.report_sample import sample_figures
from models.vocabulary import Language
from reports.frozen_text import figures_hash
from reports.page import annual_page
from reports.view import annual_view

FONTS = Path(reports.__file__).parent / "fonts"
PROGRAM = """
import json, resource, sys, time
from weasyprint import HTML
started = time.process_time()
document = HTML(string=sys.stdin.read()).render(pdf_variant="pdf/ua-1")
document.write_pdf(sys.argv[1])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": time.process_time() - started, "pages": len(document.pages), "peak_bytes": peak}))
"""


@dataclass(frozen=True)
class PeerRun:
    """Processor seconds, pages and bytes of memory of one document."""

    seconds: float
    pages: int
    peak_bytes: int


def screen_page(commitments: int, language: Language) -> bytes:
    """The HTML report people read on a screen."""
    content = sample_figures(commitments)
    return annual_page(annual_view(content, sha256=figures_hash(content), language=language))


def print_page(commitments: int, language: Language) -> bytes:
    """The same view model as a page written for print, with all that our documents hold, and nothing WeasyPrint is slow at."""
    content = sample_figures(commitments)
    view = annual_view(content, sha256=figures_hash(content), language=language)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    template = environment.get_template("report_peer.html")
    return template.render(view=view, L=view.labels, fonts=FONTS.as_uri()).encode()


def measure(page: bytes, *, python: str) -> PeerRun:
    """Print a page with the WeasyPrint of another environment."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [python, "-c", PROGRAM, str(Path(folder) / "peer.pdf")], input=page, capture_output=True, check=True
        )
    return PeerRun(**json.loads(done.stdout))
