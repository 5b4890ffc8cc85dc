"""The three files that matching writes: what each line pays, what each line is, the letters of the ledger (design §10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from encours.kernel.money import Money
from encours.kernel.wording import Language
from encours.ledger.letters import letter
from encours.receivables.matching.contract import Proposal
from encours.receivables.matching.lettering.contract import LetterGroup
from encours.store.load.diagnosis import BankLineState, LedgerLetter, LineAllocation
from encours.usecases.lettering.ledger_file import LedgerLetters
from encours.usecases.matching import MatchRun
from encours.usecases.reason_words import Names, Reason

MATCH_COLUMNS = ("line_id", "invoice_number", "amount", "kind", "decision", "rank", "confidence", "rule", "reasons")
LINE_COLUMNS = ("line_id", "kind", "payer_customer_id", "applied", "unapplied", "decision", "reasons")
LETTER_COLUMNS = ("file", "line", "account", "auxiliary_account", "letter", "lettered_on", "decision", "rank", "rule")


@dataclass(frozen=True, slots=True)
class Written:
    """Rows of the three files, as text and exact decimals."""

    matches: tuple[tuple[object, ...], ...]
    lines: tuple[tuple[object, ...], ...]
    letters: tuple[tuple[object, ...], ...]


Say = Callable[[Iterable[Reason]], str]


def written(
    run: MatchRun, lines: list[BankLineState], allocations: list[LineAllocation], letters: list[LedgerLetter], suppliers: Sequence[LedgerLetters],
    customers: Mapping[str, str], names: Names, language: Language,
) -> Written:  # fmt: skip
    """The files of one run. `suppliers` are the supplier accounts of each ledger file; `customers` are customer codes by the ids matching used; `names`
    words the reasons."""

    def say(reasons: Iterable[Reason]) -> str:
        return "; ".join(names.say(one).say(language).rstrip(".") for one in reasons)

    lettered = sorted(
        (*_customer_letters(run, letters), *(row for ledger in suppliers for row in _supplier_letters(ledger))), key=lambda row: (str(row[0]), row[1], row[7])
    )  # fmt: skip
    return Written(tuple(_matches(run, lines, allocations, say)), tuple(_lines(run, lines, customers, say)), tuple(lettered))


def _matches(run: MatchRun, lines: list[BankLineState], allocations: list[LineAllocation], say: Say) -> Iterator[tuple[object, ...]]:
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
                yield name_of(line), made.document_ref, amount, kind, "automatic", 1, "certain", made.rule, say(made.evidence)
        for proposal in proposals:
            # Certain, and yet not recorded (its items stand on several accounts): a person decides.
            decision = "automatic" if proposal.decision == "automatic" and settled else "suggested"
            yield from _proposed(run, line, proposal, decision, say)


def _proposed(run: MatchRun, line: BankLineState, proposal: Proposal, decision: str, say: Say) -> Iterator[tuple[object, ...]]:
    """A proposal's parts, one row each: what is paid, what a credit note makes room for, what is withheld and why, in the item's currency."""
    words = say((*proposal.evidence, *proposal.counter_evidence))
    for one in proposal.applications:
        item = run.items[one.item].item
        yield (
            name_of(line),
            item.document_ref,
            _amount(one.amount_minor, item.currency),
            one.kind,
            decision,
            proposal.rank,
            proposal.confidence,
            proposal.rule,
            words,
        )


def _lines(run: MatchRun, lines: list[BankLineState], customers: Mapping[str, str], say: Say) -> Iterator[tuple[object, ...]]:
    for line in lines:
        verdict = run.verdicts.get(line.line_id)
        waiting = line.amount_minor - line.applied_minor if line.recorded_minor else 0
        if verdict is None:
            # The ledger has it, or an earlier run explained it.
            kind = "receipt" if line.recorded_minor else "non_receivable"
            yield (
                name_of(line),
                kind,
                line.customer_code,
                _amount(line.applied_minor, line.currency),
                _amount(waiting, line.currency),
                "automatic",
                "",
            )
            continue
        payer = line.customer_code or (customers.get(verdict.payer, "") if verdict.payer else "")
        proposals = run.proposals.get(line.line_id, ())
        decision = (
            "automatic"
            if verdict.kind in ("non_receivable", "duplicate") or (proposals and proposals[0].decision == "automatic")
            else "suggested"
        )
        held = line.recorded_minor or line.amount_minor  # what of the money stands on the customer's account: a penalty paid, say, does not
        open_minor = held - line.applied_minor if verdict.kind in ("receipt", "on_account", "unknown") else 0
        yield (
            name_of(line),
            verdict.kind,
            payer,
            _amount(line.applied_minor, line.currency),
            _amount(open_minor, line.currency),
            decision,
            say(verdict.reasons),
        )


LetterRow = tuple[str, int, str, str, str, date | None, str, int, str]


def _customer_letters(run: MatchRun, letters: list[LedgerLetter]) -> Iterator[LetterRow]:
    """What the books say, and what is suggested: a line stands under every suggestion it takes part in, each with a code of its own."""
    proposed: dict[int, list[tuple[str, LetterGroup]]] = {}
    for n, made in enumerate(made for made in run.letters if made.decision == "suggested"):
        for id in made.lines:
            proposed.setdefault(run.items[id].item_id, []).append((_suggested_code(n), made))
    for line in letters:
        if line.letter_no is not None:
            decision = "file" if line.decided_by == "file" else "automatic"
            yield (
                line.file_name,
                line.line,
                line.account,
                line.auxiliary,
                line.file_letter or letter(line.letter_no),
                line.lettered_on,
                decision,
                1,
                line.rule,
            )
        else:
            for code, made in proposed.get(line.item_id, ()):
                yield line.file_name, line.line, line.account, line.auxiliary, code, made.closed_on, "suggested", made.rank, made.rule


def _supplier_letters(ledger: LedgerLetters) -> Iterator[LetterRow]:
    chosen = {(one.account.account, one.account.auxiliary, one.group.lines): one.letter for one in ledger.chosen(suggested=False)}
    for account in ledger.accounts:
        for line in account.lettered:
            yield ledger.file_name, line.line, account.account, account.auxiliary, line.letter, line.lettered_on, "file", 1, ""
        suggestions = 0
        for group in account.groups:
            code = (
                chosen.get((account.account, account.auxiliary, group.lines), "")
                if group.decision == "automatic"
                else _suggested_code(suggestions)
            )
            suggestions += group.decision == "suggested"
            for number in account.numbers(group):
                yield (
                    ledger.file_name,
                    number,
                    account.account,
                    account.auxiliary,
                    code,
                    group.closed_on,
                    group.decision,
                    group.rank,
                    group.rule,
                )


def _suggested_code(n: int) -> str:
    """A code that no one takes for a letter of the ledger."""
    return f"?{letter(n)}"


def name_of(line: BankLineState) -> str:
    """The file's own name of a line where it has one, else ours."""
    return line.line_ref or f"L{line.line_id}"


def _amount(minor: int, currency: str) -> Decimal:
    return Money(minor, currency).decimal()
