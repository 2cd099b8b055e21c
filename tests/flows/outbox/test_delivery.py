"""What becomes of a due mail: sent once byte for byte, tried again, refused, held or in doubt; and what stops the run."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from flows.services.dispatch.outbox import queue
from flows.services.dispatch.outbox_delivery import deliver_and_reconcile, deliver_due
from flows.services.dispatch.outbox_settle import Answer, settle_all
from flows.services.dispatch.outbox_worker import worker_name
from flows.services.dispatch.recipients import may_write_to
from models.vocabulary import MessageKind, OutboundState
from notifications.mailbox_lookup import NoLookup
from notifications.mailbox_maildir import list_mails
from notifications.smtp import Relay
from notifications.smtp_result import SendResult, Stage, Verdict

PENDING, SENT, FAILED = OutboundState.PENDING, OutboundState.SENT, OutboundState.FAILED
HELD, IN_DOUBT = OutboundState.HELD, OutboundState.IN_DOUBT


class KnowsNothingYet:
    """A place to look that has no mail so far."""

    def find(self, message_id, *, since=None):
        return False


class Refusing:
    """An aiosmtpd handler that answers as it is told: `answers` by stage, for the recipient "odd@…" only."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.taken: list[bytes] = []

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if "RCPT" in self.answers and address.startswith("odd@"):
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.get("DATA", "") if envelope.rcpt_tos[0].startswith("odd@") else ""
        if not answer.startswith(("4", "5")):
            self.taken.append(envelope.content)
        if answer == "hang":
            await asyncio.sleep(60)
        if answer == "close":
            server.transport.abort()
        return answer or "250 ok"


