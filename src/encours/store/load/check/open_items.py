"""I2: what is kept of an open item is what its line, its allocations and its facts say."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.store.load.check.contract import Invariant, by_sql

_OPEN = """
SELECT CASE WHEN i.open_minor <> i.amount_minor - coalesce(a.applied, 0) THEN 'open_differs' ELSE 'dates_differ' END,
       jsonb_build_object('item', i.id, 'document', i.document_ref, 'customer', i.customer_id, 'currency', i.currency, 'open_minor', i.open_minor,
                          'expected_minor', i.amount_minor - coalesce(a.applied, 0), 'first_day', i.first_on, 'last_day', i.last_on,
                          'expected_first', a.first_on, 'expected_last', a.last_on)
  FROM item i
  LEFT JOIN (SELECT item_id, sum(amount)::bigint AS applied, min(effective_on) AS first_on, max(effective_on) AS last_on, min(recorded_at) AS first_at, max(recorded_at) AS last_at
               FROM (SELECT debit_item_id AS item_id, amount_minor AS amount, effective_on, recorded_at FROM allocation WHERE organization_id = %(organization)s
                     UNION ALL
                     SELECT credit_item_id, -amount_minor, effective_on, recorded_at FROM allocation WHERE organization_id = %(organization)s) x GROUP BY 1) a ON a.item_id = i.id
 WHERE i.organization_id = %(organization)s AND i.company_id = ANY(%(companies)s)
   AND (i.open_minor <> i.amount_minor - coalesce(a.applied, 0)
        OR (i.first_on, i.last_on, i.first_at, i.last_at) IS DISTINCT FROM (a.first_on, a.last_on, a.first_at, a.last_at))
"""
_LINES = """
SELECT CASE WHEN i.id IS NULL THEN 'item_missing' WHEN l.posting_id IS NULL THEN 'line_missing' ELSE 'item_differs' END,
       jsonb_build_object('item', i.id, 'posting', coalesce(i.posting_id, l.posting_id), 'entry', coalesce(i.entry_id, l.entry_id), 'line', coalesce(i.line_no, l.line_no),
                          'amount_minor', l.amount_minor, 'kept_minor', i.amount_minor, 'currency', coalesce(l.currency, i.currency))
  FROM (SELECT l.* FROM line l JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id
         WHERE l.organization_id = %(organization)s AND a.company_id = ANY(%(companies)s) AND l.amount_minor <> 0 AND is_receivable(a.role)) l
  FULL JOIN (SELECT * FROM item WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s)) i
    ON i.posting_id = l.posting_id AND i.entry_id = l.entry_id AND i.line_no = l.line_no
 WHERE (i.account_id, i.customer_id, i.amount_minor, i.currency, i.effective_on, i.functional_minor) IS DISTINCT FROM
       (l.account_id, l.customer_id, l.amount_minor, l.currency, l.effective_on, l.functional_minor)
"""
# Backwards along the key of item_fact, so that the last fact of each kind comes first.
_FACTS = """
SELECT 'facts_differ',
       jsonb_build_object('item', i.id, 'document', i.document_ref, 'kept_due', i.due_on, 'fact_due', d.due_on, 'kept_dispute', i.is_disputed,
                          'fact_dispute', coalesce(s.is_disputed, false))
  FROM item i
  LEFT JOIN (SELECT DISTINCT ON (item_id) item_id, due_on, source, recorded_at FROM item_fact WHERE organization_id = %(organization)s AND kind = 'due_date'
              ORDER BY item_id DESC, recorded_at DESC) d ON d.item_id = i.id
  LEFT JOIN (SELECT DISTINCT ON (item_id) item_id, is_disputed, recorded_at FROM item_fact WHERE organization_id = %(organization)s AND kind = 'dispute'
              ORDER BY item_id DESC, recorded_at DESC) s ON s.item_id = i.id
  LEFT JOIN (SELECT item_id, max(recorded_at) AS last_at FROM item_fact WHERE organization_id = %(organization)s GROUP BY 1) f ON f.item_id = i.id
 WHERE i.organization_id = %(organization)s AND i.company_id = ANY(%(companies)s)
   AND ((d.item_id IS NOT NULL AND (i.due_on, i.due_source) IS DISTINCT FROM (d.due_on, d.source)) OR i.is_disputed <> coalesce(s.is_disputed, false)
        OR i.facts_at <> greatest(f.last_at, i.recorded_at))
"""

INVARIANT = Invariant(
    "I2",
    "items_say_what_facts_say",
    Text(
        en="Open items are what lines, allocations and facts leave",
        fr="Les postes ouverts découlent des lignes, des imputations et des faits",
    ),
    {
        "open_differs": Text(
            en="Item {item} ({document}, customer {customer}) is kept as open by {open}; its allocations leave {expected}.",
            fr="Le poste {item} ({document}, client {customer}) est conservé ouvert pour {open} ; ses imputations laissent {expected}.",
        ),
        "dates_differ": Text(
            en="Item {item} ({document}) is kept as settled between {first_day} and {last_day}; its allocations say {expected_first} and {expected_last}, or other instants.",
            fr="Le poste {item} ({document}) est conservé soldé entre {first_day} et {last_day} ; ses imputations disent {expected_first} et {expected_last}, ou d'autres instants.",
        ),
        "item_missing": Text(
            en="Line {line} of entry {entry}, posting {posting} ({amount}) is receivable and has no open item.",
            fr="La ligne {line} de l'écriture {entry}, enregistrement {posting} ({amount}), est une créance sans poste ouvert.",
        ),
        "line_missing": Text(
            en="Item {item} names line {line} of entry {entry}, posting {posting}, which is no receivable line.",
            fr="Le poste {item} désigne la ligne {line} de l'écriture {entry}, enregistrement {posting}, qui n'est pas une ligne de créance.",
        ),
        "item_differs": Text(
            en="Item {item} says {kept} and its line (posting {posting}, entry {entry}, line {line}) says {amount}, or their account, customer or day differ.",
            fr="Le poste {item} porte {kept} et sa ligne (enregistrement {posting}, écriture {entry}, ligne {line}) porte {amount}, ou compte, client ou jour diffèrent.",
        ),
        "facts_differ": Text(
            en="Item {item} ({document}) is kept as due on {kept_due}, disputed: {kept_dispute}; the last facts say {fact_due}, disputed: {fact_dispute}.",
            fr="Le poste {item} ({document}) est conservé échu le {kept_due}, en litige : {kept_dispute} ; les derniers faits disent {fact_due}, en litige : {fact_dispute}.",
        ),
    },
    by_sql("SELECT count(*) FROM item WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s)", _OPEN, _LINES, _FACTS),
)
