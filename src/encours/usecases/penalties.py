"""What late payment costs the customers: penalties and the fixed compensation, per invoice that was or is paid late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from encours.countries.contract import Country, CustomerKind, PenaltyPolicy
from encours.countries.registry import countries
from encours.kernel.wording import Text
from encours.receivables.penalties import NoRate, Penalty, RateMissing, Reduction, penalty_owed
from encours.receivables.penalties.rates import HalfYear
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.late_items import LateItem, load_late_items
from encours.store.load.open_items import EVERYTHING, Moment, Only, widen
from encours.store.tenant import Scope, tenant


@dataclass(frozen=True, slots=True)
class PenaltyOwed:
    """One late item and its price. `missing` says why interest stops at `owed.until` although the delay goes on or went on.

    `estimate`: the due day was assumed, so that this is no claim. `note` names the rate that the law gives against this customer.
    """

    item: LateItem
    owed: Penalty
    note: Text
    estimate: bool
    missing: Text | None

    @property
    def penalty_minor(self) -> int | None:
        """The interest in minor units; None where not a single day of the delay has a known rate."""
        return None if self.missing and self.owed.until <= self.item.due_on else self.owed.penalty_minor


@dataclass(frozen=True, slots=True)
class Penalties:
    """The late items of a company, by customer and due day. `excluded_collective` counts those of accounts that stand for many persons."""

    company: Company
    as_of: date
    known_at: datetime | None
    rows: tuple[PenaltyOwed, ...]
    excluded_collective: int

    def totals(self) -> dict[str, tuple[int, int]]:
        """Penalties and compensations of the claims, estimates left out, in minor units by currency. Compensations are in their own currency."""
        sums: dict[str, tuple[int, int]] = {}
        for row in self.rows:
            if not row.estimate:
                penalty, fixed = sums.get(row.owed.currency, (0, 0))
                sums[row.owed.currency] = penalty + (row.penalty_minor or 0), fixed
                penalty, fixed = sums.get(row.owed.compensation.currency, (0, 0))
                sums[row.owed.compensation.currency] = penalty, fixed + row.owed.compensation.minor
        return sums


def penalties(
    scope: Scope, as_of: date, *, known_at: datetime | None = None, only: Only = EVERYTHING, since: date | None = None
) -> Penalties:
    """Compute penalties and compensations up to `as_of`, or to the day each item was paid; `since` leaves out what was settled before.

    Disputed items bear nothing here. Where the rate of a half-year is not known, interest is counted up to the last day that has one.
    """
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        late = load_late_items(cursor, scope, Moment(as_of, known_at), only=only, since=since)
    country = countries().get(company.country)
    if country is None:
        return Penalties(company, as_of, known_at, (), 0)
    policies: dict[CustomerKind, PenaltyPolicy] = {}
    rows = tuple(_owed(item, country, policies, as_of) for item in late if not item.is_collective)
    return Penalties(company, as_of, known_at, rows, len(late) - len(rows))


def _kind(item: LateItem) -> CustomerKind:
    return "consumer" if item.is_consumer else "state" if item.is_public else "business"


def _owed(item: LateItem, country: Country, policies: dict[CustomerKind, PenaltyPolicy], as_of: date) -> PenaltyOwed:
    kind = _kind(item)
    policy = policies.get(kind) or policies.setdefault(kind, country.penalty_policy(customer=kind))
    until = as_of if item.open_minor else max(on for on, _, _ in item.reductions)
    estimate = item.due_source in ("assumed", "none") or item.kind == "opening"
    owed = partial(
        penalty_owed,
        amount_minor=item.amount_minor,
        currency=item.currency,
        due_on=item.due_on,
        reductions=tuple(Reduction(on, minor) for on, minor, _ in item.reductions),
    )
    try:
        return PenaltyOwed(item, owed(until=until, rule=policy.rule, compensation=policy.compensation), policy.note, estimate, None)
    except RateMissing as refusal:
        # The compensation needs no rate, and interest runs as long as there is one.
        fixed = owed(until=until, rule=NoRate(), compensation=policy.compensation).compensation
        last = max(HalfYear.parse(str(refusal.values["half_year"])).period.start - timedelta(days=1), item.due_on)
        counted = owed(until=last, rule=policy.rule if last > item.due_on else NoRate(), compensation=fixed)
        missing = Text(en=refusal.say("en"), fr=refusal.say("fr"))
    return PenaltyOwed(item, Penalty(item.currency, counted.penalty_minor, fixed, last, counted.segments), policy.note, estimate, missing)
