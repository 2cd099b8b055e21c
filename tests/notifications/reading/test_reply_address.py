"""Reply and bounce addresses: they survive the mail, and only ours are believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import DomainError
from notifications.reply_address import (
    bounce_address,
    find_bounced,
    find_tokens,
    make_token,
    new_nonce,
    read_bounce_address,
    read_token,
    reply_address,
)

KEY = b"k" * 32
NONCE = b"\x01\x02\x03\x04"
BASE = "suivi@reply.suivi.example"


@given(st.integers(min_value=1, max_value=256**5 - 1), st.binary(min_size=4, max_size=4))
def test_a_token_survives_upper_and_lower_casing(request_id: int, nonce: bytes) -> None:
    token = make_token(request_id, nonce=nonce, key=KEY)
    assert len(token) == 32
    assert token == token.lower()
    for written in (token, token.upper(), token.title()):
        found = read_token(written, key=KEY)
        assert found is not None
        assert (found.data_request_id, found.nonce, found.text) == (request_id, nonce, token)


@given(st.integers(min_value=0, max_value=31), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_any_changed_character_makes_a_token_invalid(position: int, letter: str) -> None:
    token = make_token(17, nonce=NONCE, key=KEY)
    changed = token[:position] + letter + token[position + 1 :]
    assert (read_token(changed, key=KEY) is None) == (changed != token)


def test_a_token_of_another_key_or_of_no_sense_is_not_read() -> None:
    token = make_token(17, nonce=NONCE, key=KEY)
    assert read_token(token, key=b"x" * 32) is None
    for text in ("", "a", "é" * 32, "1" * 32, "a" * 32, token + "a", token[:-1] + "="):
        assert read_token(text, key=KEY) is None


def test_tokens_are_found_in_any_of_the_addresses_once() -> None:
    token = make_token(17, nonce=NONCE, key=KEY)
    other = make_token(18, nonce=NONCE, key=KEY)
    addresses = [
        "someone@region.example",
        reply_address(BASE, token).upper(),
        reply_address(BASE, token),
        reply_address(BASE, "a" * 32),
        reply_address(BASE, other),
    ]
    assert [found.data_request_id for found in find_tokens(addresses, key=KEY)] == [17, 18]


def test_the_address_is_a_plus_address_short_enough_for_the_mail() -> None:
    address = reply_address(BASE, make_token(17, nonce=NONCE, key=KEY))
    assert address.startswith("suivi+")
    assert address.endswith("@reply.suivi.example")
    assert len(address.partition("@")[0]) <= 64
    with pytest.raises(DomainError):
        reply_address("suivi", "a" * 32)


def test_a_request_number_or_nonce_that_does_not_fit_is_refused_in_words() -> None:
    with pytest.raises(DomainError, match="positive"):
        make_token(0, nonce=NONCE, key=KEY)
    with pytest.raises(DomainError, match="4 bytes"):
        make_token(1, nonce=b"", key=KEY)


def test_a_nonce_is_the_same_for_the_same_request() -> None:
    assert new_nonce(b"2026-Q3/17", key=KEY) == new_nonce(b"2026-Q3/17", key=KEY)
    assert new_nonce(b"2026-Q3/17", key=KEY) != new_nonce(b"2026-Q3/18", key=KEY)
    assert len(new_nonce(b"", key=KEY)) == 4


@given(st.integers(min_value=1, max_value=10**12))
def test_a_bounce_address_names_its_message(outbound_id: int) -> None:
    address = bounce_address("bounce@reply.suivi.example", outbound_id, key=KEY)
    assert read_bounce_address(address.upper(), key=KEY) == outbound_id
    assert read_bounce_address(address, key=b"x" * 32) is None
    assert read_bounce_address(address.replace(f"+{outbound_id}-", f"+{outbound_id + 1}-"), key=KEY) is None
    assert find_bounced(["a@b.example", address], key=KEY) == outbound_id
