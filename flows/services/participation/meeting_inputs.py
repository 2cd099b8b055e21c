"""What an administrator writes about a meeting, read into checked values; every fault is one sentence."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from models.rules.errors import DomainError
from models.vocabulary import MeetingFormat, MeetingPurpose, MeetingRegime

Word = TypeVar("Word", bound=StrEnum)
LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True)
class MeetingOrder:
    """A meeting as a form says it: texts, numbers and nothing else; empty means not said."""

    code: str
    purpose: str = ""
    body: str = ""
    member: str = ""
    title: str = ""
    starts: str = ""
    length_minutes: int = 120
    regime: str = ""
    held_as: str = ""
    place: str = ""
    address: str = ""
    chair: str = ""
    quorum: int = 0
    period: str = ""
    commitments: str = ""
    theme: str = ""
    level: str = ""
    agenda: str = ""
    invite: str = ""
    counts: str = ""
    attended: str = ""
    minutes: str = ""
    minutes_file: str = ""
    minutes_are_public: bool = False


def read_word(kind: type[Word], text: str, *, what: str, default: Word) -> Word:
    """One word of a closed set, the default for an empty text; a DomainError lists the words there are."""
    if not text.strip():
        return default
    try:
        return kind(text.strip().lower())
    except ValueError:
        raise DomainError(f"“{text}” is not a {what}; choose one of: {', '.join(kind)}.") from None


def read_purpose(text: str) -> MeetingPurpose:
    """Why people meet; never guessed."""
    if not text.strip():
        raise DomainError(f"The meeting says no purpose; choose one of: {', '.join(MeetingPurpose)}.")
    return read_word(MeetingPurpose, text, what="purpose of a meeting", default=MeetingPurpose.FORUM)


def read_regime(text: str) -> MeetingRegime:
    """Regular unless said otherwise."""
    return read_word(MeetingRegime, text, what="regime of a meeting", default=MeetingRegime.REGULAR)


def read_format(text: str) -> MeetingFormat:
    """In person unless said otherwise."""
    return read_word(MeetingFormat, text, what="format of a meeting", default=MeetingFormat.IN_PERSON)


def read_times(order: MeetingOrder, *, zone: str) -> tuple[datetime, datetime]:
    """Beginning and end as aware moments; the hour is the plan's civil time."""
    try:
        begins = datetime.strptime(order.starts.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise DomainError(
            f"“{order.starts}” is not a day and an hour; write for instance 2026-12-10 10:00 in starts."
        ) from None
    if not 0 < order.length_minutes <= LONGEST_MINUTES:
        raise DomainError(
            f"A meeting of {order.length_minutes} minutes cannot be; write between 1 and {LONGEST_MINUTES}."
        )
    return begins, begins + timedelta(minutes=order.length_minutes)


def read_day(text: str, *, what: str, default: date | None = None) -> date:
    """A day written as YYYY-MM-DD; the default for an empty text."""
    if not text.strip() and default is not None:
        return default
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise DomainError(f"“{text}” is not a day for {what}; write for instance 2026-12-10.") from None


def split_list(text: str) -> list[str]:
    """Entries separated by commas, semicolons or line ends, each once."""
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
