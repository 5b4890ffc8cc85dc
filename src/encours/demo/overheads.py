"""The rest of a company's life, so that its bank and its books look like a company's: suppliers, wages, VAT, fees, transfers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from encours.demo import identifiers
from encours.demo.books import VAT, vat_by_month
from encours.demo.model import BankLine, Entry, Leg
from encours.demo.names import SUPPLIERS
from encours.demo.world import Calendar, months_between, next_working_day, previous_working_day
from encours.kernel.normal import name_key
from encours.kernel.period import add_months, end_of_month

SUPPLIER, DEDUCTIBLE, VAT_DUE = "401000", "445660", "445510"
SUPPLIER_NAMES = {f"F{rank:05d}": name for rank, name in enumerate(SUPPLIERS, 1)}
_PURCHASES = ("607000", "607000", "607000", "607000", "606800", "624100", "606100", "626000", "623000", "622600", "616000", "615200")
_SHARES = (18, 15, 12, 8, 2, 2, 1, 1, 1, 1, 1, 1)


def opening_of_the_company(calendar: Calendar) -> Entry:
    """What the company owned the day the simulation starts."""
    legs = [Leg("512100", 66_000_000), Leg("512200", 4_000_000), Leg("101300", -20_000_000), Leg("110000", -50_000_000)]
    return Entry("AN", calendar.start, "BILAN", calendar.start, "Bilan d'ouverture", legs)


def monthly_turnover(sales: Iterable[Entry]) -> dict[date, int]:
    """Sales without VAT of each month, in minor units, by the first day of the month."""
    turnover: dict[date, int] = defaultdict(int)
    for entry in sales:
        turnover[entry.on.replace(day=1)] -= sum(leg.minor for leg in entry.legs if leg.account.startswith("70"))
    return turnover


def purchases(rng: Random, turnover: dict[date, int], calendar: Calendar) -> tuple[list[Entry], list[BankLine]]:
    """Supplier invoices in proportion to the sales of the month, and their payments 30 to 45 days later."""
    entries, lines = [], []
    for month in months_between(calendar.start, calendar.as_of):
        for rank, (supplier, name) in enumerate(SUPPLIER_NAMES.items(), 1):
            on = month.replace(day=rng.randint(2, 27))
            net = max(turnover.get(month, 0), 1_000_000) * _SHARES[rank - 1] // 100 + rng.randrange(2_000, 60_000)
            if on > calendar.as_of:
                continue
            tax, reference = net // 5, f"{supplier[-2:]}{on:%y%m}{rng.randrange(100, 999)}"
            legs = [Leg(_PURCHASES[rank - 1], net), Leg(DEDUCTIBLE, tax), Leg(SUPPLIER, -net - tax, supplier, reference, reference)]
            entries.append(Entry("HA", on, reference, on, f"Facture {reference} {name}", legs))
            pay_on = next_working_day(on + timedelta(rng.randint(28, 44)))
            if pay_on <= calendar.as_of:
                line = BankLine(
                    "main",
                    pay_on,
                    -net - tax,
                    "supplier",
                    f"VIR SEPA {name_key(name)}",
                    legs=[Leg(SUPPLIER, net + tax, supplier, reference, reference)],
                )
                line.name, line.iban, line.remittance = name_key(name), identifiers.iban("FR", 90_000 + rank), reference
                lines.append(line)
    return entries, lines


def wages(rng: Random, turnover: dict[date, int], calendar: Calendar) -> tuple[list[Entry], list[BankLine]]:
    """Wages on the last working day of the month, a fifth of the average sales; social contributions on the 15th of the next."""
    entries, lines = [], []
    usual = sum(turnover.values()) // len(turnover) // 5
    for month in months_between(calendar.start, calendar.as_of):
        on = previous_working_day(end_of_month(month))
        if on > calendar.as_of:
            continue
        gross = usual + rng.randrange(-100_000, 100_000) + (month.year - calendar.first_year) * usual // 50
        withheld, employer = gross * 22 // 100, gross * 42 // 100
        key = f"PAIE {month:%Y-%m}"
        legs = [
            Leg("641100", gross),
            Leg("645000", employer),
            Leg("421000", withheld - gross, key=key),
            Leg("431000", -withheld - employer, key=key),
        ]
        entries.append(Entry("OD", on, f"PAIE-{month:%Y%m}", on, f"Paie {month:%m/%Y}", legs))
        lines.append(
            BankLine("main", on, withheld - gross, "wages", f"VIR SALAIRES {month:%m/%Y}", legs=[Leg("421000", gross - withheld, key=key)])
        )
        due = next_working_day(add_months(month, 1).replace(day=15))
        if due <= calendar.as_of:
            legs = [Leg("431000", withheld + employer, key=key)]
            lines.append(BankLine("main", due, -withheld - employer, "tax", f"PRLV COTISATIONS {month:%m/%Y}", legs=legs))
    return entries, lines


def vat_returns(entries: list[Entry], calendar: Calendar) -> tuple[list[Entry], list[BankLine]]:
    """The monthly return on the last day of the month, paid (or refunded) on the 24th of the next."""
    collected = vat_by_month(entries)
    deductible: dict[tuple[int, int], int] = defaultdict(int)
    for entry in entries:
        for leg in entry.legs:
            if leg.account == DEDUCTIBLE:
                deductible[entry.on.year, entry.on.month] += leg.minor
    returns, lines = [], []
    for month in months_between(calendar.start, calendar.as_of):
        on, due = end_of_month(month), next_working_day(add_months(month, 1).replace(day=24))
        owed, tax = collected[month.year, month.month], deductible[month.year, month.month]
        if on > calendar.bank_until or not (owed or tax):
            continue
        key = f"TVA {month:%Y-%m}"
        legs = [Leg(VAT, owed + tax), Leg(DEDUCTIBLE, -tax), Leg(VAT_DUE, -owed, key=key)]
        returns.append(Entry("OD", on, f"CA3-{month:%Y%m}", on, f"Déclaration TVA {month:%m/%Y}", [leg for leg in legs if leg.minor]))
        if due <= calendar.as_of and owed:
            lines.append(BankLine("main", due, -owed, "tax", f"PRLV TVA {month:%m/%Y}", legs=[Leg(VAT_DUE, owed, key=key)]))
    return returns, lines


def fees_and_transfers(customer_lines: list[BankLine], calendar: Calendar) -> list[BankLine]:
    """Account fees each month, and what came in on the second account moved to the main one."""
    received: dict[date, int] = defaultdict(int)
    for line in customer_lines:
        if line.account == "second":
            received[line.booked_on.replace(day=1)] += line.amount_minor
    lines = []
    for month in months_between(calendar.start, calendar.as_of):
        on = next_working_day(add_months(month, 1).replace(day=3))
        if on > calendar.as_of:
            continue
        for account, fee in (("main", 4_250), ("second", 2_980)):
            lines.append(BankLine(account, on, -fee, "fee", f"FRAIS DE TENUE DE COMPTE {month:%m/%Y}", legs=[Leg("627800", fee)]))
        moved = received[month] // 100_000 * 100_000
        if moved > 0:
            for account, amount in (("second", -moved), ("main", moved)):
                lines.append(
                    BankLine(
                        account,
                        on,
                        amount,
                        "internal_transfer",
                        "VIR DE COMPTE A COMPTE ATELIER LUMEN",
                        legs=[Leg("580000", -amount, key=f"VIR {on}")],
                    )
                )
    return lines


def allocate_results(results: dict[int, int], calendar: Calendar) -> list[Entry]:
    """On 30 June the result of the year before goes to retained earnings. `results`: minor units per year, profit positive."""
    entries = []
    for year, result in sorted(results.items()):
        on = date(year + 1, 6, 30)
        if on <= calendar.as_of and result:
            account = "120000" if result > 0 else "129000"
            entries.append(
                Entry("OD", on, f"AFF-{year}", on, f"Affectation du résultat {year}", [Leg(account, result), Leg("110000", -result)])
            )
    return entries
