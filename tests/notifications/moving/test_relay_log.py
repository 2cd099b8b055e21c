"""A Postfix log proves that a message was taken by the queue manager's line, and its absence only without a gap."""

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest

from models.rules.errors import DomainError
from notifications.mailbox_lookup import Lookups, NoLookup
from notifications.relay_log import RelayLog

AT = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
BEFORE = "Nov 23 08:59:00 relay postfix/master[9]: daemon started -- version 3.7.11"
CONNECT = "Nov 23 09:00:30 relay postfix/smtpd[11]: connect from localhost[127.0.0.1]"
NAMED = "Nov 23 09:00:30 relay postfix/cleanup[12]: {0}: message-id=<{1}@plan.example>"
ACTIVE = "Nov 23 09:00:30 relay postfix/qmgr[13]: {0}: from=<a@plan.example>, size=9123, nrcpt=1 (queue active)"
REMOVED = "Nov 23 09:00:31 relay postfix/qmgr[13]: {0}: removed"
LOST = "Nov 23 09:00:32 relay postfix/smtpd[11]: lost connection after DATA (28000 bytes) from localhost[127.0.0.1]"
AFTER = "Nov 23 09:00:33 relay postfix/smtpd[11]: disconnect from localhost[127.0.0.1]"
TAKEN = [NAMED.format("4QxYz12345zABC", "m1"), ACTIVE.format("4QxYz12345zABC")]


@pytest.fixture
def log(tmp_path):
    """Write a log; the look-up over it."""

    def write(*lines: str, name: str = "mail.log", **options) -> RelayLog:
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines))
        return RelayLog(tmp_path / "mail.log", **options)

    return write


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([BEFORE, CONNECT, *TAKEN, AFTER], True),
        (TAKEN, True),  # a positive proof needs no history
        ([BEFORE, CONNECT, TAKEN[0], LOST, AFTER], False),  # the trap: named, and cut off in the middle of the body
        ([BEFORE, CONNECT, AFTER], False),
        ([CONNECT, AFTER], False),
        ([BEFORE], None),  # nothing was logged since: the log may be dead
        ([AFTER, AFTER], None),  # begun after the attempt: it may have been rotated
        ([], None),
    ],
)
def test_what_a_log_proves(log, lines, found):
    assert log(*lines).find("<m1@plan.example>", since=AT) is found


def test_a_queue_id_used_again_proves_only_its_own_message(log):
    first = [NAMED.format("ABC123", "m1"), REMOVED.format("ABC123")]
    lookup = log(BEFORE, *first, NAMED.format("ABC123", "m2"), ACTIVE.format("ABC123"), AFTER)
    assert lookup.find("m1@plan.example", since=AT) is False
    assert lookup.find("m2@plan.example", since=AT) is True


def test_an_active_line_of_a_message_nobody_named_proves_nothing(log):
    assert log(BEFORE, ACTIVE.format("ABC123"), AFTER).find("<m1@plan.example>", since=AT) is False


def test_a_log_is_read_on_through_growth_and_rotation_and_compressed_parts(log, tmp_path):
    lookup = log(BEFORE, CONNECT)
    assert lookup.find("<m1@plan.example>", since=AT) is False
    path = tmp_path / "mail.log"
    with path.open("a") as file:
        file.write(TAKEN[0][:40])
    assert lookup.find("<m1@plan.example>", since=AT) is False  # half a line waits
    with path.open("a") as file:
        file.write(TAKEN[0][40:] + "\n")
    path.rename(tmp_path / "mail.log.1")
    path.write_text(f"{TAKEN[1]}\n{AFTER}\n")
    (tmp_path / "mail.log.2.gz").write_bytes(gzip.compress(f"{BEFORE}\n".encode()))
    assert lookup.find("<m1@plan.example>", since=AT) is True
    assert RelayLog(path).find("<m1@plan.example>", since=AT) is True


def test_stamps_with_a_zone_and_stamps_without_a_year_are_both_understood(log):
    exact = "2026-11-23T10:00:{0}.5+01:00 relay postfix/smtpd[1]: connect from localhost[127.0.0.1]"
    assert log(exact.format("29"), exact.format("31")).find("<m1@x.example>", since=AT) is False
    assert log(exact.format("31"), exact.format("32")).find("<m1@x.example>", since=AT) is None
    in_paris = {"zone": timezone(timedelta(hours=1))}
    assert log(BEFORE, AFTER, **in_paris).find("<m1@x.example>", since=AT) is None
    new_year = ["Dec 31 23:59:58 relay postfix/smtpd[1]: connect", "Jan  1 00:00:03 relay postfix/smtpd[1]: connect"]
    assert log(*new_year).find("<m1@x.example>", since=datetime(2027, 1, 1, tzinfo=UTC)) is False


def test_several_instances_and_foreign_lines_do_no_harm(log):
    lines = [line.replace(" postfix/", " postfix-out/") for line in (BEFORE, *TAKEN, AFTER)]
    assert log("kernel: nonsense", "", *lines, "Nov 99 what").find("<m1@plan.example>", since=AT) is True


def test_without_a_log_nothing_is_proven_and_one_that_cannot_be_read_is_said(tmp_path):
    assert RelayLog(tmp_path / "no/mail.log").find("<m1@x.example>", since=AT) is None
    (tmp_path / "mail.log").mkdir()
    with pytest.raises(DomainError, match="cannot be read"):
        RelayLog(tmp_path / "mail.log").find("<m1@x.example>", since=AT)


class Knows:
    def __init__(self, found: bool | None) -> None:
        self.found = found

    def find(self, message_id, *, since=None):
        return self.found


@pytest.mark.parametrize(
    ("answers", "found"),
    [([None, True], True), ([False, True], True), ([None, False], False), ([None, None], None), ([], None)],
)
def test_several_places_are_asked_in_turn(answers, found):
    assert Lookups([NoLookup(), *map(Knows, answers)]).find("<m@x.example>", since=AT) is found
