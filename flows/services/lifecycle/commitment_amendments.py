"""Amending a commitment's own fields after adoption: its texts, its dates, who leads it, what it serves; with history.

What a commitment measures and does is amended with `indicator_amendments` and `amendments`; who answers with `handover`.
"""

from dataclasses import dataclass

from pydantic import ValidationError
from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.lifecycle.amendment_rows import (
    NOTHING,
    Decision,
    FieldChange,
    amendment_outcome,
    as_text,
    refuse_final,
    write_changes,
)
from flows.services.lifecycle.standings import find_commitment, find_plan, milestones_of
from flows.services.outcome import Outcome
from models.plan_file.checking import first_fault
from models.plan_file.commitment_inputs import CommitmentInput
from models.rules.errors import DomainError
from models.rules.lateness import SETTLED
from models.rules.partial_dates import PartialDate
from models.tables import ActionPlan, Commitment, CommitmentInstance, Member, TaxonomyTerm
from models.vocabulary import Language, TaxonomyKind
from reports.agreement import text_disagreements

FLOW = "amend-commitment"
TITLES = tuple(f"title_{language.value}" for language in Language)
LISTS = ("ogp_values", "sdgs", "institutions")
WORDS = ("axis", "page", "inception_report")


@dataclass(frozen=True)
class CommitmentOrder:
    """What a form says of a commitment. Empty leaves a field as it is; “none” empties one that may be empty.

    `lead` is the responsible institution, of the region `region` where several carry the commitment out. Lists are
    separated by semicolons, for names contain commas.
    """

    commitment: str
    title_fr: str = ""
    title_ar: str = ""
    title_en: str = ""
    start: str = ""
    end: str = ""
    lead: str = ""
    region: str = ""
    axis: str = ""
    ogp_values: str = ""
    sdgs: str = ""
    institutions: str = ""
    page: str = ""
    inception_report: str = ""
    weight: int = 0


def amend_commitment(
    desk: Desk, *, plan: str, order: CommitmentOrder, decision: Decision, preview: bool = False
) -> Outcome:
    """Change what the order says of one commitment, with who and why; the same order twice changes nothing.

    DomainError, and nothing written, for an unknown commitment or region, a date outside the plan, an end before an open
    milestone, titles whose languages disagree, a closed or withdrawn commitment. A later start never moves the end.
    """
    decision.check()
    with desk.session() as session:
        row = find_plan(session, code=plan)
        commitment = find_commitment(session, plan=row, code=order.commitment)
        refuse_final(commitment)
        changes = [*_own_changes(session, row, commitment, order), *_lead_change(session, row, commitment, order)]
        write_changes(session, desk, plan=row, commitment=commitment, changes=changes, decision=decision)
        outcome = amendment_outcome(
            desk, flow=FLOW, plan=row, about=commitment.code, changes=changes, notes=_notes(changes), preview=preview
        )
        session.rollback() if preview else session.commit()
    return outcome


def _own_changes(
    session: Session, plan: ActionPlan, commitment: Commitment, order: CommitmentOrder
) -> list[FieldChange]:
    before = _told(commitment)
    after = _read(commitment, order)
    _check_fields(commitment, after)
    _check_axis(session, plan, str(after["axis"]))
    _check_dates(session, plan, commitment, start=str(after["start"]), end=str(after["end"]))
    titles = {language.value: str(after[f"title_{language.value}"]) for language in Language}
    _check_titles(commitment, titles)
    _write(commitment, after, titles)
    session.add(commitment)
    return [
        FieldChange(commitment.code, name, as_text(before[name]), as_text(value))
        for name, value in after.items()
        if value != before[name]
    ]


def _told(commitment: Commitment) -> dict[str, object]:
    """The amendable fields as they stand."""
    told: dict[str, object] = {
        f"title_{language.value}": commitment.titles.get(language.value, "") for language in Language
    }
    told |= {"start": commitment.start, "end": commitment.end, "axis": commitment.axis_code, "page": commitment.page}
    told |= {"inception_report": commitment.inception_report, "weight": commitment.weight}
    return told | {name: list(getattr(commitment, name)) for name in LISTS}


def _read(commitment: Commitment, order: CommitmentOrder) -> dict[str, object]:
    """The fields as they would stand."""
    told = _told(commitment)
    for name in (*TITLES, "start", "end", *WORDS):
        given = str(getattr(order, name)).strip()
        if given:
            told[name] = "" if given.lower() == NOTHING and name in WORDS else given
    for name in LISTS:
        given = str(getattr(order, name)).strip()
        if given:
            told[name] = [] if given.lower() == NOTHING else _entries(given)
    if order.weight:
        told["weight"] = order.weight
    return told


def _entries(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.replace("\n", ";").split(";") if part.strip()))


