"""The names people use for what matching knows by number."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from encours.store.load.matching import key
from encours.store.tenant import Scope

Named = Literal["customer", "line", "item"]

_NAMES: dict[Named, str] = {
    "customer": "SELECT id, CASE WHEN name IN ('', code) THEN code ELSE name || ' (' || code || ')' END FROM customer",
    "line": "SELECT id, left(coalesce(nullif(counterparty_name, ''), nullif(remittance, ''), line_ref), 40) FROM statement_line",
    # Only an item without a document and without a label is named by number: its entry has a journal, a number and a day.
    "item": """SELECT id, name FROM (SELECT i.organization_id, i.company_id, i.id, concat_ws(' ', j.code, nullif(e.number, ''), i.effective_on) AS name FROM item i
                 JOIN entry e ON e.organization_id = i.organization_id AND e.posting_id = i.posting_id AND e.id = i.entry_id
                 JOIN journal j ON j.organization_id = e.organization_id AND j.id = e.journal_id) x""",
}


def load_names(cursor: Any, scope: Scope, what: Named, ids: Collection[int]) -> dict[str, str]:
    """By the number matching uses: a customer's name with its code, who sent the money of a bank line, the entry of an item."""
    cursor.execute(
        _NAMES[what] + " WHERE organization_id = %s AND company_id = %s AND id = ANY(%s)",
        [scope.organization_id, scope.company_id, sorted(ids)],
    )
    return {key(id_): name for id_, name in cursor.fetchall()}
