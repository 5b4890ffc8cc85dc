"""From the world to the values the program under measurement takes. The only module here that knows the program."""

from __future__ import annotations

from collections.abc import Iterable

from bench.matching.answers import Answer
from bench.matching.books import Books
from bench.matching.model import Advice, Applied, AppliedKind, BankLine, Document, World
from bench.matching.rates import rate
from bench.matching.score import Given
from encours.receivables.matching.contract import Application, Matching, OpenItem, Proposal, Receipt, RemittanceAdvice, RemittanceLine
from encours.receivables.matching.payer import KnownCustomer, Payers

_RETURNED = frozenset(("PMNT/RCDT/RRTN", "PMNT/IDDT/UPDD"))
_KINDS: dict[str, AppliedKind] = {"currency": "fx"}


class Feeding:
    """Translates one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ids = {number: f"I{position:07d}" for position, number in enumerate(world.documents, start=1)}
        self._numbers = {item: number for number, item in self._ids.items()}

    def payers(self) -> Payers:
        """The master data: what the company knows of its customers, not how they pay."""
        parents = {customer.parent for customer in self._world.customers.values()}
        return Payers.of(
            KnownCustomer(
                customer.id,
                customer.name,
                ibans=(customer.iban,) if customer.iban_known else (),
                codes=(customer.id,),
                siren=customer.siren,
                vat_number=customer.vat_number,
                group=customer.parent or (customer.id if customer.id in parents else ""),
            )
            for customer in self._world.customers.values()
        )

    def item(self, document: Document, books: Books) -> OpenItem:
        """A document as an open item; open 0 when it is settled."""
        sign = -1 if document.kind == "credit_note" else 1
        left = books.open.get(document.number, 0)
        foreign = None if document.currency == "EUR" else sign * round(left * rate(document.currency, document.issued_on))
        discount = round(document.total_minor * int(document.discount_percent) / 100) if document.discount_percent else 0
        return OpenItem(
            self._ids[document.number], document.customer, document.currency, sign * left, document.issued_on, document.due_on, "411", document.kind, document.number, document.po_number,
            document.creditor_reference, disputed=document.number in books.disputed, document_minor=sign * document.total_minor, discount_minor=discount,
            discount_until=document.discount_until, functional_minor=foreign,
        )  # fmt: skip

    def receipt(self, line: BankLine) -> Receipt:
        """A bank line as a receipt."""
        return Receipt(
            line.id, line.currency, line.amount_minor, line.booked_on, None, line.remittance, line.creditor_reference, line.counterparty_name, line.counterparty_iban, line.end_to_end_id,
            line.transaction_code, line.account_iban, line.bank_reference, line.transaction_code in _RETURNED,
        )  # fmt: skip

    def advices(self) -> list[RemittanceAdvice]:
        """The lists that reached us."""
        return [self._advice(advice) for advice in self._world.advices]

    def _advice(self, advice: Advice) -> RemittanceAdvice:
        lines = tuple(RemittanceLine(line.reference, line.amount_minor, line.discount_minor, line.memo) for line in advice.lines)
        return RemittanceAdvice(advice.id, advice.currency, lines, None, advice.sent_on, advice.payer_name, None, advice.total_minor)

    def given(self, matching: Matching) -> dict[str, Given]:
        """What the program said of each line."""
        proposals: dict[str, list[Proposal]] = {}
        for proposal in matching.proposals:
            proposals.setdefault(proposal.receipt, []).append(proposal)
        found: dict[str, Given] = {}
        for verdict in matching.verdicts:
            made = [self._answer(proposal) for proposal in sorted(proposals.get(verdict.receipt, ()), key=lambda one: one.rank)]
            posted = next((answer for answer in made if answer.automatic), None)
            if not made and verdict.kind == "on_account" and verdict.payer is not None:
                # A verdict alone is not recorded: a person sees it.
                made = [Answer("receipt", verdict.payer, (), False, "on_account", "")]
            payer = verdict.payer or (made[0].payer if made else None)
            found[verdict.receipt] = Given(posted, () if posted else tuple(made), payer)
        return found

    def _answer(self, proposal: Proposal) -> Answer:
        applied = tuple(self._applied(one) for one in proposal.applications)
        return Answer("receipt", proposal.customer, applied, proposal.decision == "automatic", proposal.rule, proposal.confidence)

    def _applied(self, one: Application) -> Applied:
        kind: AppliedKind = _KINDS.get(one.kind, one.kind)  # type: ignore[arg-type]
        settled = abs(one.amount_minor) if kind == "credit_note" else one.amount_minor
        return Applied(self._numbers[one.item], kind, one.amount_minor if one.paid_minor is None else one.paid_minor, settled)


def owners(world: World, applied: Iterable[Applied]) -> set[str]:
    """The customers whose documents are settled."""
    return {world.documents[one.document].customer for one in applied}
