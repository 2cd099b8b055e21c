"""Obstacles of a year, in the words of the officials; each names the mail it stood in."""

from flows.services.compilation.reporting_book import FigureBook
from models.rules.codes import normalise_code
from models.tables import InboundLine, InboundMessage
from models.vocabulary import LineOutcome
from reports.figure_id import figure_id
from reports.figures import ObstacleFacts
from reports.privacy import publishable


def obstacle_facts(book: FigureBook, *, periods: tuple[str, ...]) -> tuple[ObstacleFacts, ...]:
    """Obstacle lines of the replies to the requests of these periods, each sentence once, in order of arrival."""
    found: dict[tuple[str, str], ObstacleFacts] = {}
    for line, message in book.snapshot.remarks:
        if line.outcome is not LineOutcome.RECORDED:
            continue
        obstacle = _facts(book, line, message)
        if obstacle and obstacle.period in periods:
            found.setdefault((obstacle.code, obstacle.text), obstacle)
    return tuple(found.values())


def _facts(book: FigureBook, line: InboundLine, message: InboundMessage) -> ObstacleFacts | None:
    codes = [m.code for m in book.snapshot.milestones] + [i.code for i in book.snapshot.indicators]
    code = next((known for known in codes if normalise_code(known) == normalise_code(line.code)), "")
    request = book.snapshot.requests.get(message.data_request_id or 0)
    if not code or request is None:
        return None
    period = book.snapshot.campaigns[request.campaign_id].period
    reference = figure_id(book.snapshot.plan.code, code=code, period=period, source=message.sha256)
    return ObstacleFacts(
        code=code,
        period=period,
        text=publishable(line.raw_text),
        figure=reference if book.has(reference) else "",
        mail_sha256=message.sha256,
    )
