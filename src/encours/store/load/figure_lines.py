"""The lines behind figures: what each figure sums, item by item, so that a figure and its lines are one statement's work.

When a document is expected to be paid is reckoned from its due day and from how its customer paid before: the mean delay of the documents it
settled in the twelve months before, weighted by their amounts, where there are at least `ENOUGH` of them. What was settled on the day it came
(cash sales, cancelled documents) says nothing about delays and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from psycopg import sql

from encours.store.load.indicator_inputs import within_dso
from encours.store.load.open_items import (
    CLOSED_LATE,
    CLOSED_SAME_DAY,
    CLOSED_SOON,
    OPEN,
    Moment,
    Only,
    due_on,
    exists_at,
    open_items,
    parameters,
    restrictions,
    stands,
)
from encours.store.tenant import Scope

Figure = Literal["owed", "not_due", "overdue", "disputed", "unapplied", "collectible", "received", "expected_due", "expected", "undated", "sold", "settled"]
ENOUGH = 3
"""Documents a customer must have settled before its delay says anything."""
RECEIVED_DAYS = 30
WEEKS = 4


class FigureLine(NamedTuple):
    """An item with the part of it that a figure sums. `on` is the day it is expected, or was paid; `delay_days` the delay usual with its customer, or its own."""

    item_id: int
    customer_id: int
    customer_code: str
    customer_name: str
    kind: str
    document_ref: str
    effective_on: date
    due_on: date
    minor: int
    on: date | None
    delay_days: int | None
    settled: int


@dataclass(frozen=True, slots=True)
class FigurePage:
    """One page of lines, largest first, the sum and number of all, and the place after which the next page starts."""

    rows: tuple[FigureLine, ...]
    minor: int
    count: int
    next: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Position:
    """What one currency comes to at a moment. `disputed_minor` is the part past due that is in dispute; `unapplied_minor` is 0 or negative."""

    customers: int
    items: int
    not_due_minor: int
    overdue_minor: int
    disputed_minor: int
    unapplied_minor: int
    received_minor: int
    received_open_minor: int
    receipts: int

    @property
    def owed_minor(self) -> int:
        """All that is owed, net of what is unapplied."""
        return self.not_due_minor + self.overdue_minor + self.unapplied_minor

    @property
    def collectible_minor(self) -> int:
        """What is to be collected: past due, less what is disputed, less money that is not applied yet."""
        return self.overdue_minor - self.disputed_minor + self.unapplied_minor


class Chosen(NamedTuple):
    """What a figure is about: one currency; `perimeter` leaves out the accounts that key figures leave out (deposits); `week` (1 to 4) is one of the coming
    weeks; flows are those from `since` on."""

    currency: str
    perimeter: Literal["all", "dso"] = "all"
    week: int = 1
    since: date | None = None


class ExpectedWeek(NamedTuple):
    """Seven days, the first given: what falls due in them, and what is expected in them by how customers paid before."""

    start: date
    last: date
    due_minor: int
    expected_minor: int


@dataclass(frozen=True, slots=True)
class Expected:
    """The coming weeks. `undated_minor` is owed and undisputed, but later than its expected day already; `later_minor` is expected after the weeks."""

    weeks: tuple[ExpectedWeek, ...]
    undated_minor: int
    later_minor: int
    by_habit_minor: int
    """How much of what is expected in the weeks rests on a customer's past, not on the due day alone."""


_EXPECTED = """(SELECT x.id, x.open_minor AS minor, x.due_on, x.due_on + coalesce(h.delay, 0) AS expected_on, h.delay, coalesce(h.settled, 0) AS settled
   FROM {open} x LEFT JOIN (
       SELECT customer_id, round(sum(amount_minor::numeric * (last_on - due_on)) / sum(amount_minor))::integer AS delay, count(*)::integer AS settled
         FROM ({closed}) c GROUP BY customer_id HAVING count(*) >= {enough}) h ON h.customer_id = x.customer_id
  WHERE x.open_minor > 0 AND NOT x.is_disputed)"""


def _expected(moment: Moment, only: Only) -> sql.Composed:
    closed = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT i.customer_id, i.amount_minor, i.last_on, i.due_on FROM item i WHERE {exists} AND {state} "
                "AND i.last_on > %(day)s::date - 366 AND i.last_on <= %(day)s AND i.amount_minor > 0{restrictions}").format(
            exists=exists_at("i", moment), state=sql.SQL(state), restrictions=restrictions(only)
        )
        for state in (CLOSED_SOON, CLOSED_LATE)
    )  # fmt: skip
    return sql.SQL(_EXPECTED).format(open=open_items(moment, only), closed=closed, enough=sql.Literal(ENOUGH))


