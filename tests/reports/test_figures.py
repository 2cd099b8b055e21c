"""References, hashes and the cleaning of what people wrote: the small rules a printed figure stands on."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from benchmarks.report_sample import sample_figures
from reports.canonical import Parts, canonical_json, content_hash, parts_hash, readable_json, readable_parts
from reports.figure_id import figure_id, read_reference
from reports.frozen_text import figures_hash, readable_figures
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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=4))
def test_a_content_in_parts_has_the_text_and_the_hash_of_the_whole(content: dict[str, JsonValue]) -> None:
    def parts() -> Parts:
        for key in sorted(content):
            value = content[key]
            yield key, iter(value) if isinstance(value, list) else value

    assert parts_hash(parts()) == content_hash(content) == hashlib.sha256(canonical_json(content).encode()).hexdigest()
    whole = readable_json({"content": content, "sha256": "x"}).encode()
    assert readable_parts(parts(), key="content", beside={"sha256": "x"}) == whole


@pytest.mark.parametrize("period", ["", "2026-Q3"])
def test_a_report_written_fact_by_fact_is_the_report_written_whole(period: str) -> None:
    content = sample_figures(3, period=period)
    dumped = content.model_dump(mode="json")
    assert json.loads(content.model_dump_json()) == dumped
    assert figures_hash(content) == content_hash(dumped)
    assert readable_figures(content, sha256="x") == readable_json({"content": dumped, "sha256": "x"}).encode()


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
