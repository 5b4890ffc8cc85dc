"""A large company for measurements: a million invoices written as fast as they can be said, with memory that does not grow.

Every invoice is a function of its rank and the seed, so nothing is kept but the ranks whose payment is near. One financial
year; an invoice is paid once, after 20 to 49 days; what is paid after the year stands in bank.csv and not in the FEC.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TextIO

from encours.demo import identifiers, world
from encours.demo.names import CITIES
from encours.demo.write_fec import COLUMNS, ENCODING, amount, fec_name
from encours.kernel.normal import name_key

_MASK = (1 << 64) - 1
_NEVER_PAID = 80
_SHORTEST, _SPREAD = 20, 30
_DRAWS = 1 << 16
_LETTERS = [chr(65 + n // 676) + chr(65 + n // 26 % 26) + chr(65 + n % 26) for n in range(26**3)]
_FEC_TAIL = "\t\t\r\n"
_INVOICE_HEAD = "number,type,customer_id,issued_on,due_on,currency,total,net,tax,tax_rate\r\n"
_BANK_HEAD = (
    "line_id,booked_on,amount,currency,account_iban,counterparty_name,counterparty_iban,remittance,creditor_reference,bank_reference\r\n"
)
_CUSTOMER_HEAD = "customer_id,name,siren,vat_number,country,currency,email,iban,payment_terms\r\n"


@dataclass(frozen=True, slots=True)
class BulkTotals:
    """What was written, so that a measurement can check what was read. Amounts are euro cents."""

    files: tuple[Path, ...]
    invoices: int
    invoiced_minor: int
    lettered: int
    fec_lines: int
    open_minor: int
    bank_lines: int
    bank_lines_in_fec: int
    bank_minor: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rank becomes invoice."""

    seed: int
    invoices: int
    year: int
    customer_of: tuple[int, ...]

    @property
    def days(self) -> int:
        return (date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days

    def mixed(self, rank: int) -> int:
        """53 well mixed bits that depend on the rank and the seed only."""
        value = ((rank + 1) * 0x9E3779B97F4A7C15 + self.seed * 0xD1B54A32D192ED03) & _MASK
        value ^= value >> 31
        return ((value * 0xBF58476D1CE4E5B9) & _MASK) >> 11

    def first_of_day(self, day: int) -> int:
        """The rank of the first invoice of a day of the year, from 0."""
        return day * self.invoices // self.days

    def paid_after(self, rank: int, mixed: int) -> int | None:
        """Days from issue to payment, None for the few that are never paid."""
        return None if rank % _NEVER_PAID == 7 else _SHORTEST + (mixed >> 20) % _SPREAD

    def net_minor(self, mixed: int) -> int:
        """A net amount on which 20 % of VAT is a whole number of cents."""
        return 2_000 + 5 * ((mixed & 0x3FFFF) * (mixed >> 40 & 0xF) // 8)


def write_bulk(
    folder: Path,
    *,
    seed: int,
    invoices: int = 1_000_000,
    bank_lines: int = 100_000,
    customers: int = 20_000,
    year: int = 2025,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> BulkTotals:
    """Write customers.csv, invoices.csv, bank.csv and the FEC of one year into `folder`.

    Three FEC lines for a sale and two for a receipt; some nine in ten invoices are lettered. The bank lines are the first receipts
    after the year; when more are asked for than exist, the last ones of the year, which the FEC has too, come before them.
    """
    rng = Random(f"{seed}/bulk")
    ranks = range(customers)
    plan = _Plan(seed, invoices, year, tuple(rng.choices(ranks, [(rank + 1) ** -0.8 for rank in ranks], k=_DRAWS)))
    folder.mkdir(parents=True, exist_ok=True)
    names = ("customers.csv", "invoices.csv", "bank.csv", fec_name(world.SIREN, year))
    paths = tuple(folder / name for name in names)
    with ExitStack() as stack:
        encodings = ("utf-8", "utf-8", "utf-8", ENCODING)
        files = [
            stack.enter_context(path.open("w", encoding=e, newline="", buffering=1 << 20)) for path, e in zip(paths, encodings, strict=True)
        ]
        people = _Customers(customers)
        people.write(files[0])
        writer = _Writer(plan, people, files[1], files[2], files[3], _bank_window(plan, bank_lines))
        for day in range(plan.days + _SHORTEST + _SPREAD):
            writer.write_day(day)
            progress(day + 1, plan.days + _SHORTEST + _SPREAD)
    return writer.totals(paths)


def _bank_window(plan: _Plan, bank_lines: int) -> range:
    """Which receipts, counted in the order of their days, stand in bank.csv."""
    booked = late = 0
    for day in range(plan.days):
        for rank in range(plan.first_of_day(day), plan.first_of_day(day + 1)):
            after = plan.paid_after(rank, plan.mixed(rank))
            if after is not None:
                booked += day + after < plan.days
                late += day + after >= plan.days
    first = max(0, booked - max(0, bank_lines - late))
    return range(first, min(first + bank_lines, booked + late))


class _Customers:
    """Names and accounts by rank; kept, for there are few."""

    def __init__(self, count: int) -> None:
        stems = ("ATELIERS", "MAISON", "SOCIETE", "COMPTOIR", "ENTREPRISE", "MENUISERIE", "AGENCEMENT", "ELECTRICITE")
        places = [name_key(city) for city in CITIES]
        self.ids = [f"C{rank + 1:06d}" for rank in range(count)]
        self.names = [
            f"{stems[rank % 8]} {_LETTERS[rank * 7919 % 17576]}{rank % 97:02d} {places[rank // 8 % len(places)]}" for rank in range(count)
        ]
        self.ibans = [identifiers.iban("FR", 100_000 + rank) for rank in range(count)]

    def write(self, file: TextIO) -> None:
        file.write(_CUSTOMER_HEAD)
        for rank, (customer_id, name, iban) in enumerate(zip(self.ids, self.names, self.ibans, strict=True)):
            siren = identifiers.siren(10_000 + rank % 800_000)
            terms = ("NET30", "NET45", "FDM45_A", "NET60")[rank % 4]
            file.write(
                f"{customer_id},{name},{siren},{identifiers.french_vat(siren)},FR,EUR,compta@client{rank + 1}.example,{iban},{terms}\r\n"
            )


class _Writer:
    """Writes day after day; holds only the ranks to be paid within the next fifty days."""

    def __init__(self, plan: _Plan, people: _Customers, invoices: TextIO, bank: TextIO, fec: TextIO, window: range) -> None:
        self._plan, self._people, self._window = plan, people, window
        self._invoices, self._bank, self._fec = invoices, bank, fec
        self._due = [array("Q") for _ in range(_SHORTEST + _SPREAD)]
        self._receipts = self._invoiced = self._open = self._lettered = self._banked = self._banked_minor = self._banked_in_fec = 0
        invoices.write(_INVOICE_HEAD)
        bank.write(_BANK_HEAD)
        fec.write("\t".join(COLUMNS) + "\r\n")

    def write_day(self, day: int) -> None:
        """The invoices of a day of the year, then the receipts of that day."""
        plan = self._plan
        on = date(plan.year, 1, 1) + timedelta(day)
        if day < plan.days:
            self._invoices.writelines(self._invoice_lines(day, on))
            self._fec.writelines(self._sale_entries(day, on))
        paid = self._due[day % len(self._due)]
        self._due[day % len(self._due)] = array("Q")
        if day < plan.days:
            self._fec.writelines(self._receipt_entries(paid, on))
        self._bank.writelines(self._bank_lines(paid, on, in_fec=day < plan.days))

    def _number(self, rank: int) -> str:
        return f"FA{self._plan.year}-{rank + 1:08d}"

    def _invoice_lines(self, day: int, on: date) -> Iterator[str]:
        plan, ids = self._plan, self._people.ids
        due = (on + timedelta(30)).isoformat()
        for rank in range(plan.first_of_day(day), plan.first_of_day(day + 1)):
            mixed = plan.mixed(rank)
            net = plan.net_minor(mixed)
            tax = net // 5
            total = net + tax
            yield (
                f"{self._number(rank)},invoice,{ids[plan.customer_of[mixed >> 30 & 0xFFFF]]},{on},{due},EUR,"
                f"{total // 100}.{total % 100:02d},{net // 100}.{net % 100:02d},{tax // 100}.{tax % 100:02d},20\r\n"
            )

    def _sale_entries(self, day: int, on: date) -> Iterator[str]:
        plan, people, last = self._plan, self._people, self._plan.days
        stamp = f"{on:%Y%m%d}"
        stamps = [f"{on + timedelta(n):%Y%m%d}" for n in range(_SHORTEST + _SPREAD)]
        for rank in range(plan.first_of_day(day), plan.first_of_day(day + 1)):
            mixed = plan.mixed(rank)
            net, after = plan.net_minor(mixed), plan.paid_after(rank, mixed)
            tax = net // 5
            self._invoiced += net + tax
            letter = "\t"
            if after is not None:
                self._due[(day + after) % len(self._due)].append(rank)
            if after is not None and day + after < last:
                letter = f"{_LETTERS[rank // 17576]}{_LETTERS[rank % 17576]}\t{stamps[after]}"
            else:
                self._open += net + tax
            customer = plan.customer_of[mixed >> 30 & 0xFFFF]
            number = self._number(rank)
            head = f"VE\tVentes\tVE{rank + 1:08d}\t{stamp}\t"
            tail = f"{number}\t{stamp}\tFacture {number}\t"
            yield (
                f"{head}411000\tClients\t{people.ids[customer]}\t{people.names[customer]}\t{tail}{amount(net + tax)}\t0,00\t{letter}\t{stamp}{_FEC_TAIL}"
                f"{head}707000\tVentes de marchandises\t\t\t{tail}0,00\t{amount(net)}\t\t\t{stamp}{_FEC_TAIL}"
                f"{head}445710\tTVA collectee\t\t\t{tail}0,00\t{amount(tax)}\t\t\t{stamp}{_FEC_TAIL}"
            )

    def _receipt_entries(self, paid: array[int], on: date) -> Iterator[str]:
        plan, people = self._plan, self._people
        stamp = f"{on:%Y%m%d}"
        for rank in paid:
            mixed = plan.mixed(rank)
            net = plan.net_minor(mixed)
            self._lettered += 1
            customer = plan.customer_of[mixed >> 30 & 0xFFFF]
            head = f"BQ1\tBanque\tBQ{self._lettered:08d}\t{stamp}\t"
            tail = f"REL{stamp}\t{stamp}\tVIR {people.names[customer]}\t"
            total = amount(net + net // 5)
            letter = f"{_LETTERS[rank // 17576]}{_LETTERS[rank % 17576]}"
            yield (
                f"{head}512100\tBanque\t\t\t{tail}{total}\t0,00\t\t\t{stamp}{_FEC_TAIL}"
                f"{head}411000\tClients\t{people.ids[customer]}\t{people.names[customer]}\t{tail}0,00\t{total}\t{letter}\t{stamp}\t{stamp}{_FEC_TAIL}"
            )

    def _bank_lines(self, paid: array[int], on: date, *, in_fec: bool) -> Iterator[str]:
        plan, people, window = self._plan, self._people, self._window
        first = self._receipts
        self._receipts += len(paid)
        for ordinal in range(max(first, window.start), min(self._receipts, window.stop)):
            rank = paid[ordinal - first]
            mixed = plan.mixed(rank)
            net = plan.net_minor(mixed)
            total = net + net // 5
            customer = plan.customer_of[mixed >> 30 & 0xFFFF]
            text, reference = _payer_writes(self._number(rank), mixed >> 8)
            self._banked += 1
            self._banked_minor += total
            self._banked_in_fec += in_fec
            yield (
                f"L{self._banked:08d},{on},{total // 100}.{total % 100:02d},EUR,{world.MAIN.iban},{people.names[customer]},{people.ibans[customer]},"
                f"{text},{reference},{on:%y%m%d}{ordinal:09d}\r\n"
            )

    def totals(self, files: tuple[Path, ...]) -> BulkTotals:
        fec_lines = 3 * self._plan.invoices + 2 * self._lettered
        return BulkTotals(
            files, self._plan.invoices, self._invoiced, self._lettered, fec_lines, self._open, self._banked, self._banked_in_fec, self._banked_minor
        )  # fmt: skip


def _payer_writes(number: str, mixed: int) -> tuple[str, str]:
    """Free text and structured reference: mostly the number, sometimes rewritten, one in fourteen nothing useful."""
    draw = mixed % 100
    if draw < 10:
        return "", identifiers.creditor_reference(number)
    if draw < 17:
        return "REGLEMENT FACTURE", ""
    if draw < 24:
        return number.replace("-", ""), ""
    if draw < 30:
        return f"FACT {number[7:].lstrip('0')}", ""
    if draw < 32:
        return f"{number[:-1]}{mixed // 100 % 10}", ""
    if draw < 50:
        return f"{number} N/REF {mixed % 899_981 + 100_000}", ""
    return number, ""
