"""Work that makes a hundred thousand values which all live until it ends."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from encours.receivables.matching.lettering.numbers import forget_numbers
from encours.receivables.matching.names import person_key
from encours.receivables.matching.payer import account_key
from encours.receivables.matching.words import words_of

_FORGET = (words_of.cache_clear, person_key.cache_clear, account_key.cache_clear, forget_numbers)


@contextmanager
def many_values() -> Iterator[None]:
    """Look for no cycles meanwhile: values that only grow would be gone through again and again, a quarter of the time of matching. Memory is given
    back by counting references as ever.

    What was remembered of texts is forgotten afterwards: a small value kept among a hundred thousand that are gone holds the memory of all of them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        for forget in _FORGET:
            forget()
        if was_on:
            gc.enable()
