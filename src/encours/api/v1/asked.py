"""The parameters that endpoints share, bounded (S26)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Query

from encours.api.v1.schemas import Problem
from encours.receivables.aging import Buckets

_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)

AsOf = Annotated[date | None, Query(ge=_FIRST, le=_LAST, description="The day of the figures; today by default.")]
Compare = Annotated[date | None, Query(ge=_FIRST, le=_LAST, description="Another day, whose totals stand beside.")]
Since = Annotated[date | None, Query(ge=_FIRST, le=_LAST, description="From this day on.")]
KnownAt = Annotated[datetime | None, Query(description="As it was known then; everything known now by default.")]
Currency = Annotated[str, Query(pattern="^([A-Z]{3})?$", description="One currency only.")]
Words = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, Query(ge=1, le=200, description="Rows of a page.")]
Rows = Annotated[int, Query(ge=1, le=1000, description="Rows of a page.")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="Rows to pass over.")]
After = Annotated[str, Query(max_length=2000, description="The place after which to go on, as `next` gave it.")]
BucketBounds = Annotated[str, Query(pattern=r"^(-?\d{1,4}(,-?\d{1,4}){0,11})?$", description="Last day late of each bucket but the last: 0,30,60,90,120.")]
Number = Annotated[int | None, Query(ge=0, le=2**63 - 1)]

ERRORS: dict[int, Any] = {401: Problem, 404: Problem, 422: Problem}
"""The problems of a reading endpoint; writing ones add 403 and 409."""


def read_buckets(text: str) -> Buckets | None:
    """Buckets of a query; None, for the company's own, where none are given. Raises ValueError."""
    return Buckets(tuple(int(part) + 1 for part in text.split(","))) if text else None
