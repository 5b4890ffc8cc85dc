"""What is open at a day, as known at an instant: the one predicate that every figure of Encours reads through.

An item exists at a day D from its ledger day on. An allocation counts from its own day of effect, which is the later of its two items'
days. Under "as known at T" only what was recorded by T counts, with the due date and the dispute state that were known then. What was
reversed (a cancelled receipt, an invoice that a later file withdrew) is settled by its reversal, so that it has no effect anywhere and
no report needs a rule of its own about it.

The item carries the first and last day and instant over all its allocations: outside them its open amount is the whole amount or what
is open now, and only the few items in between are added up from their allocations. Closed items are found by when they closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import sql

from encours.store.tenant import Scope


@dataclass(frozen=True, slots=True)
class Moment:
    """The day a figure speaks of and, where given, the instant whose knowledge it rests on; None is everything known now."""

    day: date
    known_at: datetime | None = None

    def on(self, day: date) -> Moment:
        """Another day, with the same knowledge."""
        return Moment(day, self.known_at)


@dataclass(frozen=True, slots=True)
class Only:
    """Which items a figure is about. Conditions add up; an empty one restricts nothing.

    `overdue` keeps debts whose due day is past; `segment` is the customer's; `roles` are the roles of the receivable account.
    `late` keeps debts so many days late, half-open as a bucket is, counted from the document's day where `from_document`;
    `credits` keeps what is owed to the customer: payments and credit notes not set against anything; `disputed` the debts in dispute;
    `collectible` what is to be collected now: debts past due that nobody disputes, and credits, which lessen them.
    """

    customer_ids: tuple[int, ...] = ()
    currency: str = ""
    segment: str = ""
    overdue: bool = False
    roles: tuple[str, ...] = ()
    item_ids: tuple[int, ...] = ()
    late: tuple[int | None, int | None] | None = None
    from_document: bool = False
    credits: bool = False
    disputed: bool = False
    collectible: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether the figure covers the whole perimeter, and must therefore tie to the ledger (one currency of it, where one is asked)."""
        return not (self.customer_ids or self.segment or self.overdue or self.roles or self.item_ids or self.late or self.credits or self.disputed or self.collectible)


EVERYTHING = Only()

OPEN = "i.open_minor <> 0"
OPEN_LISTED = OPEN + " AND i.kind <> ''"
"""Open items by due day or amount: the condition of the indexes of lists (15_clients.sql), which an aged balance has no use for."""
CLOSED_SAME_DAY = "i.open_minor = 0 AND i.days_open <= 0"
CLOSED_SOON = "i.open_minor = 0 AND i.days_open BETWEEN 1 AND 92"
CLOSED_LATE = "i.open_minor = 0 AND i.days_open > 92"
"""Items as they are now; the closed ones by how long they were open. Each condition is that of an index (03_items.sql); together they are all items."""


def widen(cursor: Any) -> None:
    """Give this transaction room to sort and hash a whole company, and no compiler: a report is one short statement."""
    cursor.execute("SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")


def parameters(scope: Scope, moment: Moment, only: Only = EVERYTHING) -> dict[str, Any]:
    """The named parameters that the relations of this module refer to."""
    return {
        "organization": scope.organization_id,
        "company": scope.company_id,
        "day": moment.day,
        "known_at": moment.known_at,
        "only_customers": list(only.customer_ids),
        "only_currency": only.currency,
        "only_segment": only.segment,
        "only_roles": list(only.roles),
        "only_items": list(only.item_ids),
        "late_from": only.late[0] if only.late else None,
        "late_to": only.late[1] if only.late else None,
    }


_DAY = sql.Placeholder("day")


def applied(item: str, moment: Moment, *, day: sql.Composable = _DAY) -> sql.Composed:
    """A scalar: the signed amount of `item` (an alias) that its allocations settle at the moment; `day` is the expression of its day."""
    known = sql.SQL(" AND a.recorded_at <= %(known_at)s") if moment.known_at else sql.SQL("")
    return sql.SQL(
        """(CASE WHEN {i}.amount_minor > 0
             THEN coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.organization_id = %(organization)s
                               AND a.debit_item_id = {i}.id AND a.effective_on <= {day}{known}), 0)
             ELSE -coalesce((SELECT sum(a.amount_minor) FROM allocation a WHERE a.organization_id = %(organization)s
                               AND a.credit_item_id = {i}.id AND a.effective_on <= {day}{known}), 0) END)::bigint"""
    ).format(i=sql.Identifier(item), known=known, day=day)


