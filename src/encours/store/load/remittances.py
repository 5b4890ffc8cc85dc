"""What matching reads of the past and of payers' words: advices that wait for their money, documents that are settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from encours.receivables.matching.contract import RemittanceAdvice, RemittanceLine, SettledDocument
from encours.store.bulk.copying import copy_rows
from encours.store.load.matching import key
from encours.store.tenant import Scope

# An advice is spent once it explained a receipt that stands, once the money of its bank line is applied in full, or once nothing is open of any
# document it names. One that names a bank line by a name of ours waits for that line: another payment of the same amount is not its own.
# Step by step over temporary tables: as one query, each step would be planned without knowing how many rows the one before leaves.
_LIVE = """
DROP TABLE IF EXISTS live_remittance, placed_remittance;
CREATE TEMP TABLE live_remittance ON COMMIT DROP AS
SELECT DISTINCT ON (r.remittance_ref) r.id, r.remittance_ref, r.line_ref, r.bank_account_id, r.line_identity, r.line_occurrence
  FROM remittance r JOIN import m ON m.organization_id = r.organization_id AND m.id = r.import_id AND m.state = 'committed'
 WHERE r.organization_id = %(t)s AND r.company_id = %(c)s ORDER BY r.remittance_ref, r.version DESC;
DELETE FROM live_remittance l USING remittance_use u, receipt x
 WHERE u.organization_id = %(t)s AND u.remittance_id = l.id AND x.organization_id = u.organization_id AND x.statement_line_id = u.statement_line_id AND x.customer_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.organization_id = x.organization_id AND e.reverses_posting_id = x.posting_id AND e.reverses_entry_id = x.entry_id);
ANALYZE live_remittance
"""
_PLACED = """
CREATE TEMP TABLE placed_remittance ON COMMIT DROP AS
SELECT l.id, coalesce(h.line_id, b.id, n.id) AS line_id, h.line_id IS NOT NULL OR l.line_ref <> '' OR l.line_identity IS NOT NULL AS names_line
  FROM live_remittance l
  LEFT JOIN LATERAL (SELECT p.statement_line_id AS line_id FROM remittance_place p WHERE p.organization_id = %(t)s AND p.remittance_id = l.id ORDER BY p.id DESC LIMIT 1) h ON true
  LEFT JOIN statement_line b ON b.organization_id = %(t)s AND b.bank_account_id = l.bank_account_id AND b.identity = l.line_identity AND b.occurrence = l.line_occurrence
                            AND b.withdrawn_at IS NULL AND b.level <> 'advice'
  LEFT JOIN (SELECT s.line_ref, min(s.id) AS id FROM statement_line s WHERE s.organization_id = %(t)s AND s.company_id = %(c)s AND s.line_ref <> '' AND s.withdrawn_at IS NULL
                AND s.level <> 'advice' GROUP BY s.line_ref HAVING count(*) = 1) n ON n.line_ref = l.line_ref;
ANALYZE placed_remittance
"""
# What names no line of ours waits only where the bank's files name lines at all: elsewhere the name is the payer's own.
_FOR_LINES = """
DELETE FROM placed_remittance p WHERE p.line_id IS NULL AND p.names_line AND (
       EXISTS (SELECT 1 FROM live_remittance l WHERE l.id = p.id AND l.line_identity IS NOT NULL)
       OR EXISTS (SELECT 1 FROM statement_line s WHERE s.organization_id = %(t)s AND s.company_id = %(c)s AND s.line_ref <> ''))
"""
_SPENT_MONEY = """
DELETE FROM placed_remittance p USING (
    SELECT line_id FROM (
        SELECT x.statement_line_id AS line_id, i.open_minor FROM placed_remittance p JOIN receipt x ON x.organization_id = %(t)s AND x.statement_line_id = p.line_id
          JOIN item i ON i.organization_id = x.organization_id AND i.posting_id = x.posting_id AND i.entry_id = x.entry_id
         WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.organization_id = x.organization_id AND e.reverses_posting_id = x.posting_id AND e.reverses_entry_id = x.entry_id)
        UNION ALL
        SELECT k.statement_line_id, i.open_minor FROM placed_remittance p JOIN statement_line_link k ON k.organization_id = %(t)s AND k.statement_line_id = p.line_id AND k.withdrawn_at IS NULL
          JOIN item i ON i.organization_id = k.organization_id AND i.posting_id = k.posting_id AND i.entry_id = k.entry_id) m
     GROUP BY line_id HAVING bool_and(open_minor = 0)) spent
 WHERE p.line_id = spent.line_id
"""
_SPENT_DOCUMENTS = """
DELETE FROM placed_remittance p USING (
    SELECT l.remittance_id
      FROM placed_remittance q JOIN remittance_line l ON l.organization_id = %(t)s AND l.remittance_id = q.id
      LEFT JOIN LATERAL (SELECT bool_and(i.open_minor = 0) AS is_closed FROM item i
                          WHERE i.organization_id = %(t)s AND i.company_id = %(c)s AND i.document_key = l.document_key AND i.document_key <> '') d ON true
     WHERE q.line_id IS NULL GROUP BY l.remittance_id HAVING bool_and(coalesce(d.is_closed, false))) spent
 WHERE p.id = spent.remittance_id
