"""What an invariant is, and what examining one finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from psycopg import sql

from encours.kernel.money import Money
from encours.kernel.wording import Language, Text


@dataclass(frozen=True, slots=True)
class Books:
    """What is examined: some companies of one organization. At most `limit` violations of each invariant are named; all are counted."""

    organization_id: int
    company_ids: tuple[int, ...]
    today: date
    limit: int = 20

    @property
    def parameters(self) -> dict[str, Any]:
        return {"organization": self.organization_id, "companies": list(self.company_ids), "limit": self.limit}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One violation: which problem of its invariant, and the ids, days and amounts (integers, `…_minor` in `currency`) that name it."""

    problem: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows were looked at, how many are wrong, and the first of those."""

    looked_at: int
    count: int = 0
    wrong: tuple[Wrong, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


Examine = Callable[[Any, Books], Found]


@dataclass(frozen=True, slots=True)
class Invariant:
    """One promise of the books. `problems` words each way in which it can be broken."""

    code: str
    name: str
    title: Text
    problems: Mapping[str, Text]
    examine: Examine
    whole_organization: bool = False
    """Whether it is about the organization and not about one company's books."""

    def say(self, wrong: Wrong, language: Language) -> str:
        """The sentence that names a violation; amounts as money, days as days."""
        return self.problems[wrong.problem].say(language, **_readable(wrong.values))


def _readable(values: Mapping[str, Any]) -> dict[str, object]:
    currency = values.get("currency") or ""
    shown: dict[str, object] = {}
    for name, value in values.items():
        if name.endswith("_minor") and isinstance(value, int) and currency:
            shown[name.removesuffix("_minor")] = Money(value, currency)
        elif name.endswith("_on") and isinstance(value, str):
            shown[name] = date.fromisoformat(value)
        else:
            shown[name.removesuffix("_minor")] = "–" if value is None else value
    return shown


def by_sql(looked_at: str, *wrong: str) -> Examine:
    """Examine by queries: `looked_at` counts rows; each of `wrong` yields (problem, values as jsonb) for each violation.

    They may name the parameters `organization` and `companies`.
    """

    def examine(cursor: Any, books: Books) -> Found:
        cursor.execute(looked_at, books.parameters)
        looked = int(cursor.fetchone()[0])
        count, named = 0, []
        for query in wrong:
            found, first = violations(cursor, sql.SQL(query), books.parameters)
            count += found
            named += first
        return Found(looked, count, tuple(named[: books.limit]))

    return examine


def violations(cursor: Any, query: sql.Composable, parameters: Mapping[str, Any]) -> tuple[int, list[Wrong]]:
    """How many rows a query of (problem, values) yields, and the first `limit` of them."""
    cursor.execute(
        sql.SQL("SELECT problem, named, count(*) OVER () FROM ({}) v (problem, named) LIMIT %(limit)s").format(query), parameters
    )
    rows = cursor.fetchall()
    return (rows[0][2] if rows else 0), [
        Wrong(problem, json.loads(named) if isinstance(named, str) else named) for problem, named, _ in rows
    ]