class AnyPort(Controller):
    """A controller that asks for any free port."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def refusing() -> Iterator[Callable[..., tuple[Refusing, Relay]]]:
    """Start a server with a refusing handler; the handler and the relay."""
    running: list[Controller] = []

    def start(*, authenticator=None, **answers: str) -> tuple[Refusing, Relay]:
        handler = Refusing(**answers)
        options = {"authenticator": authenticator, "auth_required": True, "auth_require_tls": False}
        controller = AnyPort(handler, hostname="127.0.0.1", port=0, **(options if authenticator else {}))
        controller.start()
        running.append(controller)
        return handler, Relay("127.0.0.1", controller.port, timeout=0.5, final_timeout=0.5, connections=2)

    yield start
    for controller in running:
        controller.stop(no_assert=True)


def test_every_due_mail_leaves_byte_for_byte_once(desk, fill, rows, relay, post):
    fill(25)
    outcome = deliver_due(desk, relay=relay)
    assert outcome.problems == ()
    assert outcome.counts == {"sent": 25, "left": 0, "lost": 0}
    assert {row.state for row in rows()} == {SENT}
    assert sorted(path.read_bytes() for path in list_mails(post.everything)) == sorted(row.raw for row in rows())
    assert all(row.queue_id and row.attempts == 1 and row.sent_at == desk.now for row in rows())
    assert deliver_due(desk, relay=relay).counts == {"left": 0, "lost": 0}


@pytest.mark.parametrize(
    ("answers", "state", "attempts", "is_taken"),
    [
        ({"RCPT": "550 5.1.1 no such user"}, FAILED, 1, False),
        ({"RCPT": "450 4.2.1 try again"}, PENDING, 1, False),
        ({"DATA": "451 4.3.0 later"}, PENDING, 1, False),
        ({"DATA": "554 5.7.1 looks like spam"}, FAILED, 1, False),
        ({"DATA": "hang"}, IN_DOUBT, 1, True),
        ({"DATA": "close"}, IN_DOUBT, 1, True),
    ],
)
def test_one_odd_mail_never_stops_the_others(desk, fill, rows, refusing, answers, state, attempts, is_taken):
    fill(1, to="odd@region.example")
    fill(3, start=2)
    handler, relay = refusing(**answers)
    outcome = deliver_due(desk, relay=relay)
    odd, *others = rows()
    assert (odd.state, odd.attempts) == (state, attempts)
    assert {row.state for row in others} == {SENT}
    assert len(handler.taken) == 3 + is_taken
    assert any("odd@region.example" in problem for problem in outcome.problems) == (state is not PENDING)
    assert odd.last_error


def test_a_mail_in_doubt_is_not_sent_again_by_the_next_run(desk, fill, rows, refusing, later):
    fill(1, to="odd@region.example")
    handler, relay = refusing(DATA="hang")
    deliver_due(desk, relay=relay)
    deliver_due(later(timedelta(days=1)), relay=relay)
    assert rows()[0].state is IN_DOUBT
    assert len(handler.taken) == 1


def test_a_mail_turned_away_waits_its_time_and_is_then_tried_again(desk, fill, rows, refusing, relay, later):
    fill(1, to="odd@region.example")
    _, busy = refusing(RCPT="450 4.2.1 try again")
    deliver_due(desk, relay=busy)
    assert timedelta(minutes=1) <= rows()[0].next_try_at - desk.now <= timedelta(minutes=1.2) + timedelta(seconds=2)
    deliver_due(later(timedelta(seconds=50)), relay=relay)
    assert rows()[0].state is PENDING
    deliver_due(later(timedelta(seconds=80)), relay=relay)
    assert (rows()[0].state, rows()[0].attempts, rows()[0].last_error) == (SENT, 2, "")


@pytest.mark.parametrize("answer", ["550 5.7.1 we do not know you", "530 5.7.0 log in"])
def test_a_refused_sender_stops_the_queue_and_every_mail_stays_due(desk, fill, rows, refusing, relay, later, answer):
    fill(6)
    handler, strict = refusing(MAIL=answer)
    outcome = deliver_due(desk, relay=strict)
    assert handler.taken == []
    assert {(row.state, row.attempts) for row in rows()} == {(PENDING, 0)}
    assert any(answer in problem and "check" in problem for problem in outcome.problems)
    deliver_due(later(timedelta(minutes=10)), relay=relay)
    assert {row.state for row in rows()} == {SENT}


def test_a_temporary_refusal_of_the_sender_postpones_the_mail(desk, fill, rows, refusing):
    fill(1)
    _, busy = refusing(MAIL="451 4.3.2 busy")
    assert deliver_due(desk, relay=busy).problems == ()
    assert (rows()[0].state, rows()[0].attempts) == (PENDING, 1)


def test_a_refused_login_touches_no_mail_and_is_tried_once(desk, fill, rows, refusing):
    fill(5)
    logins = []

    def refuse(server, session, envelope, mechanism, data) -> AuthResult:
        logins.append(mechanism)
        return AuthResult(success=False, handled=False)

    _, relay = refusing(authenticator=refuse)
    from pydantic import SecretStr

    outcome = deliver_due(desk, relay=replace(relay, username="u", password=SecretStr("hunter2"), connections=4))
    assert {(row.state, row.attempts, row.claimed_by) for row in rows()} == {(PENDING, 0, "")}
    assert len(outcome.problems) == 1
    assert "535" in outcome.problems[0]
    assert "hunter2" not in str(outcome)
    assert len(logins) <= 2  # one connection; aiosmtplib tries LOGIN after PLAIN


def test_a_relay_that_is_down_touches_no_mail(desk, fill, rows):
    fill(2)
    outcome = deliver_due(desk, relay=Relay("127.0.0.1", 1))
    assert {(row.state, row.attempts) for row in rows()} == {(PENDING, 0)}
    assert "127.0.0.1:1 cannot be used" in outcome.problems[0]


def test_with_nothing_due_the_relay_is_not_even_called(desk):
    assert deliver_due(desk, relay=Relay("127.0.0.1", 1)).problems == ()


@pytest.mark.parametrize(
    ("domain", "allowed", "may"),
    [
        ("region.example", ("region.example",), True),
        ("region.example", (".example",), True),
        ("notregion.example", ("region.example",), False),
        ("region.example.evil.test", (".example",), False),
        ("example", (".example",), False),
        ("region.example", ("@Region.Example",), True),
        ("region.example", (), False),
    ],
)
def test_which_domains_an_office_may_write_to(domain, allowed, may):
    assert may_write_to(domain, allowed) is may


def test_a_recipient_outside_the_allowed_domains_is_held_as_soon_as_it_is_queued(desk, fill, rows, relay, post):
    fill(1, to="someone@Outside.test")
    assert (rows()[0].state, rows()[0].attempts) == (HELD, 0)
    assert "outside.test is not among the domains" in rows()[0].last_error
    assert deliver_due(desk, relay=relay).problems == ()
    assert list_mails(post.everything) == []


@pytest.mark.parametrize("allowed", [(), ("another.example",)])
def test_a_recipient_no_longer_allowed_when_the_mail_leaves_is_held_then(desk, fill, rows, relay, post, allowed):
    fill(1)
    assert rows()[0].state is PENDING
    narrowed = replace(desk, office=replace(desk.office, allowed_domains=allowed))
    outcome = deliver_due(narrowed, relay=relay)
    assert (rows()[0].state, rows()[0].attempts) == (HELD, 0)
    assert "is not among the domains" in rows()[0].last_error
    assert len(outcome.problems) == 1
    assert list_mails(post.everything) == []


def test_an_empty_list_of_domains_means_nobody(desk, rows, relay, post, compose):
    nobody = replace(desk, office=replace(desk.office, allowed_domains=()))
    with nobody.session() as session:
        queue(session, mail=compose(1), key="k", kind=MessageKind.REQUEST, now=desk.now)
        session.commit()
    assert rows()[0].state is HELD
    deliver_due(nobody, relay=relay)
    assert list_mails(post.everything) == []


def test_a_preview_says_what_would_happen_and_changes_nothing(desk, fill, rows, relay, post):
    fill(2)
    fill(1, to="someone@other.example", start=3)
    here = rows()[0].envelope_to.rpartition("@")[2]
    narrowed = replace(desk, office=replace(desk.office, allowed_domains=(here,)))
    outcome = deliver_due(narrowed, relay=relay, preview=True)
    assert outcome.preview
    assert outcome.counts == {"would_be_sent": 2, "would_be_held": 1}
    assert {row.state for row in rows()} == {PENDING}
    assert list_mails(post.everything) == []


def test_a_mail_is_not_sent_before_its_time(desk, compose, rows, relay, later):
    at = desk.now + timedelta(hours=3)
    with desk.session() as session:
        queue(session, mail=compose(1), key="k", kind=MessageKind.REQUEST, now=desk.now, not_before_at=at)
        session.commit()
    deliver_due(later(timedelta(hours=2, minutes=59)), relay=relay)
    assert rows()[0].state is PENDING
    deliver_due(later(timedelta(hours=3)), relay=relay)
    assert rows()[0].state is SENT


def test_a_limit_is_never_exceeded_by_several_connections(desk, fill, rows, relay):
    fill(12)
    outcome = deliver_due(desk, relay=relay, limit=5)
    assert outcome.counts == {"sent": 5, "left": 7, "lost": 0}


def test_a_throttled_domain_is_written_to_evenly_while_others_go_ahead(desk, fill, rows, relay):
    fill(5, to="x@slow.example")
    fill(1, to="x@other.example", start=6)
    outcome = deliver_due(desk, relay=replace(relay, per_minute=30))  # five at once, then one every two seconds
    assert outcome.counts["sent"] == 6
    fill(1, to="x@slow.example", start=7)
    assert deliver_due(desk, relay=replace(relay, per_minute=30)).counts["sent"] == 1
    assert rows()[-1].sent_at - desk.now >= timedelta(seconds=1)


def test_a_domain_that_asks_for_patience_gets_no_more_mail_until_its_minute_is_over(
    desk, fill, rows, refusing, relay, later
):
    fill(5, to="odd@region.example")
    fill(1, start=6)
    _, busy = refusing(RCPT="450 4.7.1 slow down")
    deliver_due(desk, relay=replace(busy, connections=1))
    assert sorted(row.attempts for row in rows()) == [0, 0, 0, 0, 0, 1]
    assert deliver_due(later(timedelta(seconds=25)), relay=relay).counts == {"left": 5, "lost": 0}
    assert deliver_due(later(timedelta(minutes=3)), relay=relay).counts["sent"] == 6


def test_a_complaint_is_remembered_by_every_later_run_and_slowly_forgotten(desk, fill, refusing, relay, later, pace):
    fill(2, to="odd@region.example")
    _, busy = refusing(RCPT="421 4.7.0 too fast")
    deliver_due(desk, relay=replace(busy, connections=1, per_minute=60))
    assert pace() == {"region.example": 30.0}
    deliver_due(later(timedelta(minutes=4)), relay=replace(relay, per_minute=60))
    assert pace() == {"region.example": pytest.approx(39.0, abs=0.5)}
    fill(1, start=3)
    deliver_due(later(timedelta(minutes=20)), relay=replace(relay, per_minute=60))
    assert pace() == {"region.example": 60.0}


def test_without_a_limit_a_domain_is_counted_only_from_a_complaint_to_its_recovery(
    desk, fill, refusing, relay, later, pace
):
    fill(1)
    deliver_due(desk, relay=relay)
    assert pace() == {}
    fill(1, to="odd@region.example", start=2)
    _, busy = refusing(RCPT="451 4.7.1 too fast")
    deliver_due(desk, relay=busy)
    assert pace() == {"region.example": 30.0}
    deliver_due(later(timedelta(hours=1)), relay=relay)
    assert pace() == {}


def test_mails_claimed_ahead_go_back_untouched_when_the_sender_is_refused(desk, fill, rows, refusing):
    fill(40)
    _, strict = refusing(MAIL="550 5.7.1 we do not know you")
    deliver_due(desk, relay=replace(strict, connections=1))
    assert {(row.state, row.attempts) for row in rows()} == {(PENDING, 0)}
    assert sum(bool(row.last_error) for row in rows()) == 1


def test_a_rehearsal_of_a_future_day_leaves_the_claims_of_living_workers_alone(desk, fill, rows, claim, relay, later):
    fill(2)
    claim(worker=worker_name(), wanted=1)
    next_month = later(timedelta(days=31))
    outcome = deliver_and_reconcile(next_month, relay=relay, lookup=NoLookup(), moment=desk.now)
    assert [row.state for row in rows()] == [OutboundState.SENDING, SENT]
    assert rows()[1].claimed_at == desk.now
    assert outcome.counts == {"sent": 1, "left": 0, "lost": 0}


def test_delivery_works_when_called_inside_an_event_loop(desk, fill, rows, relay):
    fill(2)

    async def flow() -> None:
        deliver_due(desk, relay=relay)

    asyncio.run(flow())
    assert {row.state for row in rows()} == {SENT}


def test_a_null_sender_is_sent_as_one(desk, compose, rows, relay, post):
    mail = compose(1)
    with desk.session() as session:
        receipt = replace(mail, envelope=replace(mail.envelope, envelope_from="", to_address="reponse+x@plan.example"))
        queue(session, mail=receipt, key="k", kind=MessageKind.RECEIPT, now=desk.now)
        session.commit()
    deliver_due(desk, relay=relay)
    (path,) = list_mails(post.inbound)
    assert path.read_bytes().startswith(b"Return-Path: <>\r\n")


def test_a_claim_taken_over_by_another_worker_is_not_settled_by_the_first(desk, fill, rows, claim):
    fill(1)
    (mine,) = claim(worker="one")
    assert claim(worker="two") == []
    accepted = SendResult(Verdict.ACCEPTED, Stage.FINAL_DOT, 250, "ok")
    with desk.session() as session:
        assert settle_all(session, answers=[Answer(replace(mine, worker="two"), accepted, desk.now)]) == {}
        assert settle_all(session, answers=[Answer(mine, accepted, desk.now)]) == {mine.id: SENT}
        assert settle_all(session, answers=[Answer(mine, accepted, desk.now)]) == {mine.id: SENT}
        refused = SendResult(Verdict.REFUSED, Stage.RECIPIENT, 550, "no")
        assert settle_all(session, answers=[Answer(mine, refused, desk.now)]) == {}
        session.commit()
    assert rows()[0].state is SENT


def test_after_forty_eight_hours_of_trying_a_mail_has_failed(desk, fill, rows, refusing, later):
    fill(1, to="odd@region.example")
    _, relay = refusing(RCPT="450 4.2.1 try again")
    passed = timedelta()
    for _ in range(60):
        deliver_due(later(passed), relay=relay)
        passed = rows()[0].next_try_at - desk.now
        if rows()[0].state is FAILED:
            break
    assert timedelta(hours=48) <= passed <= timedelta(hours=60)
    assert "48 hours" in rows()[0].last_error


@pytest.mark.parametrize(("lookup", "in_hand"), [(NoLookup(), 2), (KnowsNothingYet(), 12)])
def test_where_nobody_can_look_only_the_mails_being_sent_are_claimed(desk, fill, rows, refusing, lookup, in_hand):
    fill(12, to="odd@region.example")
    _, relay = refusing(DATA="hang")  # two connections, each waiting half a second for its first answer
    thread = threading.Thread(target=deliver_and_reconcile, args=(desk,), kwargs={"relay": relay, "lookup": lookup})
    thread.start()
    time.sleep(0.35)
    assert sum(row.state is OutboundState.SENDING for row in rows()) == in_hand
    thread.join()
