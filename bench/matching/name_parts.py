"""What invented names are made of, by country."""

from __future__ import annotations

# Family names are put together from two halves, so that a world of 20 000 customers has few equal ones by chance.
HALVES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
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
HALVES |= {"AT": HALVES["DE"], "BE": HALVES["NL"], "CA": HALVES["US"]}
HALVES["MA"] = (
    ("Ben", "El ", "Ait ", "Bou", "Al ", "Sidi "),
    ("Omar", "Fassi", "Idrissi", "Rahal", "Amrani", "Tazi", "Kadiri", "Lahlou", "Mansour", "Ziani"),
)

TRADES: dict[str, tuple[str, ...]] = {
    "FR": ("Menuiserie", "Garage", "Imprimerie", "Charpente", "Maçonnerie", "Hôtel", "Pharmacie", "Plomberie", "Traiteur", "Fonderie", "Chaudronnerie", "Étanchéité", "Laiterie", "Pépinières",
           "Ambulances", "Tôlerie", "Serrurerie", "Câblage", "Négoce", "Vignobles"),
    "DE": ("Maschinenbau", "Elektrotechnik", "Spedition", "Gebäudetechnik", "Möbelwerk", "Druckerei", "Metallbau", "Gärtnerei", "Großhandel", "Kältetechnik", "Bäckerei", "Tiefbau", "Zerspanung"),
    "NL": ("Bouw", "Installatietechniek", "Groothandel", "Logistiek", "Tuinbouw", "Metaalwerken", "Schilders", "Koeltechniek", "Drukkerij", "Staalbouw"),
    "IT": ("Officine", "Costruzioni", "Ceramiche", "Trasporti", "Impianti", "Arredamenti", "Tessitura", "Caseificio", "Cantine", "Meccanica"),
    "US": ("Supply", "Logistics", "Manufacturing", "Foods", "Hardware", "Packaging", "Instruments", "Lumber", "Dental", "Textiles"),
    "MA": ("Textiles", "Agrumes", "Travaux", "Négoce", "Conserves", "Emballages", "Transit"),
}  # fmt: skip
TRADES |= {"AT": TRADES["DE"], "BE": TRADES["NL"] + TRADES["FR"][:5], "CA": TRADES["US"]}

FORMS: dict[str, tuple[str, ...]] = {
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
BRANDS = (
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
AGENTS = (
    "Factofrance Affacturage",
    "Eurofactoring SpA",
    "Abrechnungsdienst Nord GmbH",
    "PayRelay Europe SA",
    "Global Settlement Agency Ltd",
    "Zentralregulierung Süd eG",
    "Crédit Affacture SA",
    "Incasso Partners BV",
)
FIRST_NAMES = ("Claire", "Hugo", "Sabine", "Jürgen", "Anneke", "Pieter", "Giulia", "Marco", "Nadia", "Youssef", "Emma", "Paul")
_FRENCH = ("Ets", "Siège", "Agence", "Comptabilité", "Site", "Filiale")
_GERMAN = ("Zentrale", "Hauptkasse", "Werk 2", "Filiale", "Buchhaltung", "Lager")
_DUTCH = ("Hoofdkantoor", "Filiaal", "Administratie", "Vestiging", "Magazijn", "Nederland")
_ITALIAN = ("Sede", "Filiale", "Amministrazione", "Stabilimento", "Magazzino", "Italia")
_ENGLISH = ("Head Office", "Branch", "Accounts Payable", "Division", "Warehouse", "Treasury")
SUFFIXES = {
    "FR": _FRENCH,
    "MA": _FRENCH,
    "DE": _GERMAN,
    "AT": _GERMAN,
    "BE": _DUTCH,
    "NL": _DUTCH,
    "IT": _ITALIAN,
    "US": _ENGLISH,
    "CA": _ENGLISH,
}
"""What a bank may have behind a company's name."""
TRUNCATED = (12, 16, 20)
TWINS = (
    ("Nord", "Sud"),
    ("Est", "Ouest"),
    ("I", "II"),
    ("Distribution", "Production"),
    ("Île-de-France", "Rhône-Alpes"),
    ("Invest", "Immo"),
    ("Frères", "Fils"),
    ("Services", "Service"),
)
