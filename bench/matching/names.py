"""Invented company names by country, and the ways a name is written otherwise."""

from __future__ import annotations

from random import Random

# Family names are put together from two halves, so that a world of 20 000 customers has few equal ones by chance.
_HALVES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "FR": (
        (
            "Bel",
            "Mar",
            "Gau",
            "Ro",
            "Char",
            "Du",
            "La",
            "Fon",
            "Per",
            "Tri",
            "Ver",
            "Cou",
            "Bou",
            "Gri",
            "Sau",
            "Mon",
            "Val",
            "Pi",
            "Le",
            "Cha",
            "Bré",
            "Hé",
            "Au",
            "Que",
        ),
        (
            "quet",
            "bert",
            "tier",
            "chaud",
            "lier",
            "val",
            "rand",
            "mond",
            "vert",
            "naud",
            "got",
            "teau",
            "rel",
            "nier",
            "sard",
            "cher",
            "mier",
            "dier",
            "bault",
            "villé",
        ),
    ),
    "DE": (
        (
            "Stein",
            "Berg",
            "Gold",
            "Eich",
            "Lind",
            "Hof",
            "Kirch",
            "Brück",
            "Wald",
            "Rosen",
            "Acker",
            "Hart",
            "Küh",
            "Schön",
            "Grün",
            "Bär",
            "Neu",
            "Oster",
            "Wester",
            "Rüb",
        ),
        (
            "mann",
            "meier",
            "bauer",
            "ner",
            "hofer",
            "bach",
            "feld",
            "müller",
            "wald",
            "inger",
            "stein",
            "ler",
            "städt",
            "brecht",
            "sam",
            "rich",
            "hardt",
            "lein",
        ),
    ),
    "NL": (
        ("van der ", "van den ", "de ", "ter ", "van ", "Ver", "Hoo", "Ooster", "Wester", "Bruin", "Kuip", "Dijk"),
        ("Heide", "Broek", "Velden", "Meer", "Linden", "Horst", "Winkel", "Beek", "Kamp", "Laan", "Straten", "Berg", "Poel", "Wal"),
    ),
    "IT": (
        ("Bel", "Mor", "Ros", "Gal", "Fer", "Mar", "Cas", "Bian", "Gri", "Lom", "Pel", "Sant", "Tra", "Vol", "Zan", "Cor"),
        (
            "letti",
            "andi",
            "sini",
            "lini",
            "raro",
            "telli",
            "chini",
            "maldi",
            "bardi",
            "legrini",
            "oro",
            "pani",
            "terra",
            "nardi",
            "volta",
            "dini",
        ),
    ),
    "US": (
        ("Har", "Wil", "Thorn", "Ash", "Brook", "Hunt", "Lang", "Mar", "Stan", "Whit", "Win", "Black", "Gran", "Fair"),
        ("ford", "ton", "field", "wood", "ley", "man", "well", "worth", "ham", "son", "shaw", "more", "dale", "burn"),
    ),
}
_HALVES |= {"AT": _HALVES["DE"], "BE": _HALVES["NL"], "CA": _HALVES["US"]}
_HALVES["MA"] = (
    ("Ben", "El ", "Ait ", "Bou", "Al ", "Sidi "),
    ("Omar", "Fassi", "Idrissi", "Rahal", "Amrani", "Tazi", "Kadiri", "Lahlou", "Mansour", "Ziani"),
)

