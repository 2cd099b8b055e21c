"""A commitment under any sequence of events: no gate opens with an unmet condition, and every transition is written down."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from models.rules.errors import DomainError
from models.rules.lifecycle import (
    FINAL_STAGES,
    NEXT_STAGE,
    CoCreationFacts,
    ForumFact,
    GateFacts,
    InstanceFact,
    MilestoneFact,
    unmet_conditions,
)
from models.rules.lifecycle_moves import StageDecision, StageMove, check_new_due_date, decide_move, gate_evidence
from models.vocabulary import MilestoneStatus, Side, Stage

START, END = date(2025, 4, 1), date(2027, 6, 30)
FIRST_DUE = (date(2026, 3, 31), date(2026, 12, 31))
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
REASONS = st.sampled_from(["", " ", "the council decided"])


class CommitmentLife(RuleBasedStateMachine):
    """The facts of one commitment, changed at random, and decisions taken at random."""

    def __init__(self) -> None:
        super().__init__()
        milestones = tuple(
            MilestoneFact(f"M{n}", MilestoneStatus.NOT_STARTED, due) for n, due in enumerate(FIRST_DUE, start=1)
        )
        self.facts = GateFacts(
            Stage.CO_CREATION, (InstanceFact("C", "", milestones, indicators=0),), plan_end=END, today=date(2025, 4, 1)
        )
        self.ledger: list[StageMove] = []
        self.overrides = 0
        self.refused: list[str] = []

    @property
    def instance(self) -> InstanceFact:
        return self.facts.instances[0]

    def _co_created(self, **changes: object) -> None:
        self.facts = replace(self.facts, co_creation=replace(self.facts.co_creation, **changes))

    @rule(sides=st.sets(st.sampled_from(list(Side))))
    def hold_a_forum(self, sides: set[Side]) -> None:
        self._co_created(forums=(*self.facts.co_creation.forums, ForumFact("F", frozenset(sides))))

    @rule(published=st.none() | DAYS, event=st.none() | DAYS)
    def publish_the_timeline(self, published: date | None, event: date | None) -> None:
        self._co_created(timeline_published_on=published, first_event_on=event)

    @rule(count=st.integers(0, 3), waiting=st.lists(st.sampled_from(["C-1", "C-2"]), unique=True))
    def receive_contributions(self, count: int, waiting: list[str]) -> None:
        self._co_created(contributions=count, without_response=tuple(waiting))

    @rule(adopted=st.none() | DAYS, endorsements=st.integers(0, 2))
    def adopt(self, adopted: date | None, endorsements: int) -> None:
        self._co_created(adopted_on=adopted, endorsements=endorsements)

    @rule()
    def co_create_everything(self) -> None:
        self.facts = replace(
            self.facts,
            instances=(replace(self.instance, responsible="an official", indicators=1),),
            co_creation=CoCreationFacts(
                (ForumFact("F", frozenset(Side)),), date(2025, 1, 1), date(2025, 2, 1), 1, (), date(2025, 3, 1), 1
            ),
        )

    @rule(
        number=st.integers(0, 1), status=st.sampled_from(list(MilestoneStatus)), reason=st.sampled_from(["", "merged"])
    )
    def report_a_milestone(self, number: int, status: MilestoneStatus, reason: str) -> None:
        milestones = list(self.instance.milestones)
        milestones[number] = replace(milestones[number], status=status, reason=reason)
        self.facts = replace(self.facts, instances=(replace(self.instance, milestones=tuple(milestones)),))

    @rule(number=st.integers(0, 1), due_on=DAYS)
    def amend_a_due_date(self, number: int, due_on: date) -> None:
        milestones = list(self.instance.milestones)
        try:
            check_new_due_date("M", due_on=due_on, starts_on=None, plan_start=START, plan_end=END)
        except DomainError:
            assert not START <= due_on <= END
            return
        milestones[number] = replace(milestones[number], due_on=due_on)
        self.facts = replace(self.facts, instances=(replace(self.instance, milestones=tuple(milestones)),))

    @rule(body=st.sampled_from(["", "A body"]), signed=st.booleans(), lessons=st.integers(0, 1))
    def assess(self, body: str, signed: bool, lessons: int) -> None:
        self.facts = replace(
            self.facts, monitoring_body=body, end_assessment_by=body if signed else "", lessons=lessons
        )

    @rule(days=st.integers(0, 200))
    def let_time_pass(self, days: int) -> None:
        self.facts = replace(self.facts, today=self.facts.today + timedelta(days=days))

    @rule(decision=st.sampled_from(list(StageDecision)), operator=REASONS, reason=REASONS)
    def decide(self, decision: StageDecision, operator: str, reason: str) -> None:
        unmet = unmet_conditions(self.facts)
        try:
            move = decide_move(decision, code="C", facts=self.facts, operator=operator, reason=reason)
        except DomainError as refused:
            self.refused.append(refused.sentence)
            return
        assert self.facts.stage not in FINAL_STAGES
        if decision is StageDecision.ADVANCE:
            assert unmet == ()
            assert gate_evidence(self.facts)
        else:
            assert operator.strip()
            assert reason.strip()
        self._carry_out(move, unmet_before=bool(unmet))

    @precondition(lambda self: not unmet_conditions(self.facts))
    @rule()
    def the_schedule_passes(self) -> None:
        self._carry_out(decide_move(StageDecision.ADVANCE, code="C", facts=self.facts), unmet_before=False)

    def _carry_out(self, move: StageMove, *, unmet_before: bool) -> None:
        assert move.before is self.facts.stage
        if move.after is not move.before and move.decision is not StageDecision.WITHDRAW:
            assert move.after is NEXT_STAGE[move.before]
            assert bool(move.overridden) == unmet_before
        self.overrides += bool(move.overridden)
        self.ledger.append(move)
        self.facts = replace(self.facts, stage=move.after, held_because=move.held_because)

    @invariant()
    def the_ledger_tells_how_the_stage_came_about(self) -> None:
        stage, held = Stage.CO_CREATION, ""
        for move in self.ledger:
            assert move.before is stage
            stage, held = move.after, move.held_because
        assert (stage, held) == (self.facts.stage, self.facts.held_because)

    @invariant()
    def a_refusal_is_one_sentence_or_more(self) -> None:
        assert all(sentence.endswith(".") and "  " not in sentence for sentence in self.refused)

    @invariant()
    def only_overrides_pass_a_shut_gate(self) -> None:
        assert self.overrides == sum(move.decision is StageDecision.OVERRIDE for move in self.ledger)
        assert all(bool(m.overridden) == (m.decision is StageDecision.OVERRIDE) for m in self.ledger)

    @invariant()
    def a_final_stage_has_no_way_out(self) -> None:
        if self.facts.stage in FINAL_STAGES:
            assert [c.code for c in unmet_conditions(self.facts)] == ["final"]

    @invariant()
    def due_dates_stay_inside_the_plan(self) -> None:
        assert all(START <= milestone.due_on <= END for milestone in self.instance.milestones)


TestCommitmentLife = CommitmentLife.TestCase
TestCommitmentLife.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
