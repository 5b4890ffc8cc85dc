"""I9: what was recorded stands in the order of its recording, sealed, and no letter is used twice or lost."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.store.load.check.contract import Invariant, by_sql

_ORDER = """
SELECT CASE WHEN sealed IS NULL THEN 'seal_missing' WHEN recorded_at < before THEN 'order' ELSE 'after_clock' END,
       jsonb_build_object('posting', id, 'recorded_at', recorded_at, 'before', before, 'clock', clock)
  FROM (SELECT p.id, p.recorded_at, max(p.recorded_at) OVER (PARTITION BY p.company_id ORDER BY p.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
               s.posting_id AS sealed, k.recorded_at AS clock
          FROM posting p
          LEFT JOIN posting_seal s ON s.organization_id = p.organization_id AND s.posting_id = p.id
          LEFT JOIN company_clock k ON k.organization_id = p.organization_id AND k.company_id = p.company_id
         WHERE p.organization_id = %(organization)s AND p.company_id = ANY(%(companies)s)) x
 WHERE sealed IS NULL OR recorded_at < before OR clock IS NULL OR recorded_at > clock
"""
# A letter is the next number of its customer account, so that a match taken out of the books leaves a hole.
_LETTERS = """
SELECT CASE WHEN distinct_letters < matches THEN 'letter_twice' ELSE 'letter_missing' END,
       jsonb_build_object('account', account_id, 'customer', customer_id, 'matches', matches, 'letters', distinct_letters, 'last', last)
  FROM (SELECT account_id, customer_id, count(*) AS matches, count(DISTINCT letter_no) AS distinct_letters, max(letter_no) + 1 AS last
          FROM match WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s) GROUP BY 1, 2) m
 WHERE distinct_letters < matches OR last <> matches
"""

INVARIANT = Invariant(
    "I9",
    "recorded_in_order",
    Text(
        en="Everything is sealed, in the order of its recording; no letter is used twice",
        fr="Tout est scellé, dans l'ordre d'enregistrement ; aucune lettre ne sert deux fois",
    ),
    {
        "seal_missing": Text(
            en="Posting {posting} of {recorded_at} has no seal.", fr="L'enregistrement {posting} du {recorded_at} n'a pas de sceau."
        ),
        "order": Text(
            en="Posting {posting} is recorded at {recorded_at}, before an earlier one of {before}.",
            fr="L'enregistrement {posting} est daté du {recorded_at}, avant un précédent du {before}.",
        ),
        "after_clock": Text(
            en="Posting {posting} is recorded at {recorded_at}; the company's clock stands at {clock}.",
            fr="L'enregistrement {posting} est daté du {recorded_at} ; l'horloge de la société indique {clock}.",
        ),
        "letter_twice": Text(
            en="Account {account}, customer {customer}: {matches} matches share {letters} letters.",
            fr="Compte {account}, client {customer} : {matches} lettrages se partagent {letters} lettres.",
        ),
        "letter_missing": Text(
            en="Account {account}, customer {customer}: {last} letters were drawn, {matches} matches are left.",
            fr="Compte {account}, client {customer} : {last} lettres ont été tirées, il reste {matches} lettrages.",
        ),
    },
    by_sql("SELECT count(*) FROM posting WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s)", _ORDER, _LETTERS),
)
