"""References, hashes and the cleaning of what people wrote: the small rules a printed figure stands on."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.canonical import canonical_json, content_hash, readable_json
from reports.figure_id import figure_id, read_reference
from reports.privacy import publishable, visible


def test_a_figure_keeps_its_reference_for_ever() -> None:
    reference = figure_id("PLAN", code="LAA2-I1X", period="2026-Q3", source="ab" * 32)
    assert reference == "F-64b2cd4f"
    assert figure_id("PLAN", code="LAA2-I1X", period="2026-Q4", source="ab" * 32) != reference
    assert figure_id("PLAN", code="LAA2-I1X", period="2026-Q3", source="ac" * 32) != reference


@pytest.mark.parametrize("text", ["F-3a9c1e7b", "[F-3a9c1e7b]", " f-3A9C1E7B ", "[ F - 3a9c1e7b ]"])
def test_a_reference_is_read_as_people_copy_it(text: str) -> None:
    assert read_reference(text) == "F-3a9c1e7b"


@pytest.mark.parametrize("text", ["", "LAA2-I1X", "F-", "F-xyz", "3a9c1e7b", "<a@b.example>"])
def test_anything_else_is_not_a_reference(text: str) -> None:
    assert read_reference(text) is None


def test_equal_content_has_one_text_and_one_hash() -> None:
    one, other = {"b": 1, "a": ["é", None]}, {"a": ["é", None], "b": 1}
    assert canonical_json(one) == canonical_json(other) == '{"a":["é",null],"b":1}'
    assert content_hash(one) == content_hash(other)
    assert json.loads(readable_json(one)) == one


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("LAA2-I1X = 12", "LAA2-I1X = 12"),
        ("12 (voir a.b@region.example)", "12 (voir […])"),
        ("12, tél. 06 12 34 56 78", "12, tél. […]"),
        ("12, tel +212 612-345678.", "12, tel […]."),
        ("LAA2-I1X = 0612345678.5", "LAA2-I1X = 0612345678.5"),
        ("1 234 567 890", "1 234 567 890"),
        ("a\u202eb\u2066c\u200f\x07d", "abcd"),
        ("ندوة\u200cها", "ندوة\u200cها"),
    ],
)
def test_contact_data_and_invisible_marks_stay_out_of_print(written: str, printed: str) -> None:
    assert publishable(written) == printed


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert publishable(publishable(text)) == publishable(text)
