"""The figures a company reads, from one small set of books: every surface and every use case says the same (R63), down to the lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from encours.formats.exports.csv import write as write_csv
from encours.formats.exports.html import write as write_html
from encours.formats.exports.sums import totals_of
from encours.formats.exports.table import Report
from encours.kernel.wording import LANGUAGES
from encours.receivables.aging import Buckets
from encours.receivables.indicators.contract import Missing, Value
from encours.usecases.aging import Only, Page, aged_balance
from encours.usecases.customer_page import customer_page
from encours.usecases.indicators import indicator_report, indicators
from encours.usecases.known import CustomerUnknown, ItemUnknown
from encours.usecases.penalties import penalties
from encours.usecases.receivables import item_detail, list_receivables
from encours.usecases.reminders import plan_reminders
from encours.usecases.reports import (
    aging_json,
    aging_report,
    held_json,
    indicators_json,
    indicators_report,
    penalties_json,
    penalties_report,
    receivables_report,
    reminders_json,
    reminders_report,
    statement_report,
)
from encours.usecases.statement import customer_statement
from tests.store.books import Books, Fact

DAY = date(2026, 6, 30)


@dataclass
class World:
    """EARLY paid in time; LATE paid twenty days late; OWES is overdue; PARTS paid a half; ARGUES disputes; ABROAD owes dollars; DEPOSIT paid
    ahead; CASHES is a collective account; WRONG's receipt was cancelled."""

    books: Books
    items: dict[str, int]


@pytest.fixture(scope="module")
def world(database: object) -> Iterator[World]:
    books, items = Books(), {}

    def owe(code: str, minor: int, on: date, due: date, **more: Any) -> int:
        [items[code]] = books.post(Fact(code, minor, on, due=due, ref=f"F-{code}", **more))
        return items[code]

    def pay(code: str, minor: int, on: date, **more: Any) -> int:
        [receipt] = books.post(Fact(code, -minor, on, **more))
        return receipt

    books.match((owe("EARLY", 1000_00, date(2026, 4, 1), date(2026, 5, 1)), pay("EARLY", 1000_00, date(2026, 4, 28)), 1000_00))
    books.match((owe("LATE", 10_000_00, date(2026, 3, 1), date(2026, 3, 31)), pay("LATE", 10_000_00, date(2026, 4, 30)), 10_000_00))
    owe("OWES", 500_00, date(2026, 4, 15), date(2026, 5, 15))
    books.match((owe("PARTS", 800_00, date(2026, 5, 1), date(2026, 5, 31)), pay("PARTS", 400_00, date(2026, 5, 20)), 400_00))
    books.dispute(owe("ARGUES", 300_00, date(2026, 2, 1), date(2026, 3, 3)))
    owe("ABROAD", 700_00, date(2026, 5, 1), date(2026, 5, 31), currency="USD")
    books.post(Fact("DEPOSIT", -250_00, date(2026, 6, 1), kind="deposit", role="deposit"))
    books.customer("CASHES", is_collective=True)
    owe("CASHES", 90_00, date(2026, 5, 1), date(2026, 5, 1), due_source="assumed")
    wrong = owe("WRONG", 120_00, date(2026, 6, 1), date(2026, 7, 1))
    receipt = pay("WRONG", 120_00, date(2026, 6, 10))
    books.match((wrong, receipt, 120_00))
    books.reverse(receipt)
    books.post(Fact("OWES", -60_00, date(2026, 6, 20)))
    yield World(books, items)


def test_the_balance_ties_to_the_ledger_in_every_currency(world: World) -> None:
    balance = aged_balance(world.books.scope, DAY)
    assert {tie.currency: (tie.items_minor, tie.ledger_minor, tie.ties) for tie in balance.ties} == {
        "EUR": (1100_00, 1100_00, True),
        "USD": (700_00, 700_00, True),
    }
    assert [row["ties_to_ledger"] for row in aging_json(balance)] == [True, True]


def test_a_part_of_the_accounts_is_compared_with_nothing(world: World) -> None:
    balance = aged_balance(world.books.scope, DAY, only=Only(overdue=True))
    assert {tie.ties for tie in balance.ties} == {None}
    assert [row["ties_to_ledger"] for row in aging_json(balance)] == [None, None]


def test_a_difference_from_the_ledger_is_said_in_both_languages(world: World) -> None:
    balance = aged_balance(world.books.scope, DAY)
    wrong = replace(balance, ties=(replace(balance.ties[0], ledger_minor=1), *balance.ties[1:]))
    note = aging_report(wrong).sections[0].notes[0]
    assert "DOES NOT TIE" in note.en and "DIFFÈRE" in note.fr and "1,099.99" in note.en
    assert aging_json(wrong)[0]["ties_to_ledger"] is False


