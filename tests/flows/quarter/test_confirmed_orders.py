"""Orders given by hand: shown first, carried out with the number of what was shown, held for a while, stoppable as a whole."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlmodel import select

from flows.confirmation import HOLD, give_by_hand, number_of
from flows.services.collection import campaigns
from flows.services.dispatch.batches import decide_batch
from models.rules.errors import DomainError
from models.tables import LedgerEntry, Milestone, OutboundMessage
from models.vocabulary import LedgerAction, OutboundState

DAY = date(2026, 10, 1)
SIGNED = {"operator": "N. Admin", "reason": "wrong quarter"}


def open_quarter(desk, only_preview):
    return campaigns.open_quarter(desk, plan="small", preview=only_preview)


give = partial(give_by_hand, open_quarter)


def mails(session):
    session.rollback()
    query = select(OutboundMessage).order_by(OutboundMessage.id).execution_options(populate_existing=True)
    return session.exec(query).all()


def confirmed_batch(session, desk):
    number = give(desk, preview=True, confirmation="").confirmation
    give(desk, preview=False, confirmation=number)
    return mails(session)[0].batch


def test_without_a_number_an_order_by_hand_is_only_shown(session, small_plan, desk_on) -> None:
    shown = give(desk_on(DAY), preview=False, confirmation="")
    assert shown.preview
    assert len(shown.confirmation) == 6
    assert shown.counts["asked"] == 3
    assert mails(session) == []


def test_with_the_number_it_is_carried_out_and_waits_before_the_first_mail(session, small_plan, desk_on) -> None:
    desk = desk_on(DAY)
    number = give(desk, preview=True, confirmation="").confirmation
    done = give(desk, preview=False, confirmation=f" {number.lower()} ")
    assert not done.preview
    assert f"{number}-20261001" in done.summary
    queued = mails(session)
    assert {mail.batch for mail in queued} == {f"{number}-20261001"}
    assert {mail.next_try_at - desk.now for mail in queued} == {HOLD}


def test_a_number_of_another_preview_sends_nothing_and_shows_what_has_changed(session, small_plan, desk_on) -> None:
    number = give(desk_on(DAY), preview=True, confirmation="").confirmation
    milestone = session.exec(select(Milestone)).first()
    session.delete(milestone)
    session.commit()
    shown = give(desk_on(DAY), preview=False, confirmation=number)
    assert shown.preview
    assert "another preview" in shown.summary
    assert shown.confirmation not in ("", number)
    assert mails(session) == []


def test_a_number_counts_for_its_day_only(small_plan, desk_on) -> None:
    numbers = {give(desk_on(DAY + timedelta(days=n)), preview=True, confirmation="").confirmation for n in range(3)}
    assert len(numbers) == 3


def test_the_number_does_not_depend_on_words_that_change_without_meaning(small_plan, desk_on) -> None:
    shown = give(desk_on(DAY), preview=True, confirmation="")
    assert number_of(replace(shown, summary="said otherwise")) == shown.confirmation


@pytest.mark.parametrize(("decision", "state"), [("hold", OutboundState.HELD), ("cancel", OutboundState.CANCELLED)])
def test_what_has_not_left_is_stopped_as_a_whole_and_once(session, small_plan, desk_on, decision, state) -> None:
    batch = confirmed_batch(session, desk_on(DAY))
    assert (
        decide_batch(desk_on(DAY), batch=batch, decision=decision, preview=True, operator="", reason="").counts[
            "changed"
        ]
        == 3
    )
    assert {mail.state for mail in mails(session)} == {OutboundState.PENDING}
    for expected in (3, 0):
        done = decide_batch(desk_on(DAY), batch=batch, decision=decision, preview=False, **SIGNED)
        assert done.counts["changed"] == expected
    assert {mail.state for mail in mails(session)} == {state}
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.BATCH_DECIDED)).all()
    assert [(entry.actor, entry.reason) for entry in entries] == [("N. Admin", "wrong quarter")]


def test_released_mails_go_at_once_and_a_mail_on_its_way_is_not_touched(session, small_plan, desk_on) -> None:
    desk = desk_on(DAY)
    batch = confirmed_batch(session, desk)
    first = mails(session)[0]
    first.state = OutboundState.SENDING
    session.add(first)
    session.commit()
    decide_batch(desk, batch=batch, decision="hold", preview=False, **SIGNED)
    assert [mail.state for mail in mails(session)] == [OutboundState.SENDING, OutboundState.HELD, OutboundState.HELD]
    later = replace(desk, now=desk.now + timedelta(hours=1))
    decide_batch(later, batch=batch, decision="release", preview=False, **SIGNED)
    assert [mail.state for mail in mails(session)][1:] == [OutboundState.PENDING, OutboundState.PENDING]
    assert {mail.next_try_at for mail in mails(session)[1:]} == {later.now}


def test_an_unknown_order_or_nobody_s_decision_is_refused_in_one_sentence(small_plan, desk_on) -> None:
    with pytest.raises(DomainError, match="There is no order “X”"):
        decide_batch(desk_on(DAY), batch="X", decision="hold", preview=False, **SIGNED)
    with pytest.raises(DomainError, match="who decides and why"):
        decide_batch(desk_on(DAY), batch="X", decision="hold", preview=False, operator=" ", reason="")
