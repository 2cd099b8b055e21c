"""One line of the table of trials: what was done to the system, and what became of the mails."""

from dataclasses import dataclass, field

COLUMNS = (
    "trial",
    "database",
    "mails",
    "kills or strikes",
    "seconds",
    "tried again",
    "duplicates",
    "lost",
    "unexplained",
)


@dataclass
class Row:
    """What one trial showed."""

    trial: str
    database: str
    mails: int
    strikes: int = 0
    seconds: float = 0.0
    again: int = 0
    duplicates: int = 0
    lost: int = 0
    unexplained: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.duplicates or self.lost or self.unexplained)

    def cells(self) -> tuple[str, ...]:
        numbers = (self.again, self.duplicates, self.lost, self.unexplained)
        return (
            self.trial, self.database, f"{self.mails:,}", str(self.strikes), f"{self.seconds:.0f}", *map(str, numbers)
        )  # fmt: skip


def print_table(rows: list[Row]) -> None:
    print("| " + " | ".join(COLUMNS) + " |")
    print("|" + "---|" * 2 + "--:|" * (len(COLUMNS) - 2))
    for row in rows:
        print("| " + " | ".join(row.cells()) + " |")
