"""After a restore no mail goes out twice: what may have been sent since the backup is held, looked up, decided."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from flows.services.backups.holding import CATCH_UP, Decision, settle_restore
from flows.services.backups.making import make_backup
from flows.services.backups.restoring import Order, Place, restore
from flows.services.collection.campaigns import open_quarter
from flows.services.upkeep.heartbeats import beat
from models.database import open_engine
from models.rules.errors import DomainError
from models.tables import LedgerEntry
from models.vocabulary import LedgerAction, OutboundState
from notifications.mailbox_lookup import NoLookup

if TYPE_CHECKING:
    from conftest import House

BACKUP_ON, BACK_ON = date(2026, 10, 5), date(2027, 1, 5)
MOMENT = datetime(2027, 1, 5, 9, tzinfo=UTC)
SECRET = "long enough to be one"


SAME_KIND = pytest.mark.parametrize(
    ("engine", "empty_place"), [("sqlite", "sqlite"), ("postgresql", "postgresql")], indirect=True
)
ON_SQLITE = pytest.mark.parametrize(("engine", "empty_place"), [("sqlite", "sqlite")], indirect=True)
pytestmark = pytest.mark.slow


@pytest.fixture
def gap(
    house: "House", empty_place: Place, tmp_path: Path, open_house: "Callable[..., House]"
) -> "tuple[House, House]":
    """A house backed up in October that went on writing until January; and the one restored from that backup."""
    made = make_backup(house.desk(BACKUP_ON), home=house.home, target=tmp_path / "b", program="0", passphrase=SECRET)
    house.send(BACKUP_ON)  # the receipt that was waiting in the backup
    open_quarter(house.desk(BACK_ON), plan="")
    house.send(BACK_ON)  # a whole quarter that the backup knows nothing of
    restore(Order(made.path, SECRET), place=empty_place, moment=MOMENT)
    return house, open_house("new", open_engine(empty_place.url))


def catch_up(house: "House") -> None:
    open_quarter(house.desk(BACK_ON), plan="")
    for flow in CATCH_UP:
        beat(house.desk(BACK_ON), flow=flow, moment=MOMENT, problems=0, said="")


@SAME_KIND
def test_nothing_that_was_sent_after_the_backup_is_sent_again(gap: "tuple[House, House]") -> None:
    old, new = gap
    taken = len(new.sent())
    catch_up(new)  # composes the same quarter anew
    outcome = new.send(BACK_ON, lookup=NoLookup())
    assert len(new.sent()) == taken
    assert "restored from a backup of 2026-10-05" in outcome.problems[0]
    waiting = {row.message_id for row in new.mails() if row.state is OutboundState.HELD}
    sent_since = {row.message_id for row in old.mails() if row.sent_at and row.sent_at.date() >= BACKUP_ON}
    assert waiting
    assert waiting <= {row.message_id for row in old.mails()}
    assert len(waiting & sent_since) >= 11  # the receipt and the ten requests: the same Message-IDs as before


@SAME_KIND
def test_what_the_mail_server_knows_is_marked_as_sent_and_the_rest_is_left_to_a_person(
    gap: "tuple[House, House]",
) -> None:
    old, new = gap
    catch_up(new)
    counts = new.send(BACK_ON, lookup=old.lookup).counts
    assert counts["found_sent"] >= 11
    assert {row.state for row in new.mails()} <= {OutboundState.SENT, OutboundState.HELD, OutboundState.CANCELLED}
    again = new.send(BACK_ON, lookup=old.lookup)
    assert again.counts == {"found_sent": 0, "held": counts["held"]}


@ON_SQLITE
def test_not_found_at_the_mail_server_proves_nothing(gap: "tuple[House, House]") -> None:
    _, new = gap
    catch_up(new)
    before = new.sent()
    outcome = new.send(BACK_ON)  # its own folder came from the backup and knows none of them
    assert outcome.counts["held"] >= 11
    assert new.sent() == before


@ON_SQLITE
@pytest.mark.parametrize("decision", ["keep", "send", "sent"])
def test_a_person_opens_the_door_and_says_what_became_of_the_held(
    gap: "tuple[House, House]", decision: Decision
) -> None:
    _, new = gap
    catch_up(new)
    new.send(BACK_ON, lookup=NoLookup())
    held = {row.message_id for row in new.mails() if row.state is OutboundState.HELD}
    taken = len(new.sent())
    desk = new.desk(BACK_ON)
    assert settle_restore(desk, decision=decision, operator="A. Admin", reason="looked them up") == len(held)
    assert new.send(BACK_ON).problems == ()
    assert len(new.sent()) == taken + (len(held) if decision == "send" else 0)
    states = {row.state for row in new.mails() if row.message_id in held}
    assert states == {OutboundState.HELD if decision == "keep" else OutboundState.SENT}
    with desk.reading() as session:
        entry = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.RESTORE_SETTLED)).one()
    assert (entry.actor, entry.field, entry.reason) == ("A. Admin", decision, "looked them up")


@SAME_KIND
def test_the_door_stays_shut_until_the_flows_have_caught_up(gap: "tuple[House, House]") -> None:
    _, new = gap
    desk = new.desk(BACK_ON)
    with pytest.raises(DomainError, match="First run inbound-replies, quarterly-collection, follow-up"):
        settle_restore(desk, decision="send", operator="A. Admin", reason="in a hurry")
    with pytest.raises(DomainError, match="who decides and why"):
        settle_restore(desk, decision="send", operator=" ", reason="x")
    catch_up(new)
    settle_restore(desk, decision="keep", operator="A. Admin", reason="x")
    with pytest.raises(DomainError, match="No restore waits"):
        settle_restore(desk, decision="keep", operator="A. Admin", reason="x")
