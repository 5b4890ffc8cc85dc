"""Due dates as the billing program of the invented company worked them out.

Deliberately separate from the rules of Encours: what the demo says is the truth its rules are compared with.
"""

from __future__ import annotations

from datetime import date, timedelta

from encours.kernel.period import add_months, end_of_month

SENTENCES: dict[str, tuple[str, ...]] = {
    "NET0": ("NET0", "à réception de facture"),
    "NET30": ("NET30", "30 jours", "30 jours date de facture", "30 jours net"),
    "NET45": ("NET45", "45 jours date de facture"),
    "NET60": ("NET60", "60 jours", "60 jours net date de facture"),
    "FDM45_A": ("FDM45_A", "45 jours fin de mois"),
    "FDM45_B": ("FDM45_B", "fin de mois + 45 jours"),
    "FDM30_ON10": ("FDM30_ON10", "30 jours fin de mois le 10"),
    "NET75": ("NET75", "75 jours date de facture"),
}
"""What customers.csv may say for each rule: its code, or a sentence that people write."""


def due_on(terms: str, issued_on: date) -> date:
    """The day an invoice falls due.

    >>> day = date(2026, 1, 15)
    >>> [due_on(t, day).isoformat() for t in ("NET30", "FDM45_A", "FDM45_B", "FDM30_ON10")]
    ['2026-02-14', '2026-03-31', '2026-03-17', '2026-03-10']
    """
    if terms == "FDM45_A":
        return end_of_month(issued_on + timedelta(45))
    if terms == "FDM45_B":
        return end_of_month(issued_on) + timedelta(45)
    if terms == "FDM30_ON10":
        return add_months(end_of_month(issued_on + timedelta(30)).replace(day=1), 1).replace(day=10)
    return issued_on + timedelta(int(terms.removeprefix("NET")))
