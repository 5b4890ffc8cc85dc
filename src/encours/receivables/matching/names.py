"""Names of payers: equal once forms and spelling are set aside, or alike, with care for customers who are named almost the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import log2
from typing import NamedTuple

from encours.receivables.matching.words import words_of

LEGAL_FORMS = frozenset(
    "SA SAS SASU SARL EURL SNC SCI SCA SCOP EI EIRL GIE SCEA EARL GAEC SELARL GMBH AG KG OHG UG MBH CO BV NV SRL SPA SL LTD PLC LLC INC LLP BVBA"
    " KGAA EK EG AB OY AS APS SARLU CORP LIMITED COMPANY CV VOF SNCA SAPA SAS".split()
)
"""Legal forms say nothing about who it is, and payers leave them out."""

_BANK_WORDS = frozenset(
    "VIR VIREMENT SEPA INST RECU RECUE DE DU EMIS FAVEUR VRT TRANSFER CREDIT UEBERWEISUNG GUTSCHRIFT OVERSCHRIJVING BONIFICO".split()
)
_INITIALS = re.compile(r"\b[A-Z](?: [A-Z])+\b")
_SPELT_OUT = re.compile(r"(?<=[AOU])E")

ALIKE = 0.62
CLOSE = 0.8
_CLEAR = 0.12
_MOST_UNDER_WORD = 400
_MOST_LIKELY = 40
_NOBODY: frozenset[str] = frozenset()


class Likeness(NamedTuple):
    """A customer and how much of its name was found, from 0 to 1."""

    customer: str
    score: float


def payer_name_key(name: str) -> str:
    """The key of a payer's name: no accents, no legal form, no word that banks put before it.

    >>> payer_name_key("VIR SEPA SARL Électricité du Midi")
    'ELECTRICITE DU MIDI'
    >>> payer_name_key("Alpha S.A.R.L.")
    'ALPHA'
    """
    words = _INITIALS.sub(lambda found: found[0].replace(" ", ""), words_of(name)).split()
    while words and words[0] in _BANK_WORDS:
        words.pop(0)
    return " ".join(word for word in words if word not in LEGAL_FORMS)


def folded(key: str) -> str:
    """A key in which an umlaut spelt out, one lost, and one kept are the same.

    >>> folded("MUELLER BAECKEREI"), folded("MULLER BACKEREI")
    ('MULLER BACKEREI', 'MULLER BACKEREI')
    """
    return _SPELT_OUT.sub("", key)


@lru_cache(maxsize=65536)
def person_key(name: str) -> str:
    """The key by which payers' names are compared.

    >>> person_key("VIR SEPA Müller GmbH") == person_key("MUELLER")
    True
    """
    return folded(payer_name_key(name))


class NameIndex:
    """The names and aliases of all customers, found whole or by words."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """`names` are pairs of a name and its customer."""
        whole: dict[str, set[str]] = {}
        self._initials: dict[str, set[str]] = {}
        self._words: list[tuple[str, list[str]]] = []
        self._under: dict[str, list[int]] = {}
        self._cache: dict[str, tuple[Likeness, ...]] = {}
        counts: Counter[str] = Counter()
        for name, customer in sorted(set(names)):
            key = person_key(name)
            if not key:
                continue
            whole.setdefault(key.replace(" ", ""), set()).add(customer)
            words = key.split()
            for initials in {"".join(word[0] for word in words), "".join(word[0] for word in words_of(name).split())}:
                if len(initials) >= 3:
                    self._initials.setdefault(initials, set()).add(customer)
            place = len(self._words)
            self._words.append((customer, words))
            counts.update(set(words))
            for stem in {word[:4] for word in words}:
                self._under.setdefault(stem, []).append(place)
        self._whole = {key: frozenset(customers) for key, customers in whole.items()}
        total = max(len(self._words), 1)
        self._weights = {word: 1 + log2(total / count) for word, count in counts.items()}
        self._usual = 1 + log2(total)

    def whole(self, name: str) -> frozenset[str]:
        """The customers of exactly this name, apart from forms, accents and blanks."""
        key = person_key(name).replace(" ", "")
        return self._whole.get(key, _NOBODY) if key else _NOBODY

    def inside(self, text: str) -> Iterator[tuple[frozenset[str], str]]:
        """The customers whose whole name stands in `text`, with it; names of one short word do not count."""
        words = folded(words_of(text)).split()[:40]
        kept = [word for word in words if word not in LEGAL_FORMS]
        for first in range(len(kept)):
            joined = ""
            for last in range(first, min(first + 6, len(kept))):
                joined += kept[last]
                found = self._whole.get(joined)
                if found and len(joined) >= 6:
                    yield found, " ".join(kept[first : last + 1])

    def begins(self, key: str) -> frozenset[str]:
        """The customers whose whole name stands at the beginning of `key`, a text in capitals; the longest name that does."""
        words = [word for word in folded(key).split()[:12] if word not in LEGAL_FORMS]
        for last in range(min(8, len(words)), 0, -1):
            joined = "".join(words[:last])
            if len(joined) >= 5 and joined in self._whole:
                return self._whole[joined]
        return _NOBODY

    def alike(self, name: str) -> tuple[Likeness, ...]:
        """The customers whose name is like this one, the likeliest first; only those that are as good as the best."""
        cached = self._cache.get(name)
        if cached is None:
            if len(self._cache) > 50_000:
                self._cache.clear()
            cached = self._cache[name] = self._compare(name)
        return cached

    def _compare(self, name: str) -> tuple[Likeness, ...]:
        words = person_key(name).split()[:8]
        if not words:
            return ()
        places: Counter[int] = Counter()
        for word in words:
            under = self._under.get(word[:4], ())
            if len(under) <= _MOST_UNDER_WORD:
                places.update(under)
        best: dict[str, float] = {}
        for place, _ in places.most_common(_MOST_LIKELY):
            customer, theirs = self._words[place]
            best[customer] = max(best.get(customer, 0.0), self._likeness(words, theirs))
        for word in words:
            for customer in self._initials.get(word, ()) if len(words) == 1 else ():
                best[customer] = max(best.get(customer, 0.0), ALIKE)
        top = max(best.values(), default=0.0)
        if top < ALIKE:
            return ()
        near = [Likeness(customer, score) for customer, score in best.items() if score >= top - _CLEAR]
        return tuple(sorted(near, key=lambda one: (-one.score, one.customer)))

    def _likeness(self, ours: list[str], theirs: list[str]) -> float:
        weight = self._weights
        common = 0.0
        left = list(theirs)
        for word in ours:
            match = next((other for other in left if other == word), None) or next((other for other in left if _near(word, other)), None)
            if match is not None:
                left.remove(match)
                common += weight[match] * (1.0 if match == word else 0.85)
        whole = sum(weight[word] for word in theirs)
        said = sum(weight.get(word, self._usual) for word in ours)
        # What the payer leaves out costs more than what it adds: names are written with town, department, form.
        return common / whole * 0.75 + common / max(said, common, 1e-9) * 0.25 if whole else 0.0


def _near(word: str, other: str) -> bool:
    """One word cut short, or with one letter wrong, missing, added or swapped."""
    if len(word) >= 3 and (other.startswith(word) or (word.startswith(other) and len(other) >= 4)):
        return True
    if abs(len(word) - len(other)) > 1 or min(len(word), len(other)) < 5:
        return False
    first = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    if first is None:
        return True
    rest, others = word[first:], other[first:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or (rest[2:] == others[2:] and rest[:2] == others[1::-1])
