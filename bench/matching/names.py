"""Invented company names by country, and the ways a name is written otherwise."""

from __future__ import annotations

from random import Random

from bench.matching.name_parts import AGENTS, BRANDS, CITIES, FIRST_NAMES, FORMS, HALVES, SUFFIXES, TRADES, TRUNCATED, TWINS


def family_name(random: Random, country: str) -> str:
    """An invented family name of the country."""
    first, second = HALVES[country]
    return random.choice(first) + random.choice(second)


def company_name(random: Random, country: str) -> str:
    """A company name as the commercial register has it."""
    family, trade, form = family_name(random, country), random.choice(TRADES[country]), random.choice(FORMS[country])
    shape = random.random()
    if shape < 0.45:
        return f"{trade} {family} {form}" if country in ("FR", "IT", "MA", "BE") else f"{family} {trade} {form}"
    if shape < 0.65:
        return f"{family} {'&' if random.random() < 0.5 else 'und' if country in ('DE', 'AT') else 'e' if country == 'IT' else 'et' if country in ('FR', 'MA') else '&'} {family_name(random, country)} {form}"
    if shape < 0.80:
        return f"{family} {form}" if random.random() < 0.3 else f"{random.choice(BRANDS)} {trade} {form}"
    return f"{trade} {family} {random.choice(CITIES[country])} {form}"


def near_homonym(random: Random, name: str) -> str:
    """A name that differs from `name` by a word, a number or a letter."""
    stem, _, form = name.rpartition(" ")
    shape = random.random()
    if shape < 0.6:
        return f"{stem} {random.choice(random.choice(TWINS))} {form}"
    if shape < 0.8:
        return f"{stem} {random.choice(('Holding', '2', 'Participations', 'Group'))} {form}"
    position = random.randrange(1, len(stem))
    return f"{stem[:position]}{random.choice('aeinrst')}{stem[position:]} {form}"


def written_otherwise(random: Random, name: str, country: str, city: str) -> str:
    """The name as a bank has it when it is not the one of our master data."""
    form = next((f for f in sorted(FORMS[country], key=len, reverse=True) if name.endswith(" " + f)), "")
    stem = name.removesuffix(" " + form) if form else name
    words = stem.split()
    shape = random.random()
    if shape < 0.22:
        return stem
    if shape < 0.34 and form:
        return f"{form} {stem}"
    if shape < 0.48:
        return f"{stem} {random.choice((city, *SUFFIXES[country]))}"
    if shape < 0.62:
        return name[: random.choice(TRUNCATED)].rstrip()
    if shape < 0.74 and len(words) > 1:
        return " ".join([words[0][:4].rstrip(".") + ".", *words[1:]])
    if shape < 0.84 and len(words) > 1:
        return " ".join(reversed(words))
    if shape < 0.92:
        return f"{random.choice(BRANDS)} {random.choice(('Group', 'SA', 'International', ''))}".strip()
    position = random.randrange(1, max(2, len(stem) - 1))
    return f"{stem[:position]}{stem[position + 1 :]} {form}".strip()


def variants(name: str, country: str, city: str) -> dict[str, float]:
    """Every way `written_otherwise` may write a name, a brand name excepted, with its probability: what knows the noise can read it backwards."""
    form = next((f for f in sorted(FORMS[country], key=len, reverse=True) if name.endswith(" " + f)), "")
    stem = name.removesuffix(" " + form) if form else name
    words = stem.split()
    found: dict[str, float] = {}

    def may(text: str, chance: float) -> None:
        found[text] = found.get(text, 0.0) + chance

    several = len(words) > 1
    may(stem, 0.22)
    if form:
        may(f"{form} {stem}", 0.12)
    for added in (city, *SUFFIXES[country]):
        may(f"{stem} {added}", 0.14 / (1 + len(SUFFIXES[country])))
    for length in TRUNCATED:
        may(name[:length].rstrip(), 0.14 / len(TRUNCATED))
    if several:
        may(" ".join([words[0][:4].rstrip(".") + ".", *words[1:]]), 0.12)
        may(" ".join(reversed(words)), 0.10)
    places = range(1, max(2, len(stem) - 1))
    for position in places:
        may(f"{stem[:position]}{stem[position + 1 :]} {form}".strip(), 0.08 / len(places))
    return found


def third_party_name(random: Random, country: str) -> str:
    """An owner, a factor or a payment agent."""
    if random.random() < 0.5:
        return f"{random.choice(FIRST_NAMES)} {family_name(random, country).strip()}"
    return random.choice(AGENTS)
