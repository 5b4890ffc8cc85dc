"""Letters: the codes that mark the lines of one account that settle each other (lettrage).

Usual French lettering (read 2026-11-22). An account's codes run AAA, AAB … ZZZ, AAAA …; lower case marks a group that does
not balance yet (a convention of accounting programs).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

_SHORTEST = 3


class NotALetter(ValueError):
    """The text is no code of the sequence: fewer than three letters, or something else than A to Z in one case."""


def letter(n: int, *, shortest: int = _SHORTEST) -> str:
    """The code of the group of rank `n`, counted from 0. `shortest` is for files whose column holds fewer than three letters.

    >>> [letter(n) for n in (0, 25, 26, 675, 676, 17575, 17576)]
    ['AAA', 'AAZ', 'ABA', 'AZZ', 'BAA', 'ZZZ', 'AAAA']
    >>> [letter(n, shortest=1) for n in (0, 25, 26)]
    ['A', 'Z', 'AA']
    """
    if n < 0:
        raise ValueError(f"ranks count from 0, not {n}")
    length, block = shortest, 26**shortest
    while n >= block:
        n, length, block = n - block, length + 1, block * 26
    code = []
    for _ in range(length):
        n, digit = divmod(n, 26)
        code.append(chr(ord("A") + digit))
    return "".join(reversed(code))


def letter_rank(code: str, *, shortest: int = _SHORTEST) -> int:
    """The rank of `code` in the sequence; the case, which says whether the group balances, does not matter.

    Codes that other programs write (`A`, `AA`, `12`) are outside the sequence and raise `NotALetter`.

    >>> letter_rank("AAA"), letter_rank("zzz"), letter_rank("AAAA")
    (0, 17575, 17576)
    """
    if len(code) < shortest or not code.isascii() or not code.isalpha() or code not in (code.upper(), code.lower()):
        raise NotALetter(code)
    rank = 0
    for character in code.upper():
        rank = rank * 26 + ord(character) - ord("A")
    length = shortest
    while length < len(code):
        rank, length = rank + 26**length, length + 1
    return rank


def free_letters(used: Iterable[str], *, width: int | None = None) -> Iterator[str]:
    """The codes that come after all of `used` in the sequence, as far as a column of `width` letters holds them.

    >>> from itertools import islice
    >>> list(islice(free_letters(["AAA", "aac", "12"]), 2)), list(islice(free_letters(["A", "AY"], width=2), 3))
    (['AAD', 'AAE'], ['AZ', 'BA', 'BB'])
    """
    shortest = _SHORTEST if width is None else min(_SHORTEST, width)
    last = -1
    for code in used:
        try:
            last = max(last, letter_rank(code, shortest=shortest))
        except NotALetter:
            continue
    for n in count(last + 1):
        code = letter(n, shortest=shortest)
        if width is not None and len(code) > width:
            return
        yield code


def is_partial(code: str) -> bool:
    """Whether `code` marks a group that does not balance yet.

    >>> is_partial("aab"), is_partial("AAB")
    (True, False)
    """
    return code.islower()
