"""Milestones and indicators are written once and hold for several members; here they are spread out and folded back.

Folding gives one canonical way of writing, so that what is exported equals what was imported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.plan_file.commitment_inputs import (
    CommitmentInput,
    IndicatorInput,
    IndicatorMember,
    MilestoneInput,
    MilestoneMember,
)
from models.plan_file.document import PlanFile
from models.vocabulary import MilestoneStatus, TaxonomyKind


@dataclass(frozen=True)
class MilestoneFacts:
    """What a milestone says of one member."""

    starts_on: date | None
    due_on: date
    first_due_on: date | None
    status: MilestoneStatus
    done_on: date | None
    percent: Decimal | None


@dataclass(frozen=True)
class IndicatorFacts:
    """What an indicator says of one member."""

    baseline: Decimal | None
    baseline_missing_because: str
    target: Decimal | None


def milestone_facts(milestone: MilestoneInput, *, members: Sequence[str]) -> dict[str, MilestoneFacts]:
    """The milestone for each member that has it, in the order of `members`."""
    own = {entry.member: entry for entry in milestone.members}
    return {m: _facts_of(milestone, own.get(m)) for m in members if not own or m in own}


def _facts_of(milestone: MilestoneInput, own: MilestoneMember | None) -> MilestoneFacts:
    dates = own if own and own.due_on else milestone
    progress = own if own and own.status else milestone
    due_on = dates.due_on or milestone.due_on
    return MilestoneFacts(
        dates.starts_on,
        due_on,
        dates.first_due_on if dates.first_due_on != due_on else None,
        progress.status or milestone.status,
        progress.done_on,
        progress.percent,
    )


def fold_milestone(
    shared: MilestoneInput, facts: Mapping[str, MilestoneFacts], *, members: Sequence[str]
) -> MilestoneInput:
    """Write facts per member back as one milestone; the first member's facts are the common ones."""
    base = next(iter(facts.values()))
    common = {name: getattr(base, name) for name in base.__dataclass_fields__}
    alike = len(facts) == len(members) and all(f == base for f in facts.values())
    own = () if alike else tuple(_own_milestone(m, f, base) for m, f in facts.items())
    return shared.model_copy(update={**common, "members": own})


def _own_milestone(member: str, facts: MilestoneFacts, base: MilestoneFacts) -> MilestoneMember:
    dates = (facts.starts_on, facts.due_on, facts.first_due_on)
    progress = (facts.status, facts.done_on, facts.percent)
    same_dates = dates == (base.starts_on, base.due_on, base.first_due_on)
    same_progress = progress == (base.status, base.done_on, base.percent)
    starts_on, due_on, first_due_on = (None, None, None) if same_dates else dates
    status, done_on, percent = (None, None, None) if same_progress else progress
    return MilestoneMember(
        member=member,
        starts_on=starts_on,
        due_on=due_on,
        first_due_on=first_due_on,
        status=status,
        done_on=done_on,
        percent=percent,
    )


def indicator_facts(indicator: IndicatorInput, *, members: Sequence[str]) -> dict[str, IndicatorFacts]:
    """The indicator for each member that has it, in the order of `members`."""
    own = {entry.member: entry for entry in indicator.members}
    return {m: _values_of(indicator, own.get(m)) for m in members if not own or m in own}


def _values_of(indicator: IndicatorInput, own: IndicatorMember | None) -> IndicatorFacts:
    has_baseline = own and (own.baseline is not None or own.baseline_missing_because)
    start = own if own and has_baseline else indicator
    target = own.target if own and own.target is not None else indicator.target
    return IndicatorFacts(start.baseline, start.baseline_missing_because, target)


def fold_indicator(
    shared: IndicatorInput, facts: Mapping[str, IndicatorFacts], *, members: Sequence[str]
) -> IndicatorInput:
    """Write facts per member back as one indicator. A target not all members have is common to none."""
    first = next(iter(facts.values()))
    everybody_has_target = all(f.target is not None for f in facts.values())
    base = IndicatorFacts(
        first.baseline, first.baseline_missing_because, first.target if everybody_has_target else None
    )
    alike = len(facts) == len(members) and all(f == base for f in facts.values())
    own = () if alike else tuple(_own_indicator(m, f, base) for m, f in facts.items())
    common = {name: getattr(base, name) for name in base.__dataclass_fields__}
    return shared.model_copy(update={**common, "members": own})


def _own_indicator(member: str, facts: IndicatorFacts, base: IndicatorFacts) -> IndicatorMember:
    start = (facts.baseline, facts.baseline_missing_because)
    baseline, because = (None, "") if start == (base.baseline, base.baseline_missing_because) else start
    target = None if facts.target == base.target else facts.target
    return IndicatorMember(member=member, baseline=baseline, baseline_missing_because=because, target=target)


def in_canonical_form(plan: PlanFile) -> PlanFile:
    """The same plan, written the one way an export writes it."""
    order = [member.code for member in plan.members]
    commitments = sorted(
        (_canonical_commitment(c, order) for c in plan.commitments), key=lambda c: (order.index(c.member), c.code)
    )
    officials = sorted(plan.officials, key=lambda official: official.code)
    officials = [
        o.model_copy(update={"roles": tuple(sorted(o.roles, key=lambda r: (r.role, r.member)))}) for o in officials
    ]
    terms = tuple(sorted(plan.terms, key=lambda term: list(TaxonomyKind).index(term.kind)))
    return plan.model_copy(
        update={
            "commitments": tuple(commitments),
            "officials": tuple(officials),
            "figures": tuple(sorted(plan.figures, key=lambda f: f.code)),
            "terms": terms,
        }
    )


def _canonical_commitment(commitment: CommitmentInput, order: Sequence[str]) -> CommitmentInput:
    # The owner comes first, so that its facts are the common ones when a milestone is folded.
    ranked = sorted(commitment.instances, key=lambda i: (i.member != commitment.member, order.index(i.member)))
    members = [instance.member for instance in ranked]
    milestones = sorted(commitment.milestones, key=lambda m: m.number)
    indicators = sorted(commitment.indicators, key=lambda i: i.number)
    return commitment.model_copy(
        update={
            "instances": tuple(ranked),
            "milestones": tuple(
                fold_milestone(m, milestone_facts(m, members=members), members=members) for m in milestones
            ),
            "indicators": tuple(
                fold_indicator(i, indicator_facts(i, members=members), members=members) for i in indicators
            ),
        }
    )
