"""The customers' part of the working capital need (BFR), in days of sales."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from encours.kernel.wording import Text, show_amount
from encours.receivables.indicators._figures import NO_RECEIVABLES, NO_SALES, joined, period_note, receivable_note, rounded
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs, WorkingCapital, year_to


def bfr_client(inputs: Inputs) -> Value | Missing:
    """Compute receivables / sales of the year × 365, both tax included; with the balance-sheet figures, the variant is the whole need in days of net sales.

    The note says what one day is worth in cash.

    >>> from datetime import date
    >>> from encours.receivables.indicators.inputs import quarter_to
    >>> sheet = WorkingCapital(stocks_minor=400, other_operating_receivables_minor=50, trade_payables_minor=520,
    ...                        tax_and_social_payables_minor=230, other_operating_payables_minor=60, yearly_net_sales_minor=3500)
    >>> need = bfr_client(Inputs(as_of=date(2026, 11, 30), currency="EUR", window=quarter_to(date(2026, 11, 30)), not_due_minor=620,
    ...                          overdue_minor=280, sales_by_day={date(2026, 6, 1): 4200}, working_capital=sheet))
    >>> need.value, need.variants["whole_need"]
    (Decimal('78.21'), Decimal('56.31'))
    """
    if inputs.receivable_minor is None:
        return NO_RECEIVABLES
    year = year_to(inputs.as_of)
    known = inputs.known(year)
    if known is None or (sales := inputs.sales(known)) <= 0:
        return NO_SALES
    yearly = Fraction(sales * year.days, known.days)
    one_day = int(yearly / inputs.year_days + Fraction(1, 2))
    worth = Text(
        en=f"One day is worth {show_amount(one_day, inputs.currency, 'en')} of cash.",
        fr=f"Un jour vaut {show_amount(one_day, inputs.currency, 'fr')} de trésorerie.",
    )
    variants: dict[str, Decimal] = {}
    sheet = inputs.working_capital
    if sheet is not None and sheet.yearly_net_sales_minor > 0:
        variants["whole_need"] = rounded(
            Fraction(need_minor(inputs.receivable_minor, sheet) * inputs.year_days, sheet.yearly_net_sales_minor)
        )
    days = Fraction(inputs.receivable_minor * inputs.year_days) / yearly
    return Value(rounded(days), "days", joined(worth, receivable_note(inputs), period_note(inputs, year)), variants)


def need_minor(receivable_minor: int, sheet: WorkingCapital) -> int:
    """The working capital need itself: what the operating cycle ties up.

    >>> need_minor(900, WorkingCapital(stocks_minor=400, other_operating_receivables_minor=50, trade_payables_minor=520,
    ...                                tax_and_social_payables_minor=230, other_operating_payables_minor=60, yearly_net_sales_minor=3500))
    540
    """
    used = sheet.stocks_minor + receivable_minor + sheet.other_operating_receivables_minor
    return used - sheet.trade_payables_minor - sheet.tax_and_social_payables_minor - sheet.other_operating_payables_minor


INDICATOR = Indicator(
    code="bfr_client",
    name=Text(en="Customers in the working capital need", fr="BFR client"),
    unit="days",
    definition=Text(
        en="The days of sales, tax included, that customers tie up; with the balance sheet, the whole need in days of net sales.",
        fr="Les jours de ventes TTC que les clients immobilisent ; avec le bilan, le BFR entier en jours de ventes HT.",
    ),
    formula=Text(
        en="receivables ÷ sales of the year × 365; whole need = (stocks + receivables + other − payables) ÷ net sales × 365",
        fr="encours TTC ÷ ventes TTC de l’année × 365 ; BFR entier = (stocks + clients + autres créances − dettes d’exploitation) ÷ ventes HT × 365",
    ),
    source="usual definition, read 2026-11-22",
    example=Text(
        en="900 ÷ 4,200 × 365 = 78.21 days; (400 + 900 + 50 − 520 − 230 − 60) ÷ 3,500 × 365 = 56.31 days",
        fr="900 ÷ 4 200 × 365 = 78,21 jours ; (400 + 900 + 50 − 520 − 230 − 60) ÷ 3 500 × 365 = 56,31 jours",
    ),
    compute=bfr_client,
    variants={"whole_need": Text(en="whole working capital need, in days of net sales", fr="BFR entier, en jours de ventes HT")},
)
