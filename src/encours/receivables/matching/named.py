"""What was paid, from the documents that a receipt names: exactly, in part, mangled, with others it does not name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from encours.receivables.matching import reasons
from encours.receivables.matching.answer import EXACT, Answer, Case, document
from encours.receivables.matching.book import Book
from encours.receivables.matching.contract import Evidence, EvidenceKind
from encours.receivables.matching.differences import Differences, Valuation, exact
from encours.receivables.matching.fit import Fit
from encours.receivables.matching.index import Hit
from encours.receivables.matching.keys import DIGITS, FULL, FUZZY, ORDER, RF, SHORT, TAIL
from encours.receivables.matching.mangled import Mangled
from encours.receivables.matching.payer import WEAK_SIGNS, Payers
from encours.receivables.matching.subset import subsets

_WHAT = {RF: "rf", FULL: "number", DIGITS: "digits", SHORT: "short", ORDER: "order", FUZZY: "fuzzy", TAIL: "tail"}
_WORDS: dict[int, EvidenceKind] = {
    RF: reasons.CREDITOR_REFERENCE, FULL: reasons.REFERENCE, DIGITS: reasons.REFERENCE, SHORT: reasons.SHORT_REFERENCE,
    ORDER: reasons.ORDER, FUZZY: reasons.LIKE_REFERENCE, TAIL: reasons.WEAK_REFERENCE,
}  # fmt: skip
_MOST_NAMED = 60
_SURE_TAIL = 4


class Meaning(NamedTuple):
    """A fragment and the open items it may mean, all of one grade; `own` when they are the payer's."""

    hit: Hit
    ranks: tuple[int, ...]
    grade: int
    own: bool


