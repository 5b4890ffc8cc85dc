"""I30: the months that are kept for speed are what the books give now."""

from __future__ import annotations

from typing import Any

from encours.kernel.wording import Text
from encours.store.load.check.contract import Books, Found, Invariant, Wrong
from encours.store.load.indicator_inputs import within_dso
from encours.store.load.monthly import load_monthly
from encours.store.load.open_items import Moment
from encours.store.save.kept_months import still_kept
from encours.store.tenant import Scope


def _examine(cursor: Any, books: Books) -> Found:
    looked_at, wrong = 0, []
    cursor.execute(
        "SELECT company_id, currency FROM kept_months WHERE organization_id = %(organization)s AND company_id = ANY(%(companies)s) ORDER BY 1, 2", books.parameters
    )
    for company_id, currency in cursor.fetchall():
        scope = Scope(books.organization_id, company_id, "check")
        only = within_dso(cursor, scope, currency)
        kept = still_kept(cursor, scope, only)
        if kept is None:
            continue
        looked_at += 1
        if kept != load_monthly(cursor, scope, Moment(books.today), only):
            wrong.append(Wrong("months_differ", {"company": company_id, "in": currency}))
    return Found(looked_at, len(wrong), tuple(wrong[: books.limit]))


INVARIANT = Invariant(
    "I30",
    "kept_months_are_current",
    Text(en="The months that are kept for speed are what the books give", fr="Les mois gardés pour aller vite sont ceux que donnent les livres"),
    {"months_differ": Text(en="Company {company}, {in}: the kept months differ from the books.", fr="Société {company}, {in} : les mois gardés diffèrent des livres.")},
    _examine,
)
