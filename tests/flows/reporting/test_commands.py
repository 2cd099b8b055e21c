"""What the commands print: the machine-readable summary of a report, a trace in words, one mail byte for byte."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.cli.report import as_data
from flows.cli.trace import as_data as trace_as_data
from flows.cli.trace import in_words, only_mail
from flows.services.compilation.reporting import annual_report, print_annual
from flows.services.compilation.tracing import trace
from models.rules.errors import DomainError


@pytest.fixture
def code(world: Any) -> str:
    """One indicator, answered twice for the third quarter."""
    (short,) = world.commitment("MALAA0002", "LAA")
    code: str = world.indicator(short)
    world.ask("LAA", code)
    world.reply("LAA", {code: "40"})
    world.reply("LAA", {code: "45.5"}, on=datetime(2026, 10, 25, 10, tzinfo=UTC))
    return code


def test_the_summary_of_a_report_is_json_with_a_source_for_each_figure(world: Any, code: str, tmp_path: Path) -> None:
    printed = as_data(print_annual(world.desk(), plan="", year=2026, with_pdf=False, out=tmp_path / "out"))
    summary = json.loads(json.dumps(printed))
    assert (summary["plan"], summary["year"], summary["independent_body"]) == ("CONSORTIUM", 2026, None)
    told = {(f["value"], f["is_current"]) for f in summary["figures"]}
    assert told == {(40, False), (45.5, True)}
    assert {f["source"]["reported_by"] for f in summary["figures"]} == {"OF-LAA-01"}
    assert all(Path(name).is_file() for name in summary["files"])


def test_a_trace_in_words_leads_from_the_figure_to_the_mail(world: Any, code: str) -> None:
    first, second = trace(world.session, reference=code)
    assert f"replaced by [{second.figure.id}]" in in_words(first)
    assert second.figure.source.kind == "mail"
    assert second.figure.source.sha256 in in_words(second)
    assert json.loads(json.dumps(trace_as_data(second)))["others"] == [first.figure.id]


def test_raw_writes_one_mail_and_refuses_to_choose_between_two(world: Any, code: str) -> None:
    both = trace(world.session, reference=code)
    assert only_mail(both[:1]) == both[0].mail
    with pytest.raises(DomainError, match="names 2"):
        only_mail(both)


@pytest.mark.parametrize("illustrative", [True, False])
def test_what_the_plan_does_not_contain_is_marked_in_every_listing(
    world: Any, tmp_path: Path, illustrative: bool
) -> None:
    (short,) = world.commitment("MALAA0002", "LAA")
    code = world.indicator(short, illustrative=illustrative)
    world.ask("LAA", code)
    world.reply("LAA", {code: "40"})
    (found,) = trace(world.session, reference=code)
    assert found.title.endswith("(illustrative)") is illustrative
    world.session.rollback()  # trace read through it, and held the write lock
    outcome = annual_report(world.desk(), plan="", year=2026, with_pdf=False, out=tmp_path / "out")
    titles = [cell for table in outcome.tables for row in table.rows for cell in row if code in row and " " in cell]
    assert any("(illustrative)" in title for title in titles) is illustrative
