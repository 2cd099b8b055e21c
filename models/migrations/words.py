"""A migration step for closed sets of words: autogeneration sees a word added to an enum and renews the CHECK constraint.

Alembic itself compares no CHECK constraints, so a new word would pass the review and fail in the database.
"""

import re
from collections.abc import Sequence
from typing import Any, Self

import sqlalchemy as sa
from alembic.autogenerate import comparators, renderers
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrateOperation, Operations, ops


@Operations.register_operation("replace_words")
class ReplaceWords(MigrateOperation):
    """`op.replace_words(table, column, new, old=...)`: the column takes the words `new` instead of `old`."""

    def __init__(self, table: str, column: str, new: Sequence[str], old: Sequence[str]) -> None:
        self.table, self.column, self.new, self.old = table, column, tuple(new), tuple(old)

    @classmethod
    def replace_words(
        cls, operations: Operations, table: str, column: str, new: Sequence[str], *, old: Sequence[str]
    ) -> None:
        """Run the step; called by migrations as `op.replace_words`."""
        operations.invoke(cls(table, column, new, old))

    def reverse(self) -> Self:
        """The step of the downgrade."""
        return type(self)(self.table, self.column, self.old, self.new)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        """What `alembic check` and the tests print when a migration is missing."""
        return ("replace_words", self.table, self.column, self.new)


@Operations.implementation_for(ReplaceWords)
def _replace(operations: Operations, step: ReplaceWords) -> None:
    name, _ = _guard(sa.inspect(operations.get_bind()), step.table, step.column)
    words = ", ".join(f"'{word}'" for word in step.new)
    with operations.batch_alter_table(step.table) as batch:
        batch.drop_constraint(operations.f(name), type_="check")
        batch.create_check_constraint(operations.f(name), sa.text(f"{step.column} IN ({words})"))


@renderers.dispatch_for(ReplaceWords)
def _render(_context: AutogenContext, step: ReplaceWords) -> str:
    return f"op.replace_words({step.table!r}, {step.column!r}, {list(step.new)!r}, old={list(step.old)!r})"


@comparators.dispatch_for("schema")
def _compare(context: AutogenContext, upgrade: ops.UpgradeOps, _schemas: Any) -> None:
    inspector = context.inspector
    known = set(inspector.get_table_names())
    for table in context.sorted_tables:
        present = {column["name"] for column in inspector.get_columns(table.name)} if table.name in known else set()
        for column in table.columns:
            if column.name in present and isinstance(column.type, sa.Enum):
                _, old = _guard(inspector, table.name, column.name)
                if set(old) != set(column.type.enums):
                    upgrade.ops.append(ReplaceWords(table.name, column.name, column.type.enums, old))


def _guard(inspector: Any, table: str, column: str) -> tuple[Any, list[str]]:
    """Name and words of the CHECK constraint that guards an enum column."""
    for constraint in inspector.get_check_constraints(table):
        text = constraint["sqltext"]
        if re.search(rf"\b{column}\b[^'(]*(IN\s*\(|= ANY)", text):
            return constraint["name"], re.findall(r"'([^']*)'", text)
    raise LookupError(f"{table}.{column} has no CHECK constraint with its words")
