"""Changing what a company says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import sql

from encours.store.tenant import Scope


def change_company(cursor: Any, scope: Scope, values: Mapping[str, str]) -> None:
    """Set columns of the company; the caller says in the trail what they were."""
    cursor.execute(
        sql.SQL("UPDATE company SET {} WHERE organization_id = %(organization)s AND id = %(company)s").format(
            sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values)
        ),
        {"organization": scope.organization_id, "company": scope.company_id, **values},
    )
