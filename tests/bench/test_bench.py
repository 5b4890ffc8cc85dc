"""The benchmark itself: it measures everything it promises, at a size that takes seconds, so that it cannot rot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bench.figures import KINDS, LINEAR, Figure, exponent, growths
from bench.report import as_json, as_table, machine
from bench.run import PARTS, measure

from encours.adapters.postgres.access import Access

# What neither the machine nor this process can spoil: counts. Times of a small file say nothing, and the memory of a test worker is that of all its tests.
CERTAIN = ("again_changes",)


@pytest.fixture(scope="module")
def figures(access: Access) -> Iterator[list[Figure]]:
    said: list[str] = []
    yield list(measure(access, 2_000, frozenset(PARTS), said.append))
    assert said


@pytest.mark.slow
def test_a_small_run_measures_every_kind_and_keeps_what_no_machine_can_spoil(figures: list[Figure], access: Access) -> None:
    assert {figure.code for figure in figures} | {"import_cpu"} == set(KINDS)
    assert all(figure.kept for figure in figures if figure.code in CERTAIN)
    assert all(figure.value > 0 for figure in figures if figure.code not in ("again_changes", "aging_tie"))
    where = machine(access)
    for language, kept in (("en", "kept"), ("fr", "tenu")):
        table = as_table(figures, where, language)  # type: ignore[arg-type]
        assert kept in table
        assert "PostgreSQL" in table
    assert '"schema": "encours.bench/1"' in as_json(figures, where)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(10, 3), (100, 30), (1000, 300)], 1.0),
        ([(10, 1), (100, 100)], 2.0),
        ([(10, 7), (100, 7)], 0.0),
    ],
)
def test_the_exponent_is_the_slope_between_the_logarithms(points: list[tuple[float, float]], expected: float) -> None:
    assert exponent(points) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("code", "size", "value", "kept"),
    [
        ("import", 1_000_000, 4.0, True),
        ("import", 1_000_000, 4.01, False),
        ("import", 10_000, 9.0, None),  # a small file is not what was promised
        ("memory", 10_000, 601.0, False),
        ("copy_seconds", 1_000_000, 1e9, None),
    ],
)
def test_a_promise_is_judged_at_the_size_it_was_made_for(code: str, size: int, value: float, kept: bool | None) -> None:
    assert Figure(code, size, value).kept is kept


def test_growth_is_judged_by_processor_time_where_it_is_known() -> None:
    found = growths(
        [Figure("ledger_seconds", 10, 1.0, cost=1.0), Figure("ledger_seconds", 100, 99.0, cost=10.0), Figure("bank_seconds", 10, 1.0)]
    )
    assert [(growth.code, round(growth.exponent, 6), growth.kept) for growth in found] == [("ledger_seconds", 1.0, True)]
    assert not growths([Figure("ledger_seconds", 10, 1.0), Figure("ledger_seconds", 100, 10 ** (LINEAR + 0.01))])[0].kept
