"""What a run measured, what was promised, and how cost grows with size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

from encours.kernel.wording import Text

Unit = Literal["×", "ms", "s", "MB", "", "exp"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that is measured; `limit` is what Encours promises of it, `since` the size (invoices) from which: a ratio to a query of two
    milliseconds tells nothing. `grows`: its cost must stay linear in the size."""

    label: Text
    unit: Unit
    limit: float | None = None
    since: int = 0
    grows: bool = False


LARGE = 100_000
VERY_LARGE = 1_000_000
LINEAR = 1.1
"""The largest exponent that still counts as linear: ten times the data in 12.6 times the time."""

KINDS: dict[str, Kind] = {
    "import": Kind(
        Text(
            en="import of ledger and bank file, against COPY of the resulting rows",
            fr="import du FEC et du relevé, face au COPY des lignes obtenues",
        ),
        "×",
        4.0,
        LARGE,
    ),
    "import_sql": Kind(Text(en="… its part in the database alone", fr="… la seule part de la base de données"), "×"),
    "import_cpu": Kind(
        Text(en="… the same by processor time of client and server", fr="… le même rapport en temps processeur, client et serveur"), "×"
    ),
    "ledger_seconds": Kind(Text(en="import of the ledger", fr="import du FEC"), "s", grows=True),
    "bank_seconds": Kind(Text(en="import of the bank file", fr="import du relevé"), "s", grows=True),
    "copy_seconds": Kind(Text(en="COPY of the resulting rows", fr="COPY des lignes obtenues"), "s"),
    "again_seconds": Kind(Text(en="the same ledger with one more entry", fr="le même FEC avec une écriture de plus"), "s", grows=True),
    "again_changes": Kind(
        Text(en="entries added or reversed by the very same lines", fr="écritures ajoutées ou extournées par les mêmes lignes"), "", 0.0
    ),
    "match_seconds": Kind(Text(en="matching of the bank lines", fr="rapprochement des lignes bancaires"), "s", grows=True),
    "match_bare": Kind(
        Text(en="bare SQL join of the lines' words with all invoices", fr="jointure SQL nue des mots des lignes avec toutes les factures"), "s"
    ),
    "match": Kind(
        Text(en="matching and recording, against the bare join", fr="rapprochement et enregistrement, face à la jointure nue"),
        "×",
        10.0,
        VERY_LARGE,
    ),
    "match_answers": Kind(Text(en="… the answers alone, nothing recorded", fr="… les seules réponses, rien d'enregistré"), "×"),
    "match_memory": Kind(
        Text(en="memory of the client once lines are matched", fr="mémoire du client après le rapprochement"), "MB", 600.0, LARGE
    ),
    "match_line": Kind(Text(en="one waiting line explained by itself", fr="une ligne en attente expliquée seule"), "ms", 50.0),
    "aging_bare": Kind(Text(en="bare aggregate of the open items", fr="agrégat nu des postes ouverts"), "ms"),
    "aging_today": Kind(
        Text(en="aged balance of today, against the bare aggregate", fr="balance âgée du jour, face à l'agrégat nu"), "×", 2.0, VERY_LARGE
    ),
    "aging_past": Kind(Text(en="aged balance of the slowest past day", fr="balance âgée du jour passé le plus lent"), "×", 4.0, VERY_LARGE),
    "aging_known": Kind(
        Text(en="aged balance of the slowest past day as known then", fr="balance âgée du jour passé le plus lent, telle que connue alors"),
        "×",
        4.0,
        VERY_LARGE,
    ),
    "aging_tie": Kind(Text(en="comparison of the balance with the ledger", fr="comparaison de la balance avec la comptabilité"), "ms"),
    "customer_page": Kind(Text(en="page of a customer with 5,000 items", fr="page d'un client de 5 000 postes"), "ms", 50.0),
    "workbook_seconds": Kind(Text(en="workbook of 100,000 open items", fr="classeur de 100 000 postes ouverts"), "s"),
    "memory": Kind(Text(en="memory of the client process before matching, at most", fr="mémoire du processus client avant le rapprochement, au plus"), "MB", 600.0),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of one kind at one size (invoices). `detail` says what the kind's label leaves open.

    `cost` is what its growth is judged by, where that is not the value: processor time, which a busy neighbour disturbs less than time on the wall.
    """

    code: str
    size: int
    value: float
    detail: str = ""
    cost: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept; None where nothing is promised."""
        kind = KINDS[self.code]
        return None if kind.limit is None or self.size < kind.since else self.value <= kind.limit


@dataclass(frozen=True, slots=True)
class Growth:
    """How the cost of a kind grows: size to the power of `exponent`, over the sizes measured."""

    code: str
    exponent: float

    @property
    def kept(self) -> bool:
        return self.exponent <= LINEAR


def growths(figures: Iterable[Figure]) -> list[Growth]:
    """The growth of every kind that must stay linear and was measured at two sizes at least."""
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for figure in figures:
        if KINDS[figure.code].grows and figure.value > 0:
            points[figure.code].append((figure.size, figure.value if figure.cost is None else figure.cost))
    return [Growth(code, exponent(found)) for code, found in points.items() if len({size for size, _ in found}) > 1]


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The slope of a line through the logarithms of (size, cost), by least squares.

    >>> round(exponent([(1, 2), (10, 20), (100, 200)]), 3), round(exponent([(1, 1), (10, 100)]), 3)
    (1.0, 2.0)
    """
    xs, ys = [log(size) for size, _ in points], [log(cost) for _, cost in points]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / sum((x - x_mean) ** 2 for x in xs)