def _received(moment: Moment, only: Only) -> sql.Composed:
    """Receipts of the last thirty days. What came then was settled since, or is open: the indexes by the day of settlement find it."""
    branches = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT i.id, -i.amount_minor AS minor, i.due_on FROM item i WHERE {exists} AND {state} AND i.effective_on > %(day)s::date - {days} "
                "AND i.kind = 'receipt' AND {stands}{restrictions}").format(
            exists=exists_at("i", moment), state=sql.SQL(state if state == OPEN else f"{state} AND i.last_on > %(day)s::date - {RECEIVED_DAYS}"),
            days=sql.Literal(RECEIVED_DAYS), stands=stands("i", moment), restrictions=restrictions(only),
        )
        for state in (OPEN, CLOSED_SAME_DAY, CLOSED_SOON, CLOSED_LATE)
    )  # fmt: skip
    return sql.SQL("({})").format(branches)


_OPEN_CONDITIONS: dict[Figure, str] = {
    "owed": "true",
    "not_due": "open_minor > 0 AND due_on >= %(day)s",
    "overdue": "open_minor > 0 AND due_on < %(day)s",
    "disputed": "open_minor > 0 AND due_on < %(day)s AND is_disputed",
    "unapplied": "open_minor < 0",
    "collectible": "(open_minor < 0 OR (due_on < %(day)s AND NOT is_disputed))",
}
_SPAN = "BETWEEN %(day)s::date + 7 * (%(week)s::integer - 1) + 1 AND %(day)s::date + 7 * %(week)s::integer"


def _sold(moment: Moment, only: Only) -> sql.Composed:
    return sql.SQL(
        """(SELECT i.id, i.amount_minor AS minor, NULL::date AS day, NULL::integer AS delay, 0 AS settled FROM item i
             WHERE {exists} AND i.kind IN ('invoice', 'credit_note') AND i.issued_on BETWEEN %(since)s AND %(day)s AND {stands}{restrictions})"""
    ).format(exists=exists_at("i", moment), stands=stands("i", moment), restrictions=restrictions(only))


def _settled(moment: Moment, only: Only) -> sql.Composed:
    """What receipts paid of invoices, by document and day, as the delays of payment are measured (`load_settled`)."""
    known = sql.SQL(" AND a.recorded_at <= %(known_at)s" if moment.known_at else "")
    candidates = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT i.id, {due} AS due_on FROM item i WHERE {exists} AND {state} AND i.last_on >= %(since)s AND i.first_on <= %(day)s AND i.kind = 'invoice'{restrictions}").format(
            due=due_on("i", moment), exists=exists_at("i", moment), state=sql.SQL(state), restrictions=restrictions(only)
        )
        for state in (CLOSED_SAME_DAY, CLOSED_SOON, CLOSED_LATE, OPEN)
    )
    return sql.SQL(
        """(SELECT i.id, sum(a.amount_minor)::bigint AS minor, a.effective_on AS day, a.effective_on - i.due_on AS delay, 0 AS settled
              FROM ({candidates}) i
              JOIN allocation a ON a.organization_id = %(organization)s AND a.debit_item_id = i.id AND a.effective_on BETWEEN %(since)s AND %(day)s{known}
              JOIN item c ON c.organization_id = %(organization)s AND c.id = a.credit_item_id AND c.kind = 'receipt'
             GROUP BY i.id, i.due_on, a.effective_on HAVING sum(a.amount_minor) <> 0)"""
    ).format(candidates=candidates, known=known)


def _source(figure: Figure, moment: Moment, only: Only) -> sql.Composed:
    """A relation `id, minor, day, delay, settled`."""
    if figure in ("sold", "settled"):
        return _sold(moment, only) if figure == "sold" else _settled(moment, only)
    if figure == "received":
        return sql.SQL("(SELECT id, minor, NULL::date AS day, NULL::integer AS delay, 0 AS settled FROM {source} r)").format(source=_received(moment, only))
    if figure in ("expected", "expected_due", "undated"):
        condition = {"expected": f"expected_on {_SPAN}", "expected_due": f"due_on {_SPAN}", "undated": "expected_on <= %(day)s"}[figure]
        shown = "due_on AS day, NULL::integer AS delay, 0 AS settled" if figure == "expected_due" else "expected_on AS day, delay, settled"
        return sql.SQL("(SELECT id, minor, {shown} FROM {source} e WHERE {condition})").format(
            shown=sql.SQL(shown), source=_expected(moment, only), condition=sql.SQL(condition)
        )
    return sql.SQL("(SELECT id, open_minor AS minor, NULL::date AS day, NULL::integer AS delay, 0 AS settled FROM {open} o WHERE {condition})").format(
        open=open_items(moment, only), condition=sql.SQL(_OPEN_CONDITIONS[figure])
    )


