"""Names and addresses of the people in the records: what no public file may hold. Reads rows, writes nothing."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from models.tables import InboundMessage, Member, Organisation

ADDRESS, NAMES = "email", ("name", "names", "chair_name")


def private_texts(session: Session) -> tuple[str, ...]:
    """Every name and address of a person in the database, sorted; names of bodies and regions are public.

    A person is whoever has an address: every table with a column `email` is read, so a table added later is too.
    """
    found: set[str] = set(session.exec(select(InboundMessage.from_address).distinct()).all())
    for table in SQLModel.metadata.sorted_tables:
        columns = [table.c[name] for name in (ADDRESS, *NAMES) if name in table.c]
        if ADDRESS in table.c or "chair_name" in table.c:
            for row in session.execute(sa.select(*columns)).all():
                found.update(_texts(row))
    public = set(session.exec(select(Organisation.name)).all()) | set(session.exec(select(Member.name)).all())
    return tuple(sorted(text for text in found if text.strip() and text not in public))


def _texts(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (text for text in value.values() if isinstance(text, str))
