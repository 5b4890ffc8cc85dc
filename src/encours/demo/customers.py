"""The customers of the invented company: some thirty with a part to play, the others drawn."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from encours.demo import identifiers, terms
from encours.demo.model import Customer
from encours.demo.names import CITIES, Names, domain
from encours.kernel.normal import name_key

CAST: dict[str, dict[str, Any]] = {
    "C00001": {"name": "Maison Aubertal SAS", "habit": "early", "discount_percent": Decimal(2), "terms": "NET30", "city": "Valmont-sur-Orne"},
    "C00002": {"name": "Établissements Corvaisel SARL", "habit": "late", "terms": "FDM45_A", "city": "Montcharmel"},
    "C00003": {"name": "Ateliers Brindeval SAS", "habit": "parts", "terms": "NET60", "city": "Clermontel"},
    "C00004": {"name": "Hôtel de la Clairière d'Argès SA", "habit": "punctual", "terms": "NET30", "city": "Villeneuve-d'Argès"},
    "C00005": {"name": "Uhrenhaus Bellmontal AG", "habit": "punctual", "terms": "NET30", "country": "CH", "currency": "CHF"},
    "C00006": {"name": "Groupe Vaucelain SA", "habit": "runs", "terms": "FDM45_B", "city": "Beauregard-les-Prés", "segment": "group"},
    "C00007": {"name": "Vaucelain Nord SAS", "habit": "runs", "terms": "FDM45_B", "parent": "C00006"},
    "C00008": {"name": "Vaucelain Ouest SAS", "habit": "runs", "terms": "FDM45_B", "parent": "C00006"},
    "C00009": {"name": "Vaucelain Rhône SAS", "habit": "runs", "terms": "FDM45_B", "parent": "C00006"},
    "C00010": {"name": "Décoration Malvezain SARL", "habit": "punctual", "terms": "NET30"},
    "C00011": {"name": "Menuiserie Tourvalle EURL", "habit": "punctual", "terms": "NET30"},
    "C00012": {"name": "Agencement Pontallier-Roy SARL", "habit": "punctual", "terms": "NET45"},
    "C00013": {"name": "Cuisines Hautevelle SAS", "habit": "punctual", "terms": "NET30"},
    "C00014": {"name": "Lampisterie Moreau-Valcour SARL", "habit": "punctual", "terms": "NET30", "city": "Pont-Sévrin"},
    "C00015": {"name": "Lampisterie Moreau-Valcour SARL", "habit": "punctual", "terms": "NET30", "city": "Lanvérec"},
    "C00016": {"name": "Boutiques Jolivarde SAS", "habit": "punctual", "terms": "NET30", "subscription": 48_000},
    "C00017": {"name": "Distribution Gaudemont-Lys SA", "habit": "punctual", "terms": "NET75"},
    "C00018": {"name": "Paysage Orsanelle SARL", "habit": "late", "terms": "NET30", "sentence": ""},
    "C00019": {"name": "Librairies Kervanelle EURL", "habit": "late", "terms": "NET30", "email": ""},
    "C00020": {"name": "Clients comptoir (règlements par carte)", "habit": "card", "terms": "NET0", "email": "", "segment": "counter"},
    "C00021": {"name": "Scénographie Delormance SAS", "habit": "punctual", "terms": "NET30"},
    "C00022": {"name": "Maintenance Yvernelle SARL", "habit": "debit", "terms": "NET30", "method": "direct_debit"},
    "C00023": {"name": "Restauration Barthenel SARL", "habit": "cheque", "terms": "NET30", "method": "cheque", "account": "second"},
    "C00024": {"name": "Commune de Saint-Orens-des-Bois", "habit": "public", "terms": "NET30", "segment": "public"},
    "C00025": {"name": "Mobilier Fontavelle SAS", "habit": "punctual", "terms": "NET45", "discount_percent": Decimal("1.5")},
    "C00026": {"name": "Immobilier Landrevaux SA", "habit": "punctual", "terms": "NET60"},
    "C00027": {"name": "Luminaires Rochettaz-Vidy SA", "habit": "punctual", "terms": "NET30", "country": "CH"},
    "C00028": {"name": "Raumlicht Oberholz AG", "habit": "punctual", "terms": "NET30", "country": "CH", "currency": "CHF"},
    "C00029": {"name": "Événements Sauvagel SAS", "habit": "late", "terms": "NET30"},
    "C00030": {"name": "Rénovation Gravelaine SARL", "habit": "never", "terms": "NET30"},
}  # fmt: skip
"""The customers with a part to play; their ids and names never change, whatever the seed."""

_HABITS = (("punctual", 30), ("early", 6), ("runs", 24), ("late", 22), ("very_late", 6), ("debit", 5), ("cheque", 7))
_TERMS = (("NET30", 34), ("FDM45_A", 16), ("FDM45_B", 9), ("NET60", 15), ("NET45", 8), ("NET0", 6), ("FDM30_ON10", 8), ("NET75", 1))
_COUNTRIES = (("FR", 90), ("BE", 4), ("DE", 3), ("IT", 2), ("CH", 1))
_LANGUAGES = {"FR": "fr", "BE": "fr", "DE": "de", "IT": "it", "CH": "de"}
_PHONE = {"FR": "+331990{:05d}", "BE": "+322990{:05d}", "DE": "+4930990{:05d}", "IT": "+3906990{:05d}", "CH": "+4122990{:05d}"}
_ZIPF = 0.8


def pick(rng: Random, weighted: tuple[tuple[str, int], ...]) -> str:
    """One of the values, as often as its weight says."""
    return rng.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def make_customers(rng: Random, count: int) -> dict[str, Customer]:
    """The customers by id, the cast first; at least as many as the cast has."""
    names = Names(rng)
    customers = {}
    for rank in range(1, max(count, len(CAST)) + 1):
        customer_id = f"C{rank:05d}"
        customers[customer_id] = _scripted(rng, rank, **CAST[customer_id]) if customer_id in CAST else _drawn(rng, names, rank)
    _form_groups(rng, [c for c in customers.values() if not c.scripted])
    _weigh(rng, customers)
    _name_homonyms(
        rng, [c for c in customers.values() if not c.scripted and c.country == "FR" and not c.parent_id and c.segment == "trade"]
    )
    return customers


def _identify(rng: Random, customer: Customer, rank: int) -> None:
    """Numbers, addresses and accounts that depend on the name and the country."""
    country = customer.country
    if country == "FR":
        customer.siren = identifiers.siren(rank)
        customer.vat_number = "" if customer.segment == "public" else identifiers.french_vat(customer.siren)
    else:
        customer.vat_number = identifiers.vat_number(country, rank)
        customer.rate = Decimal(0)
    customer.language = _LANGUAGES[country]
    customer.phone = _PHONE[country].format(rank) if rng.random() < 0.7 else ""
    accounts = 3 if customer.id == "C00002" else 1 + (rng.random() < 0.15)
    customer.ibans = tuple(identifiers.iban(country, rank + 1000 * i) for i in range(accounts))
    customer.known_ibans = 2 if customer.id == "C00002" else (1 if customer.scripted else min(accounts, int(rng.random() < 0.78)))
    customer.credit_limit_minor = rng.choice((500_000, 1_000_000, 2_000_000, 5_000_000)) if rng.random() < 0.55 else None


def _scripted(
    rng: Random,
    rank: int,
    *,
    name: str,
    terms: str,
    sentence: str | None = None,
    email: str | None = None,
    parent: str = "",
    subscription: int = 0,
    **given: Any,
) -> Customer:
    customer = Customer(f"C{rank:05d}", name, terms=terms, scripted=True, subscription_minor=subscription, **given)
    customer.payment_terms = terms if sentence is None else sentence
    customer.city = customer.city or CITIES[rank % len(CITIES)]
    customer.segment = customer.segment or ("group" if parent else "trade")
    customer.parent_id = customer.payer_id = parent
    _identify(rng, customer, rank)
    customer.email = f"compta@{domain(name)}" if email is None else email
    if customer.segment == "counter":
        customer.siren = customer.vat_number = customer.phone = ""
        customer.ibans, customer.account, customer.method = (), "second", "card"
    customer.scale_minor = 180_000
    return customer


def _drawn(rng: Random, names: Names, rank: int) -> Customer:
    city = rng.choice(CITIES)
    public = rng.random() < 0.05
    country = "FR" if public else pick(rng, _COUNTRIES)
    customer = Customer(f"C{rank:05d}", names.public_body(city) if public else names.company(country), country=country, city=city)
    customer.segment = "public" if public else ("export" if country != "FR" else "trade")
    customer.habit = "public" if public else pick(rng, _HABITS)
    if country != "FR" and customer.habit in ("debit", "cheque"):
        customer.habit = "punctual"
    customer.terms = "NET30" if public else pick(rng, _TERMS)
    customer.payment_terms = rng.choice(terms.SENTENCES[customer.terms]) if rng.random() > 0.04 else ""
    _identify(rng, customer, rank)
    customer.email = (
        f"{rng.choice(('compta', 'comptabilite', 'fournisseurs', 'contact'))}@{domain(customer.name)}" if rng.random() > 0.06 else ""
    )
    if customer.habit == "debit":
        customer.method = "direct_debit"
    elif customer.habit == "cheque":
        customer.method, customer.account = "cheque", "second"
    elif rng.random() < 0.10:
        customer.account = "second"
    customer.uses_po = public or rng.random() < 0.3
    customer.scale_minor = int(60_000 * 2 ** rng.uniform(-1.2, 2.2))
    if customer.habit in ("punctual", "debit") and rng.random() < 0.35:
        customer.subscription_minor = rng.choice((12_000, 18_000, 24_000, 36_000, 49_000, 75_000))
    if customer.habit == "early" or (customer.habit in ("punctual", "late") and rng.random() < 0.06):
        customer.discount_percent = rng.choice((Decimal(1), Decimal("1.5"), Decimal(2)))
    if country == "FR" and customer.segment == "trade" and rng.random() < 0.03:
        customer.rate = Decimal(10)
    return customer


def _form_groups(rng: Random, drawn: list[Customer]) -> None:
    """Some six in a hundred belong to a group, whose head pays for most of its members."""
    free = [c for c in drawn if c.country == "FR" and c.segment == "trade" and c.habit in ("punctual", "runs", "late")]
    rng.shuffle(free)
    for _ in range(len(drawn) * 6 // 100 // 4):
        if len(free) < 5:
            return
        head, *members = [free.pop() for _ in range(rng.randint(3, 5))]
        for member in (head, *members):
            member.habit, member.segment, member.account, member.subscription_minor = "runs", "group", head.account, 0
        for member in members:
            member.parent_id = head.id
            member.payer_id = head.id if rng.random() < 0.7 else ""


def _weigh(rng: Random, customers: dict[str, Customer]) -> None:
    """Volumes follow Zipf's law over the drawn customers; those with a part to play have a small, steady trade."""
    drawn = [c for c in customers.values() if not c.scripted]
    rng.shuffle(drawn)
    for rank, customer in enumerate(drawn, 1):
        customer.weight = rank**-_ZIPF
    median = sorted(c.weight for c in drawn)[len(drawn) // 2] if drawn else 1.0
    for customer in customers.values():
        if customer.scripted:
            customer.weight = median


def _name_homonyms(rng: Random, candidates: list[Customer]) -> None:
    """A few customers are named almost like another one, and some are known under a second name."""
    rng.shuffle(candidates)
    for one, other in zip(candidates[0:6:2], candidates[1:6:2], strict=False):
        other.name = f"{one.name.rsplit(' ', 1)[0]} {other.city.split('-')[0]} {one.name.rsplit(' ', 1)[1]}"
    for customer in candidates[6:26]:
        customer.aliases = (name_key(customer.name.rsplit(" ", 1)[0]).title(),)
