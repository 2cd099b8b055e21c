"""The buckets of all recipient domains, kept in the database: shared by all workers, remembered from run to run.

Every method works in the caller's transaction and commits nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from flows.services.outbox_throttle import USUAL_PER_MINUTE, Bucket, fresh_bucket
from models.tables.correspondence import DomainPace

Buckets = dict[str, Bucket]


class Pace:
    """How fast to write to whom. `per_minute` is the speed per domain, 0 = no limit until a server complains."""

    def __init__(self, per_minute: float) -> None:
        self._per_minute = per_minute
        self._full = float(per_minute or USUAL_PER_MINUTE)

    def read(self, session: Session) -> Buckets:
        """All buckets, locked against other workers until the transaction ends."""
        rows = session.exec(select(DomainPace).order_by(col(DomainPace.domain)).with_for_update()).all()
        buckets = {row.domain: Bucket(self._full, row.per_minute, row.tokens, row.counted_at) for row in rows}
        session.expunge_all()
        return buckets

    def allowances(self, buckets: Mapping[str, Bucket], *, now: datetime) -> dict[str, int]:
        """How many mails may go to each known domain now; a domain that is not named has no history."""
        return {domain: bucket.may_take(now) for domain, bucket in buckets.items()}

    def allowance_of_strangers(self, *, now: datetime) -> int | None:
        """How many mails may go to a domain without a history; None when there is no limit."""
        return fresh_bucket(self._full, now=now).may_take(now) if self._per_minute else None

    def take(self, session: Session, buckets: Buckets, *, claimed: Mapping[str, int], now: datetime) -> None:
        """Note that mails were claimed, by domain. Without a limit only domains that have complained are counted."""
        counted = [domain for domain in claimed if self._per_minute or domain in buckets]
        for domain in counted:
            bucket = buckets.get(domain) or fresh_bucket(self._full, now=now)
            buckets[domain] = bucket.at(now).take(claimed[domain])
        self._write(session, buckets, counted)

    def slow_down(self, session: Session, buckets: Buckets, *, domains: Iterable[str], now: datetime) -> None:
        """Note that the servers of these domains asked for patience."""
        slowed = sorted(set(domains))
        for domain in slowed:
            buckets[domain] = (buckets.get(domain) or fresh_bucket(self._full, now=now)).slowed(now)
        self._write(session, buckets, slowed)

    def _write(self, session: Session, buckets: Buckets, domains: Iterable[str]) -> None:
        for domain in domains:
            bucket = buckets[domain]
            if bucket.is_at_full_speed and not self._per_minute:
                session.execute(sa.delete(DomainPace).where(col(DomainPace.domain) == domain))
                del buckets[domain]
                continue
            values = {"per_minute": bucket.per_minute, "tokens": bucket.tokens, "counted_at": bucket.counted_at}
            insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
            statement = insert(DomainPace).values(domain=domain, **values)
            session.execute(statement.on_conflict_do_update(index_elements=["domain"], set_=values))
