"""The lines of staged receipts: the money, what it pays of whom, and a line for each difference on the account of its reason."""

from __future__ import annotations

from typing import Any, NamedTuple

from encours.ledger.account import Role
from encours.store.save.accounts import account_for
from encours.store.save.policy import account_of_reason
from encours.store.tenant import Scope


class Difference(NamedTuple):
    """The reason of a kind of difference when it is a loss and when it is a gain, and what its line says."""

    loss: str
    gain: str
    label: str


DIFFERENCES = {
    "cash_discount": Difference("cash_discount", "cash_discount", "Escompte"),
    "bank_fee": Difference("bank_fee", "bank_fee", "Frais bancaires"),
    "rounding": Difference("rounding_loss", "rounding_gain", "Écart de règlement"),
    "currency": Difference("currency_loss", "currency_gain", "Différence de change"),
    "penalty": Difference("penalty", "penalty", "Pénalités de retard"),
}
"""By kind of part; the company says which account a reason has."""

# One line for each customer, account and currency; items in another currency than the money have one each. What is left of the money joins the
# payer's line, unless that is a debit: credit notes that exceed what they pay. Shares of it stay with other customers.
_CREDITS = """
DROP TABLE IF EXISTS posted_credit, posted_line;
CREATE TEMP TABLE posted_credit ON COMMIT DROP AS
SELECT x.n, row_number() OVER (PARTITION BY x.n ORDER BY (x.customer_id, x.account_id) IS DISTINCT FROM (r.customer_id, r.counter_account), x.customer_id, x.account_id, x.currency, x.foreign_item) AS rank,
       x.customer_id, x.account_id, x.currency, x.foreign_item, x.settled, -(x.settled + x.rest) AS minor, CASE WHEN m.is_valued THEN -x.books END AS functional_minor,
       CASE WHEN x.customer_id IS NOT NULL AND x.settled + x.rest <> 0 THEN nextval((SELECT pg_get_serial_sequence('item', 'id')::regclass)) END AS item_id
  FROM (SELECT n, customer_id, account_id, currency, foreign_item, sum(settled)::bigint AS settled, sum(rest)::bigint AS rest, sum(books)::bigint AS books FROM (
            SELECT n, customer_id, account_id, currency, CASE WHEN is_foreign THEN item_id ELSE 0 END AS foreign_item, settled, 0 AS rest, books FROM posted_part WHERE settled <> 0
            UNION ALL
            SELECT h.n, h.customer_id, h.account_id, h.currency, CASE WHEN sign(g.settled) = -sign(h.rest) THEN -1 ELSE 0 END, 0, h.rest, h.books
              FROM (SELECT r.n, r.customer_id, r.counter_account AS account_id, r.currency, m.rest - coalesce(s.minor, 0) AS rest, m.rest_books - coalesce(s.books, 0) AS books
                      FROM stage_receipt r JOIN posted_receipt m USING (n)
                      LEFT JOIN (SELECT s.n, sum(s.amount_minor)::bigint AS minor, sum(round(m.rest_books::numeric * s.amount_minor / nullif(m.rest, 0)))::bigint AS books
                                   FROM stage_share s JOIN posted_receipt m USING (n) GROUP BY 1) s USING (n)
                    UNION ALL
                    SELECT s.n, s.customer_id, s.account_id, r.currency, s.amount_minor, round(m.rest_books::numeric * s.amount_minor / nullif(m.rest, 0))::bigint
                      FROM stage_share s JOIN stage_receipt r USING (n) JOIN posted_receipt m USING (n)) h
              LEFT JOIN (SELECT n, customer_id, account_id, currency, sum(settled) AS settled FROM posted_part WHERE NOT is_foreign GROUP BY 1, 2, 3, 4) g
                     ON g.n = h.n AND g.customer_id = h.customer_id AND g.account_id = h.account_id AND g.currency = h.currency
             WHERE h.rest <> 0) y
         GROUP BY 1, 2, 3, 4, 5 ORDER BY 1) x
  JOIN stage_receipt r USING (n) JOIN posted_receipt m USING (n);
ANALYZE posted_credit;
"""

