"""The part of a report's figures that is about one region or one commitment; states of wholes are derived anew."""

from models.rules.errors import DomainError
from models.rules.public_evidence import overall_evidence
from models.rules.scoring import overall_state, overall_status
from reports.figures import AnnualFigures, CommitmentFacts


def narrowed(content: AnnualFigures, *, region: str = "", commitment: str = "") -> AnnualFigures:
    """Only what is about the region and the commitment named; everything when none is. Unknown codes are DomainErrors."""
    if not region and not commitment:
        return content
    _check(content, region=region, commitment=commitment)
    chosen = [c for c in content.commitments if commitment in ("", c.code)]
    kept = tuple(_of_region(c, region) for c in chosen if _takes_part(c, region))
    instances = [i for c in kept for i in c.instances]
    items = {m.code for i in instances for m in i.milestones} | {n.code for i in instances for n in i.indicators}
    own = items | {c.code for c in kept} | {i.code for i in instances}
    codes = {c.code for c in kept}
    return content.model_copy(
        update={
            "commitments": kept,
            "regions": tuple(r for r in content.regions if region in ("", r.code)),
            "rates": tuple(r for r in content.rates if not region or r.region in ("", region)),
            "obstacles": tuple(o for o in content.obstacles if o.code in items),
            "changes": tuple(c for c in content.changes if c.code in own),
            "evidence": tuple(e for e in content.evidence if e.code in items),
            "meetings": tuple(m for m in content.meetings if m.region in ("", region) or not region),
            "recommendations": tuple(
                r for r in content.recommendations if r.commitment in codes and region in ("", r.region)
            ),
            "lessons": tuple(lesson for lesson in content.lessons if lesson.commitment in codes),
            "findings": tuple(f for f in content.findings if f.commitment in codes),
            "constraints": tuple(
                c for c in content.constraints if c.commitment in codes and (not c.milestone or c.milestone in items)
            ),
        }
    )


def _check(content: AnnualFigures, *, region: str, commitment: str) -> None:
    regions = [r.code for r in content.regions]
    if region and region not in regions:
        raise DomainError(f"There is no region {region}; write one of {', '.join(regions)}.")
    found = next((c for c in content.commitments if c.code == commitment), None)
    if commitment and found is None:
        codes = ", ".join(c.code for c in content.commitments)
        raise DomainError(f"There is no commitment {commitment}; write one of {codes}.")
    if found and not _takes_part(found, region):
        raise DomainError(f"{region} takes no part in {commitment}; leave one of the two out.")


def _takes_part(commitment: CommitmentFacts, region: str) -> bool:
    return not region or any(i.region == region for i in commitment.instances)


def _of_region(commitment: CommitmentFacts, region: str) -> CommitmentFacts:
    if not region:
        return commitment
    instances = tuple(i for i in commitment.instances if i.region == region)
    return commitment.model_copy(
        update={
            "instances": instances,
            "state": overall_state(i.state for i in instances if i.state),
            "official": overall_status(i.official for i in instances if i.official),
            "evidence": overall_evidence(i.evidence for i in instances),
            "combined": (),
        }
    )
