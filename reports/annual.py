"""The files of an annual report: pages and PDF in three languages, figures, provenance, data. Equal figures, equal bytes."""

from models.vocabulary import Language
from reports.figures import AnnualFigures
from reports.open_data import figures_json, observations_csv, provenance_json
from reports.page import annual_page
from reports.print_files import Kind, printed_files
from reports.view import annual_view
from reports.view_status import NOTHING_KNOWN, Standing


def page_name(year: int, *, language: Language) -> str:
    """File name of one language's page."""
    return f"annual-{year}.{language.value}.html"


def annual_files(
    content: AnnualFigures, *, sha256: str, standing: Standing = NOTHING_KNOWN, with_pdf: bool = True
) -> dict[str, bytes]:
    """Every file of the report by name. `sha256` is the hash of the frozen figures.

    Without PDF only the pages and the data are made, in a tenth of the time.
    """
    files = {
        page_name(content.year, language=language): annual_page(
            annual_view(content, sha256=sha256, language=language, standing=standing)
        )
        for language in Language
    }
    if with_pdf:
        files |= printed_files(content, sha256=sha256, kinds=(Kind.ANNUAL,), standing=standing)
    return files | {
        "figures.json": figures_json(content, sha256=sha256),
        "provenance.json": provenance_json(content, sha256=sha256),
        "observations.csv": observations_csv(content),
    }