class Named:
    """Finds answers from documents named. `payers` says who pays for whom."""

    def __init__(self, book: Book, payers: Payers, differences: Differences, mangled: Mangled) -> None:
        self._book, self._payers, self._differences, self._mangled = book, payers, differences, mangled

    def explicit(self, case: Case) -> list[Answer]:
        """The answer whose documents are written out and sum to the money, when there is one."""
        meanings = self._meanings(case, case.hits)
        if not meanings:
            return []
        return self._exact(case, meanings, "")

    def all(self, case: Case) -> list[Answer]:
        """Every answer that the documents named give, the best first."""
        meanings = self._meanings(case, case.hits)
        found = self._exact(case, meanings, "") if meanings else []
        if found:
            return found
        family = meanings_family(case, meanings, self._book, self._payers)
        if case.mangled is None or case.mangled[0] != family:
            case.mangled = (family, self._mangled.hits(case, family))
        more = case.mangled[1]
        if more:
            wider = meanings + self._meanings(case, more)
            found = self._exact(case, wider, "")
            if found:
                return found
            meanings = wider
        if any(one.own for one in meanings):
            meanings = [one for one in meanings if one.own]
        elif set(case.payer.signs) <= WEAK_SIGNS and case.family:
            # A name that is merely alike may be another's: a mangled number counts where the amount confirms it.
            anybody = [Meaning(hit, tuple(rank for rank, _ in hit.options), FUZZY, False) for hit in self._mangled.hits(case, frozenset())]
            found = self._exact(case, anybody, "")
            if found:
                return found
        return self._with_others(case, meanings) or self._different(case, meanings) if meanings else []

    def _meanings(self, case: Case, hits: Iterable[Hit]) -> list[Meaning]:
        """What each fragment may mean: the payer's own items where it has any under that key, else anybody's where the key says enough."""
        found: list[Meaning] = []
        book, receipt, family = self._book, case.receipt, case.family
        for hit in hits:
            usable = [(rank, grade) for rank, grade in hit.options if book.is_open(rank) and self._payable(rank, receipt.currency)]
            own = [(rank, grade) for rank, grade in usable if book.items[rank].customer in family]
            kept = own or usable
            if not kept:
                continue
            best = max(grade for _, grade in kept)
            if not own and best in (TAIL, ORDER, FUZZY) and (best == TAIL or family):
                kept = [(rank, grade) for rank, grade in kept if book.items[rank].open_minor == receipt.amount_minor and not family]
                if not kept:
                    continue
            ranks = [rank for rank, grade in kept if grade == best]
            found.append(Meaning(hit, tuple(book.by_age(ranks) if len(ranks) > 1 else ranks), best, bool(own)))
        if family and any(meaning.own for meaning in found):
            return [meaning for meaning in found if meaning.own][:_MOST_NAMED]
        if not family:
            found = self._of_one_customer(found)
        return found[:_MOST_NAMED]

    def _payable(self, rank: int, currency: str) -> bool:
        item = self._book.items[rank]
        return item.currency == currency or item.functional_minor is not None

    def _of_one_customer(self, found: list[Meaning]) -> list[Meaning]:
        """Of a payer nobody knows: what belongs to the customers that full numbers name."""
        strong = {self._book.items[rank].customer for one in found if one.grade >= SHORT and len(one.ranks) == 1 for rank in one.ranks}
        if not strong:
            return found
        reach = frozenset[str]().union(*(self._payers.pays_for(customer) for customer in strong))
        kept = []
        for one in found:
            ranks = tuple(rank for rank in one.ranks if self._book.items[rank].customer in reach)
            if ranks:
                kept.append(one._replace(ranks=ranks))
        return kept

    def _exact(self, case: Case, meanings: Sequence[Meaning], suffix: str) -> list[Answer]:
        """All that is named; or with the right one of several under a number; or without what does not belong."""
        book, amount = self._book, case.receipt.amount_minor
        if any(book.items[rank].currency != case.receipt.currency for one in meanings for rank in one.ranks):
            meanings = [one for one in meanings if all(book.items[rank].currency == case.receipt.currency for rank in one.ranks)]
        every = self._union(meanings)
        if not every:
            return []
        if book.total(every) == amount and self._one_meaning(meanings):
            return [self._answer(case, meanings, exact(case.receipt, every, book), suffix, 1)]
        sure = self._union(one for one in meanings if self._one_meaning([one]) and one.grade >= SHORT)
        if sure and len(sure) < len(every):
            if book.total(sure) == amount:
                return [self._answer(case, meanings, exact(case.receipt, sure, book), suffix, 1)]
            rest = [rank for rank in every if rank not in sure]
            chosen = self._choose(rest, amount - book.total(sure))
            if chosen:
                made = [tuple(book.by_age((*sure, *ranks))) for ranks in chosen]
                return [self._answer(case, meanings, exact(case.receipt, ranks, book), suffix + "_one", len(made)) for ranks in made]
        chosen = self._choose(every, amount)
        left_out = "_one" if len(meanings) == 1 else "_some"
        return [self._answer(case, meanings, exact(case.receipt, ranks, book), suffix + left_out, len(chosen)) for ranks in chosen]

    def _choose(self, ranks: Sequence[int], minor: int, valued: Valuation | None = None) -> list[tuple[int, ...]]:
        """The one, or the several, of `ranks` that make `minor`; at most two answers."""
        amounts = [valued.minor(rank) if valued is not None else self._book.items[rank].open_minor for rank in ranks]
        singles: list[tuple[int, ...]] = []
        singles += [(rank,) for rank, amount in zip(ranks, amounts, strict=True) if amount == minor][:2]
        return singles or [tuple(ranks[place] for place in places) for places in subsets(amounts, minor).answers]

    def _union(self, meanings: Iterable[Meaning]) -> tuple[int, ...]:
        """All the items meant, the oldest first."""
        return tuple(self._book.by_age({rank for one in meanings for rank in one.ranks}))

    def _one_meaning(self, meanings: Iterable[Meaning]) -> bool:
        """Whether each fragment means one document: several installments of it are one meaning, two documents are not."""
        items = self._book.items
        return all(len(one.ranks) == 1 or len({(items[r].customer, items[r].document_ref) for r in one.ranks}) == 1 for one in meanings)

    def _with_others(self, case: Case, meanings: Sequence[Meaning]) -> list[Answer]:
        """What is named and others of the same customers that make up the sum: credit notes taken off, documents not named."""
        book, receipt = self._book, case.receipt
        named = self._union(one for one in meanings if one.grade >= SHORT or one.own)
        customers = sorted({book.items[rank].customer for rank in named})
        if not named or len(customers) > 3 or not self._one_meaning(meanings):
            return []
        if any(book.items[rank].currency != receipt.currency for rank in named):
            return []
        others = [r for c in customers for r in book.of_customer(c, receipt.currency, receipt.received_on, 60) if r not in named]
        for valued in self._differences.valuations(receipt, (*named, *others)):
            made = self._completed(case, meanings, named, others, valued)
            if made:
                return made
        return []

    def _completed(
        self, case: Case, meanings: Sequence[Meaning], named: tuple[int, ...], others: list[int], valued: Valuation
    ) -> list[Answer]:
        """What is named, with one choice of the others that makes the sum right, each item less its discount where the valuation says so."""
        book, receipt = self._book, case.receipt
        missing = receipt.amount_minor - sum(valued.minor(rank) for rank in named)
        if missing < 0:
            others = [rank for rank in others if book.items[rank].open_minor < 0]
        chosen = self._choose(others, missing, valued) if missing else []
        made = []
        for more in chosen:
            ranks = tuple(book.by_age((*named, *more)))
            told = [
                Evidence(reasons.CREDIT_NOTE if missing < 0 else reasons.NOT_NAMED, {"document": document(book.items[rank])})
                for rank in more
            ]
            suffix = "_less_credit" if missing < 0 else f"_more{min(len(more), 3)}"
            fit = valued.fit(ranks)
            made.append(self._answer(case, meanings, fit._replace(evidence=(*told, *fit.evidence)), suffix, len(chosen)))
        return made

    def _different(self, case: Case, meanings: Sequence[Meaning]) -> list[Answer]:
        """What is named, for another amount: with a difference that has a reason, else as much as the money covers."""
        if case.family and not any(one.own for one in meanings):
            # Somebody else's documents, for another sum: a number that happens to be one of ours; but a name that is merely alike proves less.
            meanings = [one for one in meanings if one.grade >= DIGITS and set(case.payer.signs) <= WEAK_SIGNS]
            if not meanings:
                return []
        named = self._union(meanings)
        sure = self._union(one for one in meanings if one.grade >= SHORT and self._one_meaning([one])) or named
        answers: list[Answer] = []
        for ranks in dict.fromkeys((named, sure)):
            fits = [fit for fit in self._differences.explain(case.receipt, ranks) if fit.parts]
            answers += [self._answer(case, meanings, fit, "", len(fits)) for fit in fits]
            if answers:
                return answers
        for rank in named if len(named) > 1 else ():
            fits = [fit for fit in self._differences.explain(case.receipt, (rank,)) if fit.parts]
            answers += [self._answer(case, meanings, fit, "_some", len(fits)) for fit in fits]
        # Of several documents, the one named last bears what is missing: "short paid" stands before it.
        places = {rank: one.hit.start for one in meanings for rank in one.ranks}
        partial = self._differences.partly(case.receipt, sorted(sure, key=lambda rank: places.get(rank, 0)))
        if partial is not None:
            answers.append(self._answer(case, meanings, partial, "", 1))
        return answers

    def _answer(self, case: Case, meanings: Sequence[Meaning], fit: Fit, suffix: str, solutions: int) -> Answer:
        used = {part.rank for part in fit.parts}
        grades = [one.grade for one in meanings if used.intersection(one.ranks)]
        # Several documents that sum to the money to the cent are no weaker than one; of several paid in part nobody knows which.
        several = "s" if len(used) > 1 and fit.money not in EXACT else ""
        weak = min(grades)
        among = self._among(meanings, used, weak) if weak in (FUZZY, TAIL) and fit.money in EXACT and self._has_equals(used) else ""
        what = _WHAT[weak] + several + suffix + among + ("_cut" if self._mangled.goes_on(case) else "")
        facts = []
        for one in meanings:
            for rank in one.ranks:
                if rank in used:
                    shown = {"fragment": one.hit.fragment, "field": one.hit.field, "document": document(self._book.items[rank])}
                    facts.append(Evidence(reasons.IN_LIST if one.hit.is_listed else _WORDS[one.grade], shown, one.hit.start))
                    break
        who, payer_facts, against = self._who(case, used, weak, fit)
        return Answer(fit.parts, what, fit.money, who, (*facts, *payer_facts, *fit.evidence), (*fit.counter_evidence, *against), solutions)

    def _among(self, meanings: Sequence[Meaning], used: Set[int], weak: int) -> str:
        """How surely a weak sign chooses among items of one amount: one by at least four of its last digits, or less so."""
        if weak == TAIL:
            for one in meanings:
                for rank in used & set(one.ranks) if one.grade == TAIL else ():
                    written, number = _digits_of(one.hit.fragment), _digits_of(self._book.items[rank].document_ref)
                    if not number.endswith(written):
                        return "_among_misread"
                    if len(written) < _SURE_TAIL:
                        return "_among_thin"
        return "_among_many" if len(used) > 1 else "_among"

    def _has_equals(self, used: Iterable[int]) -> bool:
        """Whether another item of the same customer has the same amount: a weak sign then chooses among them."""
        items = [self._book.items[rank] for rank in used]
        return any(len(self._book.of_amount(item.customer, item.currency, item.open_minor)) > 1 for item in items)

    def _who(self, case: Case, used: Iterable[int], weakest: int, fit: Fit) -> tuple[str, tuple[Evidence, ...], tuple[Evidence, ...]]:
        """How the documents' owners and the payer agree, as a part of the rule."""
        customers = sorted({self._book.items[rank].customer for rank in used})
        payer = case.payer
        if not case.family:
            if len(customers) > 1:
                return "payer_unknown_several", (), (Evidence(reasons.PAYER_UNKNOWN),)
            return "payer_unknown", (Evidence(reasons.BY_REFERENCE, {"customer": customers[0]}),), ()
        strangers = [customer for customer in customers if customer not in case.family]
        if not strangers:
            group = "" if set(customers) <= payer.customers else "_group"
            told = [
                Evidence(reasons.SAME_GROUP, {"payer": ", ".join(sorted(payer.customers)), "customer": c})
                for c in customers
                if c not in payer.customers
            ]
            if len(payer.customers) > 1:
                return f"payer_several{group}", (*payer.evidence, *told), payer.counter_evidence if len(customers) > 1 else ()
            return payer.rule + group, (*payer.evidence, *told), payer.counter_evidence
        conflict = Evidence(reasons.PAYER_CONFLICT, {"payer": ", ".join(sorted(payer.customers)), "customer": ", ".join(strangers)})
        if set(payer.signs) <= WEAK_SIGNS and weakest >= DIGITS and fit.money in EXACT and len(customers) == 1:
            return "payer_otherwise_like", (), ()
        return "payer_conflict", payer.evidence, (conflict,)


def _digits_of(text: str) -> str:
    return "".join(c for c in text if c.isdigit()).lstrip("0")


def meanings_family(case: Case, meanings: Sequence[Meaning], book: Book, payers: Payers) -> frozenset[str]:
    """The customers among whom a mangled number may be looked for: the payer's, or else the owners of what is named in full."""
    if case.family:
        return case.family
    owners = {book.items[rank].customer for one in meanings if one.grade >= SHORT for rank in one.ranks}
    return frozenset[str]().union(*(payers.pays_for(owner) for owner in owners)) if 0 < len(owners) <= 3 else frozenset()
