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
# A group of links is the lines of a batch with their ledger line, or a bank line with the lines of one entry: every line of one side is linked to
# every line of the other, so that the first ledger line names the group. Its two sides come to the same amount.
_LINKS = """
WITH link AS (
    SELECT k.*, min(ARRAY[k.posting_id, k.entry_id, k.line_no]) OVER (PARTITION BY k.statement_line_id) AS head
      FROM statement_line_link k LEFT JOIN statement_line b ON b.organization_id = k.organization_id AND b.id = k.statement_line_id
     WHERE k.organization_id = %(organization)s AND k.withdrawn_at IS NULL AND (b.id IS NULL OR b.company_id = ANY(%(companies)s))
), bank AS (
    SELECT x.head, min(x.statement_line_id) AS bank_line, count(*) = count(b.id) AS whole, sum(b.amount_minor) AS minor, min(b.currency) AS currency
      FROM (SELECT DISTINCT head, statement_line_id FROM link) x
      LEFT JOIN statement_line b ON b.organization_id = %(organization)s AND b.id = x.statement_line_id GROUP BY x.head
), ledger AS (
    SELECT x.head, count(*) = count(l.posting_id) AS whole, sum(l.amount_minor) AS minor, min(l.currency) AS currency
      FROM (SELECT DISTINCT head, posting_id, entry_id, line_no FROM link) x
      LEFT JOIN line l ON l.organization_id = %(organization)s AND l.posting_id = x.posting_id AND l.entry_id = x.entry_id AND l.line_no = x.line_no GROUP BY x.head
)
SELECT CASE WHEN b.whole AND l.whole THEN 'link_differs' ELSE 'link_of_nothing' END,
       jsonb_build_object('bank_line', b.bank_line, 'posting', head[1], 'entry', head[2], 'line', head[3], 'currency', b.currency, 'bank_minor', b.minor, 'ledger_minor', l.minor)
  FROM bank b JOIN ledger l USING (head)
 WHERE NOT (b.whole AND l.whole) OR (b.minor, b.currency) IS DISTINCT FROM (l.minor, l.currency)
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
