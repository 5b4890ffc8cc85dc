"""Answers that hold until the company's clock moves.

Whatever changes the books, its customers or what is written about them takes the company's clock first (`record_now`), and the guards refuse facts of
another instant. An answer computed at one instant of the clock is therefore the answer until the next, in every process: what is remembered here is
dated by that instant and can be stale in none. It is only ever a saving: forgetting all of it changes no figure.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from django.db import connection

from encours.store.tenant import Scope

T = TypeVar("T")
MOST = 512
"""Answers kept per process. They are pages and totals, some kilobytes each; whole lists are never remembered."""
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def remembered(cursor: Any, scope: Scope, about: Hashable, make: Callable[[], T]) -> T:
    """What `make` returned for `about` since the company last recorded anything, else what it returns now. `about` names everything that the answer depends on but the books."""
    cursor.execute("SELECT recorded_at FROM company_clock WHERE organization_id = %s AND company_id = %s", [scope.organization_id, scope.company_id])
    row = cursor.fetchone()
    if row is None:
        return make()
    key = (connection.settings_dict["NAME"], scope.organization_id, scope.company_id, row[0], about)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return cast("T", _kept[key])
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made