"""
_WAITING = """
SELECT r.id, r.remittance_ref, r.currency, p.line_id, r.sent_on, r.payer_name, c.id, r.total_minor
  FROM placed_remittance p JOIN remittance r ON r.organization_id = %(t)s AND r.id = p.id
  LEFT JOIN customer c ON c.organization_id = r.organization_id AND c.company_id = r.company_id AND c.code = r.customer_code AND r.customer_code <> ''
 ORDER BY r.remittance_ref
"""


def load_remittances(cursor: Any, scope: Scope) -> list[RemittanceAdvice]:
    """The advices that wait: the latest version of each that no standing receipt used up, by id. `receipt` is the bank line as `load_waiting_lines` names it.

    Advices that name the same bank line are one list, under the id of the first: some payers give every line of theirs a reference of its own.
    """
    ours = {"t": scope.organization_id, "c": scope.company_id}
    cursor.execute("SELECT EXISTS (SELECT 1 FROM remittance WHERE organization_id = %(t)s AND company_id = %(c)s)", ours)
    if not cursor.fetchone()[0]:
        return []
    for step in (_LIVE, _PLACED, _FOR_LINES, _SPENT_MONEY, _SPENT_DOCUMENTS, _WAITING):
        cursor.execute(step, ours)
    rows = cursor.fetchall()
    lines: dict[int, list[RemittanceLine]] = {row[0]: [] for row in rows}
    cursor.execute(
        "SELECT remittance_id, reference, amount_minor, discount_minor, memo FROM remittance_line WHERE organization_id = %s AND remittance_id = ANY(%s) ORDER BY remittance_id, line_no",
        [scope.organization_id, list(lines)],
    )
    for number, reference, amount, discount, memo in cursor.fetchall():
        lines[number].append(RemittanceLine(reference, amount, discount, memo))
    found: dict[object, RemittanceAdvice] = {}
    for number, ref, currency, line, sent_on, payer, customer, total in rows:
        advice = RemittanceAdvice(
            ref, currency, tuple(lines[number]), receipt=None if line is None else key(line), sent_on=sent_on, payer_name=payer,
            customer=None if customer is None else key(customer), total_minor=total,
        )  # fmt: skip
        place = ref if line is None else (line, currency)
        found[place] = _joined(found[place], advice) if place in found else advice
    return list(found.values())


def _joined(one: RemittanceAdvice, other: RemittanceAdvice) -> RemittanceAdvice:
    return replace(
        one, lines=one.lines + other.lines, sent_on=one.sent_on or other.sent_on, payer_name=one.payer_name or other.payer_name,
        customer=one.customer or other.customer,
        total_minor=None if one.total_minor is None or other.total_minor is None else one.total_minor + other.total_minor,
    )  # fmt: skip


_SETTLED = """
WITH named AS (
    SELECT i.id FROM wanted_document w JOIN item i ON i.organization_id = %(t)s AND i.company_id = %(c)s AND i.document_key = w.key AND i.document_key <> ''
    UNION
    SELECT x.item_id FROM wanted_document w JOIN invoice v ON v.organization_id = %(t)s AND v.company_id = %(c)s AND v.document_key = w.key AND v.document_key <> ''
      JOIN invoice_item x ON x.organization_id = v.organization_id AND x.invoice_id = v.id
)
SELECT i.customer_id, i.currency, coalesce(v.number, i.document_ref) AS ref, sum(i.amount_minor)::bigint, max(i.last_on)
  FROM named n JOIN item i ON i.organization_id = %(t)s AND i.id = n.id
  LEFT JOIN LATERAL (SELECT v.number FROM invoice_item x JOIN invoice v ON v.organization_id = x.organization_id AND v.id = x.invoice_id
                      WHERE x.organization_id = i.organization_id AND x.item_id = i.id ORDER BY v.version DESC LIMIT 1) v ON true
 WHERE i.kind IN ('invoice', 'credit_note', 'deposit', 'opening', 'other') AND NOT EXISTS (
       SELECT 1 FROM entry r WHERE r.organization_id = i.organization_id AND r.reverses_posting_id = i.posting_id AND r.reverses_entry_id = i.entry_id)
 GROUP BY i.customer_id, i.currency, ref HAVING bool_and(i.open_minor = 0)
 ORDER BY ref, i.customer_id, i.currency
"""


def load_settled(cursor: Any, scope: Scope, keys: Iterable[str]) -> list[SettledDocument]:
    """The documents that nothing is open of any more and whose number, as `kernel.normal.reference_key` compares it, is among `keys`.

    A document in instalments counts once all of them are closed; `document_minor` is its sum, negative for a credit note, `settled_on` the day the last one closed.
    """
    cursor.execute("DROP TABLE IF EXISTS wanted_document; CREATE TEMP TABLE wanted_document (key text NOT NULL) ON COMMIT DROP")
    copy_rows(cursor, "wanted_document", ("key",), ((one,) for one in keys if one))
    cursor.execute("ANALYZE wanted_document")
    cursor.execute(_SETTLED, {"t": scope.organization_id, "c": scope.company_id})
    return [SettledDocument(key(customer), currency, ref, minor, on) for customer, currency, ref, minor, on in cursor.fetchall()]
