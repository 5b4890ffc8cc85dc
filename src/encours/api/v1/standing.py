"""Where a company stands, the lines behind its figures, and its key figures month by month."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from encours.api.v1.asked import ERRORS, After, AsOf, Currency, KnownAt, Limit, Since
from encours.api.v1.door import place
from encours.api.v1.schemas import FigureLinesOut, OverviewOut, TrendOut
from encours.store.load.figure_lines import Figure
from encours.usecases.figure_lines import figure_lines
from encours.usecases.home import overview as overview_of
from encours.usecases.paging import place_text, read_place
from encours.usecases.reports.overview import lines_json, overview_json
from encours.usecases.reports.trend import trend_json
from encours.usecases.trend import trend as trend_of

router = Router(tags=["figures"])
Week = Annotated[int, Query(ge=1, le=4, description="Which of the coming weeks; the first starts tomorrow.")]
Months = Annotated[int, Query(ge=1, le=120, description="How many months.")]


@router.get("/companies/{company}/overview", response={200: OverviewOut, **ERRORS}, by_alias=True, operation_id="get_overview", summary="Where the company stands")
def overview(request: HttpRequest, company: str, as_of: AsOf = None) -> dict[str, Any]:
    """The figures of the home page, the receipts expected in four weeks, and what waits."""
    here = place(request, company)
    day = as_of or here.today
    return {**here.heading("encours.overview/1", day, None), **overview_json(overview_of(here.scope, day), here.language)}


@router.get("/companies/{company}/lines/{figure}", response={200: FigureLinesOut, **ERRORS}, by_alias=True, operation_id="get_lines", summary="The lines behind a figure")
def lines(
    request: HttpRequest, company: str, figure: Figure, as_of: AsOf = None, known_at: KnownAt = None, currency: Currency = "", week: Week = 1, since: Since = None,
    perimeter: Literal["all", "dso"] = "all", limit: Limit = 50, after: After = "",
) -> dict[str, Any]:  # fmt: skip
    """What a figure sums, one page of lines, largest first; `amount_minor` and `count` are of all lines. `perimeter=dso` leaves deposit accounts out, as key figures do."""
    here = place(request, company)
    day: date = as_of or here.today
    instant = here.instant(known_at)
    found = figure_lines(
        here.scope, figure, day, known_at=instant, currency=currency, week=week, since=since, perimeter=perimeter, limit=limit, after=read_place(after)
    )  # fmt: skip
    return {**here.heading("encours.lines/1", day, instant), **lines_json(found, here.language), "next": place_text(found.page.next) or None}


@router.get("/companies/{company}/trend", response={200: TrendOut, **ERRORS}, by_alias=True, operation_id="get_trend", summary="Key figures month by month")
def trend(request: HttpRequest, company: str, as_of: AsOf = None, known_at: KnownAt = None, currency: Currency = "", months: Months = 24) -> dict[str, Any]:
    """The key figures at the end of each whole month up to the day, oldest first."""
    here = place(request, company)
    day, instant = as_of or here.today, here.instant(known_at)
    return {**here.heading("encours.trend/1", day, instant), **trend_json(trend_of(here.scope, day, known_at=instant, currency=currency or None, months=months), here.language)}
