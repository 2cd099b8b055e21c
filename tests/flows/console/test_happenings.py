"""What is announced as events: codes and words of closed sets, only what was committed, never a person or a text."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.engine import Engine

from flows.happenings import MOST_EVENTS, happenings
from flows.services import ledger
from flows.services.desk import Desk, Noted, Office
from models.vocabulary import LedgerAction

OFFICE = Office("Suivi", "suivi@iltizam.example", "reponse@iltizam.example", b"k" * 32)


def noted(action: LedgerAction, subject: str, after: str = "") -> Noted:
    return Noted(action, subject, "", after)


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        (
            noted(LedgerAction.ESCALATION_RAISED, "LAA1-M2F", "0"),
            ["iltizam.escalation.raised", "iltizam.milestone.late"],
        ),
        (noted(LedgerAction.ESCALATION_RAISED, "LAA1-M2F", "1"), ["iltizam.escalation.raised"]),
        (noted(LedgerAction.ESCALATION_RAISED, "2026-Q3/OF-LAA-01", "0"), ["iltizam.escalation.raised"]),
        (noted(LedgerAction.MESSAGE_CLASSED, "inbound:3986fa760f57", "held"), ["iltizam.reply.held"]),
        (noted(LedgerAction.MESSAGE_CLASSED, "inbound:3986fa760f57", "recorded"), []),
        (
            noted(LedgerAction.ADDRESS_SUPPRESSED, "OF-LAA-02", "5.1.1 <a.name@region.example>"),
            ["iltizam.address.bounced"],
        ),
        (noted(LedgerAction.PUBLISHED, "annual-2026"), ["iltizam.report.published"]),
        (noted(LedgerAction.STAGE_CHANGED, "MALAA0001", "evaluation"), ["iltizam.commitment.moved"]),
        (noted(LedgerAction.REQUEST_QUEUED, "2026-Q3/OF-LAA-01"), []),
    ],
)
def test_each_entry_of_the_ledger_becomes_the_events_an_administrator_may_want(entry: Noted, names: list[str]) -> None:
    assert [happening.name for happening in happenings([entry])] == names


def test_an_event_names_codes_and_never_what_somebody_wrote() -> None:
    found = happenings(
        [
            noted(LedgerAction.ADDRESS_SUPPRESSED, "OF-LAA-02", "a.name@region.example"),
            noted(LedgerAction.MESSAGE_CLASSED, "inbound:3986fa760f57", "held"),
            noted(LedgerAction.ESCALATION_RAISED, "LAA1-M2F", "2"),
        ]
    )
    assert [(h.resource_id, h.detail) for h in found] == [
        ("iltizam.address.OF-LAA-02", ""),
        ("iltizam.reply.3986fa760f57", "held"),
        ("iltizam.escalation.LAA1-M2F", "2"),
    ]


def test_only_what_was_committed_is_announced(engine: Engine) -> None:
    desk = Desk(engine=engine, office=OFFICE, today=date(2026, 10, 1), now=datetime(2026, 10, 1, 9, tzinfo=UTC))
    for commits in (False, True):
        with desk.session() as session:
            ledger.record(session, desk, action=LedgerAction.PUBLISHED, subject=f"annual-{commits}", plan_id=None)
            session.commit() if commits else session.rollback()
    assert [entry.subject for entry in desk.noted] == ["annual-True"]


def test_a_run_announces_at_most_a_few_hundred_events() -> None:
    many = [noted(LedgerAction.PUBLISHED, f"annual-{number}") for number in range(MOST_EVENTS + 50)]
    assert len(happenings(many)) == MOST_EVENTS
