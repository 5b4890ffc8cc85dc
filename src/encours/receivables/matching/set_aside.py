"""Bank lines that are no customer's payment: set aside when the bank's code or plain words say so, unknown otherwise."""

from __future__ import annotations

import re

from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Evidence, LineVerdict, Receipt
from encours.receivables.matching.set_aside_words import MARKS, RETURN_CODES, RETURN_WORDS
from encours.receivables.matching.words import words_of

# Nearly every line holds none of the words: one search tells.
_ANY = re.compile(r" (?:" + "|".join(map(re.escape, {*RETURN_WORDS, *(word for mark in MARKS for word in mark.words)})) + ") ")


def set_aside(receipt: Receipt) -> LineVerdict | None:
    """The verdict on a line that is a return or no receivable; None when nothing says so.

    Documents that the line names are not looked at: money that names an open document is matched, whatever its words.
    """
    said = f" {words_of(receipt.remittance)} {words_of(receipt.counterparty_name)} "
    if not receipt.is_return and not receipt.transaction_code and _ANY.search(said) is None:
        return None
    goes_out = receipt.amount_minor < 0
    returned = next((word for word in RETURN_WORDS if f" {word} " in said), "") or _code(receipt, RETURN_CODES)
    if receipt.is_return or (goes_out and returned):
        return LineVerdict(receipt.id, "return", None, (Evidence(reasons.RETURNED, {"fragment": returned}),))
    for mark in MARKS:
        if mark.direction != "both" and (mark.direction == "out") is not goes_out:
            continue
        found = next((word for word in mark.words if f" {word} " in said), "") or _code(receipt, mark.codes)
        if found:
            told = Evidence(reasons.SET_ASIDE, {"fragment": found, "reason": mark.reason, "mark": mark.code})
            return LineVerdict(receipt.id, "non_receivable", None, (told,))
    return None


def _code(receipt: Receipt, codes: tuple[str, ...]) -> str:
    code = receipt.transaction_code.strip()
    # Two characters are a whole interbank code; longer ones are the start of a family.
    return next((known for known in codes if code == known or (len(known) > 2 and code.startswith(known))), "") if code else ""
