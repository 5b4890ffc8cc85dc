"""Work that makes a hundred thousand values which all live until it ends."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def many_values() -> Iterator[None]:
    """Look for no cycles meanwhile: values that only grow would be gone through again and again, a quarter of the time of matching. Memory is given
    back by counting references as ever.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
