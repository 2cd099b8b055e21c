"""A campaign of many officials is asked batch by batch: mails can leave while others are written, and nothing is half done."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from benchmarks.small_plan import load_plan_of
from flows.services.collection.campaigns import BATCH, open_quarter
from flows.services.desk import Desk
from models.rules.errors import DomainError
from models.tables import Campaign, DataRequest, LedgerEntry, Official, OutboundMessage, RequestedItem
from models.vocabulary import LedgerAction

OFFICIALS = 2 * BATCH + 3


@pytest.fixture
def desk(session: Session, desk_on) -> Desk:
    load_plan_of(session, officials=OFFICIALS)
    session.commit()
    return desk_on(date(2026, 10, 1))


def count(session: Session, table) -> int:
    session.rollback()
    return len(session.exec(select(table.id)).all())


def test_everybody_is_asked_once_with_all_lines_and_one_entry_each(session: Session, desk: Desk) -> None:
    outcome = open_quarter(desk, plan="benchmark")
    assert outcome.counts["asked"] == count(session, OutboundMessage) == count(session, DataRequest) == OFFICIALS
    assert count(session, RequestedItem) == 4 * OFFICIALS
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.REQUEST_QUEUED)).all()
    assert len({entry.subject for entry in entries}) == OFFICIALS
    assert [row[0] for row in outcome.tables[0].rows] == sorted(row[0] for row in outcome.tables[0].rows)
    assert open_quarter(desk, plan="benchmark").counts["asked"] == 0
    assert count(session, OutboundMessage) == OFFICIALS


def test_a_preview_of_many_writes_nothing(session: Session, desk: Desk) -> None:
    assert open_quarter(desk, plan="benchmark", preview=True).counts["asked"] == OFFICIALS
    assert [count(session, table) for table in (Campaign, DataRequest, OutboundMessage, LedgerEntry)] == [0, 0, 0, 0]


def test_a_run_cut_short_leaves_whole_requests_and_the_next_one_asks_the_rest(session: Session, desk: Desk) -> None:
    last = session.exec(select(Official).order_by(col(Official.code).desc())).first()
    last.email = "not an address"
    session.commit()
    with pytest.raises(DomainError, match="not a mail address"):
        open_quarter(desk, plan="benchmark")
    asked = session.exec(select(DataRequest.id)).all()
    written = session.exec(select(OutboundMessage.data_request_id)).all()
    assert sorted(asked) == sorted(written)
    assert len(asked) == 2 * BATCH
    keys = set(session.exec(select(OutboundMessage.idempotency_key)).all())
    last.email = "mended@region.example"
    session.commit()
    assert open_quarter(desk, plan="benchmark").counts["asked"] == 3
    assert keys < set(session.exec(select(OutboundMessage.idempotency_key)).all())
    assert count(session, OutboundMessage) == OFFICIALS
