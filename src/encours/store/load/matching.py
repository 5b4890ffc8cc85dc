"""What matching reads: the bank lines that wait, the open items, the directory of payers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.receivables.matching.contract import ItemKind, OpenItem, Receipt
from encours.receivables.matching.payer import KnownCustomer
from encours.store.load.sharing import Shared
from encours.store.load.streaming import stream_rows
from encours.store.tenant import Scope

_ITEM_KINDS: dict[str, ItemKind] = {"invoice": "invoice", "credit_note": "credit_note", "deposit": "deposit", "receipt": "receipt", "opening": "invoice"}


def key(number: int) -> str:
    """An id as matching compares it: as text that sorts like the number.

    >>> key(12) < key(100)
    True
    """
    return f"{number:019d}"


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A bank line that nothing explains yet, as matching reads it, with what recording it needs."""

    line_id: int
    bank_account_id: int
    ledger_account_id: int | None
    booked_on: date
    amount_minor: int
    currency: str
    method: str
    line_ref: str
    receipt: Receipt
    suspense: tuple[int, int] | None
    """The entry (posting, entry) on the suspense account that holds its money already; None where it was not recorded."""
    is_held: bool = False
    """A person asked a question about it: it waits for the answer, whatever a rule says."""

    @property
    def label(self) -> str:
        """Who the bank says it is from, and what they wrote."""
        return " ".join(part for part in (self.receipt.counterparty_name, self.receipt.remittance) if part)


# OFFSET 0: links are looked up line by line. Nobody can estimate how many lines wait; as a join, every line would be compared with every link.
_FROM_WAITING = """
  FROM statement_line l JOIN bank_account b ON b.organization_id = l.organization_id AND b.id = l.bank_account_id
  LEFT JOIN LATERAL (SELECT * FROM statement_line a WHERE a.organization_id = l.organization_id AND a.bank_account_id = l.bank_account_id AND a.level = 'advice'
                        AND a.withdrawn_at IS NULL AND a.identity = l.identity AND a.occurrence = l.occurrence LIMIT 1) v ON true
  LEFT JOIN LATERAL (SELECT r.* FROM receipt r WHERE r.organization_id = l.organization_id AND r.statement_line_id = l.id
                        AND NOT EXISTS (SELECT 1 FROM entry x WHERE x.organization_id = r.organization_id AND x.reverses_posting_id = r.posting_id AND x.reverses_entry_id = r.entry_id)
                      LIMIT 1) r ON true
  LEFT JOIN LATERAL (SELECT d.kind FROM line_decision d WHERE d.organization_id = l.organization_id AND d.statement_line_id = l.id AND d.kind <> 'undone'
                        AND NOT EXISTS (SELECT 1 FROM line_decision u WHERE u.organization_id = d.organization_id AND u.undoes_id = d.id)
                      ORDER BY d.id DESC LIMIT 1) h ON true
 WHERE l.organization_id = %s AND l.company_id = %s AND l.withdrawn_at IS NULL AND l.level <> 'advice' AND h.kind IS DISTINCT FROM 'excluded'
   AND (l.level = 'statement' OR NOT EXISTS (SELECT 1 FROM bank_statement s WHERE s.organization_id = l.organization_id AND s.bank_account_id = l.bank_account_id
          AND s.level = 'statement' AND s.withdrawn_at IS NULL AND l.booked_on BETWEEN s.first_on AND s.last_on))
   AND NOT EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = l.organization_id AND k.statement_line_id = l.id AND k.withdrawn_at IS NULL OFFSET 0)
"""
_NOBODYS = "AND (r.posting_id IS NULL OR r.customer_id IS NULL) "
_UNAPPLIED = """AND (r.posting_id IS NULL OR NOT EXISTS (
    SELECT 1 FROM item i WHERE i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id AND i.open_minor <> i.amount_minor)) """


