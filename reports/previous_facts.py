"""What the last frozen annual report said, for comparison: counts and states, copied from its figures, never counted anew."""

from datetime import date

from models.rules.scoring import ScheduleState
from models.vocabulary import RecommendationState
from reports.sources import Facts


class TallyFacts(Facts):
    """One count of the first page: so many of so many. Region "" is the consortium."""

    name: str
    region: str
    part: int
    whole: int


class StateFacts(Facts):
    """Where a commitment stood; region "" is the commitment as a whole, None where there was nothing to judge."""

    commitment: str
    region: str
    state: ScheduleState | None


class FateFacts(Facts):
    """Where a recommendation stood."""

    code: str
    state: RecommendationState


class PreviousFacts(Facts):
    """The report compared with: its year, its day and the hash under which its figures are kept."""

    year: int
    as_of: date
    judged_on: date
    sha256: str
    tallies: tuple[TallyFacts, ...]
    states: tuple[StateFacts, ...]
    recommendations: tuple[FateFacts, ...]
