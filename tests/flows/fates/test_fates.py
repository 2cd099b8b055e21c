"""Every message has a fate; what waits for a person is told once a day, with the command that resolves it."""

from datetime import date, timedelta
from email import message_from_bytes

import pytest
from sqlmodel import col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.dispatch.outbox import release
from flows.services.reception.held import resolve_held_reply
from flows.services.reception.inbox import LARGEST, store_raw
from flows.services.reception.replies import receive
from flows.services.upkeep.fates import check_mail
from flows.services.upkeep.mending import give_up, mend_address
from models.rules.errors import DomainError
from models.tables import InboundMessage, LedgerEntry, Official, OutboundMessage
from models.vocabulary import InboundClass, LedgerAction, MessageKind, OutboundState

DAY = date(2026, 10, 8)  # a Thursday
SIGNED = {"operator": "N. Admin", "reason": "looked at it"}


def check(post, day=DAY, **options):
    return check_mail(post.desk(day, hours=12), plan="small", **options)


def digests(session, post) -> list[OutboundMessage]:
    return [mail for mail in post.sent(session, MessageKind.NOTICE) if mail.idempotency_key.startswith("digest:")]


def text_of(mail: OutboundMessage) -> str:
    part = message_from_bytes(mail.raw).get_payload(0)
    return part.get_payload(decode=True).decode()


def set_state(post, mail: OutboundMessage, state: OutboundState, why: str = "because") -> None:
    with post.desk().session() as writing:
        row = writing.get_one(OutboundMessage, mail.id)
        row.state, row.last_error, row.claimed_at = state, why, post.desk().now
        writing.commit()


def stranger(number: int = 1) -> bytes:
    return f"From: a{number}@else.example\r\nSubject: hello {number}\r\nMessage-ID: <s{number}@else.example>\r\n\r\nx".encode()


def test_when_all_is_well_the_sums_agree_and_nobody_is_written_to(session, post, answer, code) -> None:
    receive(post.desk(DAY), raw=answer(post.request(session), f"{code} = 14"), source="test")
    outcome = check(post)
    assert (outcome.problems, outcome.counts["parked"], digests(session, post)) == ((), 0, [])
    fates = {(way, word): int(number) for way, word, number in outcome.tables[1].rows}
    assert fates == {
        ("in", "provisional"): 1,
        ("out", "pending"): 1,
        ("out", "sent"): 1,
        ("in", "all"): 1,
        ("out", "all"): 2,
    }


@pytest.mark.parametrize("state", [OutboundState.HELD, OutboundState.FAILED, OutboundState.IN_DOUBT])
def test_a_mail_that_waits_for_a_person_is_told_once_a_day_with_what_to_do(session, post, state) -> None:
    mail = post.request(session)
    set_state(post, mail, state)
    for _ in range(3):
        assert check(post).counts["parked"] == 1
    (digest,) = digests(session, post)
    assert digest.envelope_to == "of-admin@region.example"
    bare = mail.message_id.strip("<>")
    lines = text_of(digest).splitlines()
    assert f"iltizam outbox show {bare}" in lines
    assert (f"iltizam outbox release {bare}" in lines) is (state is not OutboundState.IN_DOUBT)
    check(post, DAY + timedelta(days=1))
    assert len(digests(session, post)) == 2  # until it is resolved


def test_on_a_day_off_nobody_is_written_to_but_the_table_shows_it(session, post) -> None:
    set_state(post, post.request(session), OutboundState.HELD)
    outcome = check(post, date(2026, 10, 10))  # a Saturday
    assert (outcome.counts["parked"], digests(session, post)) == (1, [])


def test_a_preview_tells_nobody(session, post) -> None:
    set_state(post, post.request(session), OutboundState.HELD)
    assert check(post, preview=True).counts["told"] == 1
    assert digests(session, post) == []


def test_a_held_mail_is_released_or_given_up_and_leaves_the_list(session, post) -> None:
    mail = post.request(session)
    for resolve in ("release", "give up"):
        set_state(post, mail, OutboundState.HELD)
        desk = post.desk(DAY)
        with desk.session() as writing:
            if resolve == "release":
                release(writing, message_id=mail.message_id, now=desk.now)
            else:
                give_up(writing, desk, message_id=mail.message_id, **SIGNED)
            writing.commit()
        assert check(post).counts["parked"] == 0
    session.rollback()
    entry = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.MAIL_GIVEN_UP)).one()
    assert (entry.actor, entry.before, entry.reason) == ("N. Admin", "held", "looked at it")


