"""Approval by detached signature: a body's registered key over the canonical figures; and the register of these keys."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.approval.sign_off_bodies import approving_body, keys_of
from flows.services.approval.sign_off_recording import Verdict, record_verdict
from flows.services.approval.ssh_signatures import check_signature, read_public_key
from flows.services.compilation.frozen_reports import check_report, figures_bytes, find_report, subject_of
from flows.services.desk import Desk
from flows.services.lifecycle.standings import claim_plan, find_plan
from flows.services.outcome import Outcome, ReportTable
from models.rules.approval_codes import approval_code
from models.rules.errors import DomainError
from models.tables import ActionPlan, Organisation, SigningKey
from models.vocabulary import LedgerAction, SignatureKind
from notifications.reasons import REASONS, Reason

FLOW = "approve-report"
KEYS_FLOW = "register-signing-key"
LARGEST_SIGNATURE = 20_000


@dataclass(frozen=True)
class SignatureOrder:
    """Which figures, and the signature: its text, or the path of the .sig file on this machine."""

    signature: str
    period: str = ""
    figures: str = ""
    body: str = ""


@dataclass(frozen=True)
class KeyOrder:
    """A public key of a body: one line of OpenSSH; `withdraw` ends the use of a key that is registered."""

    body: str
    public_key: str
    holder: str = ""
    withdraw: bool = False


def approve_with_signature(
    desk: Desk, *, plan: str, order: SignatureOrder, operator: str, preview: bool = False
) -> Outcome:
    """Record the approval a detached signature gives. Anything wrong with it is one sentence, and nothing is written."""
    signature = read_signature(order.signature)
    with desk.session() as session:
        row = claim_plan(session, code=find_plan(session, code=plan).code)
        body = approving_body(session, plan=row, wanted=order.body)
        report = find_report(session, plan=row, period=order.period, figures=order.figures)
        check_report(report)
        holder = check_by_body(session, desk, body=body, content=figures_bytes(report), signature=signature)
        verdict = Verdict(
            is_approved=True, signed_by=holder.holder, kind=SignatureKind.DETACHED, signature=signature,
            remarks=f"key {holder.fingerprint}", confirmed_by=operator.strip(),
        )  # fmt: skip
        refused = record_verdict(session, desk, plan=row, report=report, body=body, verdict=verdict)
        if refused is Reason.APPROVAL_OUTDATED:
            raise DomainError(f"Nothing was recorded. {REASONS[refused]}")
        said = "is approved already" if refused else "would be approved" if preview else "is approved"
        facts = (subject_of(report), body.code, holder.holder, holder.fingerprint, report.sha256)
        summary = (
            f"{subject_of(report)}, code {approval_code(report.sha256)}, {said} by {body.name}; the signature fits."
        )
        table = ReportTable("approved", "Approved", ("Report", "Body", "Signed by", "Key", "SHA-256"), (facts,))
        counts = {"approved": int(refused is None)}
        outcome = Outcome(FLOW, row.code, desk.today, preview, summary, counts, (table,))
        session.rollback() if preview else session.commit()
    return outcome


def check_by_body(session: Session, desk: Desk, *, body: Organisation, content: bytes, signature: str) -> SigningKey:
    """The registered key of the body that signed these bytes; a DomainError says what is wrong."""
    keys = keys_of(session, desk, body=body)
    if not keys:
        raise DomainError(
            f"No public key of {body.code} ({body.name}) is registered, so its signature cannot be checked; register it "
            "with the flow register-signing-key."
        )
    found = check_signature(content, signature=signature, keys=[key for _, key in keys])
    return next(row for row, key in keys if key == found)


def read_signature(given: str) -> str:
    """The text of a signature, given as such or as the path of its file."""
    text = given.strip()
    if not text:
        raise DomainError("There is no signature; give the .sig file that `ssh-keygen -Y sign` wrote, or its text.")
    if text.startswith("-----BEGIN"):
        return text
    path = Path(text).expanduser()
    if not path.is_file() or path.stat().st_size > LARGEST_SIGNATURE:
        raise DomainError(f"There is no signature in “{text}”; give the path of a .sig file on this machine.")
    try:
        return path.read_text(encoding="ascii")
    except UnicodeDecodeError:
        raise DomainError(f"“{text}” is no OpenSSH signature; it holds other than plain letters.") from None


def register_signing_key(
    desk: Desk, *, plan: str, order: KeyOrder, operator: str, reason: str, preview: bool = False
) -> Outcome:
    """Register the public key of a body, or end its use. A key registered twice is one key."""
    if not operator.strip() or not reason.strip():
        raise DomainError(
            "A key needs who registers it and how it was made sure whose it is; fill in operator and reason."
        )
    key = read_public_key(order.public_key)
    with desk.session() as session:
        row = claim_plan(session, code=find_plan(session, code=plan).code)
        body = approving_body(session, plan=row, wanted=order.body)
        _refuse_foreign(session, body=body, fingerprint=key.fingerprint)
        known = session.exec(
            select(SigningKey).where(SigningKey.organisation_id == body.id, SigningKey.fingerprint == key.fingerprint)
        ).first()
        found = known or SigningKey(
            plan_id=row.id, organisation_id=body.id, fingerprint=key.fingerprint, public_key=key.line,
            holder=order.holder.strip() or body.name, registered_on=desk.today, registered_by=operator.strip(),
            reason=reason.strip(),
        )  # fmt: skip
        done = _change(session, desk, row, body, found, order, is_new=known is None, by=operator.strip(), why=reason)
        outcome = _key_outcome(desk, row, body, found, done, preview)
        session.rollback() if preview else session.commit()
    return outcome


def _key_outcome(
    desk: Desk, plan: ActionPlan, body: Organisation, key: SigningKey, done: str, preview: bool
) -> Outcome:
    said = "nothing changes" if not done else f"would be {done}" if preview else f"is {done}"
    facts = (body.code, key.holder, key.fingerprint, str(key.withdrawn_on or "in use"))
    table = ReportTable("signing-keys", "Keys", ("Body", "Holder", "Fingerprint", "State"), (facts,))
    summary = f"The key {key.fingerprint} of {body.name}: {said}."
    return Outcome(KEYS_FLOW, plan.code, desk.today, preview, summary, {"changed": int(bool(done))}, (table,))


def _change(
    session: Session, desk: Desk, plan: ActionPlan, body: Organisation, key: SigningKey, order: KeyOrder, *, is_new: bool,
    by: str, why: str,
) -> str:  # fmt: skip
    if order.withdraw and is_new:
        raise DomainError(f"The key {key.fingerprint} is not registered for {body.code}, so it cannot be withdrawn.")
    done = "withdrawn" if order.withdraw and not key.withdrawn_on else "registered" if is_new else ""
    if not order.withdraw and key.withdrawn_on:
        raise DomainError(f"The key {key.fingerprint} was withdrawn on {key.withdrawn_on}; register a new one.")
    if done:
        key.withdrawn_on = desk.today if order.withdraw else None
        session.add(key)
        ledger.record(
            session, desk, action=LedgerAction.SIGNING_KEY_CHANGED, subject=body.code, plan_id=plan.id, field="key",
            after=f"{done} {key.fingerprint}", reason=why.strip(), actor=by,
        )  # fmt: skip
    return done


def _refuse_foreign(session: Session, *, body: Organisation, fingerprint: str) -> None:
    """One key signs for one body: a shared key would let one body speak for the other. The same body in two roles may."""
    query = select(SigningKey, Organisation).where(
        SigningKey.fingerprint == fingerprint,
        SigningKey.organisation_id == Organisation.id,
        Organisation.id != body.id,
        Organisation.plan_id == body.plan_id,
    )
    for _, other in session.exec(query).all():
        if other.name.casefold() != body.name.casefold():
            raise DomainError(f"This key is registered for {other.code} ({other.name}); each body signs with its own.")