def open_amount(item: str, moment: Moment, *, day: sql.Composable = _DAY) -> sql.Composed:
    """A scalar: what is open of `item` at the moment, signed as the item is."""
    if moment.known_at:
        template = """CASE WHEN {i}.last_on IS NULL OR {i}.first_on > {day} OR {i}.first_at > %(known_at)s THEN {i}.amount_minor
                           WHEN {i}.last_on <= {day} AND {i}.last_at <= %(known_at)s THEN {i}.open_minor
                           ELSE {i}.amount_minor - {applied} END"""
    else:
        template = """CASE WHEN {i}.last_on IS NULL OR {i}.first_on > {day} THEN {i}.amount_minor
                           WHEN {i}.last_on <= {day} THEN {i}.open_minor
                           ELSE {i}.amount_minor - {applied} END"""
    return sql.SQL(template).format(i=sql.Identifier(item), day=day, applied=applied(item, moment, day=day))


def _fact(item: str, column: str, kind: str, now: str, moment: Moment) -> sql.Composed:
    """A scalar: the value of a fact as known at the moment. The value an item was born with is its first fact; a dispute may have none
    by then, and the item was in the other state than the first later fact says."""
    current = sql.SQL("{}.{}").format(sql.Identifier(item), sql.Identifier(now))
    if not moment.known_at:
        return current
    facts = sql.SQL("FROM item_fact f WHERE f.organization_id = %(organization)s AND f.item_id = {i}.id AND f.kind = {kind}").format(
        i=sql.Identifier(item), kind=sql.Literal(kind)
    )
    before = sql.SQL("(SELECT NOT f.is_disputed {facts} ORDER BY f.recorded_at LIMIT 1), ") if kind == "dispute" else sql.SQL("")
    return sql.SQL(
        """CASE WHEN {i}.facts_at <= %(known_at)s THEN {current} ELSE coalesce(
             (SELECT f.{column} {facts} AND f.recorded_at <= %(known_at)s ORDER BY f.recorded_at DESC LIMIT 1), {before}{current}) END"""
    ).format(i=sql.Identifier(item), current=current, column=sql.Identifier(column), facts=facts, before=before.format(facts=facts))


def due_on(item: str, moment: Moment) -> sql.Composed:
    """A scalar: the due day of `item` as known at the moment."""
    return _fact(item, "due_on", "due_date", "due_on", moment)


def due_source(item: str, moment: Moment) -> sql.Composed:
    """A scalar: where that due day comes from."""
    return _fact(item, "source", "due_date", "due_source", moment)


def is_disputed(item: str, moment: Moment) -> sql.Composed:
    """A scalar: whether `item` was in dispute as known at the moment."""
    return _fact(item, "is_disputed", "dispute", "is_disputed", moment)


def exists_at(item: str, moment: Moment, *, day: sql.Composable = _DAY) -> sql.Composed:
    """A condition: `item` belongs to the company's books at the moment."""
    known = sql.SQL(" AND {i}.recorded_at <= %(known_at)s").format(i=sql.Identifier(item)) if moment.known_at else sql.SQL("")
    return sql.SQL("{i}.organization_id = %(organization)s AND {i}.company_id = %(company)s AND {i}.effective_on <= {day}{known}").format(
        i=sql.Identifier(item), day=day, known=known
    )


def stands(item: str, moment: Moment) -> sql.Composed:
    """A condition: `item` is neither a reversal nor reversed, as known at the moment. Sums of open amounts do not need it, because what is
    reversed is settled; lists of documents and sums of what was invoiced do. A reversal takes effect on the day of what it reverses."""
    known = "JOIN posting rp ON rp.organization_id = %(organization)s AND rp.id = r.posting_id AND rp.recorded_at <= %(known_at)s"
    return sql.SQL(
        """{i}.kind <> 'reversal' AND NOT EXISTS (SELECT 1 FROM entry r {known} WHERE r.organization_id = %(organization)s
               AND r.reverses_posting_id = {i}.posting_id AND r.reverses_entry_id = {i}.entry_id)"""
    ).format(i=sql.Identifier(item), known=sql.SQL(known if moment.known_at else ""))


