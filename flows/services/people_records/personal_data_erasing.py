"""Erasing one person: names and addresses become a pseudonym, mails are emptied unless they prove a figure; facts stay."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import date

from sqlmodel import Session, col, select

from flows.services import ledger
from flows.services.desk import Desk
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.people_records.personal_data import PersonRows, find_person, is_proof
from models.plan_file.load_officials import ERASED, placeholder_address
from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.rules.personal_data import keep_until
from models.tables import (
    ActionPlan,
    CommitmentInstance,
    EvidenceLink,
    InboundLine,
    IndicatorActual,
    LedgerEntry,
    MilestoneUpdate,
    OutboundBytes,
    OutboundMessage,
    RoleAssignment,
)
from models.vocabulary import InboundClass, LedgerAction, LineOutcome, OutboundState

FLOW = "people-erase"
WAITING = (InboundClass.RECEIVED, InboundClass.HELD, InboundClass.TRIAGE, InboundClass.QUARANTINE)
GOING_OUT = (OutboundState.PENDING, OutboundState.HELD, OutboundState.FAILED)


def erase_person(desk: Desk, *, plan: str, person: str, operator: str, reason: str, preview: bool) -> Outcome:
    """Erase one person in one transaction; a second time there is nothing left to find.

    Refused while the person still answers for a commitment, or while a mail of theirs waits for a decision.
    """
    if not operator.strip() or not reason.strip():
        raise DomainError("Erasing a person needs who decides it and on what ground; name both.")
    with desk.session() as session:
        row = find_plan(session, code=plan)
        rows = find_person(session, plan=row, person=person)
        _refuse_while_needed(session, rows)
        mark = pseudonym(rows, key=desk.office.key)
        counts = {
            "rows": _erase_rows(session, desk, rows, mark), **_erase_received(session, rows, mark),
            **_erase_sent(session, rows, mark), "ledger": _erase_ledger(session, rows, mark),
            "texts": _erase_texts(session, rows, mark),
        }  # fmt: skip
        ledger.record(
            session, desk, action=LedgerAction.PERSON_ERASED, subject=mark, plan_id=row.id, after=mark,
            reason=reason.strip(), actor=operator.strip(),
        )  # fmt: skip
        outcome = _outcome(desk, row, mark, counts, preview)
        session.rollback() if preview else session.commit()
    return outcome


def pseudonym(rows: PersonRows, *, key: bytes) -> str:
    """A mark that stays the same for the same person and says nothing about them without the installation's key."""
    what = "|".join(sorted(rows.addresses)) or rows.asked.lower()
    return "person-" + hmac.new(key, b"person|" + what.encode(), hashlib.sha256).hexdigest()[:8]


def _refuse_while_needed(session: Session, rows: PersonRows) -> None:
    keys = [o.id for o in rows.officials]
    query = select(col(CommitmentInstance.code)).where(col(CommitmentInstance.responsible_id).in_(keys))
    if codes := session.exec(query).all():
        raise DomainError(
            f"{rows.officials[0].code} still answers for {', '.join(codes)}; run hand-over first, so that nothing is left "
            "without an owner."
        )
    waiting = [mail for mail in rows.received if mail.fate in WAITING]
    if waiting:
        raise DomainError(
            f"{len(waiting)} mails of this person wait for a decision (the first is {waiting[0].sha256[:12]}); decide about "
            "them with resolve-held-reply, then erase."
        )


def _erase_rows(session: Session, desk: Desk, rows: PersonRows, mark: str) -> int:
    for official in rows.officials:
        official.name, official.names = f"{official.code} ({mark})", {}
        official.email, official.suppressed_because = placeholder_address(f"{official.code}-{mark}"), ERASED
        for role in session.exec(select(RoleAssignment).where(RoleAssignment.official_id == official.id)).all():
            role.ends_on = min(role.ends_on or desk.today, desk.today)
            session.add(role)
    for deputy in rows.deputies:
        deputy.name, deputy.email = mark, placeholder_address(mark)
        deputy.ends_on = min(deputy.ends_on or desk.today, desk.today)
    for absence in rows.absences:
        absence.note, absence.named_deputies = "", []
    for seat in rows.memberships:
        seat.name, seat.email = mark, ""
        seat.ends_on = min(seat.ends_on or desk.today, desk.today)
    for invitation in rows.invitations:
        invitation.name, invitation.email = mark, placeholder_address(mark)
    for association in rows.associations:
        association.email = ""
    found = [*rows.officials, *rows.deputies, *rows.absences, *rows.memberships, *rows.invitations, *rows.associations]
    for row in found:
        session.add(row)
    return len(found)


