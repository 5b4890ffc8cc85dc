"""What an opening entry brought forward has no known age: delays leave it out, and say so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from encours.receivables.indicators.contract import Missing, Value
from encours.usecases.companies import scope_of
from encours.usecases.indicators import indicator_report
from tests.usecases.books import fec, give, new_company

OPENING = "AN 1 2024-01-01 FA-OLD\n411 DUPONT 300,00 A\n411 MARTIN 10,00\n101 - -310,00"
PAID = "BQ 2 2024-03-01 V1\n512 - 300,00\n411 DUPONT -300,00 A"
SALE = "VE 3 2024-02-01 FA-1\n411 DUPONT 100,00 B\n706 - -100,00"
SALE_PAID = "BQ 4 2024-03-12 V2\n512 - 100,00\n411 DUPONT -100,00 B"


@pytest.mark.parametrize("code", ["mean_delay", "mean_settlement"])
def test_delays_leave_openings_out_and_say_how_many_were_paid(fresh_database, code):
    company = new_company()
    give(company, fec(OPENING, PAID, SALE, SALE_PAID), "FEC2024.txt")
    value = indicator_report(scope_of(company, "test"), date(2024, 3, 31)).values[code]
    assert isinstance(value, Value) and value.note is not None
    assert value.value == Decimal({"mean_delay": "10.00", "mean_settlement": "40.00"}[code])
    assert "an opening entry are left out (paid: 1)" in value.note.en and "à nouveau (réglés : 1)" in value.note.fr


@pytest.mark.parametrize("code", ["mean_delay", "mean_settlement"])
def test_where_only_openings_were_paid_that_is_what_is_missing(fresh_database, code):
    company = new_company()
    give(company, fec(OPENING, PAID, SALE), "FEC2024.txt")
    value = indicator_report(scope_of(company, "test"), date(2024, 3, 31)).values[code]
    assert isinstance(value, Missing) and "whose own day is known" in value.what.en


@pytest.mark.parametrize("code", ["mean_delay", "mean_settlement"])
def test_without_openings_nothing_is_said_of_them(fresh_database, code):
    company = new_company()
    give(company, fec(SALE, SALE_PAID), "FEC2024.txt")
    value = indicator_report(scope_of(company, "test"), date(2024, 3, 31)).values[code]
    assert isinstance(value, Value) and value.note is None
