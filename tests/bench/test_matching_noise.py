"""How numbers and names are garbled, and read backwards."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path
from random import Random

import pytest
from bench.matching import checks, names, numbers
from bench.matching.documents import STYLES

NUMBERS = [style[0].format(year=2025, short=25, sequence=1230) for style in STYLES]


@pytest.mark.parametrize("number", NUMBERS)
def test_another_shape_keeps_the_sequence(number: str) -> None:
    random = Random(1)
    for _ in range(300):
        shaped = numbers.reshaped(random, number)
        assert "1230" in shaped
        assert shaped != number


@pytest.mark.parametrize("number", NUMBERS)
def test_a_mistyped_number_is_another_text(number: str) -> None:
    random = Random(1)
    assert all(numbers.mistyped(random, number) != number for _ in range(300))


def test_numbers_with_a_shared_prefix_end_in_what_differs() -> None:
    assert numbers.with_shared_prefix(Random(1), ["FA2025-00112", "FA2025-00187", "FB2025-00009"]) == "FA2025-00112/87/FB2025-00009"


@pytest.mark.parametrize(
    ("named", "adjacent"), [(["B", "C"], True), (["B", "D"], False), (["D"], True), (["D", "E"], False), (["X"], False)]
)
def test_a_range_is_written_for_neighbours_alone(named: list[str], adjacent: bool) -> None:
    assert numbers.adjacent(named, ["A", "B", "C", "D"]) is adjacent


@pytest.mark.parametrize("country", ["FR", "DE", "BE", "NL", "IT", "AT", "US", "CA", "MA"])
def test_every_way_to_write_a_name_can_be_read_backwards_except_brands(country: str) -> None:
    random, unknown = Random(5), 0
    for _ in range(400):
        name = names.company_name(random, country)
        known = names.variants(name, country, "Lyon")
        assert 0.5 < sum(known.values()) <= 0.93
        unknown += names.written_otherwise(random, name, country, "Lyon") not in known
    # Names of one word have fewer ways; what would need two is then a brand or a letter lost.
    assert unknown < 400 * 0.14


@pytest.mark.parametrize("country", ["FR", "DE", "BE", "NL", "IT", "AT", "MA"])
def test_account_numbers_have_their_check_digits(country: str) -> None:
    iban = checks.iban(Random(2), country)
    assert int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def test_national_keys_are_right() -> None:
    for seed in range(40):
        french, belgian, italian = (checks.iban(Random(seed), country)[4:] for country in ("FR", "BE", "IT"))
        assert (89 * int(french[:5]) + 15 * int(french[5:10]) + 3 * int(french[10:21]) + int(french[21:])) % 97 == 0
        assert int(belgian[:10]) % 97 == int(belgian[10:]) % 97
        assert italian[0].isalpha()
        assert italian[1:].isdigit()


def test_creditor_references_have_their_check_digits() -> None:
    reference = checks.creditor_reference("FA2025-00012")
    assert int("".join(str(int(character, 36)) for character in reference[4:] + reference[:4])) % 97 == 1


def test_a_siren_keeps_the_rule_of_luhn() -> None:
    for seed in range(50):
        digits = [int(digit) for digit in checks.siren(Random(seed))]
        doubled = [digit * 2 - 9 * (digit > 4) if position % 2 else digit for position, digit in enumerate(digits)]
        assert sum(doubled) % 10 == 0


@pytest.mark.parametrize("module", sorted(path.stem for path in Path(numbers.__file__).parent.glob("*.py")))
def test_examples_run(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"bench.matching.{module}")).failed == 0
