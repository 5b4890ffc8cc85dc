"""Undoing instalments: whether the ledger came before them or took over after them, what it holds falls due as the invoice says."""

from __future__ import annotations

import pytest

from encours.usecases.imports.undo import undo_import
from tests.usecases.books import TODAY, assert_sound, fec, give, new_company
from tests.usecases.test_import_undo import INVOICES, RECEIPT, SALE_1, SALE_2, SPLIT, state

LEDGER = fec(SALE_1, SALE_2, RECEIPT)
FILES = {"i": (INVOICES, "i.csv"), "s": (SPLIT, "s.csv"), "f": (LEDGER, "FEC.txt")}


@pytest.mark.parametrize("order", ["isf", "ifs", "fis"])
def test_undone_instalments_leave_the_due_date_that_the_books_would_have_without_them(fresh_database, order):
    with_them, without = new_company("With"), new_company("Without")
    made = {}
    for name in order:
        report = give(with_them, *FILES[name])
        made[name] = report
        if name != "s":
            give(without, *FILES[name])
    assert state(with_them)[1] != state(without)[1]
    undo_import(with_them, "test", made["s"].import_id, today=TODAY)
    assert state(with_them)[1] == state(without)[1]
    assert_sound(with_them)
