"""One outcome out of several plans' outcomes: what each said, side by side, and nothing mixed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from flows.services.outcome import Outcome


def together(parts: Sequence[Outcome]) -> Outcome:
    """The outcome of an order that was for several plans; of one plan it is that plan's own."""
    first = parts[0]
    if len(parts) == 1:
        return first
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
    return Outcome(
        first.flow,
        ", ".join(part.plan for part in parts),
        first.as_of,
        first.preview,
        "\n".join(f"{part.plan}: {part.summary}" for part in parts),
        counts=dict(counts),
        tables=tuple(
            replace(table, key=f"{table.key}-{part.plan}", title=f"{table.title} · {part.plan}")
            for part in parts
            for table in part.tables
        ),
        problems=tuple(f"{part.plan}: {problem}" for part in parts for problem in part.problems),
        parts=tuple(parts),
    )
