"""Keeping and reading what the company's past taught."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from encours.receivables.matching.calibration import Tally
from encours.receivables.matching.habits import HabitBook, Habits
from encours.receivables.matching.replay import BackTest
from encours.store.load.matching import key
from encours.store.tenant import Scope

HabitKind = Literal["oldest_first", "by_statement", "minus", "pays_for"]
UNDONE_WITHIN_DAYS = 60
"""A match that a rule made counts as right when nobody took it back within so many days (KPI-22)."""


@dataclass(frozen=True, slots=True)
class LastLearning:
    """The last reading of the past."""

    recorded_at: datetime
    first_on: date | None
    last_on: date | None
    receipts: int
    first_right: int
    missed: int


def save_learning(
    cursor: Any, scope: Scope, found: BackTest, habits: HabitBook, span: tuple[date, date] | None, *, recorded_at: Any
) -> None:
    """Replace what was learned before by `found` and `habits`."""
    tenant, company = scope.organization_id, scope.company_id
    first, last = span or (None, None)
    cursor.execute(
        "INSERT INTO learning (organization_id, company_id, actor, first_on, last_on, receipts, first_right, missed, recorded_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [tenant, company, scope.actor, first, last, found.receipts, found.first_right, found.missed, recorded_at],
    )
    cursor.execute("DELETE FROM rule_measure WHERE organization_id = %s AND company_id = %s", [tenant, company])
    cursor.execute("DELETE FROM customer_habit WHERE organization_id = %s AND company_id = %s", [tenant, company])
    measured = sorted(found.tallies.items())
    cursor.execute(
        "INSERT INTO rule_measure (organization_id, company_id, rule, cases, wrong) SELECT %s, %s, x.* FROM unnest(%s::text[], %s::int[], %s::int[]) x",
        [tenant, company, [rule for rule, _ in measured], [tally.cases for _, tally in measured], [tally.wrong for _, tally in measured]],
    )
    shown = [(int(customer), *row) for customer, of in habits.customers.items() for row in _rows(of)]
    cursor.execute(
        "INSERT INTO customer_habit (organization_id, company_id, customer_id, kind, other_id, value, seen)"
        " SELECT %s, %s, x.* FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::int[], %s::int[]) x",
        [tenant, company, *([row[n] for row in shown] for n in range(5))],
    )


def _rows(habits: Habits) -> Iterable[tuple[HabitKind, int, int, int]]:
    if habits.oldest_first:
        yield "oldest_first", 0, 0, habits.oldest_first
    if habits.by_statement:
        yield "by_statement", 0, 0, habits.by_statement
    if habits.minus_count:
        yield "minus", 0, habits.minus_permille, habits.minus_count
    for other, seen in habits.pays_for.items():
        yield "pays_for", int(other), 0, seen


def load_last_learning(cursor: Any, scope: Scope) -> LastLearning | None:
    """The last reading of the past, None where there was none."""
    cursor.execute(
        "SELECT recorded_at, first_on, last_on, receipts, first_right, missed FROM learning WHERE organization_id = %s AND company_id = %s ORDER BY id DESC LIMIT 1",
        [scope.organization_id, scope.company_id],
    )
    row = cursor.fetchone()
    return LastLearning(*row) if row else None


def load_back_tested(cursor: Any, scope: Scope) -> dict[str, Tally]:
    """By rule, what the last reading of the past found."""
    cursor.execute(
        "SELECT rule, cases, wrong FROM rule_measure WHERE organization_id = %s AND company_id = %s",
        [scope.organization_id, scope.company_id],
    )
    return {rule: Tally(cases, wrong) for rule, cases, wrong in cursor.fetchall()}


def load_lived(cursor: Any, scope: Scope) -> dict[str, Tally]:
    """By rule, the matches that it made and that a person took back, or nobody did for `UNDONE_WITHIN_DAYS`."""
    cursor.execute(
        f"""
        SELECT rule, count(*), count(*) FILTER (WHERE is_wrong) FROM (
            SELECT m.rule, true AS is_wrong FROM match_undo u JOIN match m ON m.organization_id = u.organization_id AND m.id = u.match_id
             WHERE u.organization_id = %(tenant)s AND u.by_person AND m.company_id = %(company)s AND m.decided_by = 'rule'
            UNION ALL
            SELECT m.rule, false FROM match m
             WHERE m.organization_id = %(tenant)s AND m.company_id = %(company)s AND m.decided_by = 'rule' AND m.recorded_at < now() - interval '{UNDONE_WITHIN_DAYS} days'
               AND NOT EXISTS (SELECT 1 FROM match_undo x WHERE x.organization_id = m.organization_id AND x.match_id = m.id)) lived
         GROUP BY 1
        """,
        {"tenant": scope.organization_id, "company": scope.company_id},
    )
    return {rule: Tally(cases, wrong) for rule, cases, wrong in cursor.fetchall()}


def load_switched_off(cursor: Any, scope: Scope) -> dict[str, tuple[str, str, datetime]]:
    """The rules that are switched off, with by whom, why and when."""
    cursor.execute(
        """
        SELECT rule, actor, reason, recorded_at FROM (SELECT DISTINCT ON (rule) * FROM rule_switch WHERE organization_id = %s AND company_id = %s ORDER BY rule, id DESC) s WHERE is_off
        """,
        [scope.organization_id, scope.company_id],
    )
    return {rule: (actor, reason, at) for rule, actor, reason, at in cursor.fetchall()}


def save_switch(cursor: Any, scope: Scope, rule: str, *, is_off: bool, reason: str, recorded_at: Any) -> None:
    """Switch a rule off or on again."""
    cursor.execute(
        "INSERT INTO rule_switch (organization_id, company_id, rule, is_off, actor, reason, recorded_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [scope.organization_id, scope.company_id, rule, is_off, scope.actor, reason, recorded_at],
    )


@dataclass(frozen=True, slots=True)
class HabitRow:
    """A habit of one customer, with the names that a reader needs. `value` is the permille of a discount."""

    customer_code: str
    customer_name: str
    kind: HabitKind
    value: int
    other_code: str
    other_name: str
    seen: int


def load_habit_rows(cursor: Any, scope: Scope) -> list[HabitRow]:
    """Every habit that was learned, by customer."""
    cursor.execute(
        """
        SELECT c.code, c.name, h.kind, h.value, coalesce(o.code, ''), coalesce(o.name, ''), h.seen FROM customer_habit h
          JOIN customer c ON c.organization_id = h.organization_id AND c.id = h.customer_id
          LEFT JOIN customer o ON o.organization_id = h.organization_id AND o.id = h.other_id
         WHERE h.organization_id = %s AND h.company_id = %s ORDER BY c.code, h.kind, 5
        """,
        [scope.organization_id, scope.company_id],
    )
    return [HabitRow(*row) for row in cursor.fetchall()]


def load_habits(cursor: Any, scope: Scope) -> HabitBook:
    """The habits as matching reads them."""
    cursor.execute(
        "SELECT customer_id, kind, other_id, value, seen FROM customer_habit WHERE organization_id = %s AND company_id = %s ORDER BY 1, 2, 3",
        [scope.organization_id, scope.company_id],
    )
    shown: dict[str, dict[str, Any]] = {}
    for customer, kind, other, value, seen in cursor.fetchall():
        of = shown.setdefault(key(customer), {"pays_for": {}})
        if kind == "pays_for":
            of["pays_for"][key(other)] = seen
        elif kind == "minus":
            of |= {"minus_permille": value, "minus_count": seen}
        else:
            of[kind] = seen
    return HabitBook({customer: Habits(**of) for customer, of in shown.items()})


def load_forgotten(cursor: Any, scope: Scope) -> Mapping[tuple[str, str], date]:
    """By customer and habit, the day before which payments show it no more."""
    cursor.execute(
        "SELECT customer_id, kind, max(forgotten_on) FROM habit_forgotten WHERE organization_id = %s AND company_id = %s GROUP BY 1, 2",
        [scope.organization_id, scope.company_id],
    )
    return {(key(customer), kind): on for customer, kind, on in cursor.fetchall()}


def forget_habit(cursor: Any, scope: Scope, customer_id: int, kind: HabitKind, *, today: date, recorded_at: Any) -> int:
    """Drop a habit, so that payments up to today show it no more; returns how many rows it was."""
    cursor.execute(
        "DELETE FROM customer_habit WHERE organization_id = %s AND company_id = %s AND customer_id = %s AND kind = %s",
        [scope.organization_id, scope.company_id, customer_id, kind],
    )
    dropped: int = cursor.rowcount
    if dropped:
        cursor.execute(
            "INSERT INTO habit_forgotten (organization_id, company_id, customer_id, kind, actor, forgotten_on, recorded_at) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [scope.organization_id, scope.company_id, customer_id, kind, scope.actor, today, recorded_at],
        )
    return dropped