@pytest.mark.parametrize("by", ["customer", "group", "item", "currency"])
@pytest.mark.parametrize("basis", ["due", "document"])
@pytest.mark.parametrize("day", [DAY, date(2026, 4, 15), date(2026, 5, 20), date(2020, 1, 1)])
def test_r63_all_surfaces_of_the_aged_balance_show_the_same_total(world: World, by: Any, basis: Any, day: date) -> None:
    balance = aged_balance(world.books.scope, day, by=by, basis=basis)
    totals = {row.currency: row.total_minor for row in balance.totals}
    assert {tie.currency: tie.items_minor for tie in balance.ties if tie.items_minor} == totals
    assert {entry["currency"]: entry["total_minor"] for entry in aging_json(balance) if entry["total_minor"]} == totals
    report = aging_report(balance)
    for table in report.sections:
        shown = totals_of(table)
        column = [c.key for c in table.columns].index("total")
        assert (shown[column] if shown and table.rows else 0) == totals.get(table.currency, 0)
        lines = write_csv(table).decode().splitlines()
        assert len(lines) == len(table.rows) + 1
        csv_total = sum(Decimal(line.split(",")[column]) for line in lines[1:])
        assert csv_total * 100 == totals.get(table.currency, 0)
    receivables = list_receivables(world.books.scope, day, limit=None)
    assert {
        c: sum(row.open_minor for row in receivables.rows if row.currency == c) for c in {row.currency for row in receivables.rows}
    } == totals


def test_every_report_can_be_written_in_both_languages(world: World) -> None:
    scope = world.books.scope
    listed = list_receivables(scope, DAY, limit=None)
    reports: list[Report] = [
        aging_report(aged_balance(scope, DAY)),
        indicators_report(indicator_report(scope, DAY)),
        penalties_report(penalties(scope, DAY)),
        reminders_report(plan_reminders(scope, DAY)),
        statement_report(customer_statement(scope, "OWES", DAY, since=date(2026, 1, 1))),
        receivables_report(aged_balance(scope, DAY).company, DAY, None, listed.rows),
    ]
    for report in reports:
        assert report.sections, report.title
        for language in LANGUAGES:
            page = write_html(report, language).decode()
            assert "{" not in report.title.say(language)
            for table in report.sections:
                for note in table.notes:
                    assert "{" not in note.say(language), note
            assert "None" not in page


def test_one_page_of_the_balance_says_what_the_whole_adds_up_to(world: World) -> None:
    balance = aged_balance(world.books.scope, DAY, page=Page("overdue", 2))
    report = aging_report(balance)
    assert balance.next is not None and len(balance.rows) == 2
    assert all(table.totals is None for table in report.sections)
    assert any("1,100.00" in note.en for table in report.sections for note in table.notes)


def test_r65_the_indicators_are_what_a_script_counts_from_the_books(world: World) -> None:
    values = indicators(world.books.scope, DAY)
    # Receivables without the deposit: OWES 500 − 60, PARTS 400, ARGUES 300, CASHES 90, WRONG 120.
    receivable, overdue = 1350_00, 500_00 + 400_00 + 300_00 + 90_00
    sales = (1000 + 500 + 800 + 90 + 120) * 100
    dso = Decimal(receivable * 91) / sales
    assert number(values["dso_simple"]) == dso.quantize(Decimal("0.01"))
    assert number(values["overdue_rate"]) == (Decimal(overdue * 100) / receivable).quantize(Decimal("0.01"))
    # Paid in the quarter: EARLY 1 000 three days early at 27 days, LATE 10 000 thirty days late at 60, PARTS 400 eleven days early at 19.
    paid, late = 11400, 1000 * -3 + 10_000 * 30 + 400 * -11
    assert number(values["mean_delay"]) == (Decimal(late) / paid).quantize(Decimal("0.01"))
    assert number(values["mean_settlement"]) == (Decimal(1000 * 27 + 10_000 * 60 + 400 * 19) / paid).quantize(Decimal("0.01"))
    assert isinstance(values["sale_to_cash"], Missing)


def number(value: Value | Missing) -> Decimal:
    assert isinstance(value, Value) and isinstance(value.value, Decimal)
    return value.value


def test_the_indicators_rest_on_the_same_balance_as_the_aged_one(world: World) -> None:
    for day in (DAY, date(2026, 4, 15), date(2026, 5, 31)):
        inputs = indicator_report(world.books.scope, day).inputs
        total = aged_balance(world.books.scope, day, only=Only(currency="EUR", roles=("trade",))).total("EUR")
        assert inputs.receivable_minor == (total.total_minor if total else 0)
        assert all(
            end.receivable_minor == sum(end.bucket_minor) + (inputs.unapplied_minor if end.day == day else 0)
            for end in inputs.month_ends
            if end.day == day
        )
        start = aged_balance(world.books.scope, inputs.window.start - timedelta(days=1), only=Only(currency="EUR", roles=("trade",))).total(
            "EUR"
        )
        assert inputs.receivable_at_start_minor == (start.total_minor if start else 0)


