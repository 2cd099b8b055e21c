"""Draws the reference pictures anew: `python -m tests.reports.pdf.renew_pictures`. Look at them before you keep them."""

from tests.reports.pdf.conftest import print_sample
from tests.reports.pdf.test_pictures import FOLDER, PAGES, picture

if __name__ == "__main__":
    for (kind, language), numbers in PAGES.items():
        pdf = print_sample(kind, language).pdf
        for name, number in numbers.items():
            (FOLDER / f"{kind}-{name}.{language.value}.png").write_bytes(picture(pdf, number))
