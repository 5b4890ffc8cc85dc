"""The three files that matching writes: what each line pays, what each line is, the letters of the ledger (design §10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from encours.kernel.money import Money
from encours.kernel.wording import Language
from encours.ledger.letters import letter
from encours.receivables.matching import reasons as known_reasons
from encours.receivables.matching.contract import Evidence, EvidenceKind, Proposal
from encours.store.load.diagnosis import BankLineState, LedgerLetter, LineAllocation
from encours.usecases.matching import MatchRun

MATCH_COLUMNS = ("line_id", "invoice_number", "amount", "kind", "decision", "rank", "confidence", "rule", "reasons")
LINE_COLUMNS = ("line_id", "kind", "payer_customer_id", "applied", "unapplied", "decision", "reasons")
LETTER_COLUMNS = ("file", "line", "account", "auxiliary_account", "letter", "lettered_on", "decision", "rank", "rule")

_EVIDENCE: dict[str, EvidenceKind] = {kind.code: kind for kind in vars(known_reasons).values() if isinstance(kind, EvidenceKind)}


@dataclass(frozen=True, slots=True)
class Written:
    """Rows of the three files, as text and exact decimals."""

    matches: tuple[tuple[object, ...], ...]
    lines: tuple[tuple[object, ...], ...]
    letters: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Says reasons; customers, whom matching knows by their ids, by their codes."""

    customers: Mapping[str, str]
    language: Language

    def evidence(self, reasons: Iterable[Evidence]) -> str:
        return "; ".join(self._said(one.kind, one.values) for one in reasons)

    def kept(self, evidence: Iterable[Mapping[str, Any]]) -> str:
        kinds = ((_EVIDENCE.get(one.get("code", "")), one.get("values", {})) for one in evidence)
        return "; ".join(self._said(kind, values) for kind, values in kinds if kind is not None)

    def _said(self, kind: EvidenceKind, values: Mapping[str, object]) -> str:
        named = {name: self.customers.get(value, value) if name in ("customer", "payer") and isinstance(value, str) else value for name, value in values.items()}
        return kind.text.say(self.language, **named).rstrip(".")


def written(
    run: MatchRun, lines: list[BankLineState], allocations: list[LineAllocation], letters: list[LedgerLetter], customers: Mapping[str, str], language: Language
) -> Written:  # fmt: skip
    """The files of one run. `customers` names customer codes by the ids matching used."""
    say = _Speaker(customers, language)
    return Written(tuple(_matches(run, lines, allocations, say)), tuple(_lines(run, lines, customers, say)), tuple(_letters(run, letters)))


def _matches(run: MatchRun, lines: list[BankLineState], allocations: list[LineAllocation], say: _Speaker) -> Iterator[tuple[object, ...]]:
    of_line: dict[int, list[LineAllocation]] = {}
    for allocation in allocations:
        of_line.setdefault(allocation.line_id, []).append(allocation)
    for line in lines:
        settled = of_line.get(line.line_id, [])
        proposals = run.proposals.get(line.line_id, ())
        # What this run recorded is told by its proposal, differences included; what came recorded (the ledger's letters), by what stands in the books.
        if not any(proposal.decision == "automatic" for proposal in proposals):
            for made in settled:
                kind = "credit_note" if made.kind == "credit_note" else "payment"
                amount = _amount(-made.amount_minor if kind == "credit_note" else made.amount_minor, line.currency)
                yield name_of(line), made.document_ref, amount, kind, "automatic", 1, "certain", made.rule, say.kept(made.evidence)
        for proposal in proposals:
            # Certain, and yet not recorded (its items stand on several accounts): a person decides.
            decision = "automatic" if proposal.decision == "automatic" and settled else "suggested"
            yield from _proposed(run, line, proposal, decision, say)


def _proposed(run: MatchRun, line: BankLineState, proposal: Proposal, decision: str, say: _Speaker) -> Iterator[tuple[object, ...]]:
    """A proposal's parts, one row each: what is paid, what a credit note makes room for, what is withheld and why, in the item's currency."""
    words = say.evidence((*proposal.evidence, *proposal.counter_evidence))
    for one in proposal.applications:
        item = run.items[one.item].item
        yield name_of(line), item.document_ref, _amount(one.amount_minor, item.currency), one.kind, decision, proposal.rank, proposal.confidence, proposal.rule, words


def _lines(run: MatchRun, lines: list[BankLineState], customers: Mapping[str, str], say: _Speaker) -> Iterator[tuple[object, ...]]:
    for line in lines:
        verdict = run.verdicts.get(line.line_id)
        waiting = line.amount_minor - line.applied_minor if line.recorded_minor else 0
        if verdict is None:
            # The ledger has it, or an earlier run explained it.
            kind = "receipt" if line.recorded_minor else "non_receivable"
            yield name_of(line), kind, line.customer_code, _amount(line.applied_minor, line.currency), _amount(waiting, line.currency), "automatic", ""
            continue
        payer = line.customer_code or (customers.get(verdict.payer, "") if verdict.payer else "")
        proposals = run.proposals.get(line.line_id, ())
        decision = "automatic" if verdict.kind in ("non_receivable", "duplicate") or (proposals and proposals[0].decision == "automatic") else "suggested"
        held = line.recorded_minor or line.amount_minor  # what of the money stands on the customer's account: a penalty paid, say, does not
        open_minor = held - line.applied_minor if verdict.kind in ("receipt", "on_account", "unknown") else 0
        yield name_of(line), verdict.kind, payer, _amount(line.applied_minor, line.currency), _amount(open_minor, line.currency), decision, say.evidence(verdict.reasons)


def _letters(run: MatchRun, letters: list[LedgerLetter]) -> Iterator[tuple[object, ...]]:
    proposed: dict[int, tuple[str, Proposal]] = {}
    suggestions = [made for made in run.letters if made.decision == "suggested"]
    for n, made in enumerate(suggestions):
        for key in (made.receipt, *(one.item for one in made.applications)):
            proposed[run.items[key].item_id] = (f"?{letter(n)}", made)
    for line in letters:
        if line.letter_no is not None:
            decision = "file" if line.decided_by == "file" else "automatic"
            yield line.file_name, line.line, line.account, line.auxiliary, line.file_letter or letter(line.letter_no), line.lettered_on, decision, 1, line.rule
        elif line.item_id in proposed:
            code, made = proposed[line.item_id]
            yield line.file_name, line.line, line.account, line.auxiliary, code, None, "suggested", made.rank, made.rule


def name_of(line: BankLineState) -> str:
    """The file's own name of a line where it has one, else ours."""
    return line.line_ref or f"L{line.line_id}"


def _amount(minor: int, currency: str) -> Decimal:
    return Money(minor, currency).decimal()
