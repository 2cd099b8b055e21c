"""Everything a rehearsal leaves in its folder, and the folder itself: made new, never mixed with something else."""

import shutil
from pathlib import Path

from flows.rehearsal.difference import COLUMNS, Difference, lines
from flows.rehearsal.page import write_pages
from flows.rehearsal.story import Story
from flows.rehearsal.tables import as_csv, write_tables
from models.rules.errors import DomainError

MARK = "summary.json"


def empty_folder(folder: Path) -> None:
    """Make the folder, or empty one that holds an earlier rehearsal. DomainError when it holds anything else."""
    if folder.exists() and not folder.is_dir():
        raise DomainError(f"{folder} is a file; name a folder with --out.")
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise DomainError(f"{folder} holds something else than a rehearsal; name a new folder with --out.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("{}\n", encoding="utf-8")  # so that a rehearsal cut short can be emptied again


def write_output(story: Story, folder: Path) -> list[str]:
    """Write the pages and tables; their names."""
    return [*write_pages(story, folder), *write_tables(story, folder)]


def write_difference(difference: Difference, folder: Path) -> None:
    """Write what a change makes of it: one sentence, and every line of it."""
    (folder / "what-if.txt").write_text(f"{difference.sentence}.\n", encoding="utf-8")
    (folder / "what-if.csv").write_text(as_csv(COLUMNS, lines(difference)), encoding="utf-8-sig")
