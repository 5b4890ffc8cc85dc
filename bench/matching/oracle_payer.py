"""Who paid, for one who knows how names are garbled: master data read backwards, and accounts and names seen on lines decided before."""

from __future__ import annotations

from collections import Counter, defaultdict

from bench.matching import banks, names
from bench.matching.levels import LEVELS, TABLE
from bench.matching.model import BankLine, Truth, World


class WhoPaid:
    """Gives for a line the customers who may have paid, with their probabilities; what is missing to 1 is a stranger's or a name of no meaning."""

    def __init__(self, world: World) -> None:
        at = LEVELS.index(world.level)
        self._differs, self._stranger = TABLE["name_differs"][at], TABLE["third_party"][at]
        self._accounts = {customer.iban: customer.id for customer in world.customers.values() if customer.iban_known}
        self._seen_accounts: dict[str, Counter[str]] = defaultdict(Counter)
        self._seen_names: dict[str, Counter[str]] = defaultdict(Counter)
        self._names: dict[str, dict[str, float]] = defaultdict(dict)
        for customer in world.customers.values():
            self._add(customer.name, customer.id, customer.weight * (1 - self._differs))
            for name, chance in names.variants(customer.name, customer.country, customer.city).items():
                self._add(name, customer.id, customer.weight * self._differs * chance)

    def _add(self, name: str, customer: str, chance: float) -> None:
        if chance:
            for spelling in banks.spellings(name):
                held = self._names[spelling]
                held[customer] = held.get(customer, 0.0) + chance

    def learn(self, line: BankLine, truth: Truth) -> None:
        """A person has decided who paid."""
        if truth.payer is not None:
            if line.counterparty_iban:
                self._seen_accounts[line.counterparty_iban][truth.payer] += 1
            self._seen_names[line.counterparty_name.upper()][truth.payer] += 1

    def candidates(self, line: BankLine) -> dict[str, float]:
        """Customers and their probabilities."""
        known = self._accounts.get(line.counterparty_iban)
        if known is not None:
            return {known: 1.0}
        for seen in (self._seen_accounts.get(line.counterparty_iban), self._seen_names.get(line.counterparty_name.upper())):
            if seen:
                total = sum(seen.values()) + self._stranger
                return {customer: count / total for customer, count in seen.items()}
        fitting = self._names.get(line.counterparty_name.upper())
        if not fitting:
            return {}
        total = sum(fitting.values())
        return {customer: (1 - self._stranger) * chance / total for customer, chance in fitting.items()}
