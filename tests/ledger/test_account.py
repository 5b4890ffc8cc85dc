import pytest

from encours.ledger.account import FRENCH_CHART, OUTSIDE_DSO, RECEIVABLE_PERIMETER, Role


@pytest.mark.parametrize(
    ("account", "role"),
    [
        ("411", Role.TRADE),
        ("41100000", Role.TRADE),
        ("411MARTIN", Role.TRADE),
        ("4117", Role.TRADE),
        ("413000", Role.BILL),
        ("416000", Role.DOUBTFUL),
        ("4181", Role.ACCRUAL),
        ("4198", Role.ACCRUAL),
        ("41910", Role.DEPOSIT),
        ("4197", Role.CREDIT_BALANCE),
        ("4196", Role.CREDIT_BALANCE),
        ("40100000", Role.SUPPLIER),
        ("44571200", Role.VAT_COLLECTED),
        ("44587", Role.VAT_PENDING),
        ("44566500", Role.VAT),
        ("471", Role.SUSPENSE),
        ("51230000", Role.BANK),
        ("5112", Role.CHEQUE_IN_TRANSIT),
        ("58", Role.IN_TRANSIT),
        ("530", Role.CASH),
        ("70100000", Role.SALES),
        ("7581", Role.COMPENSATION_INCOME),
        ("7588", Role.SMALL_GAIN),
        ("41", None),
        ("", None),
        ("601", None),
    ],
)
def test_the_longest_prefix_decides_the_role(account: str, role: Role | None) -> None:
    assert FRENCH_CHART.role(account) is role


def test_every_role_has_an_account_that_plays_it() -> None:
    for role in Role:
        assert FRENCH_CHART.role(FRENCH_CHART.account(role)) is role


def test_accruals_stay_outside_what_customers_owe_and_deposits_outside_dso() -> None:
    assert Role.ACCRUAL not in RECEIVABLE_PERIMETER
    assert {Role.TRADE, Role.BILL, Role.DOUBTFUL, Role.CREDIT_BALANCE} == RECEIVABLE_PERIMETER - OUTSIDE_DSO
