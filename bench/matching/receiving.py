"""From a transfer to the line on our account, the list that goes with it, and the truth about both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bench.matching import banks, checks, names
from bench.matching.levels import Dice
from bench.matching.model import Advice, BankLine, Customer, Truth
from bench.matching.transfer import Transfer
from bench.matching.writing import Writer, Written

_COPY_AFTER = (1, 3)
"""Days after which a statement that overlaps brings a line again, at least and at most."""


class Receiver:
    """Turns transfers into bank lines. Lines get passing ids here; the final ones follow the order of delivery."""

    def __init__(self, dice: Dice, writer: Writer, customers: dict[str, Customer], accounts: dict[str, banks.Account]) -> None:
        self._dice = dice
        self._random = dice.random
        self._writer = writer
        self._customers = customers
        self._accounts = accounts
        self._bank_names = {
            customer.id: names.written_otherwise(dice.random, customer.name, customer.country, customer.city)
            if dice.falls("name_differs")
            else customer.name
            for customer in customers.values()
        }
        self._strangers: dict[str, str] = {}
        self._count = 0
        self.lines: list[BankLine] = []
        self.truths: list[Truth] = []
        self.advices: list[Advice] = []

    def receive(self, transfer: Transfer) -> None:
        """Book the line of a transfer, and the copy, the list and the return it brings with it."""
        written, advice = self._write(transfer)
        line, noise = self._line(transfer, written)
        truth = self._truth(transfer, written, line, noise)
        if advice is not None:
            if self._dice.falls("list_lost"):
                noise.add("list_lost")
            else:
                self.advices.append(advice)
                read = {name for name, (_, wholly) in written.forms.items() if wholly}
                truth.read, truth.half_read = frozenset(read), frozenset(written.forms.keys() - read)
        truth.noise = frozenset(noise)
        self._book(line, truth)
        if transfer.comes_back_on is not None:
            self._give_back(transfer, line)
        if self._dice.falls("delivered_twice"):
            self._book(
                replace(line, id=self._next(), delivered_on=line.delivered_on + timedelta(self._random.randint(*_COPY_AFTER))),
                Truth("", "duplicate", transfer.payer.id, type="duplicate", noise=frozenset(("delivered_twice",)), returned=line.id),
            )

    def _write(self, transfer: Transfer) -> tuple[Written, Advice | None]:
        """The payer's text; for a list sent apart also the list."""
        payer, advice = transfer.payer, None
        if not transfer.paid:
            return self._writer.deposit(payer), None
        if transfer.direct_debit:
            return self._writer.debit(transfer.paid), None
        if transfer.apart:
            code = f"{payer.name[:2].upper().strip()}{self._random.randrange(10**4, 10**6)}"
            written = self._writer.apart(payer, code)
            listed = [self._writer.advice_line(one) for one in transfer.paid]
            written.forms = {
                one.document.number: (line.reference, wholly) for one, (line, wholly) in zip(transfer.paid, listed, strict=True)
            }
            total = sum(one.minor for one in transfer.paid)
            advice = Advice(code, transfer.day, payer.name, transfer.currency, total, tuple(line for line, _ in listed))
        else:
            written = self._writer.transfer(payer, transfer.paid, transfer.remarks)
        if transfer.third_party:
            self._writer.on_behalf(payer, written)
        return written, advice

    def _line(self, transfer: Transfer, written: Written) -> tuple[BankLine, set[str]]:
        payer, noise = transfer.payer, transfer.noise | written.noise
        account = banks.account_for(self._accounts, payer.country, payer.id, transfer.currency)
        name, payer_account = self._bank_names[payer.id], payer.iban
        if transfer.third_party:
            name = names.third_party_name(self._random, payer.country)
            payer_account = self._strangers.setdefault(name, checks.iban(self._random, payer.country))
        if self._bank_names[payer.id] != payer.name:
            noise.add("name_differs")
        if not payer.iban_known:
            noise.add("account_unknown")
        if not transfer.direct_debit and self._dice.falls("no_account"):
            payer_account = ""
            noise.add("no_account")
        end_to_end = (
            transfer.paid[0].document.number
            if transfer.direct_debit
            else ""
            if self._random.random() < 0.3
            else f"{self._random.randrange(10**5, 10**9)}"
        )
        delivered = banks.deliver(self._dice, account, name, payer_account, written.text, end_to_end)
        code = (
            ""
            if account.label is not banks.PLAIN
            else "PMNT/IDDT/ESDD"
            if transfer.direct_debit
            else "PMNT/RCDT/ESCT"
            if account.currency == "EUR"
            else "PMNT/RCDT/XBCT"
        )
        line = BankLine(
            self._next(), transfer.day, transfer.day, transfer.amount_minor, transfer.currency, account.iban, delivered.name, payer_account, delivered.text, written.creditor_reference, end_to_end,
            f"{self._random.randrange(10**11, 10**12)}", code,
        )  # fmt: skip
        return line, noise | delivered.noise

    def _truth(self, transfer: Transfer, written: Written, line: BankLine, noise: set[str]) -> Truth:
        """What the line settles, and what of that its own text still names."""
        text = (
            _compact(line.remittance + " " + line.creditor_reference)
            if not transfer.direct_debit
            else _compact(line.remittance + line.end_to_end_id)
        )
        there = {} if transfer.apart else {name: wholly for name, (form, wholly) in written.forms.items() if _compact(form) in text}
        applied = () if transfer.type == "paid_twice" else tuple(transfer.applied)
        until = {one.document.number: one.document.discount_until for one in transfer.paid if one.discount_minor}
        late = sorted((day, number) for number, day in until.items() if day is not None and day < line.booked_on and applied)
        return Truth(
            line.id, "receipt", transfer.payer.id, applied, transfer.on_account_minor, transfer.type, late=tuple(number for _, number in late),
            read=frozenset(name for name, wholly in there.items() if wholly), half_read=frozenset(name for name, wholly in there.items() if not wholly), misled=written.misled,
        )  # fmt: skip

    def _give_back(self, transfer: Transfer, line: BankLine) -> None:
        """The line by which the money leaves again, days later."""
        assert transfer.comes_back_on is not None
        reason = self._random.choice(("MS03", "AM04", "AC04", "MD06", "FOCR", "DUPL", "AC06"))
        words = (
            ("REJET PRLV SEPA", "IMPAYE", "Rückbuchung Lastschrift", "RITORNO ADDEBITO")
            if transfer.direct_debit
            else ("RETOUR VIREMENT", "Rückgabe Überweisung", "RAPPEL VIR SEPA", "STORNO BONIFICO")
        )
        code = "" if not line.transaction_code else "PMNT/IDDT/UPDD" if transfer.direct_debit else "PMNT/RCDT/RRTN"
        back = replace(
            line, id=self._next(), booked_on=transfer.comes_back_on, delivered_on=transfer.comes_back_on, amount_minor=-line.amount_minor, transaction_code=code,
            remittance=f"{self._random.choice(words)} {reason} {line.remittance}"[:140], bank_reference=f"{self._random.randrange(10**11, 10**12)}",
        )  # fmt: skip
        self._book(back, Truth(back.id, "return", transfer.payer.id, type="return", noise=frozenset(("comes_back",)), returned=line.id))

    def _book(self, line: BankLine, truth: Truth) -> None:
        truth.line = line.id
        self.lines.append(line)
        self.truths.append(truth)

    def _next(self) -> str:
        self._count += 1
        return f"t{self._count}"


def _compact(text: str) -> str:
    """Letters and digits alone, in upper case."""
    return "".join(character for character in text.upper() if character.isalnum())