def load_waiting_lines(cursor: Any, scope: Scope, only: Collection[int] | None = None, *, unapplied: bool = False) -> list[WaitingLine]:
    """Final bank lines (intraday ones while no final statement covers their day) that the books do not have, that no customer's receipt explains
    and that no person excluded, with what advices say of them; `only` some of them. `unapplied`: those too whose money stands on a customer's account and settles nothing."""
    rows = stream_rows(
        cursor,
        """
        SELECT l.id, l.bank_account_id, b.account_id, l.booked_on, l.amount_minor, l.currency, l.method,
               coalesce(nullif(l.remittance, ''), v.remittance, ''), coalesce(nullif(l.creditor_reference, ''), v.creditor_reference, ''),
               coalesce(nullif(l.counterparty_name, ''), v.counterparty_name, ''), coalesce(nullif(l.counterparty_iban, ''), v.counterparty_iban, ''),
               coalesce(nullif(l.end_to_end_id, ''), v.end_to_end_id, ''), l.transaction_code, l.bank_reference, l.line_ref, l.is_reversal OR l.return_reason <> '',
               b.identifier, r.posting_id, r.entry_id, coalesce(h.kind = 'question', false), l.charges_minor, coalesce(nullif(l.mandate_ref, ''), v.mandate_ref, '')
        """
        + _FROM_WAITING
        + (_UNAPPLIED if unapplied else _NOBODYS)
        + ("" if only is None else "AND l.id = ANY(%s) ")
        + "ORDER BY l.booked_on, l.id",
        [scope.organization_id, scope.company_id, *([] if only is None else [sorted(only)])],
    )
    shared = Shared()
    return [_waiting(row, shared) for row in rows]


def load_still_waiting(cursor: Any, scope: Scope) -> dict[int, tuple[tuple[int, int] | None, bool]]:
    """What `load_waiting_lines` would say of each line's suspense entry and question: enough to see whether a line is as it was read."""
    rows = stream_rows(
        cursor, "SELECT l.id, r.posting_id, r.entry_id, coalesce(h.kind = 'question', false)" + _FROM_WAITING + _NOBODYS, [scope.organization_id, scope.company_id]
    )  # fmt: skip
    shared = Shared()
    return {line: shared[None if posting is None else (posting, entry), is_held] for line, posting, entry, is_held in rows}


