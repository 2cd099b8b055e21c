"""An administrator assigns, answers or withdraws a recommendation: previewed, in the ledger, refused in words when wrong."""

from datetime import date

import pytest
from sqlmodel import Session, select

from flows.services.committee.recommendation_decisions import RecommendationOrder, decide_recommendation
from flows.services.reception.replies import receive
from models.rules.errors import DomainError
from models.tables import LedgerEntry, Official, Recommendation
from models.vocabulary import LedgerAction, RecommendationState, ResponseKind

TODAY = date(2026, 10, 30)


@pytest.fixture
def made(reviewed, writer, desk_on, session) -> Recommendation:
    receive(desk_on(date(2026, 10, 28)), raw=writer(reviewed[0]).reply("R1 MALAA0002: Publier"), source="test")
    return row_of(session)


def row_of(session: Session) -> Recommendation:
    session.rollback()
    session.expire_all()
    return session.exec(select(Recommendation)).one()


def decide(desk, *, preview: bool = False, operator: str = "A", **order):
    given = RecommendationOrder(**({"recommendation": "r-laa-001", "decision": "assign"} | order))
    return decide_recommendation(desk, plan="", order=given, operator=operator, reason="as agreed", preview=preview)


def test_another_owner_and_another_day_keep_the_first_day(session, made, desk_on) -> None:
    first = made.first_due_on
    decide(desk_on(TODAY), owner="OF-LAA-DG", due_on=date(2027, 2, 1), preview=True)
    assert row_of(session).due_on == first
    decide(desk_on(TODAY), owner="OF-LAA-DG", due_on=date(2027, 2, 1))
    row = row_of(session)
    assert session.get_one(Official, row.owner_id).code == "OF-LAA-DG"
    assert (row.due_on, row.first_due_on, row.told_on) == (date(2027, 2, 1), first, None)
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.RECOMMENDATION_ASSIGNED)).all()
    assert {entry.field for entry in entries} == {"owner", "due_on"}


@pytest.mark.parametrize(
    ("decision", "state", "response"),
    [
        ("accept", RecommendationState.ANSWERED, ResponseKind.ACCEPTED),
        ("partly", RecommendationState.ANSWERED, ResponseKind.PARTLY),
        ("refuse", RecommendationState.REFUSED, ResponseKind.REFUSED),
        ("withdraw", RecommendationState.WITHDRAWN, None),
    ],
)
def test_a_decision_is_recorded_with_its_reason(session, made, desk_on, decision, state, response) -> None:
    decide(desk_on(TODAY), decision=decision, answer="Because of the budget")
    row = row_of(session)
    assert (row.state, row.response) == (state, response)
    if response is not None:
        assert row.response_text == "Because of the budget"


@pytest.mark.parametrize(
    ("order", "says"),
    [
        ({"recommendation": "R-LAA-099"}, "no recommendation “R-LAA-099” in small; open ones: R-LAA-001"),
        ({"owner": "OF-NOBODY"}, "Nobody in small has the code"),
        ({"due_on": date(2028, 1, 1)}, "2028-01-01 is outside the plan, which runs from 2025-04-01 to 2027-06-30"),
        ({}, "name its owner or the day"),
        ({"decision": "praise"}, "is not a decision"),
        ({"decision": "accept", "implemented_on": date(2026, 12, 1)}, "lies in the future"),
        ({"owner": "OF-LAA-DG", "operator": ""}, "fill in operator"),
    ],
)
def test_a_wrong_decision_is_refused_in_words_and_changes_nothing(session, made, desk_on, order, says) -> None:
    before = (made.owner_id, made.due_on, made.state)
    with pytest.raises(DomainError) as refused:
        decide(desk_on(TODAY), **order)
    assert says in refused.value.sentence
    row = row_of(session)
    assert (row.owner_id, row.due_on, row.state) == before
