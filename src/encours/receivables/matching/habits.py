"""How each customer usually pays, as learned from what was recorded: evidence, never a proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Habits:
    """One customer's ways, each with the number of payments that showed it.

    `oldest_first`: pays the oldest items, whatever it names. `by_statement`: pays all that is due. `minus_permille`: always withholds this share.
    `pays_for`: settles the items of these other customers.
    """

    oldest_first: int = 0
    by_statement: int = 0
    minus_permille: int = 0
    minus_count: int = 0
    pays_for: Mapping[str, int] = field(default_factory=dict)


_NONE = Habits()


@dataclass(frozen=True, slots=True)
class HabitBook:
    """The habits of all customers. One seen fewer than `least` times is not one yet."""

    customers: Mapping[str, Habits] = field(default_factory=dict)
    least: int = 3

    def of(self, customer: str) -> Habits:
        """The habits of a customer, none where nothing was learned."""
        return self.customers.get(customer, _NONE)

    def pays_for(self, customer: str) -> frozenset[str]:
        """The other customers whose items this one usually pays."""
        return frozenset(other for other, count in self.of(customer).pays_for.items() if count >= self.least)