def test_a_cancelled_invoice_is_no_sale_and_a_cancelled_receipt_no_payment(database: object) -> None:
    books = Books()
    [kept] = books.post(Fact("A", 100_00, date(2026, 6, 1), due=date(2026, 6, 10)))
    [gone] = books.post(Fact("A", 900_00, date(2026, 6, 2)))
    [receipt] = books.post(Fact("A", -100_00, date(2026, 6, 5)))
    books.match((kept, receipt, 100_00))
    before = books.now()
    books.reverse(gone)
    books.reverse(receipt)
    inputs = indicator_report(books.scope, DAY).inputs
    assert sum((inputs.sales_by_day or {}).values()) == 100_00
    assert inputs.settled is None
    assert [cohort.billed_minor for cohort in inputs.cohorts] == [100_00]
    then = indicator_report(books.scope, DAY, known_at=before).inputs
    assert sum((then.sales_by_day or {}).values()) == 1000_00
    assert then.settled is not None and then.settled.amount_minor == 100_00
    assert {cohort.paid_within[30] for cohort in then.cohorts} == {None}, "June's last invoice is not thirty days old"


def test_penalties_are_owed_by_who_paid_late_and_by_who_still_owes(world: World) -> None:
    rows = {row.item.customer_code: row for row in penalties(world.books.scope, DAY).rows}
    assert set(rows) == {"LATE", "OWES", "PARTS", "ABROAD"}, "disputes and collective accounts bear none, who paid in time owes none"
    # 10 000.00 due 2026-03-31, paid 2026-04-30: 30 days at 12.15 % (V2.01).
    late = rows["LATE"]
    assert (late.penalty_minor, late.owed.compensation.minor, late.owed.until) == (99_86, 40_00, date(2026, 4, 30))
    assert rows["PARTS"].penalty_minor == round(400_00 * 30 * 12.15 / 36500)
    assert [entry["estimate"] for entry in penalties_json(penalties(world.books.scope, DAY))] == [False] * 4


def test_interest_stops_where_no_rate_is_known_and_the_compensation_does_not(world: World) -> None:
    rows = {row.item.customer_code: row for row in penalties(world.books.scope, date(2026, 9, 30)).rows}
    owes = rows["OWES"]
    assert owes.owed.until == date(2026, 6, 30) and owes.missing is not None and "2026-S2" in owes.missing.en
    assert owes.penalty_minor == round(500_00 * 46 * 12.15 / 36500)
    wrong = rows["WRONG"]
    assert (wrong.penalty_minor, wrong.owed.compensation.minor) == (None, 40_00), "its whole delay lies where no rate is known"
    assert all(
        "{" not in note.fr for table in penalties_report(penalties(world.books.scope, date(2026, 9, 30))).sections for note in table.notes
    )


def test_reminders_go_to_who_owes_and_say_why(world: World) -> None:
    plan = plan_reminders(world.books.scope, DAY)
    due = {row["customer_id"]: row for row in reminders_json(plan)}
    assert set(due) == {"OWES", "PARTS", "ABROAD"}
    assert due["OWES"]["amount_minor"] == 500_00 and due["OWES"]["days_late"] == 46 and due["OWES"]["reason"]
    assert {row["customer_id"] for row in held_json(plan)} == {"ARGUES"}
    assert plan.excluded_collective == 1
    assert json.dumps(reminders_json(plan), default=str)


def test_a_statement_goes_from_the_opening_balance_to_what_is_open(world: World) -> None:
    [sheet] = customer_statement(world.books.scope, "OWES", DAY, since=date(2026, 5, 1)).sheets
    assert (sheet.opening_minor, sheet.closing_minor, sheet.balance_minor, sheet.unapplied_minor) == (500_00, 440_00, 440_00, -60_00)
    assert [(m.debit_minor, m.credit_minor) for m in sheet.movements] == [(0, 60_00)]
    [wrong] = customer_statement(world.books.scope, "WRONG", DAY, since=date(2026, 1, 1)).sheets
    assert [(m.debit_minor, m.credit_minor) for m in wrong.movements] == [(120_00, 0)], (
        "a cancelled receipt and its cancellation are not shown"
    )
    with pytest.raises(CustomerUnknown):
        customer_statement(world.books.scope, "NOBODY", DAY)


