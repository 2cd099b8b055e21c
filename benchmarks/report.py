"""Printing reports of 10, 200 and 1,000 commitments in three languages: seconds, pages, peak memory, beside WeasyPrint.

    python -m benchmarks.report                                   # ours alone
    python -m benchmarks.report --peer .venv/peers/bin/python      # and WeasyPrint, for the same pages

The peer prints the same view model twice: a plain page written for print with everything our documents hold, and the
HTML report made for screens. It is slow, so it gets at most `--peer-commitments`, and is compared by the page, in
processor seconds.
"""

import argparse
import resource
import sys
import time
from dataclasses import replace

from benchmarks.report_peer import measure, print_page, screen_page
from benchmarks.report_sample import sample_figures
from models.vocabulary import Language
from reports.frozen_text import figures_hash
from reports.open_data import figures_json
from reports.pdf.documents import ANNUAL, volumes
from reports.pdf.printing import print_pdf

MEGABYTE = 2**20
PAGES, CELLS = ("print", "screen"), ("pages", "cpu-ms/page", "ratio", "peak-MB")


def main() -> None:
    """Measure every size and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--sizes", default="10,200,1000", help="numbers of commitments")
    arguments.add_argument("--peer", default="", help="a Python that has WeasyPrint")
    arguments.add_argument("--peer-commitments", type=int, default=40, help="the most the peer is given")
    arguments.add_argument("--languages", default="fr,ar,en", help="languages to print")
    options = arguments.parse_args()
    print(
        "commitments language files pages seconds ms/page cpu-ms/page peak-MB",
        *(f"{page}-{cell}" for page in PAGES for cell in CELLS),
    )
    for size in (int(text) for text in options.sizes.split(",")):
        for language in map(Language, options.languages.split(",")):
            print(*_measure(size, language, peer=options.peer, most=options.peer_commitments), flush=True)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"this process, which holds the figures and the view model: {own / MEGABYTE:.0f} MB at its peak")


def _measure(size: int, language: Language, *, peer: str, most: int) -> list[str]:
    content = sample_figures(size)
    sha256 = figures_hash(content)
    data = figures_json(content, sha256=sha256)
    started, spent = time.perf_counter(), _cpu()
    printed = []
    for part in volumes(ANNUAL, content, sha256=sha256, language=language):
        done = print_pdf(part.job, day=content.as_of, data=data if part.carries_data else b"")
        printed.append(replace(done, content=b""))
    seconds, cpu = time.perf_counter() - started, _cpu() - spent
    pages, peak = sum(p.pages for p in printed), max(p.peak_bytes for p in printed)
    row = [str(size), language.value, str(len(printed)), str(pages), f"{seconds:.1f}"]
    row += [f"{1000 * seconds / pages:.0f}", f"{1000 * cpu / pages:.0f}", f"{peak / MEGABYTE:.0f}"]
    return row + (_peer(size, language, python=peer, most=most, ours=cpu / pages) if peer else ["-"] * 8)


def _cpu() -> float:
    """Processor seconds of this process and of the children it has waited for: another load does not count."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peer(size: int, language: Language, *, python: str, most: int, ours: float) -> list[str]:
    given, cells = min(size, most), []
    for page in (print_page(given, language), screen_page(given, language)):
        told = measure(page, python=python)
        theirs = told.seconds / told.pages
        cells += [str(told.pages), f"{1000 * theirs:.0f}", f"{theirs / ours:.1f}", f"{told.peak_bytes / MEGABYTE:.0f}"]
    return cells


if __name__ == "__main__":
    sys.exit(main())