def test_what_was_sent_cannot_be_given_up_nor_anything_without_a_name(session, post) -> None:
    mail = post.request(session)
    with post.desk().session() as writing:
        with pytest.raises(DomainError, match="is sent"):
            give_up(writing, post.desk(), message_id=mail.message_id, **SIGNED)
        with pytest.raises(DomainError, match="who decides and why"):
            give_up(writing, post.desk(), message_id=mail.message_id, operator=" ", reason="x")


def test_an_inbound_message_that_waits_is_listed_until_somebody_decides(session, post, answer, code) -> None:
    colleague = answer(post.request(session), f"{code} = 14", From="colleague@region.example")
    shas = [
        receive(post.desk(DAY), raw=raw, source="test").sha256
        for raw in (colleague, stranger(), b"From: a@x.example, b@x.example\r\n\r\ntwo senders")
    ]
    outcome = check(post)
    assert sorted(row[0] for row in outcome.tables[0].rows) == ["held", "quarantine", "triage"]
    text = text_of(digests(session, post)[0])
    for sha in shas:
        assert f"iltizam inbox show {sha[:12]}" in text.splitlines()
    for sha in shas:
        resolve_held_reply(post.desk(DAY), message=sha[:12], decision="refuse", **SIGNED)
    assert check(post).counts["parked"] == 0


def test_an_answer_after_the_closing_is_listed_until_somebody_takes_or_refuses_it(session, post, answer, code) -> None:
    raw = answer(post.request(session), f"{code} = 14")
    closed = date(2027, 1, 4)
    open_quarter(post.desk(closed), plan="small")
    late = receive(post.desk(closed), raw=raw, source="test")
    assert late.fate is InboundClass.LATE
    assert [row[0] for row in check(post, closed).tables[0].rows if late.sha256[:12] in row[-1]] == ["late"]
    order = {"message": late.sha256[:12], "decision": "accept", "plan": "small", "form": "", "preview": False}
    resolve_held_reply(post.desk(closed), **order, **SIGNED)
    following = check(post, closed + timedelta(days=1))
    assert not [row for row in following.tables[0].rows if late.sha256[:12] in row[-1]]
    assert not [problem for problem in following.problems if "Receipts" in problem]
    keys = {row.idempotency_key for row in post.sent(session, MessageKind.RECEIPT)}
    assert keys == {f"receipt:{late.sha256}", f"receipt:{late.sha256}:decided"}  # kept aside, and then recorded


def test_an_oversize_message_is_listed_with_its_true_size_and_can_only_be_put_away(session, post, answer, code) -> None:
    raw = answer(post.request(session), f"{code} = 14")
    size = LARGEST + 1
    result = receive(post.desk(DAY), raw=raw, source="7-1", size=size)
    again = receive(post.desk(DAY), raw=raw, source="8-1", size=size)  # the folder was numbered anew
    assert (result.fate, again.fate) == (InboundClass.OVERSIZE, InboundClass.DUPLICATE)
    session.rollback()
    row = session.exec(select(InboundMessage)).one()
    assert (row.size, row.source) == (size, "7-1")
    assert b"14" not in row.raw.partition(b"\r\n\r\n")[2]
    assert check(post).counts["parked"] == 1
    with pytest.raises(DomainError, match="only the header was kept"):
        resolve_held_reply(post.desk(DAY), message=row.sha256[:12], decision="accept", **SIGNED)
    resolve_held_reply(post.desk(DAY), message=row.sha256[:12], decision="refuse", **SIGNED)
    assert check(post).counts["parked"] == 0


def test_a_small_mail_whose_size_the_server_counts_wrongly_is_not_oversize(session, post, answer, code) -> None:
    raw = answer(post.request(session), f"{code} = 14")
    result = receive(post.desk(DAY), raw=raw, source="7-1", size=len(raw) + 40)
    assert result.fate is InboundClass.PROVISIONAL


def test_the_same_huge_mail_has_one_name_whether_it_came_whole_or_as_a_header(session, post) -> None:
    header = b"From: a@x.example\r\nMessage-ID: <huge@x.example>\r\n\r\n"
    whole = header + b"x" * LARGEST
    one = store_raw(post.desk(), raw=whole, envelope_to="", source="lmtp")
    other = store_raw(post.desk(), raw=header, envelope_to="", source="7-1", size=len(whole))
    assert one.id == other.id


def suppress(post, *codes: str) -> None:
    with post.desk().session() as writing:
        for official in writing.exec(select(Official).where(col(Official.code).in_(codes))).all():
            official.suppressed_because = "5.1.1 no such user"
        writing.commit()


