"""I26: what a receipt settled without money stands on the accounts of its reasons, what was withheld was open, and what was in transit arrived once."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.store.load.check.contract import Invariant, by_sql

_STANDS = "NOT EXISTS (SELECT 1 FROM entry v WHERE v.organization_id = {t}.organization_id AND v.reverses_posting_id = {t}.posting_id AND v.reverses_entry_id = {t}.entry_id)"
_DIFFERENCES = """
SELECT CASE WHEN x.strangers > 0 OR r.id IS NULL THEN 'difference_of_nothing' ELSE 'difference_differs' END,
       jsonb_build_object('posting', coalesce(r.posting_id, x.posting_id), 'entry', coalesce(r.entry_id, x.entry_id), 'booked_minor', coalesce(x.booked, 0), 'lines_minor', coalesce(l.minor, 0),
                          'currency', c.currency)
  FROM (SELECT d.posting_id, d.entry_id, sum(d.booked_minor)::bigint AS booked, count(*) FILTER (WHERE i.id IS NULL) AS strangers
          FROM receipt_difference d LEFT JOIN item i ON i.organization_id = d.organization_id AND i.id = d.item_id
         WHERE d.organization_id = %(organization)s GROUP BY 1, 2) x
  FULL JOIN (SELECT * FROM receipt WHERE organization_id = %(organization)s AND customer_id IS NOT NULL) r ON r.posting_id = x.posting_id AND r.entry_id = x.entry_id
  LEFT JOIN (SELECT l.posting_id, l.entry_id, sum(coalesce(l.functional_minor, l.amount_minor))::bigint AS minor
               FROM receipt r JOIN line l ON l.organization_id = r.organization_id AND l.posting_id = r.posting_id AND l.entry_id = r.entry_id AND l.line_no > 1 AND l.customer_id IS NULL
              WHERE r.organization_id = %(organization)s AND r.customer_id IS NOT NULL GROUP BY 1, 2) l ON l.posting_id = coalesce(r.posting_id, x.posting_id) AND l.entry_id = coalesce(r.entry_id, x.entry_id)
  LEFT JOIN posting p ON p.organization_id = %(organization)s AND p.id = coalesce(r.posting_id, x.posting_id)
  LEFT JOIN company c ON c.organization_id = p.organization_id AND c.id = p.company_id
 WHERE (p.id IS NULL OR p.company_id = ANY(%(companies)s)) AND (r.id IS NULL OR x.strangers > 0 OR coalesce(l.minor, 0) <> coalesce(x.booked, 0))
"""
_DEDUCTIONS = """
SELECT CASE WHEN i.id IS NULL OR s.states = 0 THEN 'deduction_of_nothing' ELSE 'deduction_exceeds' END,
       jsonb_build_object('deduction', d.id, 'item', d.item_id, 'document', i.document_ref, 'amount_minor', d.minor, 'open_minor', i.amount_minor - a.applied, 'currency', i.currency)
  FROM (SELECT min(id) AS id, item_id, recorded_at, sum(amount_minor)::bigint AS minor FROM deduction
         WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s) GROUP BY item_id, recorded_at) d
  LEFT JOIN item i ON i.organization_id = %(organization)s AND i.id = d.item_id
 CROSS JOIN LATERAL (SELECT count(*) AS states FROM deduction_event e WHERE e.organization_id = %(organization)s AND e.deduction_id = d.id) s
 CROSS JOIN LATERAL (SELECT coalesce(sum(CASE WHEN x.debit_item_id = d.item_id THEN x.amount_minor ELSE -x.amount_minor END), 0)::bigint AS applied FROM allocation x
                      WHERE x.organization_id = %(organization)s AND (x.debit_item_id = d.item_id OR x.credit_item_id = d.item_id) AND x.recorded_at <= d.recorded_at) a
 WHERE i.id IS NULL OR s.states = 0 OR sign(d.minor) <> sign(i.amount_minor) OR abs(d.minor) > abs(i.amount_minor - a.applied)
"""
_WRITE_OFFS = """
SELECT 'write_off_differs', jsonb_build_object('deduction', d.id, 'amount_minor', e.amount_minor, 'lines_minor', coalesce(-l.amount_minor, 0), 'currency', i.currency)
  FROM deduction_event e JOIN deduction d ON d.organization_id = e.organization_id AND d.id = e.deduction_id
  LEFT JOIN item i ON i.organization_id = d.organization_id AND i.id = d.item_id
  LEFT JOIN line l ON l.organization_id = e.organization_id AND l.posting_id = e.posting_id AND l.entry_id = e.entry_id AND l.customer_id IS NOT NULL
 WHERE e.organization_id = %(organization)s AND d.company_id = ANY(%(companies)s) AND e.posting_id IS NOT NULL
   AND (l.customer_id, l.account_id, l.amount_minor) IS DISTINCT FROM (i.customer_id, i.account_id, -e.amount_minor)
