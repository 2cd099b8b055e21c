"""What has changed since the last frozen annual report, in one language: counts then and now, and what moved."""

from decimal import Decimal

from models.rules.scoring import ScheduleState
from reports.figures import AnnualFigures, CommitmentFacts
from reports.language import Phrase, Words
from reports.previous_facts import PreviousFacts
from reports.tallies import tallies
from reports.view_commitments import commitment_title
from reports.view_since_parts import NO_SINCE, Measure, Move, SinceView
from reports.view_states import badge

_ORDER = (
    ScheduleState.DELAYED,
    ScheduleState.AT_RISK,
    ScheduleState.NOT_STARTED,
    ScheduleState.ON_TRACK,
    ScheduleState.COMPLETED,
)
"""From worst to best: a move along it is one forward or back, every other change is neither."""


def since_view(content: AnnualFigures, *, words: Words) -> SinceView:
    """The comparison with the report of the year before; a sentence where there is none to compare with."""
    if content.period:
        return NO_SINCE
    previous = content.previous
    if previous is None:
        return SinceView(title=words.gettext("Change since last year"), told=_nothing(content, words=words))
    moves = tuple(move for c in content.commitments if (move := _move(c, previous, content=content, words=words)))
    same = len(content.commitments) - len(moves)
    return SinceView(
        title=words.gettext("Change since the report of %(year)s", year=previous.year),
        told=_told(moves, same=same, words=words),
        compared_with=words.gettext(
            "Compared with the figures frozen for %(year)s, as of %(day)s; none of them has been computed anew.",
            year=previous.year, day=words.day(previous.as_of),
        ),
        sha256=previous.sha256,
        year=str(previous.year),
        measures=_measures(content, previous, words=words),
        moves=moves,
    )  # fmt: skip


def before_texts(content: AnnualFigures, *, words: Words) -> dict[str, str]:
    """For each count of the first page what the last report said; nothing where that report did not count it."""
    if content.previous is None:
        return {}
    scope, year = _scope(content), content.previous.year
    return {
        t.name: words.gettext(
            "%(year)s: %(part)s of %(whole)s", year=year, part=_count(t.part, words), whole=_count(t.whole, words)
        )
        for t in content.previous.tallies
        if t.region == scope and t.whole
    }


def _nothing(content: AnnualFigures, *, words: Words) -> str:
    if str(content.year) <= content.plan.starts[:4]:
        return words.gettext("This is the first annual report of the plan: there is no earlier one to compare it with.")
    return words.gettext("No annual report of %(year)s was frozen: the change cannot be shown.", year=content.year - 1)


def _scope(content: AnnualFigures) -> str:
    """A report on one region is compared with what was said of that region."""
    own = {state.region for state in content.previous.states} if content.previous else set()
    return content.regions[0].code if len(content.regions) == 1 and content.regions[0].code in own else ""


def _told(moves: tuple[Move, ...], *, same: int, words: Words) -> str:
    forward, back = sum(m.way == "forward" for m in moves), sum(m.way == "back" for m in moves)
    other = len(moves) - forward - back
    parts = [
        words.ngettext("%(n)s commitment moved forward", "%(n)s commitments moved forward", forward),
        words.ngettext("%(n)s fell back", "%(n)s fell back", back),
        words.ngettext("%(n)s stands as it stood", "%(n)s stand as they stood", same),
    ]
    if other:
        parts.append(words.ngettext("%(n)s changed otherwise", "%(n)s changed otherwise", other))
    return " · ".join(parts)


def _measures(content: AnnualFigures, previous: PreviousFacts, *, words: Words) -> tuple[Measure, ...]:
    labels = {
        "commitments": words.gettext("commitments completed or on track"),
        "milestones": words.gettext("milestones done of those due"),
        "all_milestones": words.gettext("milestones done of all"),
        "indicators": words.gettext("indicators at their target, of those measured"),
        "answers": words.gettext("items answered of those asked"),
    }
    scope, now = _scope(content), tallies(content)
    before = {t.name: t for t in previous.tallies if t.region == scope}
    return tuple(
        Measure(
            name=name,
            label=label,
            before=_of(before[name].part, before[name].whole, words=words),
            now=_of(now[name].part, now[name].whole, words=words),
        )
        for name, label in labels.items()
        if name in before
    )


def _move(commitment: CommitmentFacts, previous: PreviousFacts, *, content: AnnualFigures, words: Words) -> Move | None:
    scope = _scope(content)
    stood = {s.commitment: s.state for s in previous.states if s.region == scope}
    known, before, now = commitment.code in stood, stood.get(commitment.code), commitment.state
    if known and before is now:
        return None
    title: Phrase = commitment_title(commitment, words=words)
    note = (
        words.gettext("No milestone") if known else words.gettext("Not in the report of %(year)s", year=previous.year)
    )
    return Move(
        code=commitment.code,
        title=title,
        way=_way(before, now) if known else "other",
        before=badge(before, words=words),
        now=badge(now, words=words),
        note=note,
    )


def _way(before: ScheduleState | None, now: ScheduleState | None) -> str:
    if before not in _ORDER or now not in _ORDER:
        return "other"
    return "forward" if _ORDER.index(now) > _ORDER.index(before) else "back"


def _of(part: int, whole: int, *, words: Words) -> str:
    if not whole:
        return "–"
    return words.gettext("%(part)s of %(whole)s", part=_count(part, words), whole=_count(whole, words))


def _count(number: int, words: Words) -> str:
    return words.number(Decimal(number))
