"""Every figure leads back to its mail, or there is no report."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from flows.services.compilation.reporting import freeze_annual
from flows.services.compilation.tracing import trace
from flows.services.compilation.tracing_words import chain
from models.rules.errors import DomainError
from models.tables import InboundMessage
from reports.figures import AnnualFigures
from reports.sources import MailSource


def freeze(world: Any) -> AnnualFigures:
    return freeze_annual(world.desk(), plan="", year=2026).content


@pytest.fixture
def code(world: Any) -> str:
    """One indicator of Laâyoune, asked for the third quarter and answered with 40."""
    (short,) = world.commitment("MALAA0002", "LAA")
    code: str = world.indicator(short)
    world.ask("LAA", code)
    world.reply("LAA", {code: "40"}, on=datetime(2026, 10, 5, 10, tzinfo=UTC))
    return code


def mail(world: Any) -> InboundMessage:
    from sqlmodel import select

    found: InboundMessage = world.session.exec(select(InboundMessage).order_by(InboundMessage.id)).first()
    return found


def test_a_figure_carries_its_whole_chain(world: Any, code: str) -> None:
    figure = next(f for f in freeze(world).figures if f.source.kind == "mail")
    source = figure.source
    assert isinstance(source, MailSource)
    assert source.sha256 == mail(world).sha256
    assert (source.where, source.raw_text) == ("text line 1", f"{code} = 40")
    assert (source.official, source.request) == ("OF-LAA-01", "2026-Q3/OF-LAA-01")
    assert source.request_message_id == "<2026-Q3/OF-LAA-01@iltizam.example>"
    assert source.asked_on == date(2026, 10, 1)
    assert source.parser_version == "1"


def test_altered_mail_stops_the_report_and_names_the_figure(world: Any, code: str) -> None:
    mail(world).raw = b"40 became 400"
    world.session.commit()
    with pytest.raises(DomainError, match=f"{code} of 2026-Q3") as refused:
        freeze(world)
    assert "SHA-256" in refused.value.sentence


def test_a_lost_mail_stops_the_report_and_names_the_figure(world: Any, code: str) -> None:
    world.session.close()
    with world.engine.connect() as connection:
        if world.engine.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("DELETE FROM inbound_message"))
        connection.commit()
    with pytest.raises(DomainError, match=f"{code} of 2026-Q3 has lost its mail"):
        freeze(world)


def test_a_value_that_differs_from_its_mail_stops_the_report(world: Any, code: str) -> None:
    world.session.execute(text("UPDATE indicator_actual SET value = '41'"))
    world.session.commit()
    with pytest.raises(DomainError, match=f"{code} of 2026-Q3 says 41, but its mail says 40"):
        freeze(world)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_entry SET after = '41' WHERE action = 'value_recorded'",
        "UPDATE ledger_entry SET subject = 'LAA9-I9X' WHERE action = 'value_recorded'",
        "UPDATE ledger_entry SET field = '2026-Q2' WHERE action = 'value_recorded'",
        "UPDATE ledger_entry SET source = 'sha256:0' WHERE action = 'value_recorded'",
        "DELETE FROM ledger_entry WHERE action = 'value_recorded'",
        "UPDATE indicator_actual SET value = '41'; UPDATE inbound_line SET value = '41', after = '41'",
        "UPDATE inbound_line SET after = '41'",
    ],
)
def test_one_changed_row_of_the_ledger_stops_the_report_and_names_the_figure(
    world: Any, code: str, change: str
) -> None:
    before = freeze(world)
    for statement in change.split("; "):
        world.session.execute(text(statement))
    world.session.commit()
    with pytest.raises(DomainError, match=f"{code} of 2026-Q3") as refused:
        freeze(world)
    assert "ledger" in refused.value.sentence
    assert any(figure.code == code for figure in before.figures)


def test_a_figure_whose_line_is_about_another_code_stops_the_report(world: Any, code: str) -> None:
    world.session.execute(text("UPDATE inbound_line SET code = 'LAA9-I9X'"))
    world.session.commit()
    with pytest.raises(DomainError, match="LAA9-I9X"):
        freeze(world)


def test_a_correction_takes_over_and_both_stay_traceable(world: Any, code: str) -> None:
    world.reply("LAA", {code: "45"}, on=datetime(2026, 10, 25, 10, tzinfo=UTC))
    reported = [f for f in freeze(world).figures if f.source.kind == "mail"]
    old = next(f for f in reported if f.value == 40)
    new = next(f for f in reported if f.value == 45)
    assert (old.superseded_by, new.superseded_by) == (new.id, "")
    first, second = trace(world.session, reference=code)
    assert (first.figure.id, first.is_current, first.others) == (old.id, False, (new.id,))
    assert (second.figure.id, second.is_current) == (new.id, True)
    for figure in (old, new):
        (found,) = trace(world.session, reference=figure.id)
        assert found.figure.value == figure.value
        assert hashlib.sha256(found.mail).hexdigest() == figure.source.sha256


def test_a_reference_stays_the_same_from_report_to_report(world: Any, code: str) -> None:
    before = {f.id for f in freeze(world).figures if f.source.kind == "mail"}
    world.reply("LAA", {code: "45"}, on=datetime(2026, 10, 25, 10, tzinfo=UTC))
    assert before < {f.id for f in freeze(world).figures if f.source.kind == "mail"}


def test_a_figure_is_found_by_reference_code_hash_and_message_id(world: Any, code: str) -> None:
    reference = next(f.id for f in freeze(world).figures if f.source.kind == "mail")
    message = mail(world)
    spellings = (
        reference, f"[{reference.upper()}]", code, code.lower().replace("-", " "), code.replace("-", ""),
        message.sha256, message.sha256[:8], message.message_id, message.message_id.strip("<>"),
    )  # fmt: skip
    for spelling in spellings:
        (found,) = trace(world.session, reference=spelling)
        assert found.figure.id == reference
        assert found.figure.value == Decimal(40)
        assert found.sender == "laa@region.example"


def test_a_code_can_be_asked_for_one_period(world: Any, code: str) -> None:
    world.ask("LAA", code, period="2026-Q2")
    world.reply("LAA", {code: "30"}, period="2026-Q2", on=datetime(2026, 7, 5, 10, tzinfo=UTC))
    (found,) = trace(world.session, reference=code, period="2026-q2")
    assert found.figure.value == Decimal(30)
    assert len(trace(world.session, reference=code)) == 2


def test_a_rate_leads_to_the_figures_it_was_computed_from(world: Any, code: str) -> None:
    content = freeze(world)
    found = trace(world.session, reference=content.rates[0].completeness)
    assert found[0].figure.source.kind == "derived"
    assert [one.figure.code for one in found[1:]] == [code]


def test_a_target_leads_to_the_plan_file(world: Any, code: str) -> None:
    target = next(f for f in freeze(world).figures if f.period == "target")
    (found,) = trace(world.session, reference=target.id)
    assert dict(chain(found))["Plan file"] == "SHA-256 " + "ab" * 32


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [("F-00000000", "names no figure"), ("hello", "names no figure"), ("LAA1-M1P", "Nothing has been reported on")],
)
def test_what_cannot_be_traced_is_said_in_a_sentence(world: Any, code: str, reference: str, sentence: str) -> None:
    milestone = world.milestone("LAA1")
    with pytest.raises(DomainError, match=sentence):
        trace(world.session, reference=milestone if reference.startswith("LAA1") else reference)


def test_a_mail_without_figures_says_what_became_of_it(world: Any, code: str) -> None:
    message = world.mail("ORI", "Bonjour", on=datetime(2026, 10, 7, tzinfo=UTC), request=None)
    world.session.commit()
    with pytest.raises(DomainError, match="gave no figure"):
        trace(world.session, reference=message.sha256[:10])


def test_the_chain_is_told_in_words(world: Any, code: str) -> None:
    (found,) = trace(world.session, reference=code)
    told = dict(chain(found))
    assert told["Value"] == "40 people · Confirmed"
    assert told["Read in"] == f"text line 1: {code} = 40"
    assert told["From"] == "laa@region.example (Sender authenticated)"
    assert told["Asked in"] == "2026-Q3/OF-LAA-01"
    assert told["Received"] == "5 October 2026 at 10:00"
    assert told["Standing"] == "this is the figure that stands"
