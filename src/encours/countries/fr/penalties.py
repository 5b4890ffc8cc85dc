"""What a late payment costs in France, by kind of customer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from encours.countries.contract import CustomerKind, PenaltyPolicy
from encours.countries.fr.rates import RATES
from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.receivables.penalties import ContractRate, FixedAtStart, FloatingRate, NoRate, RateTable

COMPENSATION = Money(4000, "EUR")
"""The fixed recovery compensation, once per late invoice between professionals. Source: Code de commerce, art. D441-5 (read 2026-11-22)."""

_NONE = Money(0, "EUR")


def penalty_policy(
    *, customer: CustomerKind = "business", contract_percent: Decimal | None = None, rates: Mapping[str, RateTable] | None = None
) -> PenaltyPolicy:
    """Say which rate and compensation the law gives a creditor against one kind of customer; `rates` completes the published tables.

    Between professionals: ECB + 10 points, floating by half-year, or the agreed rate but never less than three times the legal
    interest; and 40 €. Public customers: ECB + 8 points, fixed when the delay begins; and 40 €. Consumers: nothing of right.

    Source: Code de commerce, art. L441-10 II; Code de la commande publique, art. L2192-13 and R2192-31 (read 2026-11-22).
    """
    known = {**RATES, **(rates or {})}
    if customer == "consumer":
        return PenaltyPolicy(
            NoRate(), _NONE, Text(en="No penalty of right for consumers.", fr="Aucune pénalité de plein droit pour les consommateurs.")
        )
    if customer != "business":
        return PenaltyPolicy(
            FixedAtStart(known["public_ecb_plus_8"]),
            COMPENSATION,
            Text(
                en="ECB rate of the half-year in which interest began + 8 points, fixed for the whole delay.",
                fr="Taux BCE du semestre où les intérêts ont commencé à courir + 8 points, fixe pour tout le retard.",
            ),
        )
    if contract_percent is not None:
        return PenaltyPolicy(
            ContractRate(contract_percent, known["legal_x3"]),
            COMPENSATION,
            Text(
                en="Agreed rate, at least three times the legal interest.", fr="Taux convenu, au moins trois fois le taux d’intérêt légal."
            ),
        )
    return PenaltyPolicy(
        FloatingRate(known["ecb_plus_10"]),
        COMPENSATION,
        Text(en="ECB rate + 10 points, by half-year.", fr="Taux BCE + 10 points, par semestre."),
    )
