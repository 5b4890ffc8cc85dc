import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.ledger.letters import NotALetter, letter, letter_rank


@pytest.mark.parametrize(
    ("n", "code"), [(0, "AAA"), (25, "AAZ"), (26, "ABA"), (675, "AZZ"), (676, "BAA"), (17575, "ZZZ"), (17576, "AAAA"), (17577, "AAAB")]
)
def test_codes_follow_the_french_sequence(n: int, code: str) -> None:
    assert letter(n) == code
    assert letter_rank(code) == n
    assert letter_rank(code.lower()) == n


@given(st.integers(0, 10**12))
def test_a_code_gives_its_rank_back(n: int) -> None:
    assert letter_rank(letter(n)) == n


@given(st.integers(0, 10**9))
def test_a_later_rank_is_a_later_code(n: int) -> None:
    assert (len(letter(n)), letter(n)) < (len(letter(n + 1)), letter(n + 1))


@pytest.mark.parametrize("code", ["", "A", "AA", "AaA", "A1A", "ÀAA", "AA A", "123"])
def test_codes_of_other_programs_are_outside_the_sequence(code: str) -> None:
    with pytest.raises(NotALetter):
        letter_rank(code)


def test_there_is_no_code_before_the_first() -> None:
    with pytest.raises(ValueError):
        letter(-1)
