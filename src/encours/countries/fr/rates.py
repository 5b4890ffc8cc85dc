"""The French late-payment rates by half-year, read from `rates.csv` (percent per year, with source and day of reading).

`ecb` is the European Central Bank's main refinancing rate in force on 1 January or 1 July; `legal_pro` the legal interest whose
creditor is a professional. A half-year that was not published when the file was read is absent: computing through it refuses.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from importlib import resources

from encours.kernel.wording import Text
from encours.receivables.penalties import HalfYear, RateTable

_NAMES = {
    "ecb": Text(en="ECB main refinancing rate", fr="taux de refinancement principal de la BCE"),
    "ecb_plus_10": Text(en="statutory late-payment rate (ECB + 10 points)", fr="taux légal des pénalités de retard (BCE + 10 points)"),
    "legal_pro": Text(en="legal interest rate (professional creditor)", fr="taux d’intérêt légal (créancier professionnel)"),
    "legal_x3": Text(
        en="floor of agreed rates (three times the legal rate)", fr="plancher des taux convenus (trois fois le taux d’intérêt légal)"
    ),
    "public_ecb_plus_8": Text(
        en="late-payment rate of public contracts (ECB + 8 points)",
        fr="taux des intérêts moratoires de la commande publique (BCE + 8 points)",
    ),
}


def _load() -> dict[str, RateTable]:
    text = resources.files(__package__).joinpath("rates.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    read_on = max(row["read_on"] for row in rows)
    return {
        column: RateTable(name, {HalfYear.parse(row["semester"]): Decimal(row[column]) for row in rows}, f"rates.csv, read {read_on}")
        for column, name in _NAMES.items()
    }


RATES = _load()