def restrictions(only: Only) -> sql.Composed:
    """The conditions of `only` on an item called `i`, each starting with AND; those on what is open (`overdue`, `late`, `credits`) are not among them."""
    parts = [
        (bool(only.customer_ids), "i.customer_id = ANY(%(only_customers)s)"),
        (bool(only.currency), "i.currency = %(only_currency)s"),
        (bool(only.item_ids), "i.id = ANY(%(only_items)s)"),
        (
            bool(only.segment),
            """i.customer_id IN (SELECT id FROM customer WHERE organization_id = %(organization)s AND company_id = %(company)s
                                     AND segment = %(only_segment)s)""",
        ),
        (
            bool(only.roles),
            """i.account_id IN (SELECT id FROM account WHERE organization_id = %(organization)s AND company_id = %(company)s
                                    AND role = ANY(%(only_roles)s))""",
        ),
    ]
    return sql.Composed([sql.SQL(" AND " + text) for wanted, text in parts if wanted])


def open_items(moment: Moment, only: Only = EVERYTHING, *, extra: Sequence[str] = (), day: sql.Composable = _DAY) -> sql.Composed:
    """A relation, in parentheses: the items open at the moment, with `id, customer_id, currency, open_minor, amount_minor, effective_on,
    issued_on, due_on, is_disputed, due_source` as of then. `extra` names further columns of `item` (they cost the index-only scan).

    Its parameters are those of `parameters`; `day` is another expression to take the day from, for figures over several days.
    """
    closed = [
        sql.SQL("{closed} AND i.last_on > {day} AND i.last_on <= {day} + 92").format(closed=sql.SQL(CLOSED_SOON), day=day),
        sql.SQL("{closed} AND i.last_on > {day}").format(closed=sql.SQL(CLOSED_LATE), day=day),
    ]
    if moment.known_at:
        closed.append(sql.SQL("i.open_minor = 0 AND i.last_at > %(known_at)s AND i.last_on <= {day}").format(day=day))
    columns = sql.SQL("i.id, i.customer_id, i.currency, {amount} AS open_minor, i.amount_minor, i.effective_on, i.issued_on, {due} AS due_on, "
                      "{disputed} AS is_disputed, {source} AS due_source{extra}").format(
        amount=open_amount("i", moment, day=day),
        due=due_on("i", moment),
        disputed=is_disputed("i", moment),
        source=due_source("i", moment),
        extra=sql.Composed([sql.SQL(", i.{}").format(sql.Identifier(name)) for name in extra]),
    )
    branches = [
        sql.SQL("SELECT {columns} FROM item i WHERE {exists} AND {condition}{restrictions}").format(
            columns=columns, exists=exists_at("i", moment, day=day), condition=condition, restrictions=restrictions(only)
        )
        for condition in (sql.SQL(OPEN), *closed)
    ]
    return sql.SQL("(SELECT * FROM ({branches}) x WHERE x.open_minor <> 0{conditions})").format(
        branches=sql.SQL(" UNION ALL ").join(branches), conditions=_on_what_is_open(only, day)
    )


def _on_what_is_open(only: Only, day: sql.Composable) -> sql.Composed:
    parts = [
        (only.overdue, "x.open_minor > 0 AND x.due_on < {day}"),
        (only.credits, "x.open_minor < 0"),
        (only.disputed, "x.open_minor > 0 AND x.is_disputed"),
        (only.collectible, "(x.open_minor < 0 OR (x.due_on < {day} AND NOT x.is_disputed))"),
        (only.late is not None, "x.open_minor > 0"),
        (only.late is not None and only.late[0] is not None, "{day} - {since} >= %(late_from)s"),
        (only.late is not None and only.late[1] is not None, "{day} - {since} < %(late_to)s"),
    ]
    since = sql.SQL("x.issued_on" if only.from_document else "x.due_on")
    return sql.Composed([sql.SQL(" AND " + text).format(day=day, since=since) for wanted, text in parts if wanted])
