"""What was paid, from the amount: for a receipt whose payer is known, or as a mere suggestion for one whose payer is not."""

from __future__ import annotations

from itertools import islice

from encours.receivables.matching import reasons
from encours.receivables.matching.contract import Evidence, Receipt
from encours.receivables.matching.payer import Payer, Payers
from encours.receivables.matching.pool import Pool
from encours.receivables.matching.solution import Solution, amount_of

# Bounds that keep the work per receipt constant, whatever one customer owes (capabilities c.1: never load the whole ledger).
MOST_SHOWN = 5
MOST_SEEN = 60
LONGEST_WALK = 500
LARGEST_FAMILY = 50
# Among thousands of open items any amount is somebody's by chance: a payment that is 5.00 short then finds a wrong item.
CROWD = 500


def by_amount(receipt: Receipt, pool: Pool, payer: Payer, payers: Payers, *, without: int = -1) -> list[Solution]:
    """The answers that the amount gives among what the payer may pay: one item, all of them, the oldest ones, two of them.

    The first three count as rival answers to each other; two items summing to the amount are shown only when there is nothing else. The item `without`
    takes no part.
    """
    customers = sorted({member for one in payer.customers for member in payers.pays_for(one)}, key=lambda c: (c not in payer.customers, c))
    customers = customers[:LARGEST_FAMILY]
    found = _singles(receipt, pool, customers, payer)
    for customer in sorted(payer.customers)[:MOST_SHOWN]:
        found += _walk(receipt, pool, customer, payer, without)
    if not found:
        for customer in sorted(payer.customers)[:MOST_SHOWN]:
            found += _pairs(receipt, pool, customer, payer, without)
    count = len({solution.ranks for solution in found})
    told = payer.counter_evidence
    return [
        Solution(s.ranks, s.rule, s.confidence, s.evidence, (*s.counter_evidence, *told), max(s.solutions, count))
        for s in found[:MOST_SHOWN]
    ]


def by_amount_alone(receipt: Receipt, pool: Pool) -> list[Solution]:
    """Items of anybody with exactly this open amount: suggestions only, whoever they belong to (reliability R67)."""
    seen = islice(pool.of_anyone(receipt.currency, receipt.amount_minor), MOST_SEEN)
    fitting = [rank for rank in seen if pool.items[rank].issued_on <= receipt.received_on]
    fact = Evidence(reasons.EXACT_AMOUNT, {"amount": amount_of(receipt)})
    unknown = Evidence(reasons.PAYER_UNKNOWN)
    return [Solution((rank,), "amount_alone", "possible", (fact,), (unknown,), len(fitting)) for rank in fitting[:MOST_SHOWN]]


def _singles(receipt: Receipt, pool: Pool, customers: list[str], payer: Payer) -> list[Solution]:
    seen = [r for customer in customers for r in islice(pool.of_amount(customer, receipt.currency, receipt.amount_minor), MOST_SEEN)]
    issued = [rank for rank in seen if pool.items[rank].issued_on <= receipt.received_on]
    fitting = issued or seen
    fact = Evidence(reasons.EXACT_AMOUNT, {"amount": amount_of(receipt)})
    answers = []
    for rank in fitting[:MOST_SHOWN]:
        item = pool.items[rank]
        family = () if item.customer in payer.customers else (_same_group(payer, item.customer),)
        crowd = pool.count(item.customer, receipt.currency)
        doubt = (Evidence(reasons.CROWDED, {"customer": item.customer, "count": crowd}),) if crowd > CROWD else ()
        answers.append(Solution((rank,), "single_amount", "probable", (*payer.evidence, *family, fact), doubt, len(fitting)))
    return answers


def _same_group(payer: Payer, customer: str) -> Evidence:
    return Evidence(reasons.SAME_GROUP, {"payer": ", ".join(sorted(payer.customers)), "customer": customer})


def _walk(receipt: Receipt, pool: Pool, customer: str, payer: Payer, without: int) -> list[Solution]:
    """All the customer's items open that day, or the oldest of them, when they sum to the amount; at least two."""
    ranks: list[int] = []
    total = 0
    oldest: tuple[int, ...] = ()
    ended = True
    for seen, rank in enumerate(pool.of_customer(customer, receipt.currency)):
        if seen == LONGEST_WALK:
            ended = False
            break
        if rank == without or pool.items[rank].issued_on > receipt.received_on:
            continue
        ranks.append(rank)
        total += pool.items[rank].open_minor
        if total == receipt.amount_minor and len(ranks) > 1 and not oldest:
            oldest = tuple(ranks)
    money = amount_of(receipt)
    answers = []
    if ended and total == receipt.amount_minor and len(ranks) > 1:
        fact = Evidence(reasons.ALL_OPEN, {"count": len(ranks), "amount": money})
        answers.append(Solution(tuple(ranks), "all_open", "probable", (*payer.evidence, fact)))
    if oldest and len(oldest) < len(ranks):
        fact = Evidence(reasons.OLDEST_SUM, {"count": len(oldest), "amount": money})
        answers.append(Solution(oldest, "oldest_sum", "possible", (*payer.evidence, fact)))
    return answers


def _pairs(receipt: Receipt, pool: Pool, customer: str, payer: Payer, without: int) -> list[Solution]:
    fact = Evidence(reasons.TWO_ITEMS, {"amount": amount_of(receipt)})
    earlier: dict[int, int] = {}
    pairs = []
    for rank in islice(pool.of_customer(customer, receipt.currency), LONGEST_WALK):
        if rank == without or pool.items[rank].issued_on > receipt.received_on:
            continue
        minor = pool.items[rank].open_minor
        other = earlier.get(receipt.amount_minor - minor)
        if other is not None:
            pairs.append((other, rank))
        earlier.setdefault(minor, rank)
    return [Solution(pair, "two_items", "possible", (*payer.evidence, fact), solutions=len(pairs)) for pair in pairs[:MOST_SHOWN]]
