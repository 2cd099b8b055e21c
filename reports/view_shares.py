"""Milestones done of all milestones: overall, by axis and by region, with the rule the national platform made usual."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from models.rules.scoring import Rate, ScheduleState
from reports.figures import AnnualFigures, CommitmentFacts, InstanceFacts
from reports.language import Phrase, Words
from reports.view_record_parts import ShareRow
from reports.view_states import badge
from reports.view_values import bar_length, share_text


def axis_rows(content: AnnualFigures, *, words: Words) -> tuple[ShareRow, ...]:
    """One row per axis that has a commitment, in the plan's order; commitments without an axis come last."""
    known = {axis.code: words.choose(axis.texts) for axis in content.axes}
    used = {commitment.axis for commitment in content.commitments}
    order = [code for code in known if code in used] + sorted(used - set(known))
    rows = []
    for code in order:
        members = [c for c in content.commitments if c.axis == code]
        name = known.get(code) or Phrase(code or words.gettext("No axis named"), words.language.value)
        rows.append(_row(name, members, [i for c in members for i in c.instances], words=words))
    return tuple(rows)


def region_rows(content: AnnualFigures, *, regions: dict[str, Phrase], words: Words) -> tuple[ShareRow, ...]:
    """The consortium first, then each region; of a single region only that one."""
    everything = [i for c in content.commitments for i in c.instances]
    total = Phrase(words.gettext("All regions"), words.language.value)
    rows = [_row(total, content.commitments, everything, is_total=True, words=words)] if len(regions) > 1 else []
    for code, name in regions.items():
        own = [c for c in content.commitments if any(i.region == code for i in c.instances)]
        rows.append(_row(name, own, [i for i in everything if i.region == code], words=words))
    return tuple(rows)


def _row(
    name: Phrase,
    commitments: Iterable[CommitmentFacts],
    instances: list[InstanceFacts],
    *,
    is_total: bool = False,
    words: Words,
) -> ShareRow:
    milestones = [m for i in instances for m in i.milestones if m.schedule is not ScheduleState.WITHDRAWN]
    rate = Rate(sum(m.schedule is ScheduleState.COMPLETED for m in milestones), len(milestones))
    counts = Counter(m.schedule for m in milestones)
    done = words.gettext(
        "%(part)s of %(whole)s", part=words.number(Decimal(rate.part)), whole=words.number(Decimal(rate.whole))
    )
    shown = [(badge(state, words=words), counts[state]) for state in ScheduleState if counts[state]]
    return ShareRow(
        name=name,
        is_total=is_total,
        done=done if rate.whole else words.gettext("No milestone"),
        percent=share_text(rate.percent, words=words) if rate.whole else "",
        bar=bar_length(rate.percent),
        commitments=words.number(Decimal(len(list(commitments)))),
        states=tuple((state, count) for state, count in shown if state),
    )
