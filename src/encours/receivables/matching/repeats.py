"""The same bank line delivered twice, by statements that overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Evidence, LineVerdict, Receipt
from encours.receivables.matching.names import person_key
from encours.receivables.matching.payer import account_key

_TWO_MONTHS = timedelta(days=62)


class Decided:
    """Lines decided on before, under their bank references."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], tuple[str, tuple[object, ...]]] = {}
        self._sums: dict[tuple[str, str, int], tuple[str, date]] = {}

    def note(self, receipt: Receipt) -> None:
        """Remember a line."""
        if receipt.bank_reference:
            self._lines.setdefault((receipt.bank_account, receipt.bank_reference), (receipt.id, _content(receipt)))
        if receipt.amount_minor > 0:
            for key in _payer_and_sum(receipt):
                self._sums[key] = (receipt.id, receipt.received_on)

    def same_again(self, receipt: Receipt) -> date | None:
        """The day the same account or name last paid the same sum, in the two months before."""
        days = [known[1] for key in _payer_and_sum(receipt) if (known := self._sums.get(key)) is not None and known[0] != receipt.id]
        return max((day for day in days if abs(receipt.received_on - day) <= _TWO_MONTHS), default=None)

    def twin(self, receipt: Receipt) -> str | None:
        """The other line that this one repeats, if any."""
        known = self._lines.get((receipt.bank_account, receipt.bank_reference)) if receipt.bank_reference else None
        return known[0] if known is not None and known[0] != receipt.id and known[1] == _content(receipt) else None


def _payer_and_sum(receipt: Receipt) -> Iterator[tuple[str, str, int]]:
    for payer in (account_key(receipt.counterparty_iban), person_key(receipt.counterparty_name)):
        if payer:
            yield payer, receipt.currency, receipt.amount_minor


def repeated(receipts: Sequence[Receipt], decided: Decided | None = None) -> Iterator[LineVerdict]:
    """A verdict for each line whose bank reference an earlier one had, everything else being equal too.

    A reference that the bank also put on another day, amount or text identifies nothing, and two payments without reference are two
    payments (design §4, bank lines).
    """
    lines: dict[tuple[str, str], list[Receipt]] = {}
    for receipt in receipts:
        if receipt.bank_reference:
            lines.setdefault((receipt.bank_account, receipt.bank_reference), []).append(receipt)
    for same in lines.values():
        twin = decided.twin(same[0]) if decided is not None else None
        if twin is not None:
            yield LineVerdict(same[0].id, "duplicate", None, (Evidence(reasons.SAME_LINE, {"other": twin}),))
        if len(same) > 1 and len({_content(receipt) for receipt in same}) == 1:
            for later in same[1:]:
                yield LineVerdict(later.id, "duplicate", None, (Evidence(reasons.SAME_LINE, {"other": same[0].id}),))


def _content(receipt: Receipt) -> tuple[object, ...]:
    texts = (receipt.remittance, receipt.counterparty_name, receipt.counterparty_iban, receipt.end_to_end_id)
    return (receipt.received_on, receipt.amount_minor, receipt.currency, *("".join(text.split()).upper() for text in texts))
