"""How often each class of evidence has been right, and whether it may therefore record without a person.

A rule posts while the lower 95 % bound of its precision is at least 99.5 %, and while all that post together are right in at least 99.9 % of their
cases: the weakest gives way first. A company starts from the shipped figures, which count as at most 1 000 cases of its own, so that its own
history soon weighs more. A rule that was rarely seen borrows up to 480 cases from its family, the rules that differ from it only in how sure
the payer is, and where these are too few from its clan, all rules that rest on the same kind of evidence: with those it needs some sixty cases
of its own without an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt

from encours.receivables.matching.shipped import MEASURED

REQUIRED_BOUND = 0.995
REQUIRED_MIX = 0.999
PRIOR_CASES = 1000
BORROWED_CASES = 480
_ONE_SIDED_95 = 1.6449
_NAMED = ("rf", "number", "digits", "short", "order", "fuzzy", "tail")
_EXACT = ("amount", "discount")
# Parts of a size that payers agree on, whichever: a share of the document or of what is left, a round sum, the next one in turn.
_REGULAR = frozenset(
    f"part_{shape}{turn}"
    for shape in ("share", "share_left", "round", "in_turn", "quiet_share", "quiet_share_left", "quiet_round")
    for turn in ("", "_later")
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers of one rule were checked, and how many of them were wrong."""

    cases: int = 0
    wrong: int = 0


def lower_bound(cases: float, wrong: float) -> float:
    """The lower 95 % bound of a precision, one-sided, by Wilson's score interval; 0 where nothing was checked.

    >>> round(lower_bound(1000, 0), 4), round(lower_bound(1000, 1), 4), round(lower_bound(1000, 3), 4), lower_bound(0, 0)
    (0.9973, 0.9955, 0.9925, 0.0)
    """
    if cases <= 0:
        return 0.0
    right, z2 = 1 - wrong / cases, _ONE_SIDED_95**2
    centre = right + z2 / (2 * cases)
    return (centre - _ONE_SIDED_95 * sqrt(max(right * (1 - right), 0.0) / cases + z2 / (4 * cases**2))) / (1 + z2 / cases)


def is_rule(key: str) -> bool:
    """Whether a figure is that of a rule, and not of the family or the clan that rare rules borrow from.

    >>> is_rule("number+amount+payer_known"), is_rule("number+amount"), is_rule("named: exact")
    (True, False, False)
    """
    return key.count("+") != 1 and ": " not in key


def family_of(rule: str) -> str:
    """The rule without how sure the payer is.

    >>> family_of("number+amount+payer_known")
    'number+amount'
    """
    return rule.rpartition("+")[0]


def clan_of(rule: str) -> str:
    """The kind of evidence a rule rests on: documents named, an advice, or amounts alone; to the cent, or with some difference.

    >>> clan_of("number_less_credit+amount+payer_known"), clan_of("single_rare+fee_heavy+payer_seen"), clan_of("rf+part_round+payer_seen")
    ('named: exact', 'amounts: fee', 'named: regular part')
    """
    what, _, rest = rule.partition("+")
    money = rest.partition("+")[0]
    kind = "advice" if what.startswith("advice") else "named" if what.startswith(_NAMED) else "amounts"
    if money in _REGULAR:
        return f"{kind}: regular part"
    return f"{kind}: {'exact' if money in _EXACT else money.replace('_heavy', '')}"


def _worth(tally: Tally, most: float) -> tuple[float, float]:
    """A tally that counts as at most `most` cases, at the same precision."""
    weight = min(1.0, most / tally.cases) if tally.cases else 0.0
    return tally.cases * weight, tally.wrong * weight


@dataclass(frozen=True)
class Calibration:
    """The precision of each rule: `shipped` as the prior, `own` what the company's history and its undos say. `off` are rules that it switched off."""

    shipped: Mapping[str, Tally] = field(default_factory=dict)
    own: Mapping[str, Tally] = field(default_factory=dict)
    off: frozenset[str] = frozenset()

    def precision_bound(self, rule: str) -> float:
        """The lower 95 % bound of the share of this rule's answers that are right."""
        return lower_bound(*self._weighted(rule))

    def may_post(self, rule: str) -> bool:
        """Whether answers of this rule may be recorded without a person."""
        return rule in self.posting

    @cached_property
    def posting(self) -> frozenset[str]:
        """The rules that may record: those proven one by one, less the weakest of them until the mix is good enough."""
        rules = {rule for rule in self.shipped.keys() | self.own.keys() if is_rule(rule)}
        proven = [rule for rule in rules - self.off if self.precision_bound(rule) >= REQUIRED_BOUND]
        by_precision = sorted(proven, key=lambda rule: (self._share_wrong(rule), rule))
        cases = [self._weighted(rule) for rule in by_precision]
        total, wrong = sum(n for n, _ in cases), sum(bad for _, bad in cases)
        while by_precision and wrong > total * (1 - REQUIRED_MIX):
            by_precision.pop()
            n, bad = cases.pop()
            total, wrong = total - n, wrong - bad
        return frozenset(by_precision)

    def _weighted(self, rule: str) -> tuple[float, float]:
        """Cases and wrong ones: shipped ones count as at most `PRIOR_CASES`, those of the family as at most `BORROWED_CASES`."""
        cases, wrong = _worth(self.shipped.get(rule, Tally()), PRIOR_CASES)
        if 0 < cases < PRIOR_CASES:
            room = min(BORROWED_CASES, PRIOR_CASES - cases)
            for relatives in (family_of(rule), clan_of(rule)):
                more, spoilt = _worth(self.shipped.get(relatives, Tally()), room)
                cases, wrong, room = cases + more, wrong + spoilt, room - more
        own = self.own.get(rule, Tally())
        return cases + own.cases, wrong + own.wrong

    def _share_wrong(self, rule: str) -> float:
        cases, wrong = self._weighted(rule)
        return wrong / cases if cases else 1.0


SHIPPED = Calibration({rule: Tally(cases, wrong) for rule, (cases, wrong) in MEASURED.items()})
"""What a new company starts from."""
