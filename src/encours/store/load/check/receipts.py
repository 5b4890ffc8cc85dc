"""I4: a receipt is what was applied of it and what is still unapplied; each bank line is counted once."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.store.load.check.contract import Invariant, by_sql

# What it brought and what its differences say come to its items: in the currency in which its entry balances.
_RECEIPTS = """
SELECT CASE WHEN e.id IS NULL THEN 'entry_missing' WHEN r.customer_id IS NULL THEN 'suspense_differs' ELSE 'receipt_differs' END,
       jsonb_build_object('posting', r.posting_id, 'entry', r.entry_id, 'customer', r.customer_id, 'currency', r.currency, 'amount_minor', r.amount_minor,
                          'applied_minor', coalesce(a.applied, 0), 'unapplied_minor', -coalesce(i.open, 0), 'item_minor', -i.amount, 'difference_minor', coalesce(d.booked, 0))
  FROM receipt r
  LEFT JOIN entry e ON e.organization_id = r.organization_id AND e.posting_id = r.posting_id AND e.id = r.entry_id
  LEFT JOIN line l ON l.organization_id = r.organization_id AND l.posting_id = r.posting_id AND l.entry_id = r.entry_id AND l.line_no = 1
  LEFT JOIN (SELECT posting_id, entry_id, sum(amount_minor)::bigint AS amount, sum(coalesce(functional_minor, amount_minor))::bigint AS worth, sum(open_minor)::bigint AS open FROM item
              WHERE organization_id = %(organization)s GROUP BY 1, 2) i ON i.posting_id = r.posting_id AND i.entry_id = r.entry_id
  LEFT JOIN (SELECT posting_id, entry_id, sum(booked_minor)::bigint AS booked FROM receipt_difference
              WHERE organization_id = %(organization)s GROUP BY 1, 2) d ON d.posting_id = r.posting_id AND d.entry_id = r.entry_id
  LEFT JOIN (SELECT i.posting_id, i.entry_id, sum(CASE WHEN i.id = a.credit_item_id THEN a.amount_minor ELSE -a.amount_minor END)::bigint AS applied
               FROM receipt r JOIN item i ON i.organization_id = r.organization_id AND i.posting_id = r.posting_id AND i.entry_id = r.entry_id
               JOIN allocation a ON a.organization_id = i.organization_id AND (a.credit_item_id = i.id OR a.debit_item_id = i.id)
              WHERE r.organization_id = %(organization)s GROUP BY 1, 2) a ON a.posting_id = r.posting_id AND a.entry_id = r.entry_id
 WHERE r.organization_id = %(organization)s AND r.company_id = ANY(%(companies)s)
   AND (e.id IS NULL OR (l.amount_minor, l.currency) IS DISTINCT FROM (r.amount_minor, r.currency)
        OR (r.customer_id IS NULL AND i.amount IS NOT NULL)
        OR (r.customer_id IS NOT NULL AND (-coalesce(i.worth, 0) <> coalesce(l.functional_minor, l.amount_minor) + coalesce(d.booked, 0)
                                           OR coalesce(a.applied, 0) - coalesce(i.open, 0) <> -coalesce(i.amount, 0))))
"""
# A receipt that was reversed no longer counts.
_ONCE = """
SELECT CASE WHEN x.receipts > 1 THEN 'bank_line_twice' ELSE 'bank_line_in_books_too' END,
       jsonb_build_object('bank_line', b.id, 'booked_on', b.booked_on, 'amount_minor', b.amount_minor, 'currency', b.currency, 'receipts', x.receipts)
  FROM (SELECT r.statement_line_id, count(*) AS receipts FROM receipt r
         WHERE r.organization_id = %(organization)s AND r.company_id = ANY(%(companies)s) AND r.statement_line_id IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = r.organization_id AND v.reverses_posting_id = r.posting_id AND v.reverses_entry_id = r.entry_id)
         GROUP BY 1) x
  JOIN statement_line b ON b.organization_id = %(organization)s AND b.id = x.statement_line_id
 WHERE x.receipts > 1
    OR EXISTS (SELECT 1 FROM statement_line_link k WHERE k.organization_id = %(organization)s AND k.statement_line_id = b.id AND k.withdrawn_at IS NULL
                  AND NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = k.organization_id AND v.reverses_posting_id = k.posting_id AND v.reverses_entry_id = k.entry_id))
"""

INVARIANT = Invariant(
    "I4",
    "receipts_are_applied_or_not",
    Text(
        en="Every receipt is what was applied of it and what is not yet",
        fr="Chaque encaissement égale ce qui en est imputé et ce qui ne l'est pas encore",
    ),
    {
        "receipt_differs": Text(
            en="The receipt of {amount} (posting {posting}, entry {entry}, customer {customer}) has {applied} applied, {unapplied} unapplied and differences of {difference}.",
            fr="L'encaissement de {amount} (enregistrement {posting}, écriture {entry}, client {customer}) a {applied} imputés, {unapplied} non imputés et des écarts de {difference}.",
        ),
        "suspense_differs": Text(
            en="The receipt of {amount} of an unknown payer (posting {posting}, entry {entry}) is not what its entry says.",
            fr="L'encaissement de {amount} d'un payeur inconnu (enregistrement {posting}, écriture {entry}) diffère de son écriture.",
        ),
        "entry_missing": Text(
            en="The receipt of {amount} names entry {entry} of posting {posting}, which does not exist.",
            fr="L'encaissement de {amount} désigne l'écriture {entry} de l'enregistrement {posting}, qui n'existe pas.",
        ),
        "bank_line_twice": Text(
            en="Bank line {bank_line} of {booked_on} ({amount}) made {receipts} receipts that stand.",
            fr="La ligne de banque {bank_line} du {booked_on} ({amount}) a {receipts} encaissements en vigueur.",
        ),
        "bank_line_in_books_too": Text(
            en="Bank line {bank_line} of {booked_on} ({amount}) counts twice: as a receipt and as an entry of the imported ledger.",
            fr="La ligne de banque {bank_line} du {booked_on} ({amount}) compte deux fois : comme encaissement et comme écriture importée.",
        ),
    },
    by_sql("SELECT count(*) FROM receipt WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s)", _RECEIPTS, _ONCE),
)