def load_figure_lines(
    cursor: Any, scope: Scope, moment: Moment, figure: Figure, chosen: Chosen, *, limit: int | None = None, after: tuple[Any, ...] | None = None
) -> FigurePage:
    """The lines of a figure, largest first."""
    only = within_dso(cursor, scope, chosen.currency) if chosen.perimeter == "dso" else Only(currency=chosen.currency)
    rank = sql.SQL("-abs(s.minor), s.id, coalesce(s.day, '-infinity'::date)")
    place = sql.SQL("WHERE ({}) > (%(after_rank)s, %(after_id)s, coalesce(%(after_day)s::date, '-infinity'::date))").format(rank) if after else sql.SQL("")
    named = dict(zip(("after_rank", "after_id", "after_day"), after or (), strict=False))
    cursor.execute(
        sql.SQL(
            """WITH s AS MATERIALIZED (SELECT * FROM {source} s),
               page AS (SELECT * FROM s {place} ORDER BY {rank} LIMIT %(limit)s)
               SELECT s.id, i.customer_id, c.code, c.name, i.kind, i.document_ref, i.effective_on, i.due_on, s.minor, s.day, s.delay, s.settled,
                      t.minor, t.count
                 FROM (SELECT coalesce(sum(minor), 0)::bigint AS minor, count(*) AS count FROM s) t
                 LEFT JOIN page s ON true
                 LEFT JOIN item i ON i.organization_id = %(organization)s AND i.id = s.id
                 LEFT JOIN customer c ON c.organization_id = %(organization)s AND c.id = i.customer_id
                ORDER BY {rank}"""
        ).format(source=_source(figure, moment, only), place=place, rank=rank),
        parameters(scope, moment, only) | {"week": chosen.week, "since": chosen.since, "limit": None if limit is None else limit + 1} | named,
    )
    fetched = cursor.fetchall()
    minor, count = fetched[0][-2:]
    rows = [FigureLine(*row[:-2]) for row in fetched if row[0] is not None]
    more = limit is not None and len(rows) > limit
    rows = rows[:limit] if more else rows
    return FigurePage(tuple(rows), minor, count, (-abs(rows[-1].minor), rows[-1].item_id, rows[-1].on) if more else None)


def load_position(cursor: Any, scope: Scope, moment: Moment, *, currency: str) -> Position:
    """The sums of the figures in one currency, in two statements."""
    only = Only(currency=currency)
    sums = sql.SQL(", ").join(
        sql.SQL("coalesce(sum(open_minor) FILTER (WHERE {}), 0)::bigint").format(sql.SQL(_OPEN_CONDITIONS[figure]))
        for figure in ("not_due", "overdue", "disputed", "unapplied")
    )  # fmt: skip
    cursor.execute(
        sql.SQL("SELECT count(DISTINCT customer_id), count(*), {sums} FROM {open} o").format(sums=sums, open=open_items(moment, only)), parameters(scope, moment, only)
    )
    customers, items, not_due, overdue, disputed, unapplied = cursor.fetchone()
    cursor.execute(
        sql.SQL(
            """SELECT coalesce(sum(r.minor), 0)::bigint, count(*),
                      coalesce((SELECT -sum(o.open_minor) FROM {open} o WHERE o.kind = 'receipt' AND o.effective_on > %(day)s::date - {days}), 0)::bigint
                 FROM {received} r"""
        ).format(received=_received(moment, only), open=open_items(moment, Only(currency=currency, credits=True), extra=("kind",)), days=sql.Literal(RECEIVED_DAYS)),
        parameters(scope, moment, only),
    )
    received, receipts, still_open = cursor.fetchone()
    return Position(customers, items, not_due, overdue, disputed, unapplied, received, still_open, receipts)


def load_expected(cursor: Any, scope: Scope, moment: Moment, *, currency: str) -> Expected:
    """What is expected in the coming weeks, in one statement."""
    only = Only(currency=currency)
    cursor.execute(
        sql.SQL(
            """SELECT w.n, %(day)s::date + 7 * (w.n - 1) + 1, %(day)s::date + 7 * w.n, coalesce(sum(e.minor) FILTER (WHERE e.due_week = w.n), 0)::bigint,
                      coalesce(sum(e.minor) FILTER (WHERE e.week = w.n), 0)::bigint, coalesce(sum(e.minor) FILTER (WHERE e.week = w.n AND e.by_habit), 0)::bigint,
                      coalesce(sum(e.minor) FILTER (WHERE e.week < 1), 0)::bigint, coalesce(sum(e.minor) FILTER (WHERE e.week > {weeks}), 0)::bigint
                 FROM generate_series(1, {weeks}) AS w(n)
                 LEFT JOIN (SELECT sum(minor) AS minor, ceil((due_on - %(day)s) / 7.0)::integer AS due_week, ceil((expected_on - %(day)s) / 7.0)::integer AS week,
                                   delay IS NOT NULL AS by_habit FROM {source} e GROUP BY 2, 3, 4) e ON true
                GROUP BY w.n ORDER BY w.n"""
        ).format(source=_expected(moment, only), weeks=sql.Literal(WEEKS)),
        parameters(scope, moment, only),
    )
    rows = cursor.fetchall()
    return Expected(tuple(ExpectedWeek(*row[1:5]) for row in rows), rows[0][6], rows[0][7], sum(row[5] for row in rows))
