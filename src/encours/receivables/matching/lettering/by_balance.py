"""Lines between two days on which the account stands at zero."""

from __future__ import annotations

from collections.abc import Iterator

from encours.receivables.matching.contract import Evidence
from encours.receivables.matching.lettering import reasons
from encours.receivables.matching.lettering.account import Account
from encours.receivables.matching.lettering.chance import BALANCE_PER, is_below
from encours.receivables.matching.lettering.judge import Answer


def balanced(account: Account, *, one_sided: bool) -> Iterator[Answer]:
    """The open lines between two zeros of the running balance at the end of days.

    `one_sided`: only where a single line closes all the others (or all the others close a single one), so that the lines cannot belong to
    several groups.
    """
    segment: list[int] = []
    balance = tries = 0
    ranks = account.open_ranks()
    for place, rank in enumerate(ranks):
        segment.append(rank)
        balance += account.minor[rank]
        if place + 1 < len(ranks) and account.days[ranks[place + 1]] == account.days[rank]:
            continue
        tries += 1
        if balance:
            continue
        debits = sum(account.minor[one] > 0 for one in segment)
        single = debits == 1 or debits == len(segment) - 1
        if single or not one_sided:
            fact = Evidence(reasons.BALANCED, {"count": len(segment), "day": account.days[rank]})
            against = () if single else (Evidence(reasons.MIXED_SIDES),)
            if not is_below(tries, (account.minor[one] for one in segment), BALANCE_PER):
                against = (*against, Evidence(reasons.BY_CHANCE))
            yield Answer(tuple(segment), "balanced", (fact,), against)
        segment, tries = [], 0