# Of a discount, the tax of its document: in the proportion and on the accounts of the entry that made the item; failing these, as the invoice states it.
_TAX = """
DROP TABLE IF EXISTS discount_tax;
CREATE TEMP TABLE discount_tax ON COMMIT DROP AS
WITH asked AS (SELECT DISTINCT item_id FROM posted_difference WHERE kind = 'cash_discount'),
own AS (
    SELECT d.item_id, l.account_id, a.role, sum(l.amount_minor) AS minor, count(l.customer_id) AS customers
      FROM asked d JOIN item i ON i.organization_id = %(tenant)s AND i.id = d.item_id
      JOIN line l ON l.organization_id = i.organization_id AND l.posting_id = i.posting_id AND l.entry_id = i.entry_id AND l.currency = i.currency
      JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id
     WHERE is_receivable(a.role) OR a.role IN ('vat_collected', 'vat_pending') GROUP BY 1, 2, 3
), whole AS (
    SELECT item_id, sum(minor) FILTER (WHERE is_receivable(role)) AS total, -sum(minor) FILTER (WHERE NOT is_receivable(role)) AS tax FROM own GROUP BY 1
), stated AS (
    SELECT o.item_id, o.account_id, -o.minor AS tax, w.total FROM own o JOIN whole w USING (item_id)
     WHERE NOT is_receivable(o.role) AND sign(w.tax) = sign(w.total) AND abs(w.tax) < abs(w.total)
)
SELECT * FROM stated
UNION ALL
SELECT d.item_id, %(tax_account)s, v.tax_minor, v.total_minor FROM asked d
  JOIN LATERAL (SELECT v.tax_minor, v.total_minor FROM invoice_item x JOIN invoice v ON v.organization_id = x.organization_id AND v.id = x.invoice_id
                 WHERE x.organization_id = %(tenant)s AND x.item_id = d.item_id ORDER BY v.version DESC LIMIT 1) v ON true
 WHERE v.tax_minor > 0 AND v.tax_minor < v.total_minor AND d.item_id NOT IN (SELECT item_id FROM stated);
"""

# Several tax accounts share the tax without losing a cent: each takes what the rounded running total moves by.
_LINES = """
CREATE TEMP TABLE posted_line ON COMMIT DROP AS
WITH tax AS (
    SELECT d.n, d.item_id, t.account_id, d.document_ref, (round(d.booked * sum(t.tax) OVER up / t.total) - round(d.booked * (sum(t.tax) OVER up - t.tax) / t.total))::bigint AS minor
      FROM posted_difference d JOIN discount_tax t USING (item_id) WHERE d.kind = 'cash_discount' WINDOW up AS (PARTITION BY d.n, d.item_id ORDER BY t.account_id)
), difference AS (
    SELECT d.n, 2 AS rank, d.item_id AS of_item, d.kind, a.account_id, d.booked - coalesce(t.minor, 0)::bigint AS minor, a.label || coalesce(' ' || nullif(d.document_ref, ''), '') AS label
      FROM posted_difference d JOIN difference_account a ON a.kind = d.kind AND a.is_loss = (d.booked > 0)
      LEFT JOIN (SELECT n, item_id, sum(minor) AS minor FROM tax GROUP BY 1, 2) t ON d.kind = 'cash_discount' AND t.n = d.n AND t.item_id = d.item_id
    UNION ALL SELECT n, 3, item_id, 'tax', account_id, minor, 'TVA sur escompte' || coalesce(' ' || nullif(document_ref, ''), '') FROM tax
)
SELECT n, row_number() OVER (PARTITION BY n ORDER BY rank, of_item, kind, account_id)::integer AS line_no, account_id, customer_id, currency, minor, functional_minor, item_id,
       original_minor, original_currency, label
  FROM (
    SELECT r.n, 0 AS rank, 0::bigint AS of_item, '' AS kind, r.bank_account AS account_id, NULL::bigint AS customer_id, r.currency, r.amount_minor AS minor,
           CASE WHEN m.is_valued THEN m.money_books + m.rest_books END AS functional_minor, NULL::bigint AS item_id, NULL::bigint AS original_minor, NULL::text AS original_currency,
           NULL::text AS label
      FROM stage_receipt r JOIN posted_receipt m USING (n)
    UNION ALL
    SELECT c.n, 1, c.rank, '', c.account_id, c.customer_id, c.currency, c.minor, c.functional_minor, c.item_id, o.minor, o.currency, NULL
      FROM posted_credit c LEFT JOIN posted_original o ON o.n = c.n AND o.customer_id = c.customer_id AND o.account_id = c.account_id AND o.settled_in = c.currency AND c.foreign_item = 0
     WHERE c.minor <> 0
    UNION ALL
    SELECT d.n, d.rank, d.of_item, d.kind, d.account_id, NULL, CASE WHEN m.is_valued THEN c.currency ELSE r.currency END, d.minor, CASE WHEN m.is_valued THEN d.minor END, NULL, NULL, NULL, d.label
      FROM difference d JOIN posted_receipt m USING (n) JOIN stage_receipt r USING (n) JOIN company c ON c.organization_id = %(tenant)s AND c.id = %(company)s WHERE d.minor <> 0) x;
ANALYZE posted_line
"""

