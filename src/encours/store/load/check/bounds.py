"""I3: what is open lies between nothing and the whole amount, on its own side."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.store.load.check.contract import Invariant, by_sql

INVARIANT = Invariant(
    "I3",
    "open_within_amount",
    Text(en="No item is settled beyond its amount", fr="Aucun poste n'est soldé au-delà de son montant"),
    {
        "out_of_bounds": Text(
            en="Item {item} ({document}) of {amount} is open by {open}.",
            fr="Le poste {item} ({document}) de {amount} est ouvert pour {open}.",
        ),
        "over_allocated": Text(
            en="Item {item} ({document}) of {amount} has allocations of {applied} that stand.",
            fr="Le poste {item} ({document}) de {amount} a pour {applied} d'imputations en vigueur.",
        ),
    },
    by_sql(
        "SELECT count(*) FROM item WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s)",
        """
        SELECT 'out_of_bounds', jsonb_build_object('item', id, 'document', document_ref, 'currency', currency, 'amount_minor', amount_minor, 'open_minor', open_minor)
          FROM item WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s)
           AND (abs(open_minor) > abs(amount_minor) OR sign(open_minor) NOT IN (0, sign(amount_minor)))
        """,
        """
        SELECT 'over_allocated', jsonb_build_object('item', i.id, 'document', i.document_ref, 'currency', i.currency, 'amount_minor', i.amount_minor, 'applied_minor', a.applied)
          FROM (SELECT item_id, sum(amount_minor)::bigint AS applied FROM (
                    SELECT debit_item_id AS item_id, amount_minor FROM allocation WHERE organization_id = %(organization)s
                    UNION ALL SELECT credit_item_id, amount_minor FROM allocation WHERE organization_id = %(organization)s) x GROUP BY 1) a
          JOIN item i ON i.organization_id = %(organization)s AND i.id = a.item_id
         WHERE i.company_id = ANY(%(companies)s) AND (a.applied > abs(i.amount_minor) OR a.applied < 0)
        """,
    ),
)
