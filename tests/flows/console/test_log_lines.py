"""Log lines are JSON and show of every address its domain only."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.log_lines import JsonLine, WithoutAddresses, mask


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("the mail <ab12@iltizam.example> to a.b@region.example:", "the mail <…@iltizam.example> to …@region.example:"),
        ("reponse+token.x@iltizam.example", "…@iltizam.example"),
        ("postgresql://iltizam:s3cret@db.example/iltizam", "postgresql://…@db.example/iltizam"),
        ("« فاطمة@region.example »", "« …@region.example »"),
        ("one@a.example,two@b.example;three@c.example", "…@a.example,…@b.example;…@c.example"),
        ("4 mails sent, 0 still due.", "4 mails sent, 0 still due."),
        ("at 08:30 @ the office", "at 08:30 @ the office"),
    ],
)
def test_an_address_shows_its_domain_only(said: str, shown: str) -> None:
    assert mask(said) == shown
    assert mask(shown) == shown


def test_our_own_addresses_stay() -> None:
    said = "The mailbox of suivi@iltizam.example refuses x@region.example."
    assert mask(said, ours=("suivi@iltizam.example",)) == said.replace("x@", "…@")


@given(st.emails())
def test_no_address_survives(address: str) -> None:
    domain = address.rpartition("@")[2]
    assert mask(f"the mail to {address} waits") == f"the mail to …@{domain} waits"


def test_a_record_with_a_traceback_becomes_one_line() -> None:
    try:
        raise ValueError("no such person: a@region.example")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "about %s", ("b@region.example",), None)
        record.exc_info = (ValueError, error, error.__traceback__)
    line = JsonLine().format(record)
    assert "\n" not in line
    found = json.loads(line)
    assert found["says"] == "about …@region.example"
    assert found["error"].rstrip().endswith("no such person: …@region.example")
    assert WithoutAddresses().filter(record)
    assert record.getMessage() == "about …@region.example"
    assert "a@region" not in record.exc_text