_TRADES: dict[str, tuple[str, ...]] = {
    "FR": ("Menuiserie", "Garage", "Imprimerie", "Charpente", "Maçonnerie", "Hôtel", "Pharmacie", "Plomberie", "Traiteur", "Fonderie", "Chaudronnerie", "Étanchéité", "Laiterie", "Pépinières",
           "Ambulances", "Tôlerie", "Serrurerie", "Câblage", "Négoce", "Vignobles"),
    "DE": ("Maschinenbau", "Elektrotechnik", "Spedition", "Gebäudetechnik", "Möbelwerk", "Druckerei", "Metallbau", "Gärtnerei", "Großhandel", "Kältetechnik", "Bäckerei", "Tiefbau", "Zerspanung"),
    "NL": ("Bouw", "Installatietechniek", "Groothandel", "Logistiek", "Tuinbouw", "Metaalwerken", "Schilders", "Koeltechniek", "Drukkerij", "Staalbouw"),
    "IT": ("Officine", "Costruzioni", "Ceramiche", "Trasporti", "Impianti", "Arredamenti", "Tessitura", "Caseificio", "Cantine", "Meccanica"),
    "US": ("Supply", "Logistics", "Manufacturing", "Foods", "Hardware", "Packaging", "Instruments", "Lumber", "Dental", "Textiles"),
    "MA": ("Textiles", "Agrumes", "Travaux", "Négoce", "Conserves", "Emballages", "Transit"),
}  # fmt: skip
_TRADES |= {"AT": _TRADES["DE"], "BE": _TRADES["NL"] + _TRADES["FR"][:5], "CA": _TRADES["US"]}

_FORMS: dict[str, tuple[str, ...]] = {
    "FR": ("SARL", "SAS", "SA", "EURL", "SASU", "SCOP"),
    "DE": ("GmbH", "GmbH & Co. KG", "AG", "e.K.", "OHG", "UG (haftungsbeschränkt)"),
    "AT": ("GmbH", "GesmbH", "AG", "KG", "e.U."),
    "BE": ("NV", "BV", "SRL", "SA", "BVBA"),
    "NL": ("B.V.", "N.V.", "V.O.F."),
    "IT": ("S.r.l.", "S.p.A.", "S.n.c.", "S.a.s."),
    "US": ("Inc.", "LLC", "Corp.", "Co."),
    "CA": ("Inc.", "Ltd."),
    "MA": ("SARL", "SA", "SARL AU"),
}

CITIES: dict[str, tuple[str, ...]] = {
    "FR": ("Lyon", "Nantes", "Rennes", "Lille", "Dijon", "Tours", "Angers", "Metz", "Pau", "Limoges", "Brest", "Nîmes", "Orléans", "Rouen"),
    "DE": ("Köln", "München", "Bremen", "Essen", "Kassel", "Nürnberg", "Ulm", "Lübeck", "Mainz"),
    "AT": ("Wien", "Graz", "Linz", "Wels"),
    "BE": ("Gent", "Liège", "Antwerpen", "Namur", "Hasselt"),
    "NL": ("Utrecht", "Breda", "Zwolle", "Arnhem", "Leiden"),
    "IT": ("Torino", "Bologna", "Modena", "Padova", "Bari"),
    "US": ("Portland", "Akron", "Tulsa", "Albany"),
    "CA": ("Hamilton", "Calgary", "Laval"),
    "MA": ("Casablanca", "Rabat", "Agadir"),
}
_BRANDS = (
    "Novalis",
    "Aretys",
    "Polaria",
    "Tecnova",
    "Ominia",
    "Solvera",
    "Kaltis",
    "Ferrum",
    "Altéo",
    "Lumeris",
    "Vectra",
    "Orbeo",
    "Zenika",
    "Mirano",
    "Granit",
    "Delphis",
    "Corvo",
    "Astrel",
)
_AGENTS = (
    "Factofrance Affacturage",
    "Eurofactoring SpA",
    "Abrechnungsdienst Nord GmbH",
    "PayRelay Europe SA",
    "Global Settlement Agency Ltd",
    "Zentralregulierung Süd eG",
    "Crédit Affacture SA",
    "Incasso Partners BV",
)
_FIRST_NAMES = ("Claire", "Hugo", "Sabine", "Jürgen", "Anneke", "Pieter", "Giulia", "Marco", "Nadia", "Youssef", "Emma", "Paul")
_SUFFIXES = ("Ets", "Siège", "Zentrale", "Hauptkasse", "Comptabilité", "Filiale")
_TRUNCATED = (12, 16, 20)
_TWINS = (
    ("Nord", "Sud"),
    ("Est", "Ouest"),
    ("I", "II"),
    ("Distribution", "Production"),
    ("Île-de-France", "Rhône-Alpes"),
    ("Invest", "Immo"),
    ("Frères", "Fils"),
    ("Services", "Service"),
)


