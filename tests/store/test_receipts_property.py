"""Whatever receipts settle, and however: the entries balance, the open amounts are what a model says, and taken back in any order nothing is left."""

from __future__ import annotations

from datetime import date
from itertools import count
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from encours.ledger.account import Role
from encours.store.bulk.receipts import Part, ReceiptToPost, Settlement, post_receipts
from encours.store.bulk.reverse import list_to_reverse, reverse_entries
from encours.store.load.companies import Company
from encours.store.save.accounts import account_for, journal_for
from encours.store.tenant import record_now, tenant
from encours.usecases.companies import scope_of
from tests.usecases.books import assert_sound, books, csv, give, new_company, query

_NAMES = count(1)
HEAD = "number,type,customer_id,issued_on,currency,total,net,tax"
KINDS = ("cash_discount", "bank_fee", "rounding", "currency")


def company_with(random: Random, size: int) -> Company:
    company = new_company(f"Property {next(_NAMES)}")
    rows = []
    for n in range(size):
        net = random.randint(1, 300_00)
        tax = random.choice([0, net // 5])
        kind = "credit_note" if random.random() < 0.25 else "invoice"
        rows.append(
            f"D-{n},{kind},C{random.randint(0, 2)},2026-03-{1 + n % 28:02},EUR,{(net + tax) / 100:.2f},{net / 100:.2f},{tax / 100:.2f}"
        )
    give(company, csv(HEAD, *rows), "invoices.csv")
    return company


def settle(random: Random, open_of: dict[int, int]) -> tuple[int, tuple[Part, ...]]:
    """A receipt's money and parts that the open amounts allow; `open_of` falls by them."""
    parts: list[Part] = []
    money = 0
    for item in random.sample(sorted(open_of), min(len(open_of), random.randint(1, 4))):
        sign = 1 if open_of[item] > 0 else -1
        left = abs(open_of[item])
        paid = random.choice([left, random.randint(1, left)]) if left else 0
        if not paid:
            continue
        parts.append(Part(item, sign * paid, "payment" if sign > 0 else "credit_note"))
        money += sign * paid
        left -= paid
        if sign > 0 and left and random.random() < 0.6:
            without = random.choice([left, random.randint(1, left)])
            parts.append(Part(item, without, random.choice(KINDS)))
            left -= without
        elif sign > 0 and random.random() < 0.3:
            above = random.randint(1, 50)
            kind = random.choice(["rounding", "currency", "penalty"])
            parts.append(Part(item, above if kind == "penalty" else -above, kind))
            money += above
        if left and random.random() < 0.3:
            parts.append(Part(item, sign * random.randint(1, left), "short_payment", reason="price"))
        open_of[item] = sign * left
    rest = random.choice([0, 0, random.randint(1, 100_00)])
    if money + rest <= 0:
        rest = 1 - money
    return money + rest, tuple(parts)


def record(company: Company, receipts: list[tuple[int, tuple[Part, ...]]]) -> None:
    scope = scope_of(company, "test")
    with tenant(company.organization_id) as cursor:
        at = record_now(cursor, scope)
        cursor.execute("SELECT min(id) FROM customer")
        payer, bank, trade = cursor.fetchone()[0], account_for(cursor, scope, Role.BANK), account_for(cursor, scope, Role.TRADE)
        listed = [
            ReceiptToPost(date(2026, 4, 1), minor, "EUR", bank, trade, payer, settlement=Settlement(parts, "rule", "test"))
            for minor, parts in receipts
        ]
        post_receipts(cursor, scope, listed, journal_id=journal_for(cursor, scope, "BQE", "Banque"), kind="receipt", recorded_at=at)


def standing(company: Company) -> list[tuple[Any, ...]]:
    return query(
        company,
        "SELECT posting_id, entry_id FROM receipt r WHERE NOT EXISTS (SELECT 1 FROM entry x WHERE x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id) ORDER BY id",
    )


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.integers(0, 10**9), st.integers(1, 12), st.integers(1, 5))
def test_posted_taken_back_and_posted_again(database, seed, size, receipts):
    random = Random(seed)
    company = company_with(random, size)
    before = books(company)
    open_of = dict(query(company, "SELECT id, open_minor FROM item"))
    for _ in range(receipts):
        record(company, [settle(random, open_of)])
    assert dict(query(company, "SELECT id, open_minor FROM item WHERE kind IN ('invoice', 'credit_note', 'other')")) == open_of
    assert query(company, "SELECT posting_id, entry_id FROM line GROUP BY 1, 2 HAVING sum(functional_minor) <> 0") == []
    assert_sound(company)
    undone = standing(company)
    random.shuffle(undone)
    for entry in undone:
        with tenant(company.organization_id) as cursor:
            at = record_now(cursor, scope_of(company, "test"))
            list_to_reverse(cursor)
            cursor.execute("INSERT INTO reverse_entry VALUES (%s, %s)", entry)
            reverse_entries(cursor, scope_of(company, "test"), recorded_at=at, reason="test")
    assert {name: books(company)[name] for name in ("items", "balances", "matches")} == before
    assert_sound(company)
    fresh = dict(query(company, "SELECT id, open_minor FROM item WHERE kind IN ('invoice', 'credit_note', 'other')"))
    # In one posting, what one receipt says is withheld no other pays.
    many = [
        (minor, tuple(part for part in parts if part.kind != "short_payment")) for minor, parts in (settle(random, fresh) for _ in range(3))
    ]
    record(company, many)
    assert dict(query(company, "SELECT id, open_minor FROM item WHERE kind IN ('invoice', 'credit_note', 'other')")) == fresh
    assert_sound(company)
