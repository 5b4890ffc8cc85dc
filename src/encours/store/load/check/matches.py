"""I14: a match stays within one account, customer and currency, and one that was undone leaves nothing behind."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.store.load.check.contract import Invariant, by_sql

_WITHIN = """
SELECT CASE WHEN m.id IS NULL OR d.id IS NULL OR c.id IS NULL THEN 'allocation_of_nothing' WHEN d.amount_minor < 0 OR c.amount_minor > 0 THEN 'wrong_side'
            WHEN (m.account_id, m.customer_id, m.currency) IS DISTINCT FROM (d.account_id, d.customer_id, d.currency)
              OR (m.account_id, m.customer_id, m.currency) IS DISTINCT FROM (c.account_id, c.customer_id, c.currency) THEN 'leaves_account' ELSE 'wrong_day' END,
       jsonb_build_object('allocation', a.id, 'match', a.match_id, 'debit', a.debit_item_id, 'credit', a.credit_item_id, 'amount_minor', a.amount_minor, 'currency', m.currency,
                          'day', a.effective_on)
  FROM allocation a
  LEFT JOIN match m ON m.organization_id = a.organization_id AND m.id = a.match_id
  LEFT JOIN item d ON d.organization_id = a.organization_id AND d.id = a.debit_item_id
  LEFT JOIN item c ON c.organization_id = a.organization_id AND c.id = a.credit_item_id
 WHERE a.organization_id = %(organization)s AND (m.id IS NULL OR m.company_id = ANY(%(companies)s))
   AND (m.id IS NULL OR d.id IS NULL OR c.id IS NULL OR d.amount_minor < 0 OR c.amount_minor > 0 OR a.effective_on <> greatest(d.effective_on, c.effective_on)
        OR (m.account_id, m.customer_id, m.currency) IS DISTINCT FROM (d.account_id, d.customer_id, d.currency)
        OR (m.account_id, m.customer_id, m.currency) IS DISTINCT FROM (c.account_id, c.customer_id, c.currency))
"""
_UNDONE = """
SELECT CASE WHEN a.match_id IS NULL THEN 'match_empty' WHEN u.match_id IS NULL THEN 'half_undone' ELSE 'undone_leaves' END,
       jsonb_build_object('match', m.id, 'currency', m.currency, 'left_minor', a.net, 'reversals', a.reversals)
  FROM match m
  LEFT JOIN (SELECT match_id, sum(amount_minor)::bigint AS net, bool_and(pair_net = 0) AS nothing_left, sum(reversals) AS reversals
               FROM (SELECT match_id, sum(amount_minor)::bigint AS amount_minor, sum(amount_minor) AS pair_net, count(reverses_id) AS reversals FROM allocation
                      WHERE organization_id = %(organization)s GROUP BY match_id, debit_item_id, credit_item_id, effective_on) p GROUP BY 1) a ON a.match_id = m.id
  LEFT JOIN match_undo u ON u.organization_id = m.organization_id AND u.match_id = m.id
 WHERE m.organization_id = %(organization)s AND m.company_id = ANY(%(companies)s)
   AND (a.match_id IS NULL OR (u.match_id IS NULL AND a.reversals > 0) OR (u.match_id IS NOT NULL AND NOT a.nothing_left))
"""
_MIRRORS = """
SELECT 'reversal_differs', jsonb_build_object('allocation', r.id, 'match', r.match_id, 'of', r.reverses_id, 'amount_minor', r.amount_minor, 'currency', m.currency)
  FROM (SELECT *, count(*) OVER (PARTITION BY reverses_id) AS n FROM allocation WHERE organization_id = %(organization)s AND reverses_id IS NOT NULL) r
  JOIN match m ON m.organization_id = r.organization_id AND m.id = r.match_id AND m.company_id = ANY(%(companies)s)
  LEFT JOIN allocation a ON a.organization_id = r.organization_id AND a.id = r.reverses_id
 WHERE r.n > 1 OR a.id IS NULL OR a.reverses_id IS NOT NULL OR (a.match_id, a.debit_item_id, a.credit_item_id, -a.amount_minor, a.effective_on) IS DISTINCT FROM
       (r.match_id, r.debit_item_id, r.credit_item_id, r.amount_minor, r.effective_on)
"""

INVARIANT = Invariant(
    "I14",
    "matches_hold_together",
    Text(
        en="Every match stays within one customer account and currency; undone, it leaves nothing",
        fr="Chaque lettrage reste dans un compte client et une devise ; défait, il ne laisse rien",
    ),
    {
        "allocation_of_nothing": Text(
            en="Allocation {allocation} of match {match} names a match or an item that does not exist (debit {debit}, credit {credit}).",
            fr="L'imputation {allocation} du lettrage {match} désigne un lettrage ou un poste inexistant (débit {debit}, crédit {credit}).",
        ),
        "wrong_side": Text(
            en="Allocation {allocation} of match {match}: item {debit} is no debit or item {credit} no credit.",
            fr="Imputation {allocation} du lettrage {match} : le poste {debit} n'est pas un débit ou le poste {credit} pas un crédit.",
        ),
        "wrong_day": Text(
            en="Allocation {allocation} of match {match} takes effect on {day}, which is not the later day of items {debit} and {credit}.",
            fr="L'imputation {allocation} du lettrage {match} prend effet le {day}, qui n'est pas le jour le plus tardif des postes {debit} et {credit}.",
        ),
        "leaves_account": Text(
            en="Allocation {allocation} of match {match} joins items {debit} and {credit} of other accounts, customers or currencies.",
            fr="L'imputation {allocation} du lettrage {match} relie les postes {debit} et {credit} d'autres comptes, clients ou devises.",
        ),
        "match_empty": Text(en="Match {match} settles nothing.", fr="Le lettrage {match} n'impute rien."),
        "half_undone": Text(
            en="Match {match} was not undone, yet {reversals} of its allocations are.",
            fr="Le lettrage {match} n'a pas été défait, mais {reversals} de ses imputations le sont.",
        ),
        "undone_leaves": Text(
            en="Match {match} was undone and still settles {left}.", fr="Le lettrage {match} a été défait et impute encore {left}."
        ),
        "reversal_differs": Text(
            en="Allocation {allocation} of match {match} reverses allocation {of} and does not mirror it.",
            fr="L'imputation {allocation} du lettrage {match} annule l'imputation {of} sans en être l'inverse.",
        ),
    },
    by_sql(
        "SELECT count(*) FROM match WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s)",
        _WITHIN,
        _UNDONE,
        _MIRRORS,
    ),
)
