"""What a form is called ("2026-Q3/OF-LAA-01"): one name in the whole installation, whatever plans are loaded."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from models.tables import ActionPlan, Official


def codes_used_before(session: Session, *, plan: ActionPlan) -> frozenset[str]:
    """Codes of officials of this plan that a plan loaded before it uses too."""
    own = select(Official.code).where(Official.plan_id == plan.id)
    query = select(Official.code).where(col(Official.plan_id) < plan.id, col(Official.code).in_(own)).distinct()
    return frozenset(session.exec(query).all())


def form_name(plan: ActionPlan, *, period: str, official: str, used_before: Collection[str]) -> str:
    """Period and code of the official; with the plan's code where an earlier plan has an official of that code.

    The name is printed in subjects and signed into workbooks, so it must not depend on what is loaded later.
    """
    name = f"{period}/{official}"
    return f"{name}@{plan.code.replace('.', '-')}" if official in used_before else name