def _erase_received(session: Session, rows: PersonRows, mark: str) -> dict[str, int]:
    kept = emptied = 0
    for mail in rows.received:
        mail.from_address, mail.subject = mark, ""
        mail.comment = _cleaner(rows, mark)(mail.comment)
        lines = session.exec(select(InboundLine).where(InboundLine.inbound_id == mail.id)).all()
        if is_proof(session, mail=mail):
            kept += 1
        else:
            mail.raw, mail.comment, emptied = b"", "", emptied + 1
        for line in lines:
            # What was only ignored (a greeting, a signature) proves nothing; what was recorded keeps its words.
            line.raw_text = "" if line.outcome is LineOutcome.IGNORED else _cleaner(rows, mark)(line.raw_text)
            session.add(line)
        for link in session.exec(select(EvidenceLink).where(EvidenceLink.inbound_id == mail.id)).all():
            link.original_name = _cleaner(rows, mark)(link.original_name)
            session.add(link)
        session.add(mail)
    return {"mails_kept_as_proof": kept, "mails_emptied": emptied}


def _erase_sent(session: Session, rows: PersonRows, mark: str) -> dict[str, int]:
    for mail in rows.sent:
        if mail.state in GOING_OUT:
            mail.state, mail.last_error = OutboundState.CANCELLED, "Cancelled: the person was erased."
        mail.envelope_to, mail.subject = mark, ""
        mail.smtp_reply = _cleaner(rows, mark)(mail.smtp_reply)
        mail.last_error = _cleaner(rows, mark)(mail.last_error)
        content = session.get(OutboundBytes, mail.id)
        if content is not None:
            content.raw = b""
            session.add(content)
        session.add(mail)
    clean = _cleaner(rows, mark)
    for other in session.exec(select(OutboundMessage).where(OutboundMessage.plan_id == rows.plan.id)).all():
        if clean(other.subject) != other.subject:
            other.subject = clean(other.subject)
            session.add(other)
    return {"mails_sent_emptied": len(rows.sent)}


def _erase_ledger(session: Session, rows: PersonRows, mark: str) -> int:
    """The one exception to “entries are never changed”: the fact stays, the person in its words becomes the pseudonym."""
    clean, changed = _cleaner(rows, mark), 0
    for entry in session.exec(select(LedgerEntry).where(LedgerEntry.plan_id == rows.plan.id)).all():
        before = (entry.actor, entry.subject, entry.before, entry.after, entry.reason)
        after = tuple(clean(text) for text in before)
        if after != before:
            entry.actor, entry.subject, entry.before, entry.after, entry.reason = after
            session.add(entry)
            changed += 1
    return changed


def _erase_texts(session: Session, rows: PersonRows, mark: str) -> int:
    """Remarks beside figures may name the person; the figures themselves are not touched."""
    clean, changed = _cleaner(rows, mark), 0
    for actual in session.exec(select(IndicatorActual).where(IndicatorActual.plan_id == rows.plan.id)).all():
        texts = (clean(actual.comment), clean(actual.raw_text))
        if texts != (actual.comment, actual.raw_text):
            actual.comment, actual.raw_text = texts
            session.add(actual)
            changed += 1
    for update in session.exec(select(MilestoneUpdate).where(MilestoneUpdate.plan_id == rows.plan.id)).all():
        words = (clean(update.note), clean(update.reason), clean(update.raw_text))
        if words != (update.note, update.reason, update.raw_text):
            update.note, update.reason, update.raw_text = words
            session.add(update)
            changed += 1
    return changed


def _cleaner(rows: PersonRows, mark: str) -> Callable[[str], str]:
    known = sorted(rows.names | rows.addresses, key=len, reverse=True)

    def clean(text: str) -> str:
        for word in known:
            start = text.lower().find(word.lower())
            while start >= 0:
                text = text[:start] + mark + text[start + len(word) :]
                start = text.lower().find(word.lower(), start + len(mark))
        return text

    return clean


def _outcome(desk: Desk, plan: ActionPlan, mark: str, counts: dict[str, int], preview: bool) -> Outcome:
    last: date = keep_until("mails-received-proof", plan_end=PartialDate.parse(plan.end).last_day())
    verb = "would be" if preview else "is"
    summary = (
        f"The person {verb} erased and stands as {mark}: {counts['rows']} rows, {counts['mails_emptied']} received and "
        f"{counts['mails_sent_emptied']} sent mails emptied, {counts['ledger']} ledger entries; "
        f"{counts['mails_kept_as_proof']} mails are kept unaltered until {last} because figures rest on them."
    )
    rows = tuple((name.replace("_", " "), str(number)) for name, number in counts.items())
    table = ReportTable("person-erased", "What is erased and what is kept", ("What", "How many"), rows)
    return Outcome(FLOW, plan.code, desk.today, preview, summary, counts, (table,))
