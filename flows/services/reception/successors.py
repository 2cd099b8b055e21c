"""Who took over from whom: read from handovers, so that a form or a mail of before still finds its way."""

from sqlmodel import Session, col, select

from models.tables import DataRequest, Handover, Official
from models.vocabulary import RequestState


def successor_of(session: Session, *, official_id: int) -> Official | None:
    """Who took over from an official last, followed to the end of a chain of handovers; None when nobody did."""
    seen: set[int] = set()
    found: Official | None = None
    while official_id not in seen:
        seen.add(official_id)
        query = select(Handover).where(Handover.from_id == official_id).order_by(col(Handover.id).desc())
        row = session.exec(query).first()
        if row is None:
            break
        found, official_id = session.get_one(Official, row.to_id), row.to_id
    return found


def successor_request(session: Session, *, request: DataRequest) -> DataRequest | None:
    """The form that took the place of one handed over, in the same campaign; None when it was not handed over."""
    if request.state is not RequestState.WAIVED:
        return None
    taker = successor_of(session, official_id=request.official_id)
    if taker is None:
        return None
    return session.exec(
        select(DataRequest).where(DataRequest.campaign_id == request.campaign_id, DataRequest.official_id == taker.id)
    ).first()