def _waiting(row: tuple[Any, ...], shared: Shared) -> WaitingLine:
    (line, bank_account, ledger_account, on, minor, currency, method, remittance, creditor, name, iban, end_to_end, code, reference, line_ref, is_return,
     identifier, posting, entry, is_held, charges, mandate) = row  # fmt: skip
    on, currency, method = shared[on], shared[currency], shared[method]
    receipt = Receipt(
        id=key(line), currency=currency, amount_minor=minor, received_on=on, remittance=remittance, creditor_reference=creditor, counterparty_name=shared[name],
        counterparty_iban=shared[iban], end_to_end_id=end_to_end, transaction_code=shared[code], bank_account=shared[identifier], bank_reference=reference, is_return=is_return,
        charges_minor=charges, mandate_reference=mandate, method=method,
    )  # fmt: skip
    return WaitingLine(
        line, shared[bank_account], None if ledger_account is None else shared[ledger_account], on, minor, currency, method, line_ref, receipt,
        None if posting is None else (posting, entry), is_held,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountedItem:
    """An open item as matching reads it, with the account it stands on and the day it took effect."""

    item_id: int
    customer_id: int
    account_id: int
    is_from_ledger: bool
    item: OpenItem


_ITEMS = """
SELECT i.id, i.customer_id, i.account_id, e.source_key IS NOT NULL, i.currency, {open}, i.issued_on, i.due_on, i.kind, i.document_ref, i.is_disputed,
       coalesce(l.label, e.label), v.number, v.po_number, v.creditor_reference, i.amount_minor, v.total_minor * sign(i.amount_minor)::bigint,
       CASE WHEN v.discount_percent > 0 THEN round(i.amount_minor * v.discount_percent / 100)::bigint ELSE 0 END, v.discount_until,
       CASE WHEN i.currency <> c.currency THEN round(i.functional_minor::numeric * i.open_minor / i.amount_minor)::bigint END
  FROM item i JOIN company c ON c.organization_id = i.organization_id AND c.id = i.company_id
  JOIN entry e ON e.organization_id = i.organization_id AND e.posting_id = i.posting_id AND e.id = i.entry_id
  JOIN line l ON l.organization_id = i.organization_id AND l.posting_id = i.posting_id AND l.entry_id = i.entry_id AND l.line_no = i.line_no
  LEFT JOIN LATERAL (SELECT v.* FROM invoice_item x JOIN invoice v ON v.organization_id = x.organization_id AND v.id = x.invoice_id
                      WHERE x.organization_id = i.organization_id AND x.item_id = i.id ORDER BY v.version DESC LIMIT 1) v ON true
 WHERE i.organization_id = %(tenant)s AND i.company_id = %(company)s AND {which} ORDER BY i.id
"""


def load_open_items(cursor: Any, scope: Scope, only: Collection[int] | None = None) -> list[AccountedItem]:
    """Every open item of the company, with the references of the invoices that describe it; `only` some of them."""
    query = _ITEMS.format(open="i.open_minor", which="i.open_minor <> 0" + ("" if only is None else " AND i.id = ANY(%(only)s)"))
    values: dict[str, Any] = {"tenant": scope.organization_id, "company": scope.company_id, "only": None if only is None else sorted(only)}
    shared = Shared()
    return [_accounted(row, shared) for row in stream_rows(cursor, query, values)]


def load_items_since(cursor: Any, scope: Scope, since: date) -> list[OpenItem]:
    """The debts and credit notes that were open on some day since, by what of each was not settled before."""
    before = """i.amount_minor - coalesce((SELECT sum(CASE WHEN i.amount_minor > 0 THEN a.amount_minor ELSE -a.amount_minor END) FROM allocation a
        WHERE a.organization_id = i.organization_id AND (a.debit_item_id = i.id OR a.credit_item_id = i.id) AND a.effective_on < %(since)s), 0)::bigint"""
    which = "(i.open_minor <> 0 OR i.last_on >= %(since)s) AND (i.amount_minor > 0 OR i.kind = 'credit_note') AND i.kind <> 'reversal'"
    query = _ITEMS.format(open=before, which=which)
    rows = stream_rows(cursor, query, {"tenant": scope.organization_id, "company": scope.company_id, "since": since})
    shared = Shared()
    return [item.item for row in rows if (item := _accounted(row, shared)).item.open_minor]


def load_open_amounts(cursor: Any, scope: Scope) -> dict[int, int]:
    """What is open of each open item."""
    cursor.execute("SELECT id, open_minor FROM item WHERE organization_id = %s AND company_id = %s AND open_minor <> 0", [scope.organization_id, scope.company_id])
    return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class OpenState:
    """What is open of an item, and on which account (as matching names it: account, customer, currency)."""

    item_id: int
    open_minor: int
    account: tuple[str, str, str]


def load_open_states(cursor: Any, scope: Scope, customers: Collection[int] | None = None) -> dict[str, OpenState]:
    """The open items by the ids that matching gives them, of some customers or of all: a tenth of what `load_open_items` reads."""
    rows = stream_rows(
        cursor,
        "SELECT id, open_minor, account_id, customer_id, currency FROM item WHERE organization_id = %s AND company_id = %s AND open_minor <> 0"
        + ("" if customers is None else " AND customer_id = ANY(%s)"),
        [scope.organization_id, scope.company_id, *([] if customers is None else [sorted(customers)])],
    )
    shared = Shared()
    return {key(item): OpenState(item, minor, shared[str(account), key(customer), currency]) for item, minor, account, customer, currency in rows}


def _accounted(row: tuple[Any, ...], shared: Shared) -> AccountedItem:
    item_id, customer, account, from_ledger, currency, minor, issued, due, kind, document, disputed, label, number, po, creditor, amount, total, discount, until, functional = row
    customer, account, currency, due = shared[customer], shared[account], shared[currency], due and shared[due]
    whole = amount if total is None else total
    item = OpenItem(
        id=key(item_id), customer=shared[key(customer)], currency=currency, open_minor=minor, issued_on=shared[issued], due_on=due, account=shared[str(account)],
        kind=_ITEM_KINDS.get(kind, "other"), document_ref=number or document, po_number=po or "", creditor_reference=creditor or "",
        other_references=(document,) if number and document and number != document else (), label=label or "", disputed=disputed,
        document_minor=minor if whole == minor else whole, discount_minor=discount if until is not None else 0, discount_until=until, functional_minor=functional,
    )  # fmt: skip
    return AccountedItem(item_id, customer, account, from_ledger, item)


def load_known_customers(cursor: Any, scope: Scope, only: Collection[int] | None = None) -> list[KnownCustomer]:
    """The company's customers as payers, `only` some of them; collective ones are nobody in particular."""
    cursor.execute(
        """
        SELECT c.id, c.code, c.name, p.siren, p.vat_number, c.parent_id, c.payer_id,
               (SELECT array_agg(iban ORDER BY iban) FROM customer_iban b WHERE b.organization_id = c.organization_id AND b.customer_id = c.id),
               (SELECT array_agg(alias ORDER BY alias) FROM customer_alias a WHERE a.organization_id = c.organization_id AND a.customer_id = c.id),
               (SELECT array_agg(m.id ORDER BY m.id) FROM customer m WHERE m.organization_id = c.organization_id AND m.payer_id = c.id)
          FROM customer c JOIN party p ON p.organization_id = c.organization_id AND p.id = c.party_id
         WHERE c.organization_id = %s AND c.company_id = %s AND NOT c.is_collective AND (%s::bigint[] IS NULL OR c.id = ANY(%s)) ORDER BY c.id
        """,
        [scope.organization_id, scope.company_id, *[None if only is None else sorted(only)] * 2],
    )
    rows = cursor.fetchall()
    heads = {row[0]: row[5] for row in rows}
    children = {row[5] for row in rows if row[5] is not None}
    return [
        KnownCustomer(
            id=key(row[0]), name=row[2], aliases=tuple(row[8] or ()), ibans=tuple(row[7] or ()), codes=(row[1],), siren=row[3], vat_number=row[4],
            group=key(_head(row[0], heads)) if row[5] is not None or row[0] in children else "", pays_for=tuple(key(n) for n in row[9] or ()),
        )
        for row in rows
    ]  # fmt: skip


def _head(customer: int, heads: dict[int, int | None]) -> int:
    seen = {customer}
    while (parent := heads.get(customer)) is not None and parent not in seen:
        seen.add(parent)
        customer = parent
    return customer


@dataclass(frozen=True, slots=True)
class RefusedPairs:
    """What a person took back and no run makes again (R69): (bank line, item) for receipts, (credit item, item) for letters."""

    lines: frozenset[tuple[str, str]]
    items: frozenset[tuple[str, str]]


def load_refused_pairs(cursor: Any, scope: Scope) -> RefusedPairs:
    """The pairs of the matches that persons undid. A receipt's pair is refused to the bank line it came from, to every receipt recorded for that line
    since, and to the ledger's own entry of it."""
    cursor.execute(
        """
        SELECT DISTINCT r.statement_line_id, a.credit_item_id, x.id, a.debit_item_id
          FROM match_undo u JOIN allocation a ON a.organization_id = u.organization_id AND a.match_id = u.match_id AND a.reverses_id IS NULL
          JOIN item c ON c.organization_id = a.organization_id AND c.id = a.credit_item_id
          LEFT JOIN receipt r ON r.organization_id = c.organization_id AND r.posting_id = c.posting_id AND r.entry_id = c.entry_id
          LEFT JOIN LATERAL (
              SELECT i.id FROM statement_line_link k JOIN item i ON i.organization_id = k.organization_id AND i.posting_id = k.posting_id AND i.entry_id = k.entry_id
               WHERE k.organization_id = r.organization_id AND k.statement_line_id = r.statement_line_id AND k.withdrawn_at IS NULL AND i.amount_minor < 0
              UNION ALL
              SELECT i.id FROM receipt s JOIN item i ON i.organization_id = s.organization_id AND i.posting_id = s.posting_id AND i.entry_id = s.entry_id
               WHERE s.organization_id = r.organization_id AND s.statement_line_id = r.statement_line_id AND i.amount_minor < 0) x ON true
         WHERE u.organization_id = %s AND c.company_id = %s AND u.by_person
        """,
        [scope.organization_id, scope.company_id],
    )
    lines, items = set(), set()
    for line, credit, same_in_ledger, debit in cursor.fetchall():
        items |= {(key(one), key(debit)) for one in (credit, same_in_ledger) if one is not None}
        if line is not None:
            lines.add((key(line), key(debit)))
    return RefusedPairs(frozenset(lines), frozenset(items))


def has_external_books(cursor: Any, scope: Scope) -> bool:
    """Whether an accounting ledger was imported, so that its entries are the truth and a receipt is provisional until they arrive."""
    cursor.execute(
        "SELECT EXISTS (SELECT 1 FROM posting p JOIN import i ON i.organization_id = p.organization_id AND i.id = p.import_id"
        " WHERE p.organization_id = %s AND p.company_id = %s AND p.kind = 'ledger_import' AND i.state = 'committed')",
        [scope.organization_id, scope.company_id],
    )
    found: bool = cursor.fetchone()[0]
    return found
