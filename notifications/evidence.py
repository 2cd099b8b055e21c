"""Who may answer: from the evidence about one mail to its fate. A pure and total table; a token alone is nobody."""

from dataclasses import dataclass
from enum import StrEnum

from models.vocabulary import Authentication, InboundClass
from notifications.reasons import Reason


class ReceiptTo(StrEnum):
    """Who is told what became of a mail. REGISTERED is the address we hold, whatever the mail says of its sender."""

    NOBODY = "nobody"
    SENDER = "sender"
    REGISTERED = "registered"


@dataclass(frozen=True)
class Evidence:
    """What is known of one mail.

    `token`, `thread` and `sheet` tie it to a form: a valid token of this form, a Message-ID we sent for it, a workbook
    with its signed id. `open_forms_of_sender` counts the open forms of the official the sender is. `is_automatic`,
    `is_bounce` and `is_suspect` come from the classifier; `has_values` tells whether any answer was found;
    `sender_has_handed_over` that the sender was responsible before and somebody else is now.
    """

    token: bool
    thread: bool
    sheet: bool
    sender_is_assigned: bool
    sender_is_deputy: bool
    same_organisation: bool
    authentication: Authentication
    from_is_strict: bool
    form_is_open: bool
    open_forms_of_sender: int = 0
    is_automatic: bool = False
    is_bounce: bool = False
    is_suspect: bool = False
    has_values: bool = True
    sender_has_handed_over: bool = False

    @property
    def is_tied(self) -> bool:
        """Whether anything ties the mail to a form."""
        return self.token or self.thread or self.sheet

    @property
    def is_from_the_asked(self) -> bool:
        """Whether the sender is the assigned official or a registered deputy."""
        return self.sender_is_assigned or self.sender_is_deputy


@dataclass(frozen=True)
class Decision:
    """The fate of one mail.

    `form_is_guessed` says that the sender's only open form is meant; `asks_assigned` that the assigned official or the
    focal point is asked whether to accept; `needs_confirmation` that recorded values stay provisional until confirmed;
    `notifies_registered` that the registered address is warned of a message in its name.
    """

    fate: InboundClass
    reasons: tuple[str, ...]
    receipt_to: ReceiptTo = ReceiptTo.NOBODY
    form_is_guessed: bool = False
    asks_assigned: bool = False
    tells_focal_point: bool = False
    needs_confirmation: bool = False
    notifies_registered: bool = False

    @property
    def sends_receipt(self) -> bool:
        """Whether anybody gets a receipt."""
        return self.receipt_to is not ReceiptTo.NOBODY


def decide(evidence: Evidence) -> Decision:
    """The decision table: the first row that applies. Total: every combination of evidence has exactly one fate."""
    return (
        _decide_machines(evidence)
        or _decide_forgeries(evidence)
        or (_decide_tied(evidence) if evidence.is_tied else _decide_untied(evidence))
    )


def _decide_machines(evidence: Evidence) -> Decision | None:
    """An automatic message never changes a state; one that holds answers is looked at by a person."""
    if evidence.is_bounce:
        return Decision(InboundClass.BOUNCE, (Reason.DELIVERY_REPORT,))
    if evidence.is_automatic and evidence.has_values:
        return Decision(InboundClass.TRIAGE, (Reason.AUTOMATIC_WITH_VALUES,), tells_focal_point=True)
    if evidence.is_automatic:
        return Decision(InboundClass.AUTOMATIC, (Reason.AUTO_SUBMITTED,))
    return None


def _decide_forgeries(evidence: Evidence) -> Decision | None:
    """A mail without one clear sender, or one that failed the check of its sender, never records anything."""
    if not evidence.from_is_strict:
        return Decision(InboundClass.QUARANTINE, (Reason.FROM_NOT_STRICT,), tells_focal_point=True)
    if evidence.authentication is not Authentication.FAIL:
        return None
    if evidence.is_tied or evidence.is_from_the_asked:
        return Decision(
            InboundClass.QUARANTINE,
            (Reason.AUTHENTICATION_FAILED,),
            tells_focal_point=True,
            notifies_registered=evidence.is_from_the_asked,
        )
    return Decision(InboundClass.TRIAGE, (Reason.AUTHENTICATION_FAILED, Reason.NOTHING_TIES_IT), tells_focal_point=True)


def _decide_tied(evidence: Evidence) -> Decision:
    passed = evidence.authentication is Authentication.PASS
    if evidence.is_from_the_asked:
        return _decide_asked(evidence, passed=passed)
    reasons = (Reason.COLLEAGUE,) if evidence.same_organisation and passed else (Reason.STRANGER,)
    if not evidence.form_is_open:
        return Decision(InboundClass.LATE, (Reason.FORM_CLOSED, *reasons), tells_focal_point=True)
    if evidence.sender_has_handed_over:
        return Decision(InboundClass.HELD, (Reason.FORMER_HOLDER,), asks_assigned=True)
    is_colleague = evidence.same_organisation and passed
    return Decision(InboundClass.HELD, reasons, asks_assigned=is_colleague, tells_focal_point=not is_colleague)


def _decide_asked(evidence: Evidence, *, passed: bool) -> Decision:
    """The person who was asked answers: recorded if vouched for, provisional if nothing speaks for or against it."""
    receipt_to = ReceiptTo.SENDER if passed else ReceiptTo.REGISTERED
    if evidence.is_suspect:
        receipt_to = ReceiptTo.NOBODY  # never answer bulk or list mail (RFC 3834)
    if not evidence.form_is_open:
        return Decision(InboundClass.LATE, (Reason.FORM_CLOSED,), receipt_to, tells_focal_point=True)
    if not evidence.has_values:
        return Decision(InboundClass.NO_VALUES, (Reason.NO_VALUES,), receipt_to)
    if passed:
        return Decision(InboundClass.RECORDED, (Reason.TIED_AND_AUTHENTICATED,), receipt_to)
    return Decision(InboundClass.PROVISIONAL, (Reason.NOT_AUTHENTICATED,), receipt_to, needs_confirmation=True)


def _decide_untied(evidence: Evidence) -> Decision:
    """Without token, thread or sheet a form is guessed only for a vouched-for official with exactly one open form."""
    if not evidence.is_from_the_asked or evidence.authentication is not Authentication.PASS:
        return Decision(InboundClass.TRIAGE, (Reason.NOTHING_TIES_IT,), tells_focal_point=True)
    if evidence.open_forms_of_sender != 1:
        reason = Reason.SEVERAL_OPEN_FORMS if evidence.open_forms_of_sender > 1 else Reason.NO_OPEN_FORM
        return Decision(InboundClass.TRIAGE, (reason,), tells_focal_point=True)
    receipt_to = ReceiptTo.NOBODY if evidence.is_suspect else ReceiptTo.SENDER
    fate = InboundClass.RECORDED if evidence.has_values else InboundClass.NO_VALUES
    reasons = (Reason.FORM_GUESSED,) if evidence.has_values else (Reason.FORM_GUESSED, Reason.NO_VALUES)
    return Decision(fate, reasons, receipt_to, form_is_guessed=True)
