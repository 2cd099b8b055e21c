"""Asking an independent body to approve frozen figures: one mail per person of the body, once per set of figures."""

from dataclasses import dataclass

from sqlmodel import Session, select

from flows.services import ledger
from flows.services.approval.sign_off_bodies import approving_body, speakers
from flows.services.approval.sign_off_letters import sign_off_envelope
from flows.services.approval.sign_off_recording import last_word
from flows.services.collection.forms import in_language
from flows.services.committee.committee_letters import address_mark
from flows.services.compilation.frozen_reports import check_report, figures_bytes, find_report, replaced_by, subject_of
from flows.services.compilation.reporting_standing import standing_of
from flows.services.desk import Desk
from flows.services.dispatch import letters, outbox
from flows.services.lifecycle.standings import claim_plan, find_plan
from flows.services.outcome import Outcome, ReportTable
from flows.services.timekeeping.calendars import plan_calendar
from models.rules.approval_codes import approval_code
from models.rules.errors import DomainError
from models.tables import ActionPlan, FrozenReport, Membership, Organisation, SignOffRequest
from models.vocabulary import Language, LedgerAction, MessageKind
from notifications.compose_sign_off import SignOffAsked, compose_sign_off
from notifications.mail import Attachment
from reports.figures import AnnualFigures
from reports.listing import figure_lines
from reports.print_files import Kind, printed_files

FLOW = "request-sign-off"
RESPOND_WITHIN = 10
LARGEST_REPORT = 8 * 1024 * 1024
"""Bytes of a printed report that still travels with a mail; base64 adds a third."""


@dataclass(frozen=True)
class SignOffOrder:
    """What is asked: a year or quarter, the hash of its figures (the newest otherwise), the body, where it can be read."""

    period: str
    figures: str = ""
    body: str = ""
    address: str = ""


@dataclass(frozen=True)
class _Asking:
    plan: ActionPlan
    report: FrozenReport
    content: AnnualFigures
    body: Organisation
    people: list[Membership]


def request_sign_off(desk: Desk, *, plan: str, order: SignOffOrder, preview: bool = False) -> Outcome:
    """Mail the body the code and the hash of frozen figures, with the report. The same figures are asked about once.

    A DomainError while the body is to be defined, has no address, or has spoken, and for figures replaced since.
    """
    with desk.reading() as session:
        asking = _check(session, desk, plan=find_plan(session, code=plan), order=order)
        reports = {} if preview else _reports(session, asking)
    with desk.session() as session:
        claim_plan(session, code=asking.plan.code)
        request, is_new = _request(session, desk, asking)
        rows = tuple(_ask(session, desk, asking, request, person, order, reports) for person in asking.people)
        outcome = _outcome(desk, asking, request, rows, preview)
        if is_new:
            ledger.record(
                session, desk, action=LedgerAction.SIGN_OFF_ASKED, subject=subject_of(asking.report),
                plan_id=asking.plan.id, field=asking.body.code, after=approval_code(asking.report.sha256),
                reason=f"{RESPOND_WITHIN} working days after asking", source=f"figures:{asking.report.sha256}",
            )  # fmt: skip
        session.rollback() if preview else session.commit()
    return outcome


def _check(session: Session, desk: Desk, *, plan: ActionPlan, order: SignOffOrder) -> _Asking:
    body = approving_body(session, plan=plan, wanted=order.body)
    report = find_report(session, plan=plan, period=order.period, figures=order.figures)
    content = check_report(report)
    people = speakers(session, desk, body=body)
    if not people:
        raise DomainError(
            f"Nobody can be written to in {body.code} ({body.name}); give the address of a person of the body with the "
            "flow name-monitoring-body."
        )
    newer = replaced_by(session, report)
    if newer is not None:
        raise DomainError(
            f"The figures {report.sha256[:12]} were frozen anew as {newer.sha256[:12]}; ask for the approval of those."
        )
    if not content.independent_body:
        raise DomainError(
            f"The figures {report.sha256[:12]} were frozen while the independent body was to be defined; print the report "
            "once more, so that it names the body, and ask for the approval of those figures."
        )
    said = last_word(session, report=report, body=body)
    if said is not None and said.is_approved:
        raise DomainError(f"{body.name} approved the figures {report.sha256[:12]} already; nothing is left to ask.")
    return _Asking(plan, report, content, body, people)


