"""What was paid, from a payment advice: the documents it lists, line by line, found by number or, within the payer's items, by their amount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

from encours.kernel.normal import reference_key
from encours.receivables.matching import reasons
from encours.receivables.matching.answer import Answer, Case, Part, money
from encours.receivables.matching.book import Book
from encours.receivables.matching.contract import Evidence, Receipt, RemittanceAdvice, RemittanceLine
from encours.receivables.matching.fit import is_usual
from encours.receivables.matching.index import Index, reading
from encours.receivables.matching.keys import SHORT, TAIL
from encours.receivables.matching.mangled import one_away
from encours.receivables.matching.names import person_key
from encours.receivables.matching.payer import Payers
from encours.receivables.matching.references import runs

WINDOW_DAYS = 10
_SHORTEST_NUMBER = 6
_LARGEST_FAMILY = 20
_WITHHELD = re.compile(
    r"DEDUCT|DISPUT|RETEN|DAMAGE|DEFECT|SHORT|LITIGE|AVARI|REKLAM|ABZUG|PENALIT|REMISE|CLAIM|QUALIT|MANQUANT|GUTSCHRIFT|TOLT|CASSE"
)
_DISCOUNTED = re.compile(r"DISCOUNT|ESCOMPTE|SKONTO|EARLY PAY|KORTING|SCONTO")


class Found(NamedTuple):
    """An advice that a receipt may be for. `stated`: the advice names the receipt; else total, day and payer join them."""

    advice: RemittanceAdvice
    total_minor: int
    stated: bool


class _Line(NamedTuple):
    rank: int
    line: RemittanceLine
    exact: bool


def _is_named(advice: RemittanceAdvice, case: Case) -> bool:
    """Whether the text gives the advice's own number: then anybody may pay it."""
    number = reference_key(advice.id)
    return (
        len(number) >= _SHORTEST_NUMBER and number.isalnum() and not number.isalpha() and number in reference_key(case.receipt.remittance)
    )


