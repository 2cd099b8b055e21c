"""Form codes: written in many ways, read in one; slips do not hit a neighbour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.codes import is_valid_item_code, item_code, normalise_code
from models.vocabulary import ItemKind

CODES = st.builds(
    item_code,
    st.sampled_from(["LAA1", "LAA1-ORI", "DRA3", "SOM12"]),
    st.sampled_from(list(ItemKind)),
    number=st.integers(1, 99),
)


@pytest.mark.parametrize("written", ["{c}", "{l}", "{c}\u200f", "\u2068{c}\u2069", " {d} ", "{s}", "{a}"])
def test_a_code_is_the_same_however_it_is_typed(written: str) -> None:
    code = item_code("LAA2", ItemKind.INDICATOR, 1)
    text = written.format(
        c=code, l=code.lower(), d=code.replace("-", "\u2011"), s=code.replace("-", " "),
        a=code.replace("1", "١").replace("2", "٢"),
    )  # fmt: skip
    assert normalise_code(text) == normalise_code(code)
    assert is_valid_item_code(text)


@given(CODES, st.data())
def test_one_wrong_digit_never_gives_another_valid_code(code: str, data: st.DataObject) -> None:
    digits = [i for i, c in enumerate(code[:-1]) if c.isdigit()]
    place = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != code[place]]))
    assert not is_valid_item_code(code[:place] + other + code[place + 1 :])


@given(CODES)
def test_two_swapped_digits_never_give_another_valid_code(code: str) -> None:
    for i in range(len(code) - 2):
        if code[i].isdigit() and code[i + 1].isdigit() and code[i] != code[i + 1]:
            assert not is_valid_item_code(code[:i] + code[i + 1] + code[i] + code[i + 2 :])