# A ledger settles its foreign items in its own currency and remembers the foreign amount: what settles them with a currency difference remembers it too.
_ORIGINALS = """
DROP TABLE IF EXISTS posted_original;
CREATE TEMP TABLE posted_original ON COMMIT DROP AS
SELECT n, customer_id, account_id, settled_in, -sum(minor)::bigint AS minor, min(currency) AS currency FROM (
    SELECT p.n, p.customer_id, p.account_id, p.currency AS settled_in, l.original_currency AS currency,
           round(l.original_minor::numeric * (i.amount_minor - i.open_minor + sum(p.settled)) / i.amount_minor) - round(l.original_minor::numeric * (i.amount_minor - i.open_minor) / i.amount_minor) AS minor
      FROM posted_part p JOIN item i ON i.organization_id = %(tenant)s AND i.id = p.item_id
      JOIN line l ON l.organization_id = i.organization_id AND l.posting_id = i.posting_id AND l.entry_id = i.entry_id AND l.line_no = i.line_no
     WHERE NOT p.is_foreign AND p.settled <> 0 AND l.original_currency IS NOT NULL AND l.original_minor IS NOT NULL AND p.n IN (SELECT n FROM posted_difference WHERE kind = 'currency')
     GROUP BY p.n, p.customer_id, p.account_id, p.currency, l.original_currency, l.original_minor, i.amount_minor, i.open_minor, p.item_id) x
 GROUP BY 1, 2, 3, 4 HAVING count(DISTINCT currency) = 1;
"""


def stage_lines(cursor: Any, scope: Scope, *, discount_adjusts_tax: bool) -> None:
    """`posted_credit` and `posted_line`, of what `stage_parts` made."""
    values = {"tenant": scope.organization_id, "company": scope.company_id, "tax_account": None}
    cursor.execute("SELECT DISTINCT kind, booked > 0 FROM posted_difference")
    needed = cursor.fetchall()
    cursor.execute("DROP TABLE IF EXISTS difference_account")
    cursor.execute("CREATE TEMP TABLE difference_account (kind text, is_loss boolean, account_id bigint, label text) ON COMMIT DROP")
    for kind, is_loss in needed:
        posted = DIFFERENCES[kind]
        account = account_of_reason(cursor, scope, posted.loss if is_loss else posted.gain)
        cursor.execute("INSERT INTO difference_account VALUES (%s, %s, %s, %s)", [kind, is_loss, account, posted.label])
    cursor.execute(_CREDITS)
    if discount_adjusts_tax and any(kind == "cash_discount" for kind, _ in needed):
        values["tax_account"] = account_for(cursor, scope, Role.VAT_COLLECTED)
        cursor.execute(_TAX, values)
    else:
        cursor.execute("DROP TABLE IF EXISTS discount_tax")
        cursor.execute("CREATE TEMP TABLE discount_tax (item_id bigint, account_id bigint, tax numeric, total numeric) ON COMMIT DROP")
    cursor.execute(_ORIGINALS, values)
    cursor.execute(_LINES, values)
