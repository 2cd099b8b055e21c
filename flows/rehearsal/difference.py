"""Two rehearsals side by side: what the change adds, takes away and moves, in one sentence and line by line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from flows.rehearsal.figures import late_days
from flows.rehearsal.story import MailLine, Story

Identity = tuple[str, str, str]


@dataclass(frozen=True)
class Difference:
    """What is different. A mail is the same when recipient, kind and key agree; on another day it is moved."""

    more: tuple[MailLine, ...]
    fewer: tuple[MailLine, ...]
    moved: tuple[tuple[MailLine, MailLine], ...]
    become_late: tuple[str, ...]
    no_longer_late: tuple[str, ...]
    longer_late: tuple[tuple[str, int], ...]
    sentence: str


def compare(before: Story, after: Story) -> Difference:
    """The second rehearsal against the first one."""
    ours, theirs = _by_identity(before), _by_identity(after)
    more = [mail for key, mail in theirs.items() if key not in ours]
    fewer = [mail for key, mail in ours.items() if key not in theirs]
    moved = [(ours[key], mail) for key, mail in theirs.items() if key in ours and ours[key].day != mail.day]
    was, is_late = _late(before), _late(after)
    become = tuple(sorted(set(is_late) - set(was)))
    ended = tuple(sorted(set(was) - set(is_late)))
    longer = tuple(
        (code, is_late[code] - was[code]) for code in sorted(is_late.keys() & was) if is_late[code] != was[code]
    )
    difference = Difference(tuple(more), tuple(fewer), tuple(moved), become, ended, longer, "")
    sentence = _sentence(len(after.sent) - len(before.sent), difference)
    return Difference(tuple(more), tuple(fewer), tuple(moved), become, ended, longer, sentence)


def lines(difference: Difference) -> Iterator[tuple[str, str, str, str, str, str]]:
    """The difference as rows: sign, day, day before, kind, recipient, subject or code."""
    for mail in difference.more:
        yield "+", mail.day.isoformat(), "", mail.kind, mail.address, mail.subject
    for mail in difference.fewer:
        yield "-", "", mail.day.isoformat(), mail.kind, mail.address, mail.subject
    for old, new in difference.moved:
        yield "~", new.day.isoformat(), old.day.isoformat(), new.kind, new.address, new.subject
    for code in difference.become_late:
        yield "+", "", "", "late milestone", "", code
    for code in difference.no_longer_late:
        yield "-", "", "", "late milestone", "", code
    for code, days in difference.longer_late:
        yield "~", "", "", f"late milestone, {days:+} days", "", code


COLUMNS = ("sign", "day", "day_before", "kind", "recipient", "what")


def _by_identity(story: Story) -> dict[tuple[str, str, str, int], MailLine]:
    # A receipt's key names the bytes it answers, and these differ with every day: receipts are told apart by number.
    seen: Counter[Identity] = Counter()
    found = {}
    for mail in story.sent:
        key = "" if _is_named_by_bytes(mail.key) else mail.key
        identity = (mail.address, mail.kind, key)
        found[(*identity, seen[identity])] = mail
        seen[identity] += 1
    return found


def _is_named_by_bytes(key: str) -> bool:
    last = key.rpartition(":")[2]
    return len(last) >= 16 and not set(last) - set("0123456789abcdef")


def _late(story: Story) -> dict[str, int]:
    return {m.code: late_days(m, first=story.first_day, last=story.last_day) for m in story.late_milestones}


def _sentence(mails: int, difference: Difference) -> str:
    parts = [_count(mails, "mail")]
    if difference.moved:
        parts.append(f"{_number(len(difference.moved), 'mail')} on another day")
    if difference.become_late:
        parts.append(
            f"{_number(len(difference.become_late), 'milestone')} become{'s' * (len(difference.become_late) == 1)} late"
        )
    if difference.no_longer_late:
        parts.append(f"{_number(len(difference.no_longer_late), 'milestone')} no longer late")
    days = sum(days for _, days in difference.longer_late)
    if days:
        parts.append(f"{days:+} days of lateness")
    return ", ".join(parts)


def _count(number: int, what: str) -> str:
    return f"{number:+} {what}{'s' * (abs(number) != 1)}" if number else f"as many {what}s"


def _number(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
