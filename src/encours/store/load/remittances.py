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
_WAITING = """
WITH live AS MATERIALIZED (
    SELECT DISTINCT ON (r.remittance_ref) r.* FROM remittance r JOIN import m ON m.organization_id = r.organization_id AND m.id = r.import_id AND m.state = 'committed'
     WHERE r.organization_id = %(t)s AND r.company_id = %(c)s ORDER BY r.remittance_ref, r.version DESC
), placed AS (
    SELECT r.*, CASE WHEN r.line_identity IS NOT NULL THEN (
                    SELECT s.id FROM statement_line s WHERE s.organization_id = r.organization_id AND s.bank_account_id = r.bank_account_id AND s.identity = r.line_identity
                       AND s.occurrence = r.line_occurrence AND s.withdrawn_at IS NULL AND s.level <> 'advice')
                WHEN r.line_ref <> '' THEN (
                    SELECT CASE WHEN count(*) = 1 THEN min(s.id) END FROM statement_line s
                     WHERE s.organization_id = r.organization_id AND s.company_id = r.company_id AND s.line_ref = r.line_ref AND s.withdrawn_at IS NULL AND s.level <> 'advice')
                END AS line_id
      FROM live r
     WHERE NOT EXISTS (SELECT 1 FROM remittance_use u JOIN receipt x ON x.organization_id = u.organization_id AND x.statement_line_id = u.statement_line_id AND x.customer_id IS NOT NULL
                        WHERE u.organization_id = r.organization_id AND u.remittance_id = r.id AND NOT EXISTS (
                              SELECT 1 FROM entry e WHERE e.organization_id = x.organization_id AND e.reverses_posting_id = x.posting_id AND e.reverses_entry_id = x.entry_id))
), money AS (
    SELECT p.id, i.open_minor FROM placed p JOIN receipt x ON x.organization_id = p.organization_id AND x.statement_line_id = p.line_id
      JOIN item i ON i.organization_id = x.organization_id AND i.posting_id = x.posting_id AND i.entry_id = x.entry_id
     WHERE NOT EXISTS (SELECT 1 FROM entry e WHERE e.organization_id = x.organization_id AND e.reverses_posting_id = x.posting_id AND e.reverses_entry_id = x.entry_id)
    UNION ALL
    SELECT p.id, i.open_minor FROM placed p JOIN statement_line_link k ON k.organization_id = p.organization_id AND k.statement_line_id = p.line_id AND k.withdrawn_at IS NULL
      JOIN item i ON i.organization_id = k.organization_id AND i.posting_id = k.posting_id AND i.entry_id = k.entry_id
)
SELECT p.id, p.remittance_ref, p.currency, p.line_id, p.sent_on, p.payer_name, c.id, p.total_minor
  FROM placed p LEFT JOIN customer c ON c.organization_id = p.organization_id AND c.company_id = p.company_id AND c.code = p.customer_code
 WHERE (p.line_id IS NULL OR NOT EXISTS (SELECT 1 FROM money m WHERE m.id = p.id) OR EXISTS (SELECT 1 FROM money m WHERE m.id = p.id AND m.open_minor <> 0))
   AND (p.line_id IS NOT NULL OR p.line_identity IS NULL AND (p.line_ref = '' OR NOT EXISTS (
           SELECT 1 FROM statement_line s WHERE s.organization_id = p.organization_id AND s.company_id = p.company_id AND s.line_ref <> '')))
   AND (p.line_id IS NOT NULL OR EXISTS (
           SELECT 1 FROM remittance_line l WHERE l.organization_id = p.organization_id AND l.remittance_id = p.id AND NOT EXISTS (
                  SELECT 1 FROM item i WHERE i.organization_id = l.organization_id AND i.company_id = p.company_id AND i.document_key = l.document_key AND l.document_key <> ''
                  HAVING count(*) > 0 AND bool_and(i.open_minor = 0))))
 ORDER BY p.remittance_ref
"""


def load_remittances(cursor: Any, scope: Scope) -> list[RemittanceAdvice]:
    """The advices that wait: the latest version of each that no standing receipt used up, by id. `receipt` is the bank line as `load_waiting_lines` names it.

    Advices that name the same bank line are one list, under the id of the first: some payers give every line of theirs a reference of its own.
    """
    cursor.execute(_WAITING, {"t": scope.organization_id, "c": scope.company_id})
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
    copy_rows(cursor, "wanted_document", ("key",), ((one,) for one in sorted(set(keys)) if one))
    cursor.execute("ANALYZE wanted_document")
    cursor.execute(_SETTLED, {"t": scope.organization_id, "c": scope.company_id})
    return [SettledDocument(key(customer), currency, ref, minor, on) for customer, currency, ref, minor, on in cursor.fetchall()]
