"""Printed documents: conforming, repeatable, searchable, marked as drafts, and carrying the figures they show."""

import json
import re
from collections.abc import Callable
from io import BytesIO

import page
import pikepdf
import pytest

from models.vocabulary import Language
from reports.canonical import content_hash
from reports.figures import AnnualFigures
from reports.pdf.documents import ANNUAL, volumes
from reports.pdf.printing import PrintedPdf, PrintingError, print_pdf
from reports.pdf.worker import with_plain_ends
from reports.view import annual_view
from reports.view_json import view_json
from tests.reports.pdf.conftest import KINDS, Sample, print_sample

Get = Callable[[str, Language], Sample]
Read = Callable[[PrintedPdf], list[str]]
ARABIC_WORD = re.compile("[\u0621-\u064a]+")
VOWELS = re.compile("[\u064b-\u0652\u0670]")  # a reader of the file may put them before or after their letter
# Not on the page as text: descriptions of drawings, words only other documents use, and what a badge says already.
UNPRINTED = {"alt", "labels", "draft_notice", "achievement"}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_document_conforms_to_pdf_ua_1_and_to_pdf_a_3a(sample: Get, kind: str, language: Language) -> None:
    printed = sample(kind, language).pdf
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        report = page.validate_pdf_bytes(printed.content, profile=profile)
        assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures][:5]


def test_equal_figures_give_equal_bytes(sample: Get) -> None:
    again = print_sample("annual", Language.ARABIC)
    assert again.pdf.content == sample("annual", Language.ARABIC).pdf.content


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_page_says_that_it_is_a_draft(sample: Get, text_of: Read, kind: str, language: Language) -> None:
    found = sample(kind, language)
    view = annual_view(found.content, sha256=found.sha256, language=language)
    pages = [_letters(text) for text in text_of(found.pdf)]
    assert len(pages) == found.pdf.pages
    assert all(_letters(view.status.line) in text for text in pages)


def test_every_arabic_word_of_the_view_model_is_found_in_the_report(sample: Get, text_of: Read) -> None:
    found = sample("annual", Language.ARABIC)
    view = view_json(annual_view(found.content, sha256=found.sha256, language=Language.ARABIC))
    printed = _arabic_words("\n".join(text_of(found.pdf)))
    wanted = {word for text in _texts(view) for word in _arabic_words(text)}
    assert len(wanted) > 150
    assert wanted - printed == set()


def test_the_figures_stand_inside_the_file_and_give_their_hash(sample: Get) -> None:
    found = sample("annual", Language.FRENCH)
    with pikepdf.open(BytesIO(found.pdf.content)) as pdf:
        data = json.loads(pdf.attachments["data.json"].get_file().read_bytes())
    assert data["sha256"] == found.sha256
    assert content_hash(data["content"]) == found.sha256
    assert AnnualFigures.model_validate(data["content"]) == found.content


def test_what_an_official_wrote_stays_text(sample: Get, text_of: Read) -> None:
    told = "\n".join(text_of(sample("annual", Language.ENGLISH).pdf))
    assert "#panic() <b>$x$</b>" in told


def test_a_character_no_font_can_draw_is_printed_as_its_number(sample: Get, text_of: Read) -> None:
    found = sample("annual", Language.FRENCH)
    odd = found.content.obstacles[0].model_copy(update={"text": "Bloqué 👍 depuis mai"})
    content = found.content.model_copy(update={"obstacles": (odd,)})
    (only,) = volumes(ANNUAL, content, sha256=found.sha256, language=Language.FRENCH)
    told = "\n".join(text_of(print_pdf(only.job, day=content.as_of)))
    assert "Bloqué [U+1F44D] depuis mai" in " ".join(told.split())


def test_many_commitments_go_into_volumes_that_together_hold_each_once() -> None:
    content = print_sample_figures(7)
    found = list(volumes(ANNUAL, content, sha256="0" * 64, language=Language.ENGLISH, per_volume=3))
    assert [volume.name for volume in found] == [
        "annual-2026.en.pdf", "annual-2026.en.02.pdf", "annual-2026.en.03.pdf", "annual-2026.en.04.pdf",
    ]  # fmt: skip
    assert [volume.carries_data for volume in found] == [True, False, False, False]
    held = [c["code"] for volume in found[1:] for c in volume.job["view"]["commitments"]]  # type: ignore[call-overload,index]
    assert held == [commitment.code for commitment in content.commitments]
    sources = [s["reference"] for volume in found for s in volume.job["view"]["sources"]]  # type: ignore[call-overload,index]
    assert len(sources) == len(set(sources)) == sum(f.source.kind == "mail" for f in content.figures)


def test_a_process_that_needs_more_memory_than_it_may_have_fails(sample: Get) -> None:
    content = sample("annual", Language.ENGLISH).content
    (only,) = volumes(ANNUAL, content, sha256="0" * 64, language=Language.ENGLISH)
    with pytest.raises(PrintingError):
        print_pdf(only.job, day=content.as_of, memory_limit=48 * 2**20)


def test_a_part_that_does_not_exist_stops_the_compile(sample: Get) -> None:
    content = sample("annual", Language.ENGLISH).content
    (only,) = volumes(ANNUAL, content, sha256="0" * 64, language=Language.ENGLISH)
    with pytest.raises(PrintingError, match="unheard-of"):
        print_pdf({**only.job, "parts": ["unheard-of"]}, day=content.as_of)  # type: ignore[dict-item]


def test_a_stream_that_ends_in_a_carriage_return_keeps_its_length_and_moves_nothing() -> None:
    before = b"1 0 obj\n<< /Length 5 >>\nstream\nabcd\r\nendstream\nendobj\n2 0 obj\n"
    after = with_plain_ends(before)
    assert after == b"1 0 obj\n<< /Length 5>>\nstream\nabcd\r\r\nendstream\nendobj\n2 0 obj\n"
    assert len(after) == len(before)


def print_sample_figures(size: int) -> AnnualFigures:
    from benchmarks.report_sample import sample_figures

    return sample_figures(size)


def _arabic_words(text: str) -> set[str]:
    return set(ARABIC_WORD.findall(VOWELS.sub("", text)))


def _letters(text: str) -> str:
    return re.sub(r"[\s\u2060-\u206f\u200e\u200f\u202a-\u202e\u00ad-]", "", text).replace("–", "")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        return [text for key, item in value.items() if key not in UNPRINTED for text in _texts(item)]
    return []
