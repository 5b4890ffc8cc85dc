"""I23: nothing names what is missing, another company's or another organization's."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.store.load.check.contract import Invariant, by_sql

_LINES = """
SELECT 'line_names_stranger', jsonb_build_object('posting', x.posting_id, 'account', x.account_id, 'customer', x.customer_id)
  FROM (SELECT DISTINCT posting_id, account_id, customer_id FROM line WHERE organization_id = %(organization)s) x
  JOIN posting p ON p.organization_id = %(organization)s AND p.id = x.posting_id AND p.company_id = ANY(%(companies)s)
  LEFT JOIN account a ON a.organization_id = %(organization)s AND a.id = x.account_id AND a.company_id = p.company_id
  LEFT JOIN customer c ON c.organization_id = %(organization)s AND c.id = x.customer_id AND c.company_id = p.company_id
 WHERE a.id IS NULL OR (x.customer_id IS NOT NULL AND c.id IS NULL)
"""
_ITEMS = """
SELECT 'item_names_stranger', jsonb_build_object('item', i.id, 'account', i.account_id, 'customer', i.customer_id)
  FROM item i
  LEFT JOIN account a ON a.organization_id = i.organization_id AND a.id = i.account_id AND a.company_id = i.company_id
  LEFT JOIN customer c ON c.organization_id = i.organization_id AND c.id = i.customer_id AND c.company_id = i.company_id
 WHERE i.organization_id = %(organization)s AND i.company_id = ANY(%(companies)s) AND (a.id IS NULL OR c.id IS NULL)
"""
_LINKS = """
SELECT CASE WHEN b.id IS NULL OR l.posting_id IS NULL THEN 'link_of_nothing' ELSE 'link_differs' END,
       jsonb_build_object('bank_line', k.statement_line_id, 'posting', k.posting_id, 'entry', k.entry_id, 'line', k.line_no, 'currency', b.currency, 'bank_minor', b.amount_minor,
                          'ledger_minor', l.amount_minor)
  FROM statement_line_link k
  LEFT JOIN statement_line b ON b.organization_id = k.organization_id AND b.id = k.statement_line_id
  LEFT JOIN line l ON l.organization_id = k.organization_id AND l.posting_id = k.posting_id AND l.entry_id = k.entry_id AND l.line_no = k.line_no
 WHERE k.organization_id = %(organization)s AND (b.id IS NULL OR b.company_id = ANY(%(companies)s)) AND k.withdrawn_at IS NULL
   AND (b.id IS NULL OR l.posting_id IS NULL OR (b.amount_minor, b.currency) IS DISTINCT FROM (l.amount_minor, l.currency))
"""

INVARIANT = Invariant(
    "I23",
    "references_hold",
    Text(en="Everything that is named exists, in the same company and of the same amount", fr="Tout ce qui est désigné existe, dans la même société et pour le même montant"),
    {
        "line_names_stranger": Text(
            en="Lines of posting {posting} name account {account} and customer {customer}, which are not this company's.",
            fr="Des lignes de l'enregistrement {posting} désignent le compte {account} et le client {customer}, étrangers à cette société.",
        ),
        "item_names_stranger": Text(
            en="Item {item} names account {account} and customer {customer}, which are not this company's.",
            fr="Le poste {item} désigne le compte {account} et le client {customer}, étrangers à cette société.",
        ),
        "link_of_nothing": Text(
            en="Bank line {bank_line} is linked to line {line} of entry {entry}, posting {posting}, and one of the two does not exist.",
            fr="La ligne de banque {bank_line} est liée à la ligne {line} de l'écriture {entry}, enregistrement {posting} ; l'une des deux n'existe pas.",
        ),
        "link_differs": Text(
            en="Bank line {bank_line} ({bank}) is linked to line {line} of entry {entry}, posting {posting} ({ledger}).",
            fr="La ligne de banque {bank_line} ({bank}) est liée à la ligne {line} de l'écriture {entry}, enregistrement {posting} ({ledger}).",
        ),
    },
    by_sql(
        """
        SELECT (SELECT count(*) FROM item WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s))
             + (SELECT count(*) FROM statement_line_link WHERE organization_id = %(organization)s AND withdrawn_at IS NULL)
        """,
        _LINES, _ITEMS, _LINKS,
    ),
)  # fmt: skip
