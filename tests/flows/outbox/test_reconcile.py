"""A mail in doubt is looked up: found is sent, proven absent is sent again, unknowable is held. Nothing is guessed."""

from datetime import timedelta

import pytest

from flows.services.dispatch.outbox_delivery import deliver_and_reconcile, deliver_due
from flows.services.dispatch.outbox_reconcile import reconcile
from flows.services.dispatch.outbox_worker import worker_name
from models.rules.errors import DomainError
from models.tables import InboundMessage
from models.vocabulary import Authentication, InboundClass, OutboundState
from notifications.mailbox_lookup import MaildirLookup, NoLookup
from notifications.mailbox_maildir import list_mails

PENDING, SENT, SENDING = OutboundState.PENDING, OutboundState.SENT, OutboundState.SENDING
HELD, IN_DOUBT = OutboundState.HELD, OutboundState.IN_DOUBT


class Answer:
    def __init__(self, found: bool | None) -> None:
        self.found = found

    def find(self, message_id: str, *, since=None) -> bool | None:
        return self.found


@pytest.fixture
def doubtful(fill, claim):
    """One mail claimed by a worker that has died."""
    fill(1)
    place, number, _born, serial = worker_name().rsplit("/", 3)
    claim(worker=f"{place}/{number}/1/{serial}")


@pytest.mark.parametrize(
    ("found", "minutes", "state"),
    [
        (True, 0, SENT),
        (True, 60, SENT),
        (False, 0, IN_DOUBT),
        (False, 9, IN_DOUBT),
        (False, 10, PENDING),
        (None, 9, IN_DOUBT),
        (None, 10, HELD),
    ],
)
def test_what_becomes_of_a_mail_in_doubt(doubtful, later, rows, found, minutes, state):
    outcome = reconcile(later(timedelta(minutes=minutes)), lookup=Answer(found))
    assert rows()[0].state is state
    assert bool(outcome.problems) == (state is HELD)


def test_a_preview_changes_nothing(doubtful, later, rows):
    reconcile(later(timedelta(hours=1)), lookup=Answer(None), preview=True)
    assert rows()[0].state is SENDING


def test_a_living_workers_claim_is_left_alone_until_it_is_ten_minutes_old(fill, rows, claim, later):
    fill(1)
    claim(worker=worker_name())
    reconcile(later(timedelta(minutes=9)), lookup=Answer(False))
    assert rows()[0].state is SENDING
    reconcile(later(timedelta(minutes=10)), lookup=Answer(False))
    assert rows()[0].state is PENDING


def test_a_mail_the_server_kept_is_found_and_not_sent_again(doubtful, desk, rows, relay, post, later):
    row = rows()[0]
    post.prepare()
    post.store(row.raw, sender=row.envelope_from, recipients=[row.envelope_to], number=1)
    reconcile(later(timedelta(hours=1)), lookup=MaildirLookup(post.everything))
    deliver_due(later(timedelta(hours=1)), relay=relay)
    assert len(list_mails(post.everything)) == 1
    assert (rows()[0].state, rows()[0].sent_at) == (SENT, desk.now)


def test_a_mail_the_server_never_got_is_sent_again_byte_for_byte(doubtful, rows, relay, post, later):
    hour = later(timedelta(hours=1))
    reconcile(hour, lookup=MaildirLookup(post.everything))
    deliver_due(hour, relay=relay)
    assert [path.read_bytes() for path in list_mails(post.everything)] == [rows()[0].raw]
    assert (rows()[0].state, rows()[0].attempts) == (SENT, 2)


def test_a_half_stored_mail_is_not_taken_for_an_accepted_one(doubtful, rows, post, later):
    post.prepare()
    (post.everything / "tmp" / "half").write_bytes(rows()[0].raw)
    reconcile(later(timedelta(hours=1)), lookup=MaildirLookup(post.everything))
    assert rows()[0].state is PENDING


def test_a_relay_that_lets_nobody_look_leaves_the_decision_to_a_person(doubtful, later, rows):
    outcome = reconcile(later(timedelta(hours=1)), lookup=NoLookup())
    assert rows()[0].state is HELD
    assert "release it" in outcome.problems[0]


def test_without_the_servers_maildir_nothing_is_proven(tmp_path):
    assert MaildirLookup(tmp_path / "nowhere").find("<a@x.example>") is None


def test_a_delivery_report_or_a_reply_proves_that_the_mail_was_taken(doubtful, desk, rows, later):
    with desk.session() as session:
        session.add(
            InboundMessage(
                sha256="0" * 64, raw=b"x", size=1, received_at=desk.now, fate=InboundClass.BOUNCE,
                authentication=Authentication.UNKNOWN, outbound_id=rows()[0].id,
            )
        )  # fmt: skip
        session.commit()
    reconcile(later(timedelta(minutes=1)), lookup=NoLookup())
    assert rows()[0].state is SENT


class OutOfReach:
    def find(self, message_id: str, *, since=None) -> bool | None:
        raise DomainError("The archive mailbox cannot be reached; check its password.")


def test_while_nobody_can_look_the_mail_stays_in_doubt_and_the_rest_is_delivered(doubtful, fill, rows, later, relay):
    fill(1, start=2)
    outcome = deliver_and_reconcile(later(timedelta(hours=1)), relay=relay, lookup=OutOfReach())
    assert [row.state for row in rows()] == [IN_DOUBT, SENT]
    assert "The archive mailbox cannot be reached; check its password." in outcome.problems
    assert outcome.counts["doubt_in_doubt"] == 1


def test_one_run_settles_doubts_and_sends_again_what_is_proven_absent(doubtful, rows, post, later, relay):
    post.prepare()
    outcome = deliver_and_reconcile(later(timedelta(hours=1)), relay=relay, lookup=MaildirLookup(post.everything))
    assert (rows()[0].state, rows()[0].attempts) == (SENT, 2)
    assert len(list_mails(post.everything)) == 1
    assert outcome.counts == {"doubt_pending": 1, "sent": 1, "left": 0, "lost": 0}
