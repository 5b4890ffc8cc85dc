"""Money on its way from a payer to us."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from bench.matching.model import Applied, Customer, MatchType
from bench.matching.writing import Paid, Remark


@dataclass(slots=True)
class Transfer:
    """Money on its way: what the payer means, what arrives, and what it settles in truth."""

    day: date
    payer: Customer
    paid: list[Paid]
    amount_minor: int
    currency: str
    applied: list[Applied] = field(default_factory=list)
    on_account_minor: int = 0
    type: MatchType = "single"
    remarks: list[Remark] = field(default_factory=list)
    noise: set[str] = field(default_factory=set)
    apart: bool = False
    third_party: bool = False
    comes_back_on: date | None = None

    @property
    def direct_debit(self) -> bool:
        return self.payer.direct_debit and self.type != "on_account"

    @property
    def members(self) -> set[str]:
        """The customers whose documents are paid."""
        return {one.document.customer for one in self.paid}

    def copy(self) -> Transfer:
        """A copy that shares nothing that may change."""
        return replace(self, paid=list(self.paid), applied=list(self.applied), remarks=list(self.remarks), noise=set(self.noise))
