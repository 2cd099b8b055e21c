"""Reads a plan back out of the database as the file that would load it. Export equals import."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from pydantic import ValidationError
from sqlmodel import Session, col, select

from models.plan_file.commitment_inputs import (
    CommitmentInput,
    IndicatorInput,
    InstanceInput,
    MilestoneInput,
    OfficialInput,
    RoleInput,
)
from models.plan_file.document import PlanFile
from models.plan_file.export_governance import governance_lists
from models.plan_file.fields import Input
from models.plan_file.load_officials import NO_ADDRESS_DOMAIN
from models.plan_file.plan_inputs import (
    EndorsementInput,
    FigureInput,
    MemberInput,
    OrganisationInput,
    PlanInput,
    TermInput,
)
from models.plan_file.policy_inputs import PolicyInput, RoleTitleInput
from models.plan_file.rows import PlanRows
from models.plan_file.sharing import (
    IndicatorFacts,
    MilestoneFacts,
    fold_indicator,
    fold_milestone,
    in_canonical_form,
)
from models.rules.errors import DomainError
from models.tables import (
    ActionPlan,
    Commitment,
    CommitmentInstance,
    Endorsement,
    Indicator,
    Member,
    Milestone,
    Official,
    Organisation,
    Record,
    RoleAssignment,
    StatedFigure,
    TaxonomyTerm,
)
from models.vocabulary import MilestoneStatus


def export_plan(session: Session, *, plan_code: str) -> PlanFile:
    """The plan as it stands now, moved dates and reported statuses included; DomainError if there is no such plan."""
    row = session.exec(select(ActionPlan).where(ActionPlan.code == plan_code)).one_or_none()
    if row is None:
        known = ", ".join(session.exec(select(ActionPlan.code).order_by(ActionPlan.code))) or "none is loaded"
        raise DomainError(f"There is no plan “{plan_code}”; the plans are: {known}.")
    try:
        return _read_rows(PlanRows(session, row))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in fault["loc"]) or error.title
        raise DomainError(f"{place} cannot be written as a plan file: {fault['msg']}.") from None


def _read_rows(rows: PlanRows) -> PlanFile:
    row = rows.plan
    names = {member.id: member.code for member in rows.all_of(Member)}
    return in_canonical_form(
        PlanFile(
            plan=PlanInput.model_validate(_fields(row, PlanInput)),
            policy=PolicyInput.model_validate(row.policy),
            role_titles=tuple(RoleTitleInput.model_validate(title) for title in row.role_titles),
            members=tuple(MemberInput.model_validate(_fields(m, MemberInput)) for m in _placed(rows, Member)),
            terms=tuple(TermInput.model_validate(_fields(t, TermInput)) for t in _placed(rows, TaxonomyTerm)),
            organisations=tuple(_organisation(o, names) for o in _placed(rows, Organisation)),
            figures=tuple(FigureInput.model_validate(_fields(f, FigureInput)) for f in rows.all_of(StatedFigure)),
            endorsements=tuple(_endorsement(e, names) for e in _placed(rows, Endorsement)),
            officials=tuple(_official(rows, o, names) for o in rows.all_of(Official)),
            commitments=tuple(_commitment(rows, c, names) for c in rows.all_of(Commitment)),
        ).model_copy(update=governance_lists(rows, names))
    )


def _fields(row: Record, model: type[Input]) -> dict[str, object]:
    """The fields a row and an input have in common."""
    return {name: getattr(row, name) for name in model.model_fields if name in type(row).model_fields}


def _placed(rows: PlanRows, table: type[Record]) -> list[Record]:
    return sorted(rows.all_of(table), key=lambda row: int(getattr(row, "position", 0)))


Names = Mapping[int, str]


def _member(names: Names, member_id: int | None) -> str:
    return "" if member_id is None else names[member_id]


def _organisation(row: Record, names: Names) -> OrganisationInput:
    assert isinstance(row, Organisation)
    own = {"member": _member(names, row.member_id), "parent": row.parent_code}
    return OrganisationInput.model_validate(_fields(row, OrganisationInput) | own)


def _endorsement(row: Record, names: Names) -> EndorsementInput:
    assert isinstance(row, Endorsement)
    own = {"member": _member(names, row.member_id)}
    return EndorsementInput.model_validate(_fields(row, EndorsementInput) | own)


def _official(rows: PlanRows, row: Official, names: Names) -> OfficialInput:
    found = rows.session.exec(select(RoleAssignment).where(RoleAssignment.official_id == row.id))
    roles = [
        RoleInput(role=r.role, member=_member(names, r.member_id), starts_on=r.starts_on, ends_on=r.ends_on)
        for r in found
    ]
    own = {
        "member": _member(names, row.member_id),
        "email": "" if row.email.endswith(NO_ADDRESS_DOMAIN) else row.email,
        "roles": roles,
    }
    return OfficialInput.model_validate(_fields(row, OfficialInput) | own)


def _commitment(rows: PlanRows, row: Commitment, names: Names) -> CommitmentInput:
    found = rows.session.exec(select(CommitmentInstance).where(CommitmentInstance.commitment_id == row.id))
    order = list(names)
    instances = sorted(found, key=lambda i: (i.member_id != row.member_id, order.index(i.member_id)))
    members = {instance.id: names[instance.member_id] for instance in instances}
    language = next((lang for lang, title in row.titles.items() if title == row.title), "")
    return CommitmentInput.model_validate(
        _fields(row, CommitmentInput)
        | {
            "member": names[row.member_id],
            "axis": row.axis_code,
            "title_language": language,
            "unofficial_titles": {lang: title for lang, title in row.titles.items() if lang != language},
            "instances": [_instance(rows, i, names) for i in instances],
            "milestones": _milestones(rows, members),
            "indicators": _indicators(rows, members),
        }
    )


def _instance(rows: PlanRows, row: CommitmentInstance, names: Names) -> InstanceInput:
    responsible = rows.session.get(Official, row.responsible_id) if row.responsible_id is not None else None
    own = {"member": names[row.member_id], "responsible": responsible.code if responsible else ""}
    return InstanceInput.model_validate(_fields(row, InstanceInput) | own)


def _milestones(rows: PlanRows, members: Mapping[int, str]) -> list[MilestoneInput]:
    query = select(Milestone).where(col(Milestone.instance_id).in_(list(members)))
    found = sorted(rows.session.exec(query), key=lambda m: list(members).index(m.instance_id))
    folded = []
    for number in sorted({m.number for m in found}):
        same = [m for m in found if m.number == number]
        facts = {members[m.instance_id]: _milestone_facts(m) for m in same}
        shared = MilestoneInput.model_validate(_fields(same[0], MilestoneInput) | asdict(_milestone_facts(same[0])))
        _refuse_disagreement(same, ("titles", "means_of_verification", "weight"))
        folded.append(fold_milestone(shared, facts, members=list(members.values())))
    return folded


def _milestone_facts(row: Milestone) -> MilestoneFacts:
    first = row.first_due_on if row.first_due_on != row.due_on else None
    starts_on = row.starts_on if row.starts_on and row.starts_on <= row.due_on else None
    done_on = row.done_on if row.status is MilestoneStatus.DONE else None
    return MilestoneFacts(starts_on, row.due_on, first, row.status, done_on, row.percent)


def _indicators(rows: PlanRows, members: Mapping[int, str]) -> list[IndicatorInput]:
    in_use = col(Indicator.withdrawn_on).is_(None)
    query = select(Indicator).where(col(Indicator.instance_id).in_(list(members)), in_use)
    found = sorted(rows.session.exec(query), key=lambda i: list(members).index(i.instance_id))
    folded = []
    for number in sorted({i.number for i in found}):
        same = [i for i in found if i.number == number]
        shared = IndicatorInput.model_validate(_fields(same[0], IndicatorInput))
        facts = {members[i.instance_id]: IndicatorFacts(i.baseline, i.baseline_missing_because, i.target) for i in same}
        _refuse_disagreement(same, ("titles", "units", "kind", "minimum", "maximum"))
        folded.append(fold_indicator(shared, facts, members=list(members.values())))
    return folded


def _refuse_disagreement(same: Sequence[Milestone] | Sequence[Indicator], names: tuple[str, ...]) -> None:
    for name in names:
        if any(getattr(row, name) != getattr(same[0], name) for row in same):
            codes = ", ".join(row.code for row in same)
            raise DomainError(
                f"{codes} are one entry of the plan but differ in {name}; make them equal before exporting."
            )
