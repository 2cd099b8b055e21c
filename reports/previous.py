"""Comparing with the last frozen annual report: what is taken from its figures, and the part that concerns one region."""

from collections.abc import Iterator

from reports.figures import AnnualFigures, CommitmentFacts
from reports.narrow import narrowed
from reports.previous_facts import FateFacts, PreviousFacts, StateFacts, TallyFacts
from reports.tallies import tallies


def previous_facts(content: AnnualFigures, *, sha256: str) -> PreviousFacts:
    """What a later report compares itself with. `content` is a frozen annual report, `sha256` the hash it is kept under."""
    parts = [("", content)] + [(r.code, narrowed(content, region=r.code)) for r in content.regions]
    return PreviousFacts(
        year=content.year,
        as_of=content.as_of,
        judged_on=content.judged_on,
        sha256=sha256,
        tallies=tuple(
            TallyFacts(name=name, region=region, part=rate.part, whole=rate.whole)
            for region, part in parts
            for name, rate in tallies(part).items()
        ),
        states=tuple(state for commitment in content.commitments for state in _states(commitment)),
        recommendations=tuple(FateFacts(code=r.code, state=r.state) for r in content.recommendations),
    )


def _states(commitment: CommitmentFacts) -> Iterator[StateFacts]:
    yield StateFacts(commitment=commitment.code, region="", state=commitment.state)
    for instance in commitment.instances:
        yield StateFacts(commitment=commitment.code, region=instance.region, state=instance.state)
