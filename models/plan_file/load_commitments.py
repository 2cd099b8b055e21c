"""Loads commitments, member instances, milestones and indicators into rows.

A first due date, a stage and a status reported by mail are never overwritten by a plan file.
"""

from collections.abc import Sequence

from sqlmodel import select

from models.plan_file.commitment_inputs import CommitmentInput, IndicatorInput, InstanceInput, MilestoneInput
from models.plan_file.document import PlanFile
from models.plan_file.journal import Journal
from models.plan_file.rows import PlanRows
from models.plan_file.sharing import IndicatorFacts, MilestoneFacts, indicator_facts, milestone_facts
from models.rules.codes import item_code
from models.rules.errors import DomainError
from models.tables import Commitment, CommitmentInstance, Indicator, Milestone, MilestoneUpdate, Official, Record
from models.vocabulary import ItemKind, LedgerAction

_PROGRESS = ("status", "done_on", "percent")


def load_commitments(journal: Journal, rows: PlanRows, plan: PlanFile) -> None:
    """Add or update every commitment with all that hangs on it; remove what left the file and has no answers."""
    known = {row.code: row for row in rows.all_of(Commitment)}
    kept: set[tuple[str, int]] = set()
    for position, commitment in enumerate(plan.commitments, start=1):
        row = _load_commitment(journal, rows, commitment, position, known.get(commitment.code))
        kept.add(("commitment", row.id))
        kept |= _load_instances(journal, rows, commitment, row)
    _remove_what_left(journal, rows, kept)


def _remove_what_left(journal: Journal, rows: PlanRows, kept: set[tuple[str, int]]) -> None:
    children_first: list[Milestone | Indicator | CommitmentInstance | Commitment] = []
    children_first += rows.all_of(Milestone)
    children_first += rows.all_of(Indicator)
    children_first += rows.all_of(CommitmentInstance)
    children_first += rows.all_of(Commitment)
    for row in children_first:
        if (str(row.__tablename__), row.id) not in kept:
            journal.remove(row, f"instance {row.code}" if isinstance(row, CommitmentInstance) else row.code)


def instance_code(commitment: CommitmentInput, member: str) -> str:
    """Code of an instance: the commitment's own for its owner, `MALAA0001/ORI` for another member."""
    return commitment.code if member == commitment.member else f"{commitment.code}/{member}"


def instance_short_code(commitment: CommitmentInput, member: str) -> str:
    """Beginning of the codes of form lines: `LAA1` for the owner, `LAA1-ORI` for another member."""
    return commitment.short_code if member == commitment.member else f"{commitment.short_code}-{member}"


def _load_commitment(
    journal: Journal, rows: PlanRows, commitment: CommitmentInput, position: int, row: Commitment | None
) -> Commitment:
    own = ("code", "title", "start", "end", "axis_is_inferred", "inception_report", "page", "weight")
    values: dict[str, object] = {name: getattr(commitment, name) for name in own}
    values |= {
        "position": position,
        "member_id": rows.members[commitment.member].id,
        "titles": commitment.titles,
        "axis_code": commitment.axis,
        "ogp_values": list(commitment.ogp_values),
        "sdgs": list(commitment.sdgs),
        "institutions": list(commitment.institutions),
    }
    guarded = {"stage": commitment.stage, "withdrawn_because": commitment.withdrawn_because}
    if row is None:
        new = Commitment.model_validate(
            {"plan_id": rows.plan.id, "short_code": commitment.short_code} | values | guarded
        )
        return journal.add(new, commitment.code, guarded=guarded)
    if row.short_code != commitment.short_code:
        raise DomainError(
            f"{commitment.code} has the short code {row.short_code}, which is printed in forms already sent; "
            f"write {row.short_code} again instead of {commitment.short_code}."
        )
    journal.update(row, commitment.code, values)
    if journal.is_new_in_file(commitment.code, "stage", said=commitment.stage, current=row.stage):
        journal.keep(commitment.code, f"stage stays {row.stage.value}; a plan file gives the first stage only")
    return row


def _load_instances(
    journal: Journal, rows: PlanRows, commitment: CommitmentInput, parent: Commitment
) -> set[tuple[str, int]]:
    existing = rows.session.exec(select(CommitmentInstance).where(CommitmentInstance.commitment_id == parent.id))
    known = {row.member_id: row for row in existing}
    instances: dict[str, CommitmentInstance] = {}
    for instance in commitment.instances:
        row = known.get(rows.members[instance.member].id)
        instances[instance.member] = _load_instance(journal, rows, commitment, instance, parent, row)
    kept = {("commitment_instance", row.id) for row in instances.values()}
    members = list(instances)
    for milestone in commitment.milestones:
        for member, facts in milestone_facts(milestone, members=members).items():
            kept.add(("milestone", _load_milestone(journal, commitment, milestone, facts, instances, member).id))
    for indicator in commitment.indicators:
        for member, values in indicator_facts(indicator, members=members).items():
            kept.add(("indicator", _load_indicator(journal, commitment, indicator, values, instances, member).id))
    return kept


