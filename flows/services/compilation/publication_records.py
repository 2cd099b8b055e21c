"""The record of publications: what was made public, where, when, in which data version. An unapproved hash is refused."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.approval.sign_off_recording import is_approved
from flows.services.compilation.frozen_reports import check_report, find_report, subject_of
from flows.services.desk import Desk
from flows.services.escalation.ogp_clocks import clock_table
from flows.services.lifecycle.bodies import find_member
from flows.services.lifecycle.standings import claim_plan, find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.participation.meeting_inputs import read_word
from models.rules.errors import DomainError
from models.rules.ogp_clocks import OgpClock
from models.tables import ActionPlan, FrozenReport, Member, Publication
from models.vocabulary import Language, LedgerAction, PublicationChannel, PublicationSubject

FLOW = "record-publication"
ON_THE_WEB = (PublicationChannel.PORTAL, PublicationChannel.SOCIAL_PAGE, PublicationChannel.REPOSITORY)
SUBJECTS = {"annual": PublicationSubject.ANNUAL_REPORT, "quarterly": PublicationSubject.QUARTERLY_SCORECARD}


@dataclass(frozen=True)
class PublicationOrder:
    """A publication as a form says it. Without `period` and `figures` it is other information, bound to no figures.

    `as_draft` says that figures nobody approved were published knowingly, as a draft.
    """

    channel: str
    address: str
    on: date | None = None
    period: str = ""
    figures: str = ""
    subject: str = ""
    region: str = ""
    language: str = ""
    as_draft: bool = False
    note: str = ""


def record_publication(
    desk: Desk, *, plan: str, order: PublicationOrder, operator: str, preview: bool = False
) -> Outcome:
    """Record that something was made public. The same publication again is known already; nothing is half written."""
    if not operator.strip():
        raise DomainError("A publication is recorded by somebody; fill in operator.")
    with desk.session() as session:
        row = claim_plan(session, code=find_plan(session, code=plan).code)
        report = _report(session, plan=row, order=order)
        wanted = _wanted(session, desk, plan=row, order=order, report=report, operator=operator.strip())
        is_new = not _is_known(session, wanted)
        if is_new:
            session.add(wanted)
            ledger.record(
                session, desk, action=LedgerAction.PUBLISHED, subject=subject_of(report) if report else row.code,
                plan_id=row.id, field=wanted.channel.value, after=f"{wanted.published_on} {wanted.address}",
                reason=wanted.note, source=f"figures:{wanted.data_sha256}" if report else "", actor=operator.strip(),
            )  # fmt: skip
            session.flush()
        outcome = _outcome(session, desk, row, wanted, report, is_new, preview)
        session.rollback() if preview else session.commit()
    return outcome


def _report(session: Session, *, plan: ActionPlan, order: PublicationOrder) -> FrozenReport | None:
    if not (order.period.strip() or order.figures.strip()):
        return None
    report = find_report(session, plan=plan, period=order.period, figures=order.figures)
    check_report(report)
    if not order.as_draft and not is_approved(session, report):
        raise DomainError(
            f"The figures {report.sha256[:12]} of {subject_of(report)} are approved by nobody, so they cannot be recorded "
            "as published; ask for their approval (flow request-sign-off), or tick as_draft if they were published as a "
            "draft."
        )
    return report


def _wanted(
    session: Session,
    desk: Desk,
    *,
    plan: ActionPlan,
    order: PublicationOrder,
    report: FrozenReport | None,
    operator: str,
) -> Publication:
    channel = PublicationChannel(read_word(PublicationChannel, order.channel, what="channel", default=ON_THE_WEB[0]))
    default = SUBJECTS.get(report.kind, PublicationSubject.OTHER) if report else PublicationSubject.OTHER
    member: Member | None = find_member(session, plan=plan, code=order.region) if order.region.strip() else None
    return Publication(
        plan_id=plan.id,
        member_id=member.id if member else None,
        report_id=report.id if report else None,
        subject=read_word(PublicationSubject, order.subject, what="thing to publish", default=default),
        channel=channel,
        language=_language(order.language),
        address=_address(order.address, channel=channel),
        published_on=_day(desk, plan=plan, order=order, report=report),
        data_sha256=report.sha256 if report else "",
        recorded_by=operator,
        note=order.note.strip(),
        is_unapproved=bool(report) and order.as_draft and report is not None and not is_approved(session, report),
    )


def _address(text: str, *, channel: PublicationChannel) -> str:
    address = text.strip()
    if not address:
        raise DomainError("Say where it was published: the address of the page, or the name and date of the newspaper.")
    if channel in ON_THE_WEB and not address.startswith(("https://", "http://")):
        raise DomainError(f"“{address}” is no public address; write one that begins with https://.")
    return address


def _day(desk: Desk, *, plan: ActionPlan, order: PublicationOrder, report: FrozenReport | None) -> date:
    day = order.on or desk.today
    if day > desk.today:
        raise DomainError(f"{day} is in the future; record the publication once it is done.")
    earliest = max(plan.submitted_on, report.as_of) if report else date.min
    if day < earliest:
        raise DomainError(f"These figures are of {earliest}; they cannot have been published on {day}. Check the day.")
    return day


def _language(text: str) -> Language | None:
    return read_word(Language, text, what="language", default=Language.FRENCH) if text.strip() else None


def _is_known(session: Session, wanted: Publication) -> bool:
    query = select(Publication.id).where(
        Publication.plan_id == wanted.plan_id,
        Publication.channel == wanted.channel,
        Publication.address == wanted.address,
        Publication.published_on == wanted.published_on,
        Publication.subject == wanted.subject,
        Publication.data_sha256 == wanted.data_sha256,
        Publication.member_id == wanted.member_id,
        Publication.language == wanted.language,
    )
    return session.exec(query).first() is not None


def _outcome(
    session: Session,
    desk: Desk,
    plan: ActionPlan,
    row: Publication,
    report: FrozenReport | None,
    is_new: bool,
    preview: bool,
) -> Outcome:
    verb = "is recorded already" if not is_new else "would be recorded" if preview else "is recorded"
    what = subject_of(report) if report else row.subject.value.replace("_", " ")
    draft = " as a draft that nobody approved" if row.is_unapproved else ""
    clocks = clock_table(session, desk, plan=plan)
    mine = tuple(cells for cells in clocks.rows if cells[0].startswith(OgpClock.PUBLIC_INFORMATION.value))
    due = f" The next public information is due on {mine[0][2]}." if mine else ""
    summary = f"The publication of {what}{draft} on {row.published_on}, at {row.address}, {verb}.{due}"
    cells = (what, row.channel.value, row.address, row.published_on.isoformat(), row.data_sha256[:12])
    table = ReportTable("publications", "Publication", ("What", "Channel", "Where", "On", "Figures"), (cells,))
    return Outcome(FLOW, plan.code, desk.today, preview, summary, {"recorded": int(is_new)}, (table, clocks))
