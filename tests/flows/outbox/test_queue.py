"""One key, one mail; and the caller's transaction survives whatever happens."""

import threading
from datetime import timedelta

import pytest

from flows.services.dispatch.outbox import Post, cancel, find_outbound, outbound_listing, queue, queue_all, release
from models.rules.errors import DomainError
from models.vocabulary import MessageKind, OutboundState

REQUEST, REMINDER = MessageKind.REQUEST, MessageKind.REMINDER


def test_a_repeated_key_queues_nothing_and_leaves_the_transaction_usable(desk, compose):
    with desk.session() as session:
        first = queue(session, mail=compose(1), key="same", kind=REQUEST, now=desk.now)
        assert queue(session, mail=compose(1), key="same", kind=REQUEST, now=desk.now) is None
        assert queue(session, mail=compose(2), key="same", kind=REQUEST, now=desk.now) is None
        assert queue(session, mail=compose(3), key="other", kind=REQUEST, now=desk.now) is not None
        session.commit()
        assert first is not None
        assert [line["message_id"] for line in outbound_listing(session)] == [first.message_id, "<m3@plan.example>"]


def test_many_mails_are_queued_like_one_and_those_that_are_there_are_left_alone(desk, compose, rows):
    with desk.session() as session:
        queue(session, mail=compose(2), key="two", kind=REQUEST, now=desk.now)
        posts = [Post(compose(n), key, REQUEST) for n, key in ((1, "one"), (2, "two"), (3, "three"), (9, "three"))]
        assert set(queue_all(session, posts=posts, now=desk.now)) == {"one", "three"}
        assert queue_all(session, posts=posts, now=desk.now) == {}
        assert queue_all(session, posts=[], now=desk.now) == {}
        session.commit()
    stored = {row.idempotency_key: row for row in rows()}
    assert {key: row.raw for key, row in stored.items()} == {
        "one": compose(1).raw, "two": compose(2).raw, "three": compose(3).raw
    }  # fmt: skip
    assert {(row.state, row.next_try_at, row.attempts, row.claimed_by) for row in stored.values()} == {
        (OutboundState.PENDING, desk.now, 0, "")
    }


def test_a_message_id_used_by_another_mail_is_refused_among_many_too(desk, compose):
    with desk.session() as session:
        queue(session, mail=compose(1), key="one", kind=REQUEST, now=desk.now)
        with pytest.raises(DomainError, match="is already used by another mail"):
            queue_all(session, posts=[Post(compose(1), "two", REQUEST)], now=desk.now)


def test_a_mail_queued_in_a_transaction_that_fails_is_not_queued(desk, compose):
    with desk.session() as session:
        queue(session, mail=compose(1), key="k", kind=REQUEST, now=desk.now)
        session.rollback()
    with desk.session() as session:
        assert outbound_listing(session) == []


def test_a_message_id_used_by_another_mail_is_refused_in_words(desk, compose):
    with desk.session() as session:
        queue(session, mail=compose(1), key="one", kind=REQUEST, now=desk.now)
        with pytest.raises(DomainError, match="is already used by another mail"):
            queue(session, mail=compose(1), key="two", kind=REQUEST, now=desk.now)


def test_two_runs_at_once_queue_one_mail(desk, compose, rows):
    barrier, queued = threading.Barrier(4), []

    def run() -> None:
        barrier.wait()
        with desk.session() as session:
            queued.append(queue(session, mail=compose(1), key="same", kind=REQUEST, now=desk.now))
            session.commit()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row is not None for row in queued) == [False, False, False, True]
    assert len(rows()) == 1


def test_the_listing_keeps_its_promised_names(desk, compose):
    with desk.session() as session:
        queue(session, mail=compose(1), key="k", kind=REQUEST, now=desk.now, period="2026-Q3")
        assert outbound_listing(session, period="2026-Q3", kinds=[REQUEST], states=[OutboundState.PENDING]) == [
            {
                "message_id": "<m1@plan.example>",
                "to": "official-1@region.example",
                "kind": "request",
                "period": "2026-Q3",
                "state": "pending",
                "attempts": 0,
            }
        ]
        assert outbound_listing(session, period="2026-Q4") == []


@pytest.mark.parametrize(
    ("state", "kind", "is_cancelled"),
    [
        (OutboundState.PENDING, REMINDER, True),
        (OutboundState.PENDING, REQUEST, False),
        (OutboundState.SENDING, REMINDER, False),
        (OutboundState.SENT, REMINDER, False),
        (OutboundState.HELD, REMINDER, False),
        (OutboundState.IN_DOUBT, REMINDER, False),
    ],
)
def test_only_mail_nobody_has_begun_to_send_can_be_cancelled(desk, compose, rows, asked, state, kind, is_cancelled):
    with desk.session() as session:
        row = queue(session, mail=compose(1), key="k", kind=kind, now=desk.now, data_request_id=asked)
        row.state = state
        session.add(row)
        session.flush()
        assert cancel(session, data_request_id=asked, kinds=[REMINDER], now=desk.now) == int(is_cancelled)
        assert cancel(session, data_request_id=asked + 1, kinds=[REMINDER], now=desk.now) == 0
        session.commit()
    assert rows()[0].state is (OutboundState.CANCELLED if is_cancelled else state)


def test_a_held_mail_is_released_by_a_person_and_a_sent_one_is_not(desk, compose, rows):
    with desk.session() as session:
        row = queue(session, mail=compose(1), key="k", kind=REQUEST, now=desk.now)
        with pytest.raises(DomainError, match="is pending"):
            release(session, message_id="m1@plan.example", now=desk.now)
        row.state, row.last_error = OutboundState.HELD, "why"
        release(session, message_id="m1@plan.example", now=desk.now + timedelta(hours=1))
        session.commit()
        with pytest.raises(DomainError, match="No mail in the outbox"):
            find_outbound(session, message_id="<unknown@plan.example>")
    assert (rows()[0].state, rows()[0].last_error) == (OutboundState.PENDING, "")
