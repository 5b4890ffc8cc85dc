"""What was paid, from the documents that a receipt names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from encours.kernel.money import Money
from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Confidence, Evidence, Receipt
from encours.receivables.matching.payer import Payer, Payers
from encours.receivables.matching.pool import Pool
from encours.receivables.matching.references import Hit
from encours.receivables.matching.solution import Solution, amount_of, document


def by_reference(receipt: Receipt, hits: Sequence[Hit], pool: Pool, payer: Payer, payers: Payers) -> list[Solution]:
    """The answers that named documents give, the best first.

    In order: every named document sums to the amount; all but those found by their digits alone; one of several installments or
    documents under the same number; the documents less one credit note of the same customer; one of them alone; as much as the
    money covers.
    """
    reach = frozenset[str]().union(*(payers.pays_for(one) for one in payer.customers)) if payer.customers else None
    choices = [(hit, _open_choices(hit, receipt, pool, reach)) for hit in hits]
    named = [(hit, ranks) for hit, ranks in choices if ranks]
    settled = [_settled(hit, pool) for hit, ranks in choices if not ranks and any(not pool.is_open(rank) for rank in hit.items)]
    if not named:
        return []
    found = _exact(receipt, named, pool) or _one_of_several(receipt, named, pool) or _less_a_credit_note(receipt, named, pool)
    found = found or _one_alone(receipt, named, pool) or [_partly(receipt, named, pool)]
    return [solution.against((*settled, *_doubts(solution, named, pool, payer, reach))) for solution in found]


def _open_choices(hit: Hit, receipt: Receipt, pool: Pool, reach: frozenset[str] | None) -> tuple[int, ...]:
    """The open items that a fragment may mean; those of the payer when it has any under this number."""
    usable = tuple(rank for rank in hit.items if pool.is_open(rank) and pool.items[rank].currency == receipt.currency)
    own = tuple(rank for rank in usable if reach is not None and pool.items[rank].customer in reach)
    return own or usable


_Named = Sequence[tuple[Hit, tuple[int, ...]]]


def _union(named: _Named) -> tuple[int, ...]:
    return tuple(sorted({rank for _, ranks in named for rank in ranks}))


def _exact(receipt: Receipt, named: _Named, pool: Pool) -> list[Solution]:
    firm = [(hit, ranks) for hit, ranks in named if hit.strength != "weak"]
    for some in (named, firm):
        ranks = _union(some)
        if ranks and _one_meaning(some, pool) and pool.total(ranks) == receipt.amount_minor:
            certain = all(hit.strength == "certain" for hit, _ in some)
            rule = "creditor_reference" if certain else "references"
            sure: Confidence = "probable" if any(hit.strength == "weak" for hit, _ in some) else "certain"
            return [Solution(ranks, rule, sure, (*_facts(some, ranks, pool), _sum(receipt)))]
    return []


def _one_meaning(named: _Named, pool: Pool) -> bool:
    """Whether each fragment means one document: several installments of it are one meaning, two documents are not."""
    return all(len({(pool.items[r].customer, pool.items[r].document_ref) for r in ranks}) == 1 for _, ranks in named)


def _one_of_several(receipt: Receipt, named: _Named, pool: Pool) -> list[Solution]:
    base = [(hit, ranks) for hit, ranks in named if len(ranks) == 1]
    several = [(hit, ranks) for hit, ranks in named if len(ranks) > 1]
    if len(several) != 1:
        return []
    hit, options = several[0]
    fixed = _union(base)
    missing = receipt.amount_minor - pool.total(fixed)
    fitting = [rank for rank in options if pool.items[rank].open_minor == missing and rank not in fixed]
    answers = []
    for rank in fitting[:5]:
        ranks = tuple(sorted((*fixed, rank)))
        facts = (*_facts([*base, (hit, (rank,))], ranks, pool), _sum(receipt))
        answers.append(Solution(ranks, "references", "probable", facts, solutions=len(fitting)))
    return answers


def _less_a_credit_note(receipt: Receipt, named: _Named, pool: Pool) -> list[Solution]:
    ranks = _union(named)
    excess = pool.total(ranks) - receipt.amount_minor
    customers = {pool.items[rank].customer for rank in ranks}
    if excess <= 0 or len(customers) != 1 or not _one_meaning(named, pool):
        return []
    notes = list(islice(pool.of_amount(customers.pop(), receipt.currency, -excess), 3))
    notes = [rank for rank in notes if rank not in ranks and pool.items[rank].issued_on <= receipt.received_on]
    answers = []
    for note in notes:
        told = Evidence(reasons.CREDIT_NOTE, {"document": document(pool.items[note])})
        facts = (*_facts(named, ranks, pool), told, _sum(receipt))
        answers.append(Solution(tuple(sorted((*ranks, note))), "references_credit_note", "probable", facts, solutions=len(notes)))
    return answers


def _one_alone(receipt: Receipt, named: _Named, pool: Pool) -> list[Solution]:
    fitting = [rank for rank in _union(named) if pool.items[rank].open_minor == receipt.amount_minor]
    other = Evidence(reasons.OTHER_NAMED)
    return [
        Solution((rank,), "one_of_references", "probable", (*_facts(named, (rank,), pool), _sum(receipt)), (other,), len(fitting))
        for rank in fitting[:5]
    ]


def _partly(receipt: Receipt, named: _Named, pool: Pool) -> Solution:
    ranks = _union(named)
    differs = Evidence(reasons.AMOUNT_DIFFERS, {"expected": Money(pool.total(ranks), receipt.currency), "amount": amount_of(receipt)})
    return Solution(ranks, "references_partial", "possible", _facts(named, ranks, pool), (differs,))


def _facts(named: _Named, used: Iterable[int], pool: Pool) -> tuple[Evidence, ...]:
    kinds = {"certain": reasons.CREDITOR_REFERENCE, "strong": reasons.REFERENCE, "weak": reasons.WEAK_REFERENCE}
    kept = set(used)
    return tuple(
        Evidence(kinds[hit.strength], {"fragment": hit.fragment, "field": hit.field, "document": document(pool.items[rank])}, hit.start)
        for hit, ranks in named
        for rank in ranks[:1]
        if kept.intersection(ranks)
    )


def _sum(receipt: Receipt) -> Evidence:
    return Evidence(reasons.EXACT_SUM, {"amount": amount_of(receipt)})


def _settled(hit: Hit, pool: Pool) -> Evidence:
    rank = next(rank for rank in hit.items if not pool.is_open(rank))
    return Evidence(reasons.ALREADY_SETTLED, {"document": document(pool.items[rank]), "by": pool.taken_by[rank]})


def _doubts(solution: Solution, named: _Named, pool: Pool, payer: Payer, reach: frozenset[str] | None) -> Iterable[Evidence]:
    customers = sorted({pool.items[rank].customer for rank in solution.ranks})
    yield from payer.counter_evidence
    if reach is not None:
        strangers = [customer for customer in customers if customer not in reach]
        if strangers:
            yield Evidence(reasons.PAYER_CONFLICT, {"payer": ", ".join(sorted(payer.customers)), "customer": ", ".join(strangers)})
        return
    if len(customers) > 1:
        yield Evidence(reasons.PAYER_UNKNOWN)
    elif not any(hit.strength != "weak" and set(ranks) & set(solution.ranks) for hit, ranks in named):
        yield Evidence(reasons.ONLY_DIGITS)
