"""Names of companies, people and places, all invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from encours.kernel.normal import name_key

_FAMILIES = (
    "Aubrenay",
    "Belvaucourt",
    "Brindavel",
    "Cassagnol",
    "Chantevin",
    "Corbevaux",
    "Dauvillon",
    "Delormier",
    "Escandelle",
    "Fontavray",
    "Garancey",
    "Gaudemont",
    "Hauterelle",
    "Jolivart",
    "Kervanec",
    "Lachenaud",
    "Lormeville",
    "Malvezin",
    "Marchandeau",
    "Montrevel",
    "Nauvillier",
    "Orsanne",
    "Pellegrand",
    "Plessivray",
    "Quintavel",
    "Rochambelle",
    "Roussignac",
    "Sauvageon",
    "Sérandour",
    "Taillefontaine",
    "Tourvallier",
    "Ubréval",
    "Valmoreau",
    "Vernadet",
    "Villebrune",
    "Yvernaud",
    "Barthenay",
    "Coulombert",
    "Féronnière",
    "Gravelin",
    "Héricval",
    "Landrevoy",
    "Mirvaux",
    "Pontallier",
    "Rémivert",
    "Saint-Alvère",
    "Trévignon",
    "Vauquelieu",
    "Boisrenard",
    "Clairvaudon",
)
_TRADES = (
    "Électricité",
    "Agencement",
    "Décoration",
    "Menuiserie",
    "Rénovation",
    "Signalétique",
    "Scénographie",
    "Hôtels",
    "Immobilier",
    "Architecture intérieure",
    "Mobilier",
    "Paysage",
    "Distribution",
    "Bâtiment",
    "Maintenance",
    "Cuisines",
    "Énergie",
    "Événements",
    "Librairies",
    "Optique",
    "Restauration",
    "Boutiques",
    "Patrimoine",
    "Équipement",
)
_SHAPES = (
    "{f} {t}",
    "{t} {f}",
    "Établissements {f}",
    "Maison {f}",
    "{f} & Fils",
    "Ateliers {f}",
    "Comptoir {f}",
    "Société {f} {t}",
    "{f}-{g}",
    "Groupe {f}",
)
_FORMS = ("SAS", "SARL", "SAS", "SARL", "SA", "EURL")
CITIES = (
    "Saint-Aubrin",
    "Valmont-sur-Orne",
    "Bréville-le-Haut",
    "Montcharmel",
    "La Roche-Ambert",
    "Villeneuve-d'Argès",
    "Pont-Sévrin",
    "Clermontel",
    "Beauregard-les-Prés",
    "Saint-Orens-des-Bois",
    "Chavigneul",
    "Lanvérec",
    "Mirambeau-sur-Lay",
    "Aigrefontaine",
)
_PUBLIC = (
    "Commune de {c}",
    "Lycée {f} de {c}",
    "Centre hospitalier de {c}",
    "Communauté de communes de {c}",
    "Médiathèque de {c}",
    "Département du Val de {c}",
)
_FOREIGN: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "BE": (("Lichthuis", "Éclairages", "Verlichting", "Électro"), ("Van Derwaele", "Dumortel", "De Keyserlinck", "Peetersem", "Lambrechtois"), ("BV", "SRL", "NV", "SA")),
    "DE": (("Leuchtenhaus", "Elektro", "Lichtwerk", "Objekteinrichtung"), ("Brandtner", "Holzweiler", "Kießling-Roth", "Müllenbach", "Schönhofer"), ("GmbH", "KG", "AG", "GmbH & Co. KG")),
    "IT": (("Illuminazione", "Arredamenti", "Luce", "Forniture"), ("Ferrabosco", "Montalcini", "Valdorcia", "Santarosa", "Bellafonte"), ("S.r.l.", "S.p.A.", "S.n.c.")),
    "CH": (("Lichtatelier", "Luminaires", "Elektro", "Raumlicht"), ("Zumbrunner", "Chavannoz", "Oberholz", "Rochettaz", "Wyssmatt"), ("AG", "SA", "GmbH", "Sàrl")),
}  # fmt: skip
_FIRST = (
    "Camille",
    "Hélène",
    "Julien",
    "Marion",
    "Nadia",
    "Olivier",
    "Pauline",
    "Rachid",
    "Sophie",
    "Thomas",
    "Valérie",
    "Yann",
    "Zoé",
    "Antoine",
    "Béatrice",
    "Cédric",
    "Émilie",
    "François",
    "Inès",
    "Karim",
    "Laure",
    "Mehdi",
    "Noémie",
    "Pierre",
)
SUPPLIERS = (
    "Verrerie de Chantemerle", "Luminor Composants", "Fonderie Vasseran", "Câblerie du Lay", "Emballages Torvinel", "Transports Ravignol",
    "Énergie des Deux Vallées", "Télécom Armorance", "Imprimerie Saulnais", "Cabinet Gervoise Expertise", "Assurances du Grand Val", "Nettoyage Clairisol",
)  # fmt: skip


class Names:
    """Draws names that are never used twice, so that only intended homonyms exist."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def company(self, country: str) -> str:
        """The name of a private company, with its legal form."""
        return self._unused(lambda: self._french() if country == "FR" else self._foreign(country))

    def public_body(self, city: str) -> str:
        """The name of a public buyer."""
        return self._unused(lambda: self._rng.choice(_PUBLIC).format(c=city, f=self._rng.choice(_FAMILIES)))

    def person(self) -> str:
        """A first and a family name."""
        return f"{self._rng.choice(_FIRST)} {self._rng.choice(_FAMILIES)}"

    def _unused(self, draw: Callable[[], str]) -> str:
        while name_key(name := draw()) in self._used:
            continue
        self._used.add(name_key(name))
        return name

    def _french(self) -> str:
        first, second = self._rng.sample(_FAMILIES, 2)
        shape = self._rng.choice(_SHAPES)
        return f"{shape.format(f=first, g=second, t=self._rng.choice(_TRADES))} {self._rng.choice(_FORMS)}"

    def _foreign(self, country: str) -> str:
        trades, families, forms = _FOREIGN[country]
        return f"{self._rng.choice(trades)} {self._rng.choice(families)} {self._rng.choice(forms)}"


def domain(name: str) -> str:
    """A mail domain that cannot exist (RFC 2606 keeps .example for such uses).

    >>> domain("Maison Aubertin & Fils SARL")
    'maison-aubertin-fils.example'
    """
    words = [w for w in name_key(name).lower().split() if w not in _LEGAL]
    return re.sub(r"-+", "-", "-".join(words))[:40].strip("-") + ".example"


_LEGAL = frozenset(
    [
        "sas",
        "sarl",
        "sa",
        "eurl",
        "bv",
        "srl",
        "nv",
        "gmbh",
        "kg",
        "ag",
        "spa",
        "snc",
        "s",
        "p",
        "l",
        "n",
        "c",
        "r",
        "co",
        "de",
        "du",
        "la",
        "le",
        "et",
        "d",
    ]
)