def test_an_address_that_does_not_work_is_listed_every_working_day_until_it_is_mended(session, post) -> None:
    suppress(post, "OF-ASKED")
    for day in (DAY, DAY + timedelta(days=1), DAY + timedelta(days=4)):
        assert check(post, day).counts["parked"] == 1
    text = text_of(digests(session, post)[-1])
    assert "iltizam mail mend OF-ASKED --email NEW_ADDRESS --by YOU --reason WHY" in text.splitlines()
    assert "open forms: 1" in text
    desk = post.desk(DAY)
    with desk.session() as writing:
        mend_address(writing, desk, official="OF-ASKED", email="new@region.example", plan_id=post.plan_id, **SIGNED)
        writing.commit()
    assert check(post).counts["parked"] == 0
    mended = post.official(session)
    assert (mended.email, mended.suppressed_because) == ("new@region.example", "")


@pytest.mark.parametrize(
    ("email", "code", "words"),
    [
        ("of-admin@region.example", "OF-ASKED", "already the one of OF-ADMIN"),
        ("not an address", "OF-ASKED", "not a mail address"),
        ("", "OF-NOBODY", "no official"),
    ],
)
def test_an_address_is_not_mended_with_a_wrong_one(post, email, code, words) -> None:
    desk = post.desk(DAY)
    with desk.session() as writing, pytest.raises(DomainError, match=words):
        mend_address(writing, desk, official=code, email=email, plan_id=post.plan_id, **SIGNED)


def test_when_the_administrator_cannot_be_reached_the_focal_point_is_told(session, post) -> None:
    suppress(post, "OF-ADMIN")
    check(post)
    assert [mail.envelope_to for mail in digests(session, post)] == ["of-focal@region.example"]


def test_when_nobody_can_be_told_the_run_fails_and_says_so(post) -> None:
    suppress(post, "OF-ADMIN", "OF-FOCAL", "OF-ASKED")
    outcome = check(post)
    assert (outcome.counts["parked"], len(outcome.problems)) == (3, 1)
    assert "Nobody can be told" in outcome.problems[0]


def test_a_form_that_came_back_from_a_living_address_waits_until_a_reminder_goes_out(session, post) -> None:
    first = post.request(session)
    set_state(post, first, OutboundState.BOUNCED, "5.2.2 mailbox full")
    assert check(post).counts["parked"] == 1
    with post.desk().session() as writing:
        values = first.model_dump(exclude={"id"}) | {
            "idempotency_key": "again", "message_id": "<again@iltizam.example>", "kind": MessageKind.REMINDER,
            "state": OutboundState.SENT,
        }  # fmt: skip
        writing.add(OutboundMessage(**values, raw=first.raw))
        writing.commit()
    assert check(post).counts["parked"] == 0


def breach(post, name: str) -> None:
    desk = post.desk()
    with desk.session() as writing:
        mail = writing.exec(select(OutboundMessage)).first()
        if name == "unread":
            writing.commit()
            store_raw(desk, raw=stranger(), envelope_to="", source="test")
            return
        if name == "unexplained":
            writing.commit()
            stored = store_raw(desk, raw=stranger(), envelope_to="", source="test")
            with desk.session() as other:
                other.get_one(InboundMessage, stored.id).fate = InboundClass.AUTOMATIC
                other.commit()
            return
        changes = {
            "abandoned": {"state": OutboundState.SENDING, "claimed_at": desk.now},
            "waiting": {"state": OutboundState.PENDING, "next_try_at": desk.now},
            "without time": {"sent_at": None},
            "receipt for nothing": {"kind": MessageKind.RECEIPT},
        }[name]
        for field, value in changes.items():
            setattr(mail, field, value)
        writing.commit()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("unread", "not read: 1"),
        ("unexplained", "ledger does not explain: 1"),
        ("abandoned", "Mails being sent for more than an hour: 1"),
        ("waiting", "Mails due for more than a day: 1"),
        ("without time", "without a moment of acceptance: 1"),
        ("receipt for nothing", "Receipts that answer no message that came: 1"),
    ],
)
def test_whatever_does_not_hold_fails_the_run_and_is_told(session, post, name, words) -> None:
    assert check(post).problems == ()
    breach(post, name)
    outcome = check(post)
    assert [problem for problem in outcome.problems if words in problem]
    assert words in " ".join(text_of(digests(session, post)[0]).split())


def test_a_message_that_has_only_just_come_is_no_breach(post) -> None:
    store_raw(post.desk(DAY, hours=11.5), raw=stranger(), envelope_to="", source="test")
    assert check(post).problems == ()


def test_a_long_list_is_cut_and_says_how_much_is_left(session, post) -> None:
    for number in range(45):
        receive(post.desk(DAY), raw=stranger(number), source="test")
    assert check(post).counts["parked"] == 45
    (digest,) = digests(session, post)
    assert (
        "45 points du courrier vous attendent" in message_from_bytes(digest.raw).as_string() or "45" in digest.subject
    )
    assert "5 autres points" in text_of(digest)
