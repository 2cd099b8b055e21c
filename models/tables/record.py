"""The base of every table: snake-case names, checked fields, named constraints, exact decimals, enums by value."""

import re
from decimal import Decimal
from enum import Enum as PythonEnum
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import SkipValidation
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(SQLModel):
    """Base of all rows. Assignments are validated; a row is built with `Table.model_validate(...)` or keywords."""

    model_config = SQLModelConfig(validate_assignment=True)

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class ExactDecimal(sa.types.TypeDecorator[Decimal]):
    """A decimal kept as text, so that no database turns 0.1 into a binary fraction."""

    impl = sa.String(48)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(value)


Key = Annotated[int, SkipValidation]
"""A surrogate key: an integer once the row has been flushed. Not validated, because construction comes before that."""


def key() -> Any:
    """Surrogate primary key, given by the database at flush."""
    return Field(default=None, primary_key=True)


def enum_column(
    kind: type[PythonEnum], *, default: Any = ..., nullable: bool = False, index: bool = False, guard: str = ""
) -> Any:
    """Enum stored by value, guarded by a CHECK constraint; a wrong word never reaches the table.

    `guard` names the constraint; needed when one table has two columns of one kind, for PostgreSQL takes a name once.
    """
    column = sa.Enum(
        kind,
        values_callable=lambda members: [m.value for m in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=guard or re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(),
    )
    return Field(default=default, sa_type=column, nullable=nullable, index=index)


def decimal_column(*, default: Any = None) -> Any:
    """An exact decimal that may be missing; missing is never zero."""
    return Field(default=default, sa_type=ExactDecimal, nullable=True)


def json_column(*, default_factory: Any) -> Any:
    """A small JSON value: titles by language, reasons, snapshots."""
    return Field(default_factory=default_factory, sa_type=sa.JSON, nullable=False)


def text_column(*, default: Any = "") -> Any:
    """Text of any length."""
    return Field(default=default, sa_type=sa.Text, nullable=False)


def reference(target: str, *, nullable: bool = False, index: bool = True) -> Any:
    """Foreign key to `table.column`."""
    return Field(default=None if nullable else ..., foreign_key=target, nullable=nullable, index=index)
