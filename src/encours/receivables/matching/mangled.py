"""Numbers that are written in a list or a range, cut short, or one character wrong: looked for among the payer's own items, or where the amount confirms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from encours.receivables.matching.answer import Case
from encours.receivables.matching.book import Book
from encours.receivables.matching.index import Hit, Index, Options, Reading, reading
from encours.receivables.matching.keys import DIGITS, FUZZY, SHORT, TAIL
from encours.receivables.matching.references import Run

_LONGEST_RANGE = 60
_SHORTEST_FUZZY = 5
_LONGEST_FUZZY = 16
_MOST_AT_AMOUNT = 40
# What stands between the numbers of a list. A dash also joins the ends of a range: the amounts decide.
_BETWEEN = re.compile(
    r"[\s,;/+&.\-–—>]*(?:(?:ET|UND|U|AND|E|EN|A|À|AU|TO|BIS|TOT|AL|T/M|JUSQU'A|JUSQU'À|THRU|N°|NR|NO)[\s.]*)?[\s,;/+&.\-–—]*"
)
_RANGE = re.compile(r"\s*(?:-|–|—|\.\.+|>|->|A|À|AU|TO|BIS|TOT|AL|T/M|JUSQU'A|JUSQU'À|THRU|/-)\s*")
_LIKE_DIGITS = str.maketrans("OQDILSBZG", "000115826")
_TOKEN = re.compile(r"[A-Za-z0-9]+")


class Mangled:
    """Finds what exact keys do not."""

    def __init__(self, book: Book, index: Index) -> None:
        self._book, self._index = book, index

    def hits(self, case: Case, family: frozenset[str]) -> list[Hit]:
        """Further fragments that may name items of `family`, or items whose open amount is exactly the payment."""
        found: list[Hit] = []
        for seen in case.readings:
            own = [hit for hit in case.hits if hit.field == seen.field and self._is_near(hit, family)]
            continued = list(self._continued(seen, own, family))
            found += continued
            found += self._misread(seen, own, case, family)
            found += self._misspelt(seen, [*own, *continued], case, family)
            found += self._cut_short(seen, own, case, family)
        return found

    def goes_on(self, case: Case) -> bool:
        """Whether the text ends in the middle of a list: with a separator, with letters that begin our numbers, or with a number begun."""
        for seen in case.readings:
            if seen.field != "remittance" or not seen.runs:
                continue
            last = seen.runs[-1]
            if any(hit.field == seen.field and hit.end >= last.end for hit in case.hits):
                return False
            if seen.text.rstrip()[-1:] in ",;+&/":
                return True
            return self._index.begins_a_number(last.text) or (len(seen.runs) > 1 and self._index.begins_a_number(seen.runs[-2].text))
        return False

    def _is_near(self, hit: Hit, family: frozenset[str]) -> bool:
        """Whether a hit tells anything here: somebody else's number may be the payer's with a digit wrong."""
        return not family or any(self._book.items[rank].customer in family for rank, _ in hit.options)

    def _keep(self, options: Options, case: Case, family: frozenset[str]) -> Options:
        items, amount = self._book.items, case.receipt.amount_minor
        return tuple(
            (rank, FUZZY)
            for rank, grade in options
            if grade >= SHORT
            and (items[rank].customer in family if family else items[rank].open_minor == amount)
            and self._book.is_open(rank)
        )

    def _continued(self, seen: Reading, own: Sequence[Hit], family: frozenset[str]) -> Iterator[Hit]:
        """After a number: shorter ends of the same series, or the end of a range."""
        if not family:
            return
        pieces = seen.runs
        for hit in own:
            base = next(
                (self._book.items[rank] for rank, grade in hit.options if grade >= SHORT and self._book.items[rank].customer in family),
                None,
            )
            if base is None:
                continue
            number = "".join(c for c in base.document_ref if c.isdigit())
            following = [piece for piece in pieces if piece.start >= hit.end]
            last = int(number) if number else 0
            end = hit.end
            for piece in following[:40]:
                if not piece.text[0].isdigit():
                    continue
                between = seen.text[end : piece.start].upper()
                if not _BETWEEN.fullmatch(between) or len(piece.text) < 2:
                    break
                if len(piece.text) > len(number):
                    break
                completed = number[: len(number) - len(piece.text)] + piece.text
                ranged = int(completed) > last and _RANGE.fullmatch(between) is not None
                reached = list(self._one(completed, family))
                if not reached and not ranged:
                    break
                for options in reached:
                    yield Hit(seen.text[piece.start : piece.end], seen.field, piece.start, piece.end, options, True)
                if ranged and int(completed) - last <= _LONGEST_RANGE:
                    width = len(number)
                    for middle in range(last + 1, int(completed)):
                        for options in self._one(str(middle).zfill(width), family):
                            yield Hit(seen.text[hit.start : piece.end], seen.field, hit.start, piece.end, options, True)
                last, end = int(completed), piece.end

    def _one(self, digits: str, family: frozenset[str]) -> Iterator[Options]:
        found = tuple(
            (rank, SHORT) for rank, grade in self._index.lookup(digits.lstrip("0"))
            if grade >= DIGITS and self._book.items[rank].customer in family and self._book.is_open(rank)
        )  # fmt: skip
        if found:
            yield found

    def _misread(self, seen: Reading, own: Sequence[Hit], case: Case, family: frozenset[str]) -> Iterator[Hit]:
        """O for 0, l for 1: what the text names once letters among digits are read as the digits they look like."""
        text = _TOKEN.sub(lambda token: _as_digits(token[0]), seen.text)
        if text == seen.text:
            return
        for hit in self._index.find([reading(seen.field, text)]):
            options = self._keep(hit.options, case, family)
            if options and not _covered(own, hit.start, hit.end):
                yield hit._replace(fragment=seen.text[hit.start : hit.end], options=options)

    def _misspelt(self, seen: Reading, own: Sequence[Hit], case: Case, family: frozenset[str]) -> Iterator[Hit]:
        """One digit wrong, missing, added, or two swapped."""
        lengths = self._index.lengths
        if not family and next(iter(self._book.of_anyone(case.receipt.currency, case.receipt.amount_minor)), None) is None:
            return
        for first, last in _digit_rows(seen.runs):
            start, end = seen.runs[first].start, seen.runs[last].end
            if _covered(own, start, end):
                continue
            digits = "".join(piece.text for piece in seen.runs[first : last + 1]).lstrip("0")
            if not _SHORTEST_FUZZY <= len(digits) <= _LONGEST_FUZZY or lengths.isdisjoint(range(len(digits) - 1, len(digits) + 2)):
                continue
            options: dict[int, int] = {}
            for variant in one_away(digits):
                if variant in self._index:
                    for rank, grade in self._keep(self._index.lookup(variant), case, family):
                        options[rank] = grade
            if any(start < hit.end and hit.start < end for hit in case.hits if hit.field == seen.field and not self._is_near(hit, family)):
                # The number as it stands is somebody else's.
                options = dict.fromkeys(options, TAIL)
            if options:
                yield Hit(seen.text[start:end], seen.field, start, end, tuple(sorted(options.items())))

    def _cut_short(self, seen: Reading, own: Sequence[Hit], case: Case, family: frozenset[str]) -> Iterator[Hit]:
        """The last number of a text that the bank cut: the beginning of an item's number, at least four digits of it."""
        pieces = list(seen.runs)
        while pieces and not pieces[-1].text[0].isdigit():
            pieces.pop()
        if not pieces or len(seen.text) - pieces[-1].end > 2 or _covered(own, pieces[-1].start, pieces[-1].end):
            return
        first = len(pieces) - 1
        while (
            first > 0
            and pieces[first - 1].text[0].isdigit()
            and pieces[first].start - pieces[first - 1].end <= 1
            and len(pieces) - first < 3
        ):
            first -= 1
        tail = "".join(piece.text for piece in pieces[first:]).lstrip("0")
        if len(tail) < 4:
            return
        book, receipt = self._book, case.receipt
        if family:
            near = (r for c in sorted(family)[:20] for r in book.of_customer(c, receipt.currency, receipt.received_on, 100))
        else:
            near = (rank for _, rank in zip(range(_MOST_AT_AMOUNT), book.of_anyone(receipt.currency, receipt.amount_minor), strict=False))
        options = tuple((rank, FUZZY) for rank in near if _begins(book.items[rank].document_ref, tail))
        if options and len(options) <= 20:
            yield Hit(seen.text[pieces[first].start :], seen.field, pieces[first].start, len(seen.text), options)