"""
_CLEARINGS = """
SELECT 'clearing_differs', jsonb_build_object('bank_line', c.statement_line_id, 'clearing', c.id, 'currency', c.currency, 'gross_minor', c.gross_minor, 'fee_minor', c.fee_minor,
                                              'bank_minor', b.amount_minor, 'payments_minor', p.minor)
  FROM clearing c LEFT JOIN statement_line b ON b.organization_id = c.organization_id AND b.id = c.statement_line_id
  LEFT JOIN line l ON l.organization_id = c.organization_id AND l.posting_id = c.posting_id AND l.entry_id = c.entry_id AND l.line_no = 1
  LEFT JOIN (SELECT k.clearing_id, sum(r.amount_minor)::bigint AS minor, min(r.currency) AS first, max(r.currency) AS last FROM clearing_part k
               JOIN receipt r ON r.organization_id = k.organization_id AND r.id = k.receipt_id WHERE k.organization_id = %(organization)s GROUP BY 1) p ON p.clearing_id = c.id
 WHERE c.organization_id = %(organization)s AND c.company_id = ANY(%(companies)s)
   AND ((b.amount_minor + c.fee_minor, b.currency, l.amount_minor) IS DISTINCT FROM (c.gross_minor, c.currency, b.amount_minor) OR (p.minor, p.first, p.last) IS DISTINCT FROM
        (c.gross_minor, c.currency, c.currency))
"""
_TWICE = f"""
SELECT 'cleared_twice', jsonb_build_object('receipt', k.receipt_id, 'clearings', count(*)) FROM clearing_part k
  JOIN clearing c ON c.organization_id = k.organization_id AND c.id = k.clearing_id AND {_STANDS.format(t="c")}
 WHERE k.organization_id = %(organization)s AND c.company_id = ANY(%(companies)s) GROUP BY k.receipt_id HAVING count(*) > 1
"""

INVARIANT = Invariant(
    "I26",
    "settlements_hold",
    Text(
        en="Differences stand on their accounts, deductions were open, payments in transit arrived once",
        fr="Les écarts figurent à leurs comptes, les retenues étaient ouvertes, les règlements en transit ne sont arrivés qu'une fois",
    ),
    {
        "difference_differs": Text(
            en="The receipt of posting {posting}, entry {entry}, states differences of {booked}; their accounts have {lines}.",
            fr="L'encaissement de l'enregistrement {posting}, écriture {entry}, indique {booked} d'écarts ; leurs comptes ont {lines}.",
        ),
        "difference_of_nothing": Text(
            en="Differences of posting {posting}, entry {entry}, name a receipt or an item that does not exist.",
            fr="Des écarts de l'enregistrement {posting}, écriture {entry}, désignent un encaissement ou un poste inexistant.",
        ),
        "deduction_exceeds": Text(
            en="Deduction {deduction} withholds {amount} of item {item} ({document}), of which {open} was open then.",
            fr="La retenue {deduction} porte sur {amount} du poste {item} ({document}), dont {open} étaient alors ouverts.",
        ),
        "deduction_of_nothing": Text(
            en="Deduction {deduction} has no state, or its item {item} does not exist.", fr="La retenue {deduction} n'a pas d'état, ou son poste {item} n'existe pas."
        ),
        "write_off_differs": Text(
            en="Deduction {deduction} is written off by {amount}; its entry has {lines} on the customer's account.",
            fr="La retenue {deduction} est passée en perte pour {amount} ; son écriture a {lines} au compte du client.",
        ),
        "clearing_differs": Text(
            en="Bank line {bank_line} brings {bank} and a fee of {fee}; clearing {clearing} says {gross} and its payments come to {payments}.",
            fr="La ligne de banque {bank_line} apporte {bank} et {fee} de frais ; le solde de transit {clearing} indique {gross} et ses règlements totalisent {payments}.",
        ),
        "cleared_twice": Text(en="The payment {receipt} arrived {clearings} times.", fr="Le règlement {receipt} est arrivé {clearings} fois."),
    },
    by_sql(
        """
        SELECT (SELECT count(*) FROM receipt WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s))
             + (SELECT count(*) FROM deduction WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s))
             + (SELECT count(*) FROM clearing WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s))
        """,
        _DIFFERENCES, _DEDUCTIONS, _WRITE_OFFS, _CLEARINGS, _TWICE,
    ),
)  # fmt: skip