def test_a_statement_of_any_day_and_start_closes_at_the_open_balance(world: World) -> None:
    for code in world.items:
        for day in (date(2026, 4, 29), date(2026, 5, 20), DAY):
            for since in (date(2026, 1, 1), date(2026, 4, 28), day):
                for sheet in customer_statement(world.books.scope, code, day, since=since).sheets:
                    assert sheet.closing_minor == sheet.balance_minor
                    assert sum(part.amount_minor for part in sheet.aging) == sum(
                        line.open_minor for line in sheet.open_lines if line.open_minor > 0
                    )


def test_a_customer_page_reconciles_with_its_items(world: World) -> None:
    page = customer_page(world.books.scope, world.books.customers["PARTS"], DAY)
    [row] = page.balances
    assert row.total_minor == sum(item.open_minor for item in page.open_items.rows) == 400_00
    assert [item.kind for item in page.closed_items.rows] == ["receipt"]
    assert {happening.what for happening in page.timeline.rows} == {"invoice", "receipt", "match"}
    with pytest.raises(CustomerUnknown):
        customer_page(world.books.scope, 10**9, DAY)


def test_a_cancelled_receipt_is_in_no_list_but_opens_by_its_key(world: World) -> None:
    page = customer_page(world.books.scope, world.books.customers["WRONG"], DAY)
    assert [item.kind for item in page.open_items.rows] == ["invoice"] and page.closed_items.rows == ()
    assert [happening.what for happening in page.timeline.rows if happening.what in ("receipt", "reversal")] == []
    detail = item_detail(world.books.scope, world.items["WRONG"], DAY)
    assert [a.amount_minor for a in detail.allocations] == [120_00, -120_00]
    cancelled = item_detail(world.books.scope, detail.allocations[0].other_item_id, DAY)
    assert cancelled.item.open_minor == 0 and cancelled.entry.reversed_by_posting_id is not None


def test_every_item_opens_into_its_lines(world: World) -> None:
    for item in list_receivables(world.books.scope, DAY, state="all", limit=None).rows:
        detail = item_detail(world.books.scope, item.id, DAY)
        assert sum(line.amount_minor for line in detail.entry.lines) == 0
        assert item.amount_minor in [line.amount_minor for line in detail.entry.lines if line.customer_code == item.customer_code]
        assert item.amount_minor - item.open_minor == sum(a.amount_minor for a in detail.allocations) * (1 if item.amount_minor > 0 else -1)
    with pytest.raises(ItemUnknown):
        item_detail(world.books.scope, 10**9, DAY)


def test_another_organization_sees_none_of_it(world: World) -> None:
    other = Books()
    assert aged_balance(other.scope, DAY).rows == ()
    with pytest.raises(ItemUnknown):
        item_detail(other.scope, world.items["OWES"], DAY)


@pytest.mark.parametrize("order", ["due", "issued", "amount"])
@pytest.mark.parametrize("state", ["open", "closed", "all", "any"])
def test_pages_of_items_join_without_gap_or_repeat(world: World, order: Any, state: Any) -> None:
    whole = list_receivables(world.books.scope, DAY, state=state, order=order, limit=None).rows
    rows, after = [], None
    while True:
        page = list_receivables(world.books.scope, DAY, state=state, order=order, limit=2, after=after)
        rows += page.rows
        after = page.next
        if after is None:
            break
    assert tuple(rows) == whole and len(whole) > 2


def test_a_document_is_found_however_its_number_is_written(database: object) -> None:
    books = Books()
    books.post(Fact("A", 100, DAY, ref="FA2026001"), Fact("A", 100, DAY, ref="FB1"))
    assert [row.document_ref for row in list_receivables(books.scope, DAY, document="fa 2026/0").rows] == ["FA2026001"]
    assert list_receivables(books.scope, DAY, document="%").rows == list_receivables(books.scope, DAY).rows, "signs alone restrict nothing"


def test_buckets_may_be_chosen(world: World) -> None:
    balance = aged_balance(world.books.scope, DAY, buckets=Buckets((1, 91)))
    assert [bucket["label"] for bucket in aging_json(balance, "fr")[0]["buckets"]] == ["Non échu", "1–90 jours", "> 90 jours"]
    assert indicators_json(indicator_report(world.books.scope, DAY))["dso_simple"]["unit"] == "days"


def test_books_without_anything_answer_without_failing(database: object) -> None:
    books = Books()
    assert aging_report(aged_balance(books.scope, DAY)).sections[0].rows == []
    assert penalties(books.scope, DAY).rows == () and plan_reminders(books.scope, DAY).rows == ()
    values = indicators(books.scope, DAY)
    assert isinstance(values["dso_simple"], Missing)
    assert indicators_report(indicator_report(books.scope, DAY)).title.fr == "Indicateurs"
