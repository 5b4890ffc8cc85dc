"""A believable French company as files, for `encours demo`, for tests and for screenshots.

Everything is written as a company would deliver it — FEC of its accounting program, statements of its two banks, tables of its
billing program — and is imported by the ordinary doors. The same seed and day give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from encours.demo import banking, books, manifest, overheads, world
from encours.demo.cases import CASES
from encours.demo.customers import make_customers
from encours.demo.habits import Payers
from encours.demo.issuing import number_documents, ordinary_documents
from encours.demo.ledger import Bookkeeper, Joins, YearBook
from encours.demo.model import BankLine, Customer, Document, Entry, Receipt
from encours.demo.stage import Stage
from encours.demo.stories import STORIES
from encours.demo.wording import dress
from encours.demo.world import Calendar, months_between
from encours.demo.write_camt import write_camt
from encours.demo.write_cfonb import write_cfonb
from encours.demo.write_fec import fec_name, write_fec
from encours.demo.write_tables import CONTACT_COLUMNS, CUSTOMER_COLUMNS, INVOICE_COLUMNS, contact_rows, customer_rows, invoice_rows, table
from encours.kernel.period import end_of_month

Progress = Callable[[int, int], None]
MINIMUM_YEARS = 2
_STEPS = 5


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """The files written, in the order in which a person would import them, and the truth about them."""

    folder: Path
    files: tuple[Path, ...]
    manifest: dict[str, Any]


@dataclass(slots=True)
class _Life:
    """All that happened until the day of the demo."""

    customers: dict[str, Customer]
    documents: list[Document]
    receipts: list[Receipt]
    stage: Stage
    payers: Payers
    lines: list[BankLine]


def _no_progress(done: int, total: int) -> None:
    pass


def write_company(
    folder: Path, *, seed: int, as_of: date, customers: int = 300, years: int = 3, progress: Progress = _no_progress
) -> DemoCompany:
    """Write the files of the invented company into `folder`, which is made when it is missing, and tell the truth about them.

    `years` full financial years precede the one of `as_of` (at least two). `customers` counts the thirty with a part to play.
    """
    if years < MINIMUM_YEARS:
        raise ValueError(f"the stories need at least {MINIMUM_YEARS} financial years, not {years}")
    calendar = Calendar.around(as_of, years=years)
    life = _live(seed, customers, calendar)
    progress(1, _STEPS)
    yearbooks = _keep_books(seed, life, calendar)
    progress(2, _STEPS)
    contents = _tables(seed, life, calendar)
    progress(3, _STEPS)
    names = {**{c.id: c.name for c in life.customers.values()}, **overheads.SUPPLIER_NAMES}
    for book in yearbooks:
        contents[fec_name(world.SIREN, book.year)] = write_fec(book, names.__getitem__)
    progress(4, _STEPS)
    contents |= _statements(life.lines, calendar)
    truth = _tell(seed, life, yearbooks, calendar, contents)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / "manifest.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    progress(5, _STEPS)
    return DemoCompany(folder, tuple(folder / name for name in contents), truth)


def _live(seed: int, count: int, calendar: Calendar) -> _Life:
    """Invoices, then payments, then the words the payments arrive with: each act needs the numbers of the one before."""
    customers = make_customers(Random(f"{seed}/customers"), count)
    ordinary = ordinary_documents(Random(f"{seed}/documents"), customers, calendar)
    stage = Stage(customers, calendar)
    acts = [story(stage) for story in (*STORIES, *CASES)]
    for act in acts:
        next(act)
    documents = number_documents([*ordinary, *stage.documents])
    told = len(stage.documents)
    for act in acts:
        next(act, None)
    payers = Payers(Random(f"{seed}/payers"), customers, calendar)
    payers.pay(documents)
    documents += [*stage.documents[told:], *payers.on_account]
    receipts = [*payers.receipts, *stage.receipts]
    words = Random(f"{seed}/words")
    for receipt in receipts:
        dress(words, receipt)
    lines = banking.customer_lines(receipts) + banking.stranger_lines(Random(f"{seed}/strangers"), calendar)
    return _Life(customers, documents, receipts, stage, payers, lines)


def _joins(life: _Life) -> Joins:
    """Documents that one receipt, one return or one credit note settled together are lettered together."""
    joins = Joins()
    for receipt in life.receipts:
        per_customer: dict[str, list[str]] = defaultdict(list)
        for part in receipt.parts:
            if part.document.type != "deposit":
                per_customer[part.document.customer.id].append(books.key_of(part.document))
        for keys in per_customer.values():
            joins.join(keys)
    for invoice, note in life.payers.offsets:
        joins.join([books.key_of(invoice), books.key_of(note)])
    return joins


def _keep_books(seed: int, life: _Life, calendar: Calendar) -> list[YearBook]:
    """Entries of receivables and overheads, then one ledger a year; the quarter before the first year is kept and not delivered."""
    turnover = overheads.monthly_turnover(books.sale(d) for d in life.documents if d.type in ("invoice", "credit_note"))
    bought, payments = overheads.purchases(Random(f"{seed}/purchases"), turnover, calendar)
    paid, wage_lines = overheads.wages(Random(f"{seed}/wages"), turnover, calendar)
    fees = overheads.fees_and_transfers(life.lines, calendar)
    customers = banking.refer(life.lines)
    returns, vat_lines = overheads.vat_returns(
        [*books.receivable_entries(life.documents, customers, life.stage.adjustments, calendar), *bought], calendar
    )
    life.lines = banking.refer([*life.lines, *payments, *wage_lines, *fees, *vat_lines])
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in (
        overheads.opening_of_the_company(calendar), *bought, *paid, *returns,
        *books.receivable_entries(life.documents, life.lines, life.stage.adjustments, calendar),
    ):  # fmt: skip
        entries[entry.on.year].append(entry)
    keeper = Bookkeeper(_joins(life), calendar, Random(f"{seed}/letters"))
    yearbooks: list[YearBook] = []
    for year in range(calendar.start.year, calendar.as_of.year + 1):
        if yearbooks:
            entries[year] += overheads.allocate_results({year - 1: yearbooks[-1].result_minor}, calendar)
        yearbooks.append(keeper.keep_year(year, entries[year]))
    return yearbooks[1:]


def _tables(seed: int, life: _Life, calendar: Calendar) -> dict[str, bytes]:
    customers = list(life.customers.values())
    return {
        "customers.csv": table(CUSTOMER_COLUMNS, customer_rows(customers)),
        "contacts.csv": table(CONTACT_COLUMNS, contact_rows(Random(f"{seed}/contacts"), customers)),
        "invoices.csv": table(INVOICE_COLUMNS, invoice_rows(_delivered(life.documents, calendar))),
    }


def _delivered(documents: list[Document], calendar: Calendar) -> list[Document]:
    """The documents that the delivered ledgers show: those issued in their years, and older ones still open when they start."""
    start = date(calendar.first_year, 1, 1)
    return [d for d in documents if d.issued_on >= start or d.open_minor(start - timedelta(1)) != 0]


def _opening_balance(account: str, calendar: Calendar) -> int:
    ledger = world.ACCOUNTS[account].ledger
    return sum(leg.minor for leg in overheads.opening_of_the_company(calendar).legs if leg.account == ledger)


def _statements(lines: list[BankLine], calendar: Calendar) -> dict[str, bytes]:
    """Monthly statements of both accounts, and one of the main account that delivers the last days of a month a second time."""
    contents: dict[str, bytes] = {}
    for account in world.ACCOUNTS.values():
        own = [line for line in lines if line.account == account.code]
        for sequence, month in enumerate(months_between(calendar.statements_from, calendar.as_of), 1):
            last = min(end_of_month(month), calendar.as_of)
            contents |= _statement(account, own, month, last, sequence, calendar)
        if account is world.MAIN and calendar.as_of.day < 28:
            overlap = calendar.as_of.replace(day=1) - timedelta(5)
            contents |= _statement(account, own, overlap, min(calendar.as_of, overlap + timedelta(9)), 900, calendar, suffix="-complement")
    return contents


def _statement(
    account: world.OwnAccount, own: list[BankLine], first: date, last: date, sequence: int, calendar: Calendar, suffix: str = ""
) -> dict[str, bytes]:
    opening = _opening_balance(account.code, calendar) + sum(line.amount_minor for line in own if line.booked_on < first)
    within = [line for line in own if first <= line.booked_on <= last]
    if account is world.MAIN:
        return {
            f"releve-{first:%Y-%m}{suffix}.camt053.xml": write_camt(
                account, within, first=first, last=last, opening_minor=opening, sequence=sequence
            )
        }
    return {
        f"releve-{first:%Y-%m}{suffix}.cfonb120.txt": write_cfonb(
            account, within, opened_on=first - timedelta(1), last=last, opening_minor=opening
        )
    }


def _tell(seed: int, life: _Life, yearbooks: list[YearBook], calendar: Calendar, contents: dict[str, bytes]) -> dict[str, Any]:
    by_type: dict[str, int] = defaultdict(int)
    for document in _delivered(life.documents, calendar):
        by_type[document.type] += 1
    since = dict.fromkeys(world.ACCOUNTS, calendar.statements_from)
    return {
        "schema": manifest.SCHEMA,
        "seed": seed,
        "as_of": str(calendar.as_of),
        "bank_journal_until": str(calendar.bank_until),
        "statements_from": str(calendar.statements_from),
        "company": {
            "name": world.NAME,
            "siren": world.SIREN,
            "vat_number": world.VAT_NUMBER,
            "creditor_id": world.CREDITOR_ID,
            "currency": "EUR",
            "bank_accounts": [
                {"code": a.code, "label": a.label, "iban": a.iban, "ledger_account": a.ledger, "journal": a.journal}
                for a in world.ACCOUNTS.values()
            ],
        },
        "files": {name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in contents.items()},
        "counts": {
            "customers": len(life.customers),
            "invoices": by_type["invoice"],
            "credit_notes": by_type["credit_note"],
            "deposits": by_type["deposit"],
            "fec": {str(book.year): {"entries": book.entries, "lines": len(book.rows)} for book in yearbooks},
            "bank_lines": sum(line.booked_on >= calendar.statements_from for line in life.lines),
            "bank_lines_not_in_books": sum(line.booked_on > calendar.bank_until for line in life.lines),
        },
        "receivables_in_books": manifest.receivables(life.documents, calendar, in_books=True),
        "receivables": manifest.receivables(life.documents, calendar, in_books=False),
        "open_items": manifest.open_items(life.documents, calendar),
        "cases": manifest.told_cases(life.stage.cases, life.lines),
        "bank_lines": manifest.bank_lines(life.lines, calendar, since=since),
    }