def _load_instance(
    journal: Journal,
    rows: PlanRows,
    commitment: CommitmentInput,
    instance: InstanceInput,
    parent: Commitment,
    row: CommitmentInstance | None,
) -> CommitmentInstance:
    code = instance_code(commitment, instance.member)
    subject = f"instance {code}"
    values: dict[str, object] = instance.model_dump(include={"ogp_id", "lead", "lead_is_illustrative"})
    values["code"] = code
    responsible = rows.officials.get(instance.responsible)
    if row is None:
        keys = {"plan_id": rows.plan.id, "commitment_id": parent.id, "member_id": rows.members[instance.member].id}
        new = CommitmentInstance.model_validate(
            keys | values | {"responsible_id": responsible.id if responsible else None}
        )
        return journal.add(new, subject, guarded={"responsible": instance.responsible})
    journal.update(row, subject, values)
    current = _official_code(rows, row.responsible_id)
    if journal.is_new_in_file(subject, "responsible", said=instance.responsible, current=current):
        row.responsible_id = responsible.id if responsible else None
        rows.session.add(row)
        journal.note(subject, "responsible", current, instance.responsible)
    return row


def _official_code(rows: PlanRows, official_id: int | None) -> str:
    official = rows.session.get(Official, official_id) if official_id is not None else None
    return official.code if official else ""


def _find(
    journal: Journal, table: type[Milestone] | type[Indicator], instance: CommitmentInstance, number: int
) -> Record | None:
    query = select(table).where(table.instance_id == instance.id, table.number == number)
    return journal.session.exec(query).one_or_none()


def _load_milestone(
    journal: Journal,
    commitment: CommitmentInput,
    milestone: MilestoneInput,
    facts: MilestoneFacts,
    instances: dict[str, CommitmentInstance],
    member: str,
) -> Milestone:
    instance = instances[member]
    code = item_code(instance_short_code(commitment, member), ItemKind.MILESTONE, milestone.number)
    values: dict[str, object] = milestone.model_dump(
        include={"titles", "means_of_verification", "illustrative", "weight"}
    )
    values["starts_on"] = facts.starts_on
    row = _find(journal, Milestone, instance, milestone.number)
    progress = {name: getattr(facts, name) for name in _PROGRESS}
    if row is None:
        dates = {"due_on": facts.due_on, "first_due_on": facts.first_due_on or facts.due_on}
        keys = {"plan_id": instance.plan_id, "instance_id": instance.id, "number": milestone.number, "code": code}
        new = Milestone.model_validate(keys | dates | values | progress)
        return journal.add(new, code, guarded={"due_on": facts.due_on, **progress})
    assert isinstance(row, Milestone)
    journal.update(row, code, values)
    if journal.is_new_in_file(code, "due_on", said=facts.due_on, current=row.due_on):
        before, row.due_on = row.due_on, facts.due_on
        journal.session.add(row)
        moved = (before.isoformat(), facts.due_on.isoformat())
        journal.note(code, "due_on", *moved, action=LedgerAction.DUE_DATE_MOVED, reason="the plan file was changed")
    _load_progress(journal, row, progress)
    return row


def _load_progress(journal: Journal, row: Milestone, progress: dict[str, object]) -> None:
    names: Sequence[str] = [
        name
        for name, said in progress.items()
        if journal.is_new_in_file(row.code, name, said=said, current=getattr(row, name))
    ]
    if not names:
        return
    reported = select(MilestoneUpdate).where(MilestoneUpdate.milestone_id == row.id)
    if journal.session.exec(reported).first() is not None:
        journal.keep(
            row.code, f"{', '.join(names)} of the plan file not taken over, because the official reported on it"
        )
        return
    journal.update(row, row.code, {name: progress[name] for name in names})


def _load_indicator(
    journal: Journal,
    commitment: CommitmentInput,
    indicator: IndicatorInput,
    facts: IndicatorFacts,
    instances: dict[str, CommitmentInstance],
    member: str,
) -> Indicator:
    instance = instances[member]
    code = item_code(instance_short_code(commitment, member), ItemKind.INDICATOR, indicator.number)
    values: dict[str, object] = indicator.model_dump(exclude={"number", "members"})
    values |= {
        "baseline": facts.baseline,
        "baseline_missing_because": facts.baseline_missing_because,
        "target": facts.target,
    }
    row = _find(journal, Indicator, instance, indicator.number)
    if row is None:
        keys = {"plan_id": instance.plan_id, "instance_id": instance.id, "number": indicator.number, "code": code}
        new = Indicator.model_validate(keys | values)
        return journal.add(new, code)
    assert isinstance(row, Indicator)
    journal.update(row, code, values)
    return row