def _reports(session: Session, asking: _Asking) -> dict[Language, Attachment | None]:
    """The printed report in every language of the people asked; None where it is too large for a mail."""
    report, found = asking.report, {}
    standing = standing_of(session, plan=asking.plan, kind=report.kind, period=report.period)
    kind = Kind.ANNUAL if report.kind == "annual" else Kind.PACK
    for language in {_language(person) for person in asking.people}:
        files = printed_files(
            asking.content, sha256=report.sha256, kinds=(kind,), languages=(language,), standing=standing
        )
        name, content = next(iter(files.items()))
        fits = len(files) == 1 and len(content) <= LARGEST_REPORT
        found[language] = Attachment(name, "application/pdf", content) if fits else None
    return found


def _request(session: Session, desk: Desk, asking: _Asking) -> tuple[SignOffRequest, bool]:
    report, body = asking.report, asking.body
    known = session.exec(
        select(SignOffRequest).where(SignOffRequest.report_id == report.id, SignOffRequest.organisation_id == body.id)
    ).first()
    if known is not None:
        return known, False
    calendar = plan_calendar(session, plan=asking.plan, today=desk.today)
    request = SignOffRequest(
        plan_id=asking.plan.id, report_id=report.id, organisation_id=body.id, asked_on=desk.today,
        nonce=letters.request_nonce(f"sign-off|{asking.plan.code}|{body.code}|{report.sha256}", office=desk.office),
        respond_by=calendar.add(desk.today, RESPOND_WITHIN),
    )  # fmt: skip
    session.add(request)
    session.flush()
    return request, True


def _ask(
    session: Session,
    desk: Desk,
    asking: _Asking,
    request: SignOffRequest,
    person: Membership,
    order: SignOffOrder,
    reports: dict[Language, Attachment | None],
) -> tuple[str, ...]:
    language = _language(person)
    key = f"sign-off:{asking.plan.code}:{asking.body.code}:{asking.report.sha256[:24]}:{address_mark(person.email)}"
    report = reports.get(language)
    asked = _asked(asking, request, person, language=language, address=order.address.strip(), has_report=bool(report))
    envelope = sign_off_envelope(desk, name=person.name, address=person.email, key=key, request=request)
    figures = Attachment("figures.json", "application/json", figures_bytes(asking.report))
    mail = compose_sign_off(asked, envelope=envelope, attachments=((report,) if report else ()) + (figures,))
    queued = outbox.queue(
        session, mail=mail, key=key, kind=MessageKind.SIGN_OFF, now=desk.now, plan_id=asking.plan.id,
        period=asking.report.period, official_id=person.official_id,
    )  # fmt: skip
    if queued is not None:
        request.outbound_id = request.outbound_id or queued.id
        session.add(request)
    return (asking.body.code, person.name, person.email, language.value, "asked now" if queued else "asked before")


def _asked(
    asking: _Asking, request: SignOffRequest, person: Membership, *, language: Language, address: str, has_report: bool
) -> SignOffAsked:
    report, body = asking.report, asking.body
    return SignOffAsked(
        body=in_language(body.names, language) or body.name,
        plan_title=asking.plan.title,
        period=report.period,
        sha256=report.sha256,
        as_of=report.as_of,
        figures=len(figure_lines(asking.content)),
        respond_by=request.respond_by,
        language=language,
        name=person.name,
        is_illustrative=person.illustrative,
        has_report=has_report,
        address=address,
    )


def _language(person: Membership) -> Language:
    return Language(person.language) if person.language in set(Language) else Language.FRENCH


def _outcome(
    desk: Desk, asking: _Asking, request: SignOffRequest, rows: tuple[tuple[str, ...], ...], preview: bool
) -> Outcome:
    new = sum(row[-1] == "asked now" for row in rows)
    verb = "would be asked" if preview else "asked"
    code = approval_code(asking.report.sha256)
    summary = (
        f"{new} people of {asking.body.code} {verb} to approve {subject_of(asking.report)}, code {code}, by "
        f"{request.respond_by}; {len(rows) - new} were asked before."
    )
    facts = (asking.report.period, asking.report.as_of.isoformat(), code, asking.report.sha256)
    tables = (
        ReportTable("sign-off-figures", "Figures to approve", ("Report", "As of", "Code", "SHA-256"), (facts,)),
        ReportTable("sign-off-asked", "Who is asked", ("Body", "Person", "Address", "Language", "State"), rows),
    )
    return Outcome(FLOW, asking.plan.code, desk.today, preview, summary, {"asked": new}, tables)
