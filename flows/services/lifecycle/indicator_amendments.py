"""Amending an indicator after adoption: unit, target, baseline, direction, definition; withdrawn or taken up again.

An amendment speaks from the first quarter nobody was asked about yet. Values already given keep the unit and the meaning
they were given in; codes stay, so that forms already mailed are read as before.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from flows.services.desk import Desk
from flows.services.lifecycle.amendment_rows import (
    Decision,
    FieldChange,
    amendment_outcome,
    as_text,
    refuse_final,
    write_changes,
)
from flows.services.lifecycle.indicator_additions import add_indicator
from flows.services.lifecycle.indicator_inputs import IndicatorOrder, merged
from flows.services.lifecycle.indicator_versions import DEFINING, last_asked_period
from flows.services.lifecycle.standings import find_plan
from flows.services.outcome import Outcome
from models.plan_file.commitment_inputs import IndicatorInput
from models.rules.errors import DomainError
from models.rules.partial_dates import PartialDate
from models.rules.periods import Period
from models.tables import ActionPlan, Commitment, CommitmentInstance, Indicator, IndicatorVersion

FLOW = "amend-indicator"
COUNTS_OTHERWISE = ("units", "kind", "cumulative", "aggregation")
BY_LANGUAGE = {"titles": "title", "units": "unit"}


class IndicatorAction(StrEnum):
    """What can be done with an indicator after adoption."""

    CHANGE = "change"
    ADD = "add"
    WITHDRAW = "withdraw"
    TAKE_UP_AGAIN = "take_up_again"


def amend_indicator(
    desk: Desk, *, plan: str, action: IndicatorAction, subject: str, order: IndicatorOrder, decision: Decision,
    preview: bool = False,
) -> Outcome:  # fmt: skip
    """Change, add, withdraw or take up one indicator, with who and why; the same order twice changes nothing.

    `subject` is the indicator's code, or for a new one the commitment or its part ("MALAA0001/ORI"). DomainError, and
    nothing written, for whatever the model of plan files refuses, and for a unit whose numbers were not written again.
    """
    decision.check()
    with desk.session() as session:
        row = find_plan(session, code=plan)
        if action is IndicatorAction.ADD:
            commitment, changes, about = add_indicator(session, desk, plan=row, subject=subject, order=order)
        else:
            found = find_indicator(session, plan=row, code=subject)
            commitment, about = _commitment_of(session, found), found.code
            refuse_final(commitment)
            changes = _amend(session, desk, row, found, action, order)
        write_changes(session, desk, plan=row, commitment=commitment, changes=changes, decision=decision)
        notes = _notes(session, row, changes) if changes else []
        outcome = amendment_outcome(
            desk, flow=FLOW, plan=row, about=about, changes=changes, notes=notes, preview=preview
        )
        session.rollback() if preview else session.commit()
    return outcome


def find_indicator(session: Session, *, plan: ActionPlan, code: str) -> Indicator:
    """An indicator of the plan by its code; a DomainError lists some codes there are."""
    query = select(Indicator).where(Indicator.plan_id == plan.id)
    found = session.exec(query.where(Indicator.code == code.strip().upper())).first()
    if found is None:
        known = session.exec(query.order_by(col(Indicator.code)).limit(6)).all()
        raise DomainError(
            f"There is no indicator “{code.strip().upper()}” in {plan.code}; codes look like "
            f"{', '.join(row.code for row in known) or 'LAA1-I1C'}."
        )
    return found


def _amend(
    session: Session, desk: Desk, plan: ActionPlan, indicator: Indicator, action: IndicatorAction, order: IndicatorOrder
) -> list[FieldChange]:
    if action is IndicatorAction.WITHDRAW:
        return _withdraw(session, plan, indicator, today=desk.today)
    if action is IndicatorAction.TAKE_UP_AGAIN:
        return _take_up_again(session, indicator)
    if indicator.withdrawn_on is not None:
        raise DomainError(f"{indicator.code} was withdrawn on {indicator.withdrawn_on}; take it up again first.")
    if order.says_nothing:
        raise DomainError(f"Nothing is said about {indicator.code}; fill in at least one field that changes.")
    return _change(session, plan, indicator, order, today=desk.today)


def _change(
    session: Session, plan: ActionPlan, indicator: Indicator, order: IndicatorOrder, *, today: date
) -> list[FieldChange]:
    before = _as_input(indicator)
    after = merged(indicator.code, before, order)
    changed = [name for name in DEFINING if getattr(before, name) != getattr(after, name)]
    if not changed:
        return []
    breaks = bool(set(changed) & set(COUNTS_OTHERWISE)) or ("titles" in changed and not order.same_meaning)
    _keep_version(session, plan, indicator, breaks=breaks, today=today)
    for name in changed:
        setattr(indicator, name, getattr(after, name))
    session.add(indicator)
    return [change for name in changed for change in _told(indicator.code, name, before, after)]


def _told(code: str, name: str, before: IndicatorInput, after: IndicatorInput) -> Sequence[FieldChange]:
    was, now = getattr(before, name), getattr(after, name)
    if name not in BY_LANGUAGE:
        return [FieldChange(code, name, as_text(was), as_text(now))]
    languages = [language for language in {**was, **now} if was.get(language) != now.get(language)]
    return [
        FieldChange(code, f"{BY_LANGUAGE[name]}_{language}", was.get(language, ""), now.get(language, ""))
        for language in languages
    ]


def _keep_version(session: Session, plan: ActionPlan, indicator: Indicator, *, breaks: bool, today: date) -> None:
    """Keep what the indicator was for the quarters already asked; what nobody was asked about needs no version."""
    last = last_asked_period(session, plan_id=plan.id)
    if last is None or (indicator.since_period and last < Period.parse(indicator.since_period)):
        return
    if last >= Period.containing(PartialDate.parse(plan.end).last_day(), months=plan.reporting_months):
        raise DomainError(
            f"Every quarter of {plan.code} has been asked about, the last one {last}; {indicator.code} cannot measure "
            "anything else any more. Say it in a lesson or in the assessment instead."
        )
    query = select(IndicatorVersion).where(
        IndicatorVersion.indicator_id == indicator.id, IndicatorVersion.last_period == str(last)
    )
    known = session.exec(query).first()
    version = known or IndicatorVersion(
        plan_id=plan.id, indicator_id=indicator.id, last_period=str(last), superseded_on=today,
        **{name: getattr(indicator, name) for name in DEFINING},
    )  # fmt: skip
    version.breaks_series = version.breaks_series or breaks
    session.add(version)


def _withdraw(session: Session, plan: ActionPlan, indicator: Indicator, *, today: date) -> list[FieldChange]:
    if indicator.withdrawn_on is not None:
        return []
    last = last_asked_period(session, plan_id=plan.id)
    indicator.withdrawn_on, indicator.last_period = today, str(last or "")
    session.add(indicator)
    return [FieldChange(indicator.code, "status", "in use", "withdrawn")]


def _take_up_again(session: Session, indicator: Indicator) -> list[FieldChange]:
    if indicator.withdrawn_on is None:
        raise DomainError(f"{indicator.code} is in use; only a withdrawn indicator can be taken up again.")
    indicator.withdrawn_on, indicator.last_period = None, ""
    session.add(indicator)
    return [FieldChange(indicator.code, "status", "withdrawn", "in use")]


def _as_input(indicator: Indicator) -> IndicatorInput:
    """The indicator as a plan file would say it, unchecked: what stands may be older than the checks."""
    values = {name: getattr(indicator, name) for name in DEFINING}
    return IndicatorInput.model_construct(number=indicator.number, **values)


def _commitment_of(session: Session, indicator: Indicator) -> Commitment:
    instance = session.get_one(CommitmentInstance, indicator.instance_id)
    return session.get_one(Commitment, instance.commitment_id)


def _notes(session: Session, plan: ActionPlan, changes: Sequence[FieldChange]) -> list[str]:
    last = last_asked_period(session, plan_id=plan.id)
    kept = "Reports already frozen keep what they say."
    if last is None:
        return ["Nobody has been asked yet, so this holds from the first quarter.", kept]
    notes = [f"This holds from {last.next()} on; forms up to {last} are answered and read as they were sent."]
    if any(change.field.startswith("unit_") for change in changes):
        notes.append("Values given so far keep their unit and are not compared with what comes.")
    return [*notes, kept]
