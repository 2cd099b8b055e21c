"""Figures nobody hopes for: markup as a title, nothing at all, numbers below zero, an obstacle told at great length."""

from collections.abc import Callable
from decimal import Decimal

import page
import pytest

from benchmarks.report_sample import sample_figures
from models.vocabulary import Language
from reports.figures import AnnualFigures
from reports.frozen_text import figures_hash
from reports.pdf.documents import ANNUAL, CHART, volumes
from reports.pdf.printing import PrintedPdf, print_pdf

MARKUP = '#let x = 1; #panic("x") $a_b$ @cite <script>alert(1)</script> *b* //'
STORY = ("تأخر توقيع الاتفاقية مع الشريك بسبب عدم توفر الاعتمادات المالية. " * 50)[:3000]


def hostile() -> AnnualFigures:
    """The invented report with everything that could go wrong in it at once."""
    content = sample_figures(3)
    first, second, third = content.commitments
    first = first.model_copy(update={"title": MARKUP, "titles": dict.fromkeys(("fr", "ar", "en"), MARKUP)})
    bare = second.instances[0].model_copy(update={"milestones": (), "indicators": (), "state": None, "official": None})
    second = second.model_copy(update={"instances": (bare,), "state": None, "official": None})
    item = third.instances[0].indicators[0]
    changed = {cell.figure: Decimal("-1234567890.55") for cell in item.cells if cell.figure} | {item.target: Decimal(0)}
    told = content.obstacles[0].model_copy(update={"text": STORY, "code": third.instances[0].milestones[0].code})
    silent = tuple(
        r.model_copy(update={"expected": 0, "answered": 0, "due": 0, "on_time": 0}) if r.region == "DRA" else r
        for r in content.rates
    )
    return content.model_copy(
        update={
            "commitments": (first, second, third),
            "figures": tuple(
                f.model_copy(update={"value": changed[f.id]}) if f.id in changed else f for f in content.figures
            ),
            "obstacles": (told,),
            "rates": silent,
        }
    )


def empty() -> AnnualFigures:
    """A plan without a commitment, a year without an answer."""
    nothing = (
        "commitments", "figures", "rates", "obstacles", "changes", "evidence", "meetings", "participation",
        "recommendations", "lessons", "findings", "constraints", "questions",
    )  # fmt: skip
    return sample_figures(1).model_copy(update={**dict.fromkeys(nothing, ()), "previous": None})


def printed(content: AnnualFigures, language: Language) -> PrintedPdf:
    (only,) = volumes(ANNUAL, content, sha256=figures_hash(content), language=language)
    return print_pdf(only.job, day=content.as_of)


@pytest.mark.parametrize("language", [Language.ARABIC, Language.FRENCH])
def test_hostile_figures_are_printed_as_they_are_and_the_file_conforms(
    language: Language, text_of: Callable[[PrintedPdf], list[str]]
) -> None:
    pdf = printed(hostile(), language)
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        assert page.validate_pdf_bytes(pdf.content, profile=profile).is_compliant
    text = " ".join("\n".join(text_of(pdf)).split())
    assert text.count("#panic") >= 2
    assert "234" in text


def test_a_plan_without_commitments_still_makes_a_report() -> None:
    assert printed(empty(), Language.FRENCH).pages > 5
    content = empty().model_copy(update={"period": "2026-Q3"})
    (only,) = volumes(CHART, content, sha256=figures_hash(content), language=Language.ARABIC)
    assert print_pdf(only.job, day=content.as_of).pages == 1
