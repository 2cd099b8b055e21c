"""Glossary pop-ups of the web page come out of sentences; nothing else does. Checked against the published page."""

import pytest

from models.plan_file.cleaning import find_glossary_text, remove_glossary_text

# Line of the page, and how it ends or reads around the place where the pop-up stood.
THIRTEEN = [
    (4, "Action Plan: Action plan – Drâa-Tafilalet, Morocco, 2025 – 2027"),
    (10, "Economic Activities; Environment and Renewable Energy."),
    (19, "to join the Open Government Partnership (OGP Local) as part of the Consortium"),
    (21, "relating to transparency, accountability and citizen participation, both in the preparation"),
    (32, "- Digital transformation;"),
    (35, "- Strengthening youth leadership and supporting young promoters;"),
    (57, "- Strengthening digital infrastructure and Open Data;"),
    (60, "- Promoting Gender Inclusion;"),
    (128, "in the action plan co-creation process."),
    (139, "- Private sector representatives."),
    (155, "all the actions scheduled in each commitment will be drawn up and regularly updated"),
    (167, "Al Moustakbal Association for Primary Education and Development in Oujda Oriental Region."),
    (201, "Civil Forum and Human Rights Association, Errachidia Province, Drâa Tafilalt Region"),
]


@pytest.mark.parametrize(("number", "reads"), THIRTEEN)
def test_each_of_the_thirteen_lines_reads_as_its_author_wrote_it(
    source_lines: list[str], number: int, reads: str
) -> None:
    printed = source_lines[number - 1]
    assert find_glossary_text(printed)
    assert reads in remove_glossary_text(printed)
    assert "..." not in remove_glossary_text(printed)
    assert " More" not in remove_glossary_text(printed)


def test_no_other_line_of_the_page_is_touched(source_lines: list[str]) -> None:
    touched = [n for n, line in enumerate(source_lines, start=1) if remove_glossary_text(line) != line]
    assert touched == [number for number, _ in THIRTEEN]


def test_a_line_with_three_pop_ups_loses_all_three(source_lines: list[str]) -> None:
    assert len(find_glossary_text(source_lines[20])) == 3
    assert "territorial equity and a gender approach." in remove_glossary_text(source_lines[20])


def test_a_pop_up_nobody_knows_is_suspected_but_left_alone() -> None:
    line = "We support fiscal opennessCitizens can only follow public money when budgets are published in good time and... More."
    assert remove_glossary_text(line) == line
    assert find_glossary_text(line) == (line[len("We support fiscal openness") : line.index(" More")],)


@pytest.mark.parametrize("text", ["And so on... More to come.", "OGP participating governments are many...", ""])
def test_ordinary_dots_are_no_pop_up(text: str) -> None:
    assert remove_glossary_text(text) == text