def _check_fields(commitment: Commitment, after: dict[str, object]) -> None:
    """By the same model that checks plan files."""
    fields = {name: after[name] for name in ("start", "end", "weight", "axis", *LISTS)}
    try:
        CommitmentInput.model_validate(
            {
                "code": commitment.code, "short_code": "C1", "member": "M", "title": commitment.title,
                "stage": "execution", "instances": [{"member": "M"}],
            } | fields
        )  # fmt: skip
    except ValidationError as error:
        raise DomainError(f"{commitment.code}: {first_fault(error)}") from None


def _check_axis(session: Session, plan: ActionPlan, axis: str) -> None:
    query = select(col(TaxonomyTerm.code)).where(
        TaxonomyTerm.plan_id == plan.id, TaxonomyTerm.kind == TaxonomyKind.AXIS
    )
    known = session.exec(query.order_by(col(TaxonomyTerm.position))).all()
    if axis and axis not in known:
        raise DomainError(f"“{axis}” is not an axis of {plan.code}; its axes are: {', '.join(known) or 'none'}.")


def _check_dates(session: Session, plan: ActionPlan, commitment: Commitment, *, start: str, end: str) -> None:
    """Within the plan, and not before what is still promised. The end moves only when the order says so."""
    first, last = PartialDate.parse(plan.starts).first_day(), PartialDate.parse(plan.end).last_day()
    for name, text in (("start", start), ("end", end)):
        day = PartialDate.parse(text)
        if getattr(commitment, name) != text and not (first <= day.first_day() and day.last_day() <= last):
            raise DomainError(
                f"{text} is outside the plan, which runs from {first} to {last}; give {commitment.code} another {name}."
            )
    ends_on = PartialDate.parse(end).last_day()
    if end == commitment.end:
        return
    instances = session.exec(select(CommitmentInstance).where(CommitmentInstance.commitment_id == commitment.id)).all()
    milestones = [m for i in instances for m in milestones_of(session, instance_id=i.id)]
    after_it = [f"{m.code} ({m.due_on})" for m in milestones if m.status not in SETTLED and m.due_on > ends_on]
    if after_it:
        raise DomainError(
            f"{commitment.code} cannot end in {end} while milestones are due after it: {', '.join(after_it)}; amend them first."
        )


def _check_titles(commitment: Commitment, titles: dict[str, str]) -> None:
    if titles == {language.value: commitment.titles.get(language.value, "") for language in Language}:
        return
    for sentence in text_disagreements({name: text for name, text in titles.items() if text}):
        if "has no text" not in sentence:
            raise DomainError(f"The titles of {commitment.code}: {sentence}.")


def _write(commitment: Commitment, after: dict[str, object], titles: dict[str, str]) -> None:
    """The published title follows its own language; OGP published English ones."""
    published = next((name for name, text in commitment.titles.items() if text == commitment.title), "en")
    commitment.titles = commitment.titles | {name: text for name, text in titles.items() if text}
    commitment.title = commitment.titles.get(published, commitment.title)
    commitment.axis_is_inferred = commitment.axis_is_inferred and after["axis"] == commitment.axis_code
    commitment.axis_code = str(after["axis"])
    for name in ("start", "end", "page", "inception_report", "weight", *LISTS):
        setattr(commitment, name, after[name])


def _lead_change(
    session: Session, plan: ActionPlan, commitment: Commitment, order: CommitmentOrder
) -> list[FieldChange]:
    if not order.lead.strip():
        return []
    instance = find_instance(session, plan=plan, commitment=commitment, region=order.region)
    before, after = instance.lead, "" if order.lead.strip().lower() == NOTHING else order.lead.strip()
    if before == after:
        return []
    instance.lead, instance.lead_is_illustrative = after, False
    session.add(instance)
    return [FieldChange(instance.code, "lead", before, after)]


def find_instance(
    session: Session, *, plan: ActionPlan, commitment: Commitment, region: str
) -> CommitmentInstance:  # fmt: skip
    """The part of one region, or the only part; a DomainError names the regions that carry the commitment out."""
    query = (
        select(CommitmentInstance, Member)
        .join(Member, col(CommitmentInstance.member_id) == Member.id)
        .where(CommitmentInstance.commitment_id == commitment.id, Member.plan_id == plan.id)
    )
    found = session.exec(query.order_by(col(Member.position))).all()
    wanted = region.strip().upper()
    chosen = [instance for instance, member in found if not wanted or member.code.upper() == wanted]
    if len(chosen) == 1:
        return chosen[0]
    codes = ", ".join(member.code for _, member in found)
    if wanted:
        raise DomainError(f"{commitment.code} is not carried out by “{wanted}”; its regions are: {codes}.")
    raise DomainError(f"{commitment.code} is carried out by several regions ({codes}); write one of them in region.")


def _notes(changes: list[FieldChange]) -> list[str]:
    fields = {change.field for change in changes}
    notes = ["The end does not move with the start."] if fields & {"start"} and "end" not in fields else []
    return notes if not changes else [*notes, "Reports already frozen keep what they say."]
