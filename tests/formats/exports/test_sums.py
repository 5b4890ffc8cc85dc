"""Totals, groups and the parts of an ageing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.exports.samples import AGED_ROWS, LATE_ROWS, aged_row, aging, late

from encours.formats.exports.sums import age_of, grouped, parts, totals_of


def test_an_ageing_is_the_late_columns_and_the_one_before_them() -> None:
    assert age_of(aging()) == {1: 0, 2: 1, 3: 2, 4: 3, 5: 4}
    assert [part.amount_minor for part in parts(aging())] == [44215536, 14820000, 8134000, 4011500, 692349]


def test_late_columns_without_a_column_of_amounts_before_them_stand_alone() -> None:
    table = aging()
    columns = (table.columns[0], *table.columns[2:])
    assert age_of(replace(table, columns=columns, rows=())) == {1: 1, 2: 2, 3: 3, 4: 4}


def test_a_table_that_asks_for_no_chart_or_has_no_row_has_no_parts() -> None:
    assert parts(late()) == ()
    assert parts(aging(())) == ()


def test_groups_keep_every_row_in_order_and_lose_the_grouping_column() -> None:
    shown = grouped(late(group="customer"))
    assert [group.heading for group in shown.groups] == ["Martin & Fils SARL", "Groupe Alpha"]
    assert [row for group in shown.groups for row in group.rows] == [row[1:] for row in LATE_ROWS]
    assert [group.subtotals[-1] for group in shown.groups if group.subtotals] == [3700000, 2190000]
    assert "customer" not in [column.key for column in shown.columns]
    assert shown.totals is not None
    assert shown.totals[-1] == 5890000


def test_totals_given_are_checked() -> None:
    table = aging()
    totals = totals_of(table)
    assert totals_of(replace(table, totals=totals)) == totals
    with pytest.raises(ValueError, match=r"aging\.total: the total is 1"):
        totals_of(replace(table, totals=(*(totals or ())[:-1], 1)))


@given(st.lists(st.lists(st.integers(), min_size=5, max_size=5), max_size=8))
def test_the_parts_and_the_unapplied_make_the_total(rows: list[list[int]]) -> None:
    table = aging(tuple(aged_row("x", *row, unapplied=-7) for row in rows))
    totals = totals_of(table)
    assert totals is not None
    assert sum(part.amount_minor for part in parts(table)) + (totals[6] if isinstance(totals[6], int) else 0) == totals[7]


def test_a_row_of_the_sample_is_what_it_says() -> None:
    assert AGED_ROWS[0][-1] == 4550000
