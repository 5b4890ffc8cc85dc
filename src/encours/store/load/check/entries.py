"""I1: every entry balances, and every posting holds what its seal announced."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.store.load.check.contract import Invariant, by_sql

_ENTRIES = """
SELECT CASE WHEN p.id IS NULL THEN 'posting_missing' WHEN e.id IS NULL THEN 'line_without_entry' WHEN l.n IS NULL THEN 'entry_without_lines'
            WHEN l.n < 2 THEN 'one_line' ELSE 'unbalanced' END,
       jsonb_build_object('posting', coalesce(l.posting_id, e.posting_id), 'entry', coalesce(l.entry_id, e.id), 'number', coalesce(e.number, ''), 'lines', l.n,
                          'balance_minor', coalesce(l.functional, l.amount), 'currency', c.currency)
  FROM (SELECT posting_id, entry_id, count(*) AS n, sum(functional_minor)::bigint AS functional, sum(amount_minor)::bigint AS amount,
               CASE WHEN count(functional_minor) = count(*) THEN sum(functional_minor) = 0
                    ELSE count(functional_minor) = 0 AND min(currency) = max(currency) AND sum(amount_minor) = 0 END AS balances
          FROM line WHERE organization_id = %(organization)s GROUP BY 1, 2) l
  FULL JOIN (SELECT posting_id, id, number FROM entry WHERE organization_id = %(organization)s) e ON e.posting_id = l.posting_id AND e.id = l.entry_id
  LEFT JOIN posting p ON p.organization_id = %(organization)s AND p.id = coalesce(l.posting_id, e.posting_id)
  LEFT JOIN company c ON c.organization_id = p.organization_id AND c.id = p.company_id
 WHERE (p.id IS NULL OR p.company_id = ANY(%(companies)s)) AND (p.id IS NULL OR e.id IS NULL OR l.n IS NULL OR l.n < 2 OR NOT l.balances)
"""
_COUNTS = """
SELECT 'seal_counts', jsonb_build_object('posting', p.id, 'entries', coalesce(e.n, 0), 'lines', coalesce(l.n, 0), 'sealed_entries', s.entries, 'sealed_lines', s.lines)
  FROM posting p JOIN posting_seal s ON s.organization_id = p.organization_id AND s.posting_id = p.id
  LEFT JOIN (SELECT posting_id, count(*) AS n FROM entry WHERE organization_id = %(organization)s GROUP BY 1) e ON e.posting_id = p.id
  LEFT JOIN (SELECT posting_id, count(*) AS n FROM line WHERE organization_id = %(organization)s GROUP BY 1) l ON l.posting_id = p.id
 WHERE p.organization_id = %(organization)s AND p.company_id = ANY(%(companies)s) AND (s.entries, s.lines) IS DISTINCT FROM (coalesce(e.n, 0), coalesce(l.n, 0))
"""

INVARIANT = Invariant(
    "I1",
    "entries_balance",
    Text(en="Every entry balances and is whole", fr="Chaque écriture est équilibrée et complète"),
    {
        "unbalanced": Text(
            en="Entry {entry} of posting {posting} (number {number}) does not balance: {balance} too much on the debit side.",
            fr="L'écriture {entry} de l'enregistrement {posting} (n° {number}) n'est pas équilibrée : {balance} de trop au débit.",
        ),
        "one_line": Text(
            en="Entry {entry} of posting {posting} has {lines} line.",
            fr="L'écriture {entry} de l'enregistrement {posting} n'a que {lines} ligne.",
        ),
        "entry_without_lines": Text(
            en="Entry {entry} of posting {posting} has no lines.", fr="L'écriture {entry} de l'enregistrement {posting} n'a aucune ligne."
        ),
        "line_without_entry": Text(
            en="Lines name entry {entry} of posting {posting}, which does not exist.",
            fr="Des lignes désignent l'écriture {entry} de l'enregistrement {posting}, qui n'existe pas.",
        ),
        "posting_missing": Text(
            en="Entry {entry} names posting {posting}, which does not exist.",
            fr="L'écriture {entry} désigne l'enregistrement {posting}, qui n'existe pas.",
        ),
        "seal_counts": Text(
            en="Posting {posting} holds {entries} entries and {lines} lines; it was sealed with {sealed_entries} and {sealed_lines}.",
            fr="L'enregistrement {posting} contient {entries} écritures et {lines} lignes ; il a été scellé avec {sealed_entries} et {sealed_lines}.",
        ),
    },
    by_sql("SELECT count(*) FROM entry WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s)", _ENTRIES, _COUNTS),
)