class Advices:
    """The advices under what finds them."""

    def __init__(self, advices: Iterable[RemittanceAdvice], book: Book, index: Index, payers: Payers, fee_minor: int) -> None:
        self._book, self._index, self._payers, self._fee = book, index, payers, fee_minor
        self._of_receipt: dict[str, RemittanceAdvice] = {}
        self._of_total: dict[tuple[str, int], list[RemittanceAdvice]] = {}
        self._totals: dict[str, list[tuple[int, RemittanceAdvice]]] = {}
        for advice in sorted(advices, key=lambda advice: advice.id):
            if advice.receipt is not None:
                self._of_receipt.setdefault(advice.receipt, advice)
            else:
                self._of_total.setdefault((advice.currency, _total(advice)), []).append(advice)
        self.used: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._of_receipt or self._of_total)

    def stated(self, case: Case) -> Found | None:
        """The advice that names this receipt."""
        stated = self._of_receipt.get(case.receipt.id)
        return None if stated is None else Found(stated, _total(stated), True)

    def find(self, case: Case) -> list[Found]:
        """The advices that may be for this receipt: the one that names it, else those of its total, day and payer not used yet."""
        receipt = case.receipt
        stated = self.stated(case)
        if stated is not None:
            return [stated]
        found = []
        for minor in (receipt.amount_minor, receipt.amount_minor + receipt.charges_minor):
            found += [
                a
                for a in self._of_total.get((receipt.currency, minor), ())
                if a.id not in self.used and a not in found and self._fits(a, case)
            ]
        return [Found(advice, _total(advice), False) for advice in found]

    def near(self, case: Case) -> list[Found]:
        """The advices of this payer and these days whose total is larger by what a bank may take."""
        receipt = case.receipt
        if not self._totals:
            for (currency, total), advices in self._of_total.items():
                self._totals.setdefault(currency, []).extend((total, advice) for advice in advices)
            for held in self._totals.values():
                held.sort(key=lambda pair: (pair[0], pair[1].id))
        held = self._totals.get(receipt.currency, [])
        low, high = 0, len(held)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if held[middle][0] <= receipt.amount_minor else (low, middle)
        found = []
        while low < len(held) and held[low][0] <= receipt.amount_minor + self._fee:
            advice = held[low][1]
            if advice.id not in self.used and case.family and self._fits(advice, case):
                found.append(Found(advice, held[low][0], False))
            low += 1
        return found

    def _fits(self, advice: RemittanceAdvice, case: Case) -> bool:
        if advice.sent_on is not None and abs(advice.sent_on - case.receipt.received_on) > timedelta(days=WINDOW_DAYS):
            return False
        if _is_named(advice, case):
            return True
        if advice.customer is not None and case.family:
            return bool(self._payers.pays_for(advice.customer) & case.family) or advice.customer in case.family
        if advice.payer_name and case.receipt.counterparty_name and not case.family:
            return person_key(advice.payer_name) == person_key(case.receipt.counterparty_name)
        if advice.payer_name and case.family:
            owners = {one.customer for one in self._payers.names.alike(advice.payer_name)} | self._payers.names.whole(advice.payer_name)
            return not owners or bool(owners & case.family)
        return True

    def answer(self, case: Case, found: Found, rivals: int) -> Answer | None:
        """What the advice's lines settle, when they can be found at all; lines not found are said."""
        receipt = case.receipt
        lines, lost = self._resolve(case, found.advice)
        if not lines:
            return None
        parts: list[Part] = []
        facts = [
            Evidence(
                reasons.ADVICE if found.stated else reasons.ADVICE_TOTAL, {"advice": found.advice.id, "count": len(found.advice.lines)}
            )
        ]
        kinds: set[str] = set()
        for rank, line, _ in lines:
            facts.append(Evidence(reasons.ADVICE_LINE, {"fragment": line.reference, "amount": money(line.amount_minor, receipt.currency)}))
            for part, kind, more in self._parts(rank, line, receipt):
                if part is not None:
                    parts.append(part)
                kinds.add(kind)
                facts += more
        used = sum(part.amount_minor for part in parts if part.kind in ("payment", "credit_note"))
        against = [Evidence(reasons.NOT_OPEN, {"fragment": line.reference, "field": "advice"}) for line in lost]
        fee = used - receipt.amount_minor
        if fee > 0 and not lost:
            parts, name, told = self._less_fee(parts, fee, receipt)
            kinds.add(name)
            facts += told
            if not parts:
                return None
        elif fee < 0:
            kinds.add("over" if not lost else "lost")
            if not lost:
                against.append(Evidence(reasons.OVERPAID, {"amount": money(-fee, receipt.currency)}))
        elif fee > 0:
            return None
        kinds.discard("amount")
        exactly = all(line.exact for line in lines)
        what = ("advice_stated" if found.stated else "advice_total") + ("" if exactly else "_like")
        who, payer_facts, doubts = self._who(case, {line.rank for line in lines})
        return Answer(
            tuple(parts), what, "_".join(sorted(kinds)) or "amount", who, (*facts, *payer_facts), (*against, *doubts), max(rivals, 1)
        )  # fmt: skip

    def _who(self, case: Case, ranks: Iterable[int]) -> tuple[str, tuple[Evidence, ...], tuple[Evidence, ...]]:
        customers = {self._book.items[rank].customer for rank in ranks}
        if not case.family:
            return "payer_unknown", (), ()
        strangers = customers - case.family
        if strangers:
            shown = {"payer": ", ".join(sorted(case.payer.customers)), "customer": ", ".join(sorted(strangers))}
            return "payer_conflict", case.payer.evidence, (Evidence(reasons.PAYER_CONFLICT, shown),)
        return case.payer.rule, case.payer.evidence, case.payer.counter_evidence

    def _parts(self, rank: int, line: RemittanceLine, receipt: Receipt) -> Iterable[tuple[Part | None, str, list[Evidence]]]:
        """What one line does to its item: money, and what is missing as discount, withheld or still open."""
        minor = self._book.items[rank].open_minor
        if minor < 0:
            yield Part(rank, max(min(line.amount_minor, 0), minor) or minor, "credit_note"), "amount", []
            return
        yield Part(rank, min(line.amount_minor, minor)), "amount", []
        missing = minor - line.amount_minor
        if missing <= 0:
            return
        shown = money(missing, receipt.currency)
        memo = line.memo.upper()
        if (
            line.discount_minor == missing
            or (_DISCOUNTED.search(memo) and missing * 20 <= minor)
            or missing == self._book.items[rank].discount_minor
        ):
            yield Part(rank, missing, "cash_discount"), "discount", [Evidence(reasons.DISCOUNT, {"amount": shown})]
        elif _WITHHELD.search(memo):
            yield Part(rank, missing, "short_payment"), "withheld", [Evidence(reasons.WITHHELD, {"amount": shown, "memo": line.memo})]
        else:
            told = {"amount": money(line.amount_minor, receipt.currency), "expected": money(minor, receipt.currency), "rest": shown}
            yield None, "part", [Evidence(reasons.PART, told)]

    def _less_fee(self, parts: Sequence[Part], fee: int, receipt: Receipt) -> tuple[list[Part], str, list[Evidence]]:
        payments = [n for n, part in enumerate(parts) if part.kind == "payment"]
        largest = max(payments, key=lambda n: (parts[n].amount_minor, -n), default=None)
        if largest is None or fee > self._fee or parts[largest].amount_minor <= fee:
            return [], "", []
        changed = list(parts)
        changed[largest] = parts[largest]._replace(amount_minor=parts[largest].amount_minor - fee)
        changed.append(Part(parts[largest].rank, fee, "bank_fee"))
        return changed, "fee" if is_usual(fee) else "fee_odd", [Evidence(reasons.FEE, {"amount": money(fee, receipt.currency)})]

    def _resolve(self, case: Case, advice: RemittanceAdvice) -> tuple[list[_Line], list[RemittanceLine]]:
        """The item of each line: by its number in full among the payer's items; what is left by a number one away, or by the amount."""
        reach = case.family or (self._payers.pays_for(advice.customer) if advice.customer else frozenset())
        taken: set[int] = set()
        kept: list[_Line | None] = []
        for line in advice.lines:
            rank = self._by_number(line, reach, case.receipt, taken, SHORT)
            kept.append(None if rank is None else _Line(rank, line, True))
            if rank is not None:
                taken.add(rank)
        owners = reach or frozenset(self._book.items[one.rank].customer for one in kept if one is not None)
        lost = []
        for place, line in enumerate(advice.lines):
            if kept[place] is None:
                rank = self._by_number(line, owners, case.receipt, taken, TAIL) if owners else None
                rank = self._by_likeness(line, owners, case.receipt, taken) if rank is None else rank
                if rank is None:
                    lost.append(line)
                else:
                    taken.add(rank)
                    kept[place] = _Line(rank, line, False)
        return [one for one in kept if one is not None], lost

    def _usable(self, rank: int, line: RemittanceLine, owners: frozenset[str], receipt: Receipt, taken: set[int]) -> bool:
        item = self._book.items[rank]
        return (
            rank not in taken and self._book.is_open(rank) and item.currency == receipt.currency
            and (not owners or item.customer in owners) and (item.open_minor > 0) == (line.amount_minor >= 0)
        )  # fmt: skip

    def _by_number(self, line: RemittanceLine, owners: frozenset[str], receipt: Receipt, taken: set[int], least: int) -> int | None:
        cut = runs(line.reference)[:20]
        hits = self._index.find([reading("advice", line.reference)])
        options = [option for hit in hits for option in hit.options]
        if least == TAIL and not options and cut and cut[-1].text.isdigit():
            # A list in a column of its own is trusted further than a text: "Invoice #6" is enough there.
            number = int(cut[-1].text)
            near = (
                rank
                for owner in sorted(owners)[:_LARGEST_FAMILY]
                for rank in self._book.of_customer(owner, receipt.currency, receipt.received_on)
            )
            options = [(rank, TAIL) for rank in near if _last_number(self._book.items[rank].document_ref) == number]
        usable = [(-grade, rank) for rank, grade in options if grade >= least and self._usable(rank, line, owners, receipt, taken)]
        return min(usable)[1] if usable else None

    def _by_likeness(self, line: RemittanceLine, owners: frozenset[str], receipt: Receipt, taken: set[int]) -> int | None:
        """The owners' item one character away, or of exactly the line's amount, where there is only one."""
        digits = "".join(c for c in line.reference if c.isdigit()).lstrip("0")
        near = (
            {r for v in one_away(digits) for r, g in self._index.lookup(v) if g >= SHORT and self._usable(r, line, owners, receipt, taken)}
            if digits
            else set()
        )
        gross = line.amount_minor + line.discount_minor
        same = [r for r in near if self._book.items[r].open_minor == gross]
        if len(same) == 1 or (len(near) == 1 and not same):
            return same[0] if same else next(iter(near))
        equal = [r for c in sorted(owners) for r in self._book.of_amount(c, receipt.currency, gross) if r not in taken]
        if len(equal) == 1:
            return equal[0]
        if not equal:
            return self._by_memo(line, owners, receipt, taken)
        return None

    def _by_memo(self, line: RemittanceLine, owners: frozenset[str], receipt: Receipt, taken: set[int]) -> int | None:
        """The only item of the owners that the line's amount and what its memo says was taken off make up."""
        off = [int(whole) * 100 + int(cents or 0) for whole, cents in re.findall(r"(\d+)[.,](\d\d)\b", line.memo.replace(" ", ""))]
        found = {
            r
            for c in owners
            for minor in off
            for r in self._book.of_amount(c, receipt.currency, line.amount_minor + minor)
            if r not in taken
        }
        return found.pop() if len(found) == 1 else None


def _last_number(reference: str) -> int | None:
    cut = runs(reference)
    return int(cut[-1].text) if cut and cut[-1].text.isdigit() else None


def _total(advice: RemittanceAdvice) -> int:
    return advice.total_minor if advice.total_minor is not None else sum(line.amount_minor for line in advice.lines)