def _as_digits(token: str) -> str:
    """A token with the letters that look like digits read so, after its prefix, when nothing but digits is left then.

    >>> _as_digits("FA2O26"), _as_digits("OO123"), _as_digits("SOLDE"), _as_digits("l23")
    ('FA2026', '00123', 'SOLDE', '123')
    """
    upper = token.upper()
    if not any(c.isdigit() for c in upper) or upper.isdigit() or not upper.isascii():
        return token
    for cut in range(min(5, len(upper))):
        rest = upper[cut:].translate(_LIKE_DIGITS)
        if rest.isdigit() and upper[:cut].isalpha() | (cut == 0):
            return token if rest == upper[cut:] else token[:cut] + rest
    return token


def _begins(reference: str, digits: str) -> bool:
    own = "".join(c for c in reference if c.isdigit()).lstrip("0")
    return own.startswith(digits) and own != digits


def _covered(hits: Iterable[Hit], start: int, end: int) -> bool:
    return any(start < hit.end and hit.start < end and any(grade >= SHORT for _, grade in hit.options) for hit in hits)


def _digit_rows(pieces: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """Rows of neighbouring runs of digits, longest first from each start: separators and blanks put in by banks do not end a number."""
    first = 0
    while first < len(pieces):
        if not pieces[first].text[0].isdigit():
            first += 1
            continue
        last = first
        while (
            last + 1 < len(pieces)
            and pieces[last + 1].text[0].isdigit()
            and pieces[last + 1].start - pieces[last].end <= 1
            and last - first < 3
        ):
            last += 1
        for end in range(last, first - 1, -1):
            yield first, end
        first += 1


def one_away(digits: str) -> Iterator[str]:
    """Every number one edit away: a digit changed, missing, added, or two neighbours swapped.

    >>> len(set(one_away("12345"))) == 5 * 9 + 5 + 4 + 55
    True
    """
    for n, digit in enumerate(digits):
        head, tail = digits[:n], digits[n + 1 :]
        yield head + tail
        for other in "0123456789":
            if other != digit:
                yield head + other + tail
            yield head + other + digits[n:]
        if n + 1 < len(digits) and digits[n + 1] != digit:
            yield head + digits[n + 1] + digit + digits[n + 2 :]
    for other in "0123456789":
        yield digits + other
