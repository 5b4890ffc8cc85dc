"""The customers of a world: who they are, and how they pay."""

from __future__ import annotations

from bench.matching import checks, names
from bench.matching.levels import FREE, Dice
from bench.matching.model import Customer
from bench.matching.name_parts import CITIES

_CURRENCIES = {"US": "USD", "CA": "CAD"}
_SEPA = frozenset(("FR", "DE", "BE", "NL", "IT", "AT"))
_TERMS = ((14, False), (30, False), (30, False), (30, True), (45, False), (45, True), (60, False))
_DISCOUNTS = (("2", 10), ("3", 10), ("2", 14), ("1", 8))
_RUNS = (7, 7, 14, 30)


def in_sepa(country: str) -> bool:
    """Whether transfers from there arrive whole by the rules of SEPA."""
    return country in _SEPA


def make_customers(dice: Dice, count: int) -> dict[str, Customer]:
    """So many customers by id, volumes as Zipf has them: the weight of the k-th is 1 / (k + 10)."""
    random = dice.random
    countries, shares = zip(*FREE.countries, strict=True)
    made: list[Customer] = []
    used: set[str] = set()
    for position, code in enumerate(random.sample(range(10_000, 10_000 + 20 * count), count)):
        country = random.choices(countries, shares)[0]
        name = _new_name(dice, country, made, used)
        made.append(_customer(dice, f"C{code:06d}", name, country, 1.0 / (position + 10)))
        used.add(name.casefold())
    _group(dice, made)
    return {customer.id: customer for customer in made}


def _new_name(dice: Dice, country: str, made: list[Customer], used: set[str]) -> str:
    """A name nobody has yet; now and then almost that of another customer."""
    twin = dice.random.choice(made).name if dice.falls("near_homonym") and made else ""
    while True:
        name = names.near_homonym(dice.random, twin) if twin else names.company_name(dice.random, country)
        if name.casefold() not in used:
            return name


def _customer(dice: Dice, code: str, name: str, country: str, weight: float) -> Customer:
    random = dice.random
    days, end_of_month = random.choice(_TERMS)
    siren = checks.siren(random) if country == "FR" else ""
    customer = Customer(
        id=code, name=name, country=country, currency=_CURRENCIES.get(country, "EUR"), iban=checks.iban(random, country), iban_known=dice.falls("account_known"),
        city=random.choice(CITIES[country]), siren=siren, vat_number=checks.french_vat(siren) if siren else "", terms_days=days, end_of_month=end_of_month, weight=weight,
    )  # fmt: skip
    if random.random() < FREE.discount_terms:
        customer.discount_percent, customer.discount_days = random.choice(_DISCOUNTS)
    customer.orders = random.random() < FREE.purchase_orders
    if random.random() < FREE.direct_debits and in_sepa(country):
        customer.direct_debit = True
    elif random.random() < FREE.in_runs:
        customer.run_days = random.choice(_RUNS)
        customer.run_offset = random.randrange(customer.run_days)
    if dice.falls("same_amount"):
        customer.same_amount = round(random.lognormvariate(5.6, 0.8) * 100)
    return customer


def _group(dice: Dice, made: list[Customer]) -> None:
    """Groups of three to six; the first of each is the parent, a customer itself. Members of a group pay by transfer."""
    random = dice.random
    wanted = round(FREE.in_groups * len(made))
    free = [customer for customer in made if not customer.direct_debit]
    random.shuffle(free)
    while wanted >= 3:
        size = min(wanted, random.randint(3, 6))
        parent, *members = (free.pop() for _ in range(size))
        for member in members:
            member.parent = parent.id
        wanted -= size
