"""Evidence behind claims, and indicators on the way to their targets: two of the states a report shows side by side."""

from datetime import date
from decimal import Decimal

import pytest

from models.rules.indicator_state import IndicatorState, indicator_state
from models.rules.public_evidence import EvidenceState, evidence_state, overall_evidence
from models.rules.scoring import overall_status
from models.vocabulary import MilestoneStatus

STARTS, ENDS = date(2025, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("is_claimed", "files", "public", "state"),
    [
        (False, 0, 0, EvidenceState.NO_CLAIM),
        (False, 2, 1, EvidenceState.NO_CLAIM),
        (True, 0, 0, EvidenceState.NONE),
        (True, 1, 0, EvidenceState.KEPT),
        (True, 2, 1, EvidenceState.PUBLIC),
    ],
)
def test_a_claim_is_as_good_as_its_best_evidence(
    is_claimed: bool, files: int, public: int, state: EvidenceState
) -> None:
    assert evidence_state(is_claimed=is_claimed, files=files, public_files=public) is state


def test_the_weakest_claim_of_a_whole_shows() -> None:
    assert overall_evidence([EvidenceState.PUBLIC, EvidenceState.NONE, EvidenceState.NO_CLAIM]) is EvidenceState.NONE
    assert overall_evidence([EvidenceState.PUBLIC, EvidenceState.KEPT]) is EvidenceState.KEPT
    assert overall_evidence([EvidenceState.NO_CLAIM]) is EvidenceState.NO_CLAIM
    assert overall_evidence([]) is EvidenceState.NO_CLAIM


@pytest.mark.parametrize(
    ("achievement", "on", "state"),
    [
        (None, date(2026, 1, 1), IndicatorState.NOT_MEASURED),
        (Decimal(100), date(2025, 6, 1), IndicatorState.REACHED),
        (Decimal(31), date(2026, 1, 1), IndicatorState.ON_THE_WAY),
        (Decimal(29), date(2026, 1, 1), IndicatorState.BEHIND),
        (Decimal(79), date(2027, 6, 1), IndicatorState.BEHIND),
        (Decimal(-5), date(2025, 1, 2), IndicatorState.ON_THE_WAY),
    ],
)
def test_an_indicator_is_behind_when_time_runs_twenty_points_ahead(
    achievement: Decimal | None, on: date, state: IndicatorState
) -> None:
    assert indicator_state(achievement, starts=STARTS, ends=ENDS, on=on) is state


def test_without_an_end_nobody_is_behind() -> None:
    assert indicator_state(Decimal(1), starts=STARTS, ends=None, on=date(2030, 1, 1)) is IndicatorState.ON_THE_WAY


def test_officials_say_of_a_whole_what_they_say_of_its_parts() -> None:
    done, begun, idle = MilestoneStatus.DONE, MilestoneStatus.IN_PROGRESS, MilestoneStatus.NOT_STARTED
    assert overall_status([done, done, MilestoneStatus.WITHDRAWN]) is done
    assert overall_status([done, idle]) is begun
    assert overall_status([idle]) is idle
    assert overall_status([]) is None
