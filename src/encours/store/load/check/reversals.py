"""I10: a reversal undoes exactly one entry, wholly, once."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.store.load.check.contract import Invariant, by_sql

_POINTS = """
SELECT CASE WHEN e.id IS NULL THEN 'reverses_nothing' ELSE 'reversed_twice' END,
       jsonb_build_object('posting', r.posting_id, 'entry', r.id, 'of_posting', r.reverses_posting_id, 'of_entry', r.reverses_entry_id)
  FROM (SELECT *, count(*) OVER (PARTITION BY reverses_posting_id, reverses_entry_id) AS n FROM entry
         WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s) AND reverses_posting_id IS NOT NULL) r
  LEFT JOIN entry e ON e.organization_id = r.organization_id AND e.posting_id = r.reverses_posting_id AND e.id = r.reverses_entry_id AND e.company_id = r.company_id
 WHERE e.id IS NULL OR r.n > 1
"""
_MIRRORS = """
SELECT 'not_a_mirror', jsonb_build_object('posting', posting_id, 'entry', entry_id, 'of_posting', of_posting, 'of_entry', of_entry, 'lines', count(*))
  FROM (SELECT coalesce(m.posting_id, o.posting_id) AS posting_id, coalesce(m.entry_id, o.entry_id) AS entry_id, coalesce(m.of_posting, o.of_posting) AS of_posting,
               coalesce(m.of_entry, o.of_entry) AS of_entry
          FROM (SELECT r.posting_id, r.id AS entry_id, r.reverses_posting_id AS of_posting, r.reverses_entry_id AS of_entry, l.line_no, l.account_id, l.customer_id, l.amount_minor,
                       l.functional_minor, l.currency
                  FROM entry r JOIN line l ON l.organization_id = r.organization_id AND l.posting_id = r.posting_id AND l.entry_id = r.id
                 WHERE r.organization_id = %(organization)s AND r.company_id = ANY(%(companies)s) AND r.reverses_posting_id IS NOT NULL) m
          FULL JOIN (SELECT r.posting_id, r.id AS entry_id, r.reverses_posting_id AS of_posting, r.reverses_entry_id AS of_entry, l.line_no, l.account_id, l.customer_id,
                            l.amount_minor, l.functional_minor, l.currency
                       FROM entry r JOIN line l ON l.organization_id = r.organization_id AND l.posting_id = r.reverses_posting_id AND l.entry_id = r.reverses_entry_id
                      WHERE r.organization_id = %(organization)s AND r.company_id = ANY(%(companies)s) AND r.reverses_posting_id IS NOT NULL) o
            ON o.posting_id = m.posting_id AND o.entry_id = m.entry_id AND o.line_no = m.line_no
         WHERE (m.account_id, m.customer_id, m.amount_minor, m.functional_minor, m.currency) IS DISTINCT FROM
               (o.account_id, o.customer_id, -o.amount_minor, -o.functional_minor, o.currency)) x
 GROUP BY posting_id, entry_id, of_posting, of_entry
"""

INVARIANT = Invariant(
    "I10",
    "reversals_mirror",
    Text(en="Every reversal undoes one entry, wholly and once", fr="Chaque extourne annule une écriture, entière et une seule fois"),
    {
        "reverses_nothing": Text(
            en="Entry {entry} of posting {posting} reverses entry {of_entry} of posting {of_posting}, which does not exist.",
            fr="L'écriture {entry} de l'enregistrement {posting} extourne l'écriture {of_entry} de l'enregistrement {of_posting}, qui n'existe pas.",
        ),
        "reversed_twice": Text(
            en="Entry {of_entry} of posting {of_posting} is reversed twice, by entry {entry} of posting {posting} among others.",
            fr="L'écriture {of_entry} de l'enregistrement {of_posting} est extournée deux fois, entre autres par l'écriture {entry} de l'enregistrement {posting}.",
        ),
        "not_a_mirror": Text(
            en="Entry {entry} of posting {posting} does not mirror entry {of_entry} of posting {of_posting}: {lines} lines differ.",
            fr="L'écriture {entry} de l'enregistrement {posting} n'est pas l'inverse de l'écriture {of_entry} de l'enregistrement {of_posting} : {lines} lignes diffèrent.",
        ),
    },
    by_sql(
        "SELECT count(*) FROM entry WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s) AND reverses_posting_id IS NOT NULL",
        _POINTS,
        _MIRRORS,
    ),
)
