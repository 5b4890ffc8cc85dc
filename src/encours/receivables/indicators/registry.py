"""The indicators, found by listing this package."""

from __future__ import annotations

from functools import cache

import encours.receivables.indicators
from encours.kernel.registry import discover
from encours.receivables.indicators.contract import Indicator, Missing, Value
from encours.receivables.indicators.inputs import Inputs


@cache
def indicators() -> dict[str, Indicator]:
    """Every indicator by its code, in alphabetical order.

    >>> "dso_simple" in indicators()
    True
    """
    return {indicator.code: indicator for indicator in discover(encours.receivables.indicators, "INDICATOR", Indicator)}


def compute_all(inputs: Inputs) -> dict[str, Value | Missing]:
    """Compute every indicator from the same aggregates."""
    return {code: indicator.compute(inputs) for code, indicator in indicators().items()}