def family_name(random: Random, country: str) -> str:
    """An invented family name of the country."""
    first, second = _HALVES[country]
    return random.choice(first) + random.choice(second)


def company_name(random: Random, country: str) -> str:
    """A company name as the commercial register has it."""
    family, trade, form = family_name(random, country), random.choice(_TRADES[country]), random.choice(_FORMS[country])
    shape = random.random()
    if shape < 0.45:
        return f"{trade} {family} {form}" if country in ("FR", "IT", "MA", "BE") else f"{family} {trade} {form}"
    if shape < 0.65:
        return f"{family} {'&' if random.random() < 0.5 else 'und' if country in ('DE', 'AT') else 'e' if country == 'IT' else 'et' if country in ('FR', 'MA') else '&'} {family_name(random, country)} {form}"
    if shape < 0.80:
        return f"{family} {form}" if random.random() < 0.3 else f"{random.choice(_BRANDS)} {trade} {form}"
    return f"{trade} {family} {random.choice(CITIES[country])} {form}"


def near_homonym(random: Random, name: str) -> str:
    """A name that differs from `name` by a word, a number or a letter."""
    stem, _, form = name.rpartition(" ")
    shape = random.random()
    if shape < 0.6:
        return f"{stem} {random.choice(random.choice(_TWINS))} {form}"
    if shape < 0.8:
        return f"{stem} {random.choice(('Holding', '2', 'Participations', 'Group'))} {form}"
    position = random.randrange(1, len(stem))
    return f"{stem[:position]}{random.choice('aeinrst')}{stem[position:]} {form}"


def forms(country: str) -> tuple[str, ...]:
    """The legal forms of a country."""
    return _FORMS[country]


def written_otherwise(random: Random, name: str, country: str, city: str) -> str:
    """The name as a bank has it when it is not the one of our master data."""
    form = next((f for f in sorted(_FORMS[country], key=len, reverse=True) if name.endswith(" " + f)), "")
    stem = name.removesuffix(" " + form) if form else name
    words = stem.split()
    shape = random.random()
    if shape < 0.22:
        return stem
    if shape < 0.34 and form:
        return f"{form} {stem}"
    if shape < 0.48:
        return f"{stem} {random.choice((city, *_SUFFIXES))}"
    if shape < 0.62:
        return name[: random.choice(_TRUNCATED)].rstrip()
    if shape < 0.74 and len(words) > 1:
        return " ".join([words[0][:4].rstrip(".") + ".", *words[1:]])
    if shape < 0.84 and len(words) > 1:
        return " ".join(reversed(words))
    if shape < 0.92:
        return f"{random.choice(_BRANDS)} {random.choice(('Group', 'SA', 'International', ''))}".strip()
    position = random.randrange(1, max(2, len(stem) - 1))
    return f"{stem[:position]}{stem[position + 1 :]} {form}".strip()


def variants(name: str, country: str, city: str) -> dict[str, float]:
    """Every way `written_otherwise` may write a name, a brand name excepted, with its probability: what knows the noise can read it backwards."""
    form = next((f for f in sorted(_FORMS[country], key=len, reverse=True) if name.endswith(" " + f)), "")
    stem = name.removesuffix(" " + form) if form else name
    words = stem.split()
    found: dict[str, float] = {}

    def may(text: str, chance: float) -> None:
        found[text] = found.get(text, 0.0) + chance

    several = len(words) > 1
    may(stem, 0.22)
    if form:
        may(f"{form} {stem}", 0.12)
    for added in (city, *_SUFFIXES):
        may(f"{stem} {added}", 0.14 / (1 + len(_SUFFIXES)))
    for length in _TRUNCATED:
        may(name[:length].rstrip(), 0.14 / len(_TRUNCATED))
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
        return f"{random.choice(_FIRST_NAMES)} {family_name(random, country).strip()}"
    return random.choice(_AGENTS)
