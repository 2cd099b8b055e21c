"""The buckets of all recipient domains, kept in the database: shared by all workers, remembered from run to run."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from flows.services.dispatch.outbox_throttle import USUAL_PER_MINUTE, Bucket, fresh_bucket
from models.tables.correspondence import DomainPace


class Pace:
    """How fast to write to whom, within one transaction: read, asked, changed, written; it commits nothing.

    `per_minute` is the speed per domain, 0 = no limit until a server asks for patience.
    """

    def __init__(self, session: Session, *, per_minute: float, now: datetime) -> None:
        self._session, self._now = session, now
        self._is_limited = bool(per_minute)
        self._full = float(per_minute or USUAL_PER_MINUTE)
        self._changed: set[str] = set()
        columns = (
            col(DomainPace.domain),
            col(DomainPace.per_minute),
            col(DomainPace.tokens),
            col(DomainPace.counted_at),
        )
        rows = session.execute(sa.select(*columns).order_by(col(DomainPace.domain)).with_for_update())
        self._buckets = {row[0]: Bucket(self._full, row[1], row[2], row[3]) for row in rows}

    def may_take(self, domain: str) -> int | None:
        """How many mails may go to a domain now; None when there is no limit."""
        bucket = self._buckets.get(domain)
        if bucket is None and not self._is_limited:
            return None
        return (bucket or fresh_bucket(self._full, now=self._now)).may_take(self._now)

    def closed_domains(self) -> list[str]:
        """Domains nothing may go to now."""
        return [domain for domain, bucket in self._buckets.items() if not bucket.may_take(self._now)]

    def seconds_until_free(self) -> float | None:
        """How long until the first closed domain is open again; None when none is closed."""
        waits = [self._buckets[domain].seconds_until_free(self._now) for domain in self.closed_domains()]
        return min(waits, default=None)

    def take(self, claimed: Mapping[str, int]) -> None:
        """Note how many mails were claimed for each domain; without a limit only after a complaint."""
        for domain in claimed:
            if self._is_limited or domain in self._buckets:
                self._change(domain, self._bucket(domain).at(self._now).take(claimed[domain]))

    def slow_down(self, domains: Iterable[str]) -> None:
        """Note that the servers of these domains asked for patience."""
        for domain in domains:
            self._change(domain, self._bucket(domain).slowed(self._now))

    def _bucket(self, domain: str) -> Bucket:
        return self._buckets.get(domain) or fresh_bucket(self._full, now=self._now)

    def _change(self, domain: str, bucket: Bucket) -> None:
        self._buckets[domain] = bucket
        self._changed.add(domain)

    def write(self) -> None:
        """Put what was changed into the database, in alphabetical order, so that two workers never lock crosswise."""
        for domain in sorted(self._changed):
            bucket = self._buckets[domain]
            if bucket.is_at_full_speed and not self._is_limited:
                self._session.execute(sa.delete(DomainPace).where(col(DomainPace.domain) == domain))
                continue
            values = {"per_minute": bucket.per_minute, "tokens": bucket.tokens, "counted_at": bucket.counted_at}
            insert = postgresql.insert if self._session.get_bind().dialect.name == "postgresql" else sqlite.insert
            statement = insert(DomainPace).values(domain=domain, **values)
            self._session.execute(statement.on_conflict_do_update(index_elements=["domain"], set_=values))
        self._changed.clear()
