"""The same bank line delivered twice, by statements that overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Evidence, LineVerdict, Receipt


def repeated(receipts: Sequence[Receipt]) -> Iterator[LineVerdict]:
    """A verdict for each line whose bank reference an earlier one had, everything else being equal too.

    A reference that the bank also put on another day, amount or text identifies nothing, and two payments without reference are two
    payments (design §4, bank lines).
    """
    lines: dict[tuple[str, str], list[Receipt]] = {}
    for receipt in receipts:
        if receipt.bank_reference:
            lines.setdefault((receipt.bank_account, receipt.bank_reference), []).append(receipt)
    for same in lines.values():
        if len(same) > 1 and len({_content(receipt) for receipt in same}) == 1:
            for later in same[1:]:
                yield LineVerdict(later.id, "duplicate", None, (Evidence(reasons.SAME_LINE, {"other": same[0].id}),))


def _content(receipt: Receipt) -> tuple[object, ...]:
    texts = (receipt.remittance, receipt.counterparty_name, receipt.counterparty_iban, receipt.end_to_end_id)
    return (receipt.received_on, receipt.amount_minor, receipt.currency, *("".join(text.split()).upper() for text in texts))
