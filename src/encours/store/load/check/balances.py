"""I5 and I8: open items per customer and per control account are what the ledger's own lines add up to."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.store.load.check.contract import Invariant, by_sql

_BY = """
SELECT '{problem}', jsonb_build_object('{key}', coalesce(n.{label}, '?'), 'id', x.id, 'currency', x.currency, 'items_minor', x.items, 'ledger_minor', x.ledger)
  FROM (SELECT coalesce(i.id, l.id) AS id, coalesce(i.currency, l.currency) AS currency, coalesce(i.minor, 0) AS items, coalesce(l.minor, 0) AS ledger
          FROM (SELECT {column} AS id, currency, sum(open_minor)::bigint AS minor FROM item
                 WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s) GROUP BY 1, 2) i
          FULL JOIN (SELECT l.{column} AS id, l.currency, sum(l.amount_minor)::bigint AS minor FROM line l
                       JOIN account a ON a.organization_id = l.organization_id AND a.id = l.account_id
                      WHERE l.organization_id = %(organization)s AND a.company_id = ANY(%(companies)s) AND is_receivable(a.role) GROUP BY 1, 2) l
            ON l.id = i.id AND l.currency = i.currency) x
  LEFT JOIN {table} n ON n.organization_id = %(organization)s AND n.id = x.id
 WHERE x.items <> x.ledger
"""
CUSTOMERS = Invariant(
    "I5",
    "customers_balance",
    Text(en="A customer's balance is the sum of its open items", fr="Le solde d'un client est la somme de ses postes ouverts"),
    {
        "customer_differs": Text(
            en="Customer {customer} (id {id}): open items come to {items}, the ledger's lines to {ledger}.",
            fr="Client {customer} (id {id}) : les postes ouverts totalisent {items}, les lignes comptables {ledger}.",
        )
    },
    by_sql(
        "SELECT count(*) FROM customer WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s)",
        _BY.format(problem="customer_differs", key="customer", label="code", column="customer_id", table="customer"),
    ),
)
ACCOUNTS = Invariant(
    "I8",
    "control_accounts_tie",
    Text(en="Every control account ties to its open items", fr="Chaque compte collectif est justifié par ses postes ouverts"),
    {
        "account_differs": Text(
            en="Account {account} (id {id}): open items come to {items}, the ledger to {ledger}.",
            fr="Compte {account} (id {id}) : les postes ouverts totalisent {items}, le grand livre {ledger}.",
        )
    },
    by_sql(
        "SELECT count(*) FROM account WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s) AND is_receivable(role)",
        _BY.format(problem="account_differs", key="account", label="number", column="account_id", table="account"),
    ),
)
