from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.ledger.chain import GENESIS, Break, Link, canonical_json, first_break, link


def chain(payloads: list[object]) -> list[Link]:
    links: list[Link] = []
    for seq, payload in enumerate(payloads, 1):
        links.append(link(seq, payload, links[-1].hash if links else GENESIS))
    return links


def test_the_canonical_form_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical_json({"a": 1, "b": (2, 3)}) == canonical_json({"b": [2, 3], "a": 1}) == b'{"a":1,"b":[2,3]}'


def test_an_instant_keeps_its_zone() -> None:
    assert canonical_json(datetime(2026, 1, 1, tzinfo=UTC)) == b'"2026-01-01T00:00:00+00:00"'


@pytest.mark.parametrize("value", [1.5, float("nan"), {1: 2}, b"raw", Decimal("1"), {1, 2}, datetime(2026, 1, 1), object()])
def test_a_value_without_one_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json({"value": value})


PAYLOADS: list[object] = [{"n": n, "on": date(2026, 1, 1)} for n in range(5)]


@given(st.lists(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3) | st.none()), max_size=8))
def test_an_untouched_chain_holds(payloads: list[object]) -> None:
    links = chain(payloads)
    assert first_break(links) is None
    assert first_break(zip(links, payloads, strict=True)) is None


@given(st.integers(0, 4), st.sampled_from(["payload", "previous", "hash"]))
def test_the_first_altered_link_is_named(position: int, field: str) -> None:
    links = chain(PAYLOADS)
    links[position] = replace(links[position], **{field: "ab" * 32})
    broken = first_break(links)
    assert broken is not None
    assert broken.seq == position + 1


def test_a_payload_altered_behind_its_hash_is_named() -> None:
    links = chain(PAYLOADS)
    altered = [*PAYLOADS[:3], {"n": 99}, PAYLOADS[4]]
    assert first_break(zip(links, altered, strict=True)) == Break(4, "payload")


def test_a_removed_link_is_missed_and_swapped_links_too() -> None:
    links = chain(PAYLOADS)
    assert first_break(links[:2] + links[3:]) == Break(3, "missing")
    assert first_break([links[1], links[0], *links[2:]]) == Break(1, "missing")


def test_a_chain_rewritten_from_the_middle_does_not_fit_the_links_after_it() -> None:
    links = chain(PAYLOADS)
    links[2] = link(3, {"n": "forged"}, links[1].hash)
    assert first_break(links) == Break(4, "previous")


def test_checking_goes_on_after_a_known_good_link() -> None:
    links = chain(PAYLOADS)
    assert first_break(links[2:], after=links[1]) is None
    assert first_break(links[3:], after=links[1]) == Break(3, "missing")
