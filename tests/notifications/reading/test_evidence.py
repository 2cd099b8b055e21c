"""Who may answer: one test for each row of the decision table, and what must hold for every combination of evidence."""

from dataclasses import replace
from itertools import product

import pytest

from models.vocabulary import Authentication, InboundClass
from notifications.evidence import Decision, Evidence, ReceiptTo, decide
from notifications.reasons import REASONS, Reason

ASKED = Evidence(
    token=True,
    thread=False,
    sheet=False,
    sender_is_assigned=True,
    sender_is_deputy=False,
    same_organisation=True,
    authentication=Authentication.PASS,
    from_is_strict=True,
    form_is_open=True,
    open_forms_of_sender=1,
)
STRANGER = replace(ASKED, sender_is_assigned=False, same_organisation=False)


@pytest.mark.parametrize("tie", ["token", "thread", "sheet"])
@pytest.mark.parametrize("who", ["sender_is_assigned", "sender_is_deputy"])
def test_the_asked_person_vouched_for_is_recorded_with_a_receipt(tie: str, who: str) -> None:
    nobody = replace(ASKED, token=False, sender_is_assigned=False)
    decision = decide(replace(nobody, **{tie: True, who: True}))
    assert (decision.fate, decision.receipt_to) == (InboundClass.RECORDED, ReceiptTo.SENDER)


def test_without_authentication_the_record_is_provisional_and_the_registered_address_is_told() -> None:
    decision = decide(replace(ASKED, authentication=Authentication.UNKNOWN))
    assert (decision.fate, decision.receipt_to) == (InboundClass.PROVISIONAL, ReceiptTo.REGISTERED)
    assert decision.needs_confirmation


def test_a_failed_authentication_is_quarantined_and_the_registered_address_is_warned() -> None:
    decision = decide(replace(ASKED, authentication=Authentication.FAIL))
    assert decision.fate is InboundClass.QUARANTINE
    assert decision.notifies_registered
    assert not decision.sends_receipt


def test_a_colleague_is_held_until_the_assigned_official_accepts() -> None:
    decision = decide(replace(STRANGER, same_organisation=True))
    assert (decision.fate, decision.reasons) == (InboundClass.HELD, (Reason.COLLEAGUE,))
    assert decision.asks_assigned
    assert not decision.sends_receipt


@pytest.mark.parametrize("authentication", [Authentication.PASS, Authentication.UNKNOWN])
def test_a_stranger_with_a_forwarded_token_is_held_without_a_receipt(authentication: Authentication) -> None:
    decision = decide(replace(STRANGER, authentication=authentication))
    assert (decision.fate, decision.reasons) == (InboundClass.HELD, (Reason.STRANGER,))
    assert decision.tells_focal_point
    assert not decision.sends_receipt


def test_a_form_is_guessed_only_if_the_sender_has_exactly_one_open() -> None:
    untied = replace(ASKED, token=False)
    assert decide(untied).fate is InboundClass.RECORDED
    assert decide(untied).form_is_guessed
    assert decide(replace(untied, open_forms_of_sender=2)).reasons == (Reason.SEVERAL_OPEN_FORMS,)
    assert decide(replace(untied, open_forms_of_sender=0)).reasons == (Reason.NO_OPEN_FORM,)
    assert decide(replace(untied, authentication=Authentication.UNKNOWN)).fate is InboundClass.TRIAGE


def test_an_answer_to_a_closed_form_is_late_and_says_so() -> None:
    decision = decide(replace(ASKED, form_is_open=False))
    assert (decision.fate, decision.receipt_to) == (InboundClass.LATE, ReceiptTo.SENDER)
    assert not decide(replace(STRANGER, form_is_open=False)).sends_receipt


def test_machines_are_never_answered_and_answers_in_their_mail_go_to_a_person() -> None:
    automatic = replace(ASKED, is_automatic=True)
    assert decide(replace(automatic, has_values=False)).fate is InboundClass.AUTOMATIC
    assert decide(automatic).reasons == (Reason.AUTOMATIC_WITH_VALUES,)
    assert decide(replace(ASKED, is_bounce=True)).fate is InboundClass.BOUNCE


def test_an_unclear_sender_is_quarantined() -> None:
    assert decide(replace(ASKED, from_is_strict=False)).fate is InboundClass.QUARANTINE


def test_a_reply_without_answers_is_kept_as_such() -> None:
    assert decide(replace(ASKED, has_values=False)).fate is InboundClass.NO_VALUES


def test_list_mail_is_recorded_but_never_answered() -> None:
    decision = decide(replace(ASKED, is_suspect=True))
    assert (decision.fate, decision.sends_receipt) == (InboundClass.RECORDED, False)


def test_everything_else_goes_to_triage() -> None:
    assert decide(replace(STRANGER, token=False)).fate is InboundClass.TRIAGE


def every_evidence() -> list[Evidence]:
    """All combinations."""
    switches = list(product([False, True], repeat=12))
    return [
        Evidence(*bits[:6], authentication, bits[6], bits[7], forms, *bits[8:])
        for bits in switches
        for authentication in Authentication
        for forms in (0, 1, 2)
    ]


def test_every_combination_has_one_fate_and_the_laws_hold() -> None:
    recording = (InboundClass.RECORDED, InboundClass.PROVISIONAL)
    for evidence in every_evidence():
        decision = decide(evidence)
        assert isinstance(decision, Decision)
        assert decision.fate not in (InboundClass.RECEIVED, InboundClass.DUPLICATE, InboundClass.OVERSIZE)
        assert decision.reasons
        assert all(reason in REASONS for reason in decision.reasons)
        if decision.fate in recording:
            assert evidence.sender_is_assigned or evidence.sender_is_deputy, "a token alone never records"
            assert evidence.authentication is not Authentication.FAIL
            assert evidence.from_is_strict
            assert evidence.has_values
            assert not evidence.is_automatic
            assert not evidence.is_bounce
            assert evidence.form_is_open or decision.form_is_guessed
        if decision.sends_receipt:
            assert evidence.sender_is_assigned or evidence.sender_is_deputy, "no receipt to a stranger"
            assert not any((evidence.is_automatic, evidence.is_bounce, evidence.is_suspect))
            assert evidence.from_is_strict
        if decision.receipt_to is ReceiptTo.SENDER:
            assert evidence.authentication is Authentication.PASS
