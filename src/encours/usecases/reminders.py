"""Whom to remind today, how and why, from the books alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from encours.receivables.dunning import OpenItem, Reminder, first_reminders
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.items import ItemRow, load_items
from encours.store.load.open_items import EVERYTHING, Moment, Only, widen
from encours.store.tenant import Scope, tenant


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder with its customer and the items it claims, as the books hold them, the carrying one first."""

    customer_id: int
    customer_code: str
    customer_name: str
    items: tuple[ItemRow, ...]
    reminder: Reminder


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """The reminders of a day, those held included, most claimed first. Accounts that stand for many persons are left out and counted."""

    company: Company
    as_of: date
    known_at: datetime | None
    rows: tuple[Planned, ...]
    excluded_collective: int

    @property
    def due(self) -> tuple[Planned, ...]:
        """Those that nothing holds back."""
        return tuple(row for row in self.rows if row.reminder.status == "due")


def plan_reminders(scope: Scope, as_of: date, *, known_at: datetime | None = None, only: Only = EVERYTHING) -> ReminderPlan:
    """Say who should be reminded on `as_of`, by which step and for what reason. Sends nothing and records nothing."""
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        found = load_items(cursor, scope, Moment(as_of, known_at), only=only).rows
    by_id = {str(item.id): item for item in found}
    own = [item for item in found if not item.is_collective]
    reminders = first_reminders([_open_item(item) for item in own], as_of=as_of)
    rows = tuple(_planned(reminder, by_id) for reminder in reminders)
    return ReminderPlan(
        company, as_of, known_at, rows, len({item.customer_id for item in found if item.is_collective and item.open_minor > 0})
    )


def _open_item(item: ItemRow) -> OpenItem:
    return OpenItem(
        id=str(item.id), customer=str(item.customer_id), document_ref=item.document_ref, due_on=item.due_on, currency=item.currency,
        open_minor=item.open_minor, disputed=item.is_disputed, due_assumed=item.due_source in ("assumed", "none"),
    )  # fmt: skip


def _planned(reminder: Reminder, by_id: dict[str, ItemRow]) -> Planned:
    items = tuple(by_id[item.id] for item in reminder.items)
    return Planned(items[0].customer_id, items[0].customer_code, items[0].customer_name, items, reminder)
