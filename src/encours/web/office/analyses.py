"""Analyses: every key figure on a day beside another day, and each one opened: definition, formula, what it rests on, its months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from encours.formats.exports.cells import show_cell
from encours.formats.exports.table import Kind
from encours.kernel.wording import show_date
from encours.receivables.indicators.contract import Missing, Value
from encours.receivables.indicators.registry import indicators as known_indicators
from encours.usecases.indicator_basis import basis_of
from encours.usecases.indicators import Indicators, indicator_report
from encours.usecases.reports import indicators_report
from encours.usecases.reports.breaches import breaches_report
from encours.usecases.reports.trend import AMOUNTS, MONTH_END, amounts_of, trend_report
from encours.usecases.trend import Trend, trend
from encours.web.shared.asked import Asked
from encours.web.shared.charts import Series, line_chart
from encours.web.shared.download import FORMS, report_file
from encours.web.shared.place import Here, office, render

SHOWN = 100
"""Breaches on the screen; the files have all of them."""
_FIRST = ("dso_countback", "overdue_rate", "mean_delay", "cei", "add", "dso_simple")
_KINDS: dict[str, Kind] = {"days": "days", "percent": "percent", "ratio": "days"}


@require_safe
@office
def indicators(request: HttpRequest, here: Here) -> HttpResponse:
    """Every key figure, beside its value on another day where one is asked for; what is not available says what it would need."""
    asked = Asked(here, request.GET.dict())
    result = _report(here, asked, asked.day())
    report = indicators_report(result)
    if asked.query.get("form") in FORMS:
        return report_file(report, asked.query["form"], here.language, f"{here.company.slug}-indicators")
    then = asked.day("compare") if asked.query.get("compare") else None
    other = _report(here, asked, then) if then else None
    known = known_indicators()
    there = [(known[code], value, _change(value, other, code)) for code, value in result.values.items() if isinstance(value, Value) and known[code].unit != "table"]
    return render(
        request, "indicators.html", here, section="indicators", result=result, other=other, asked=asked, path=reverse("indicators", kwargs={"slug": here.company.slug}),
        there=sorted(there, key=lambda row: _FIRST.index(row[0].code) if row[0].code in _FIRST else len(_FIRST)),
        missing=[(known[code], value) for code, value in result.values.items() if isinstance(value, Missing)],
        tables=[table for table in report.sections if table.code in known], known=known,
    )  # fmt: skip


def _report(here: Here, asked: Asked, day: date) -> Indicators:
    return indicator_report(here.scope, day, known_at=asked.known_at(), currency=asked.currency() or None)


def _change(value: Value, other: Indicators | None, code: str) -> tuple[Decimal | None, Decimal | None]:
    """The figure on the other day, and how much it changed since."""
    then = other.values.get(code) if other else None
    if not isinstance(then, Value) or not isinstance(then.value, Decimal) or not isinstance(value.value, Decimal):
        return None, None
    return then.value, value.value - then.value


@require_safe
@office
def indicator(request: HttpRequest, here: Here, code: str) -> HttpResponse:
    """One key figure: how it is computed, from what, and how it went."""
    known = known_indicators().get(code)
    if known is None:
        raise Http404
    asked = Asked(here, request.GET.dict())
    result = _report(here, asked, asked.day())
    breaches = result.inputs.legal.breaches if code == "legal_breach" and result.inputs.legal else ()
    form = asked.query.get("form")
    if form in FORMS and breaches:
        return report_file(breaches_report(result), form, here.language, f"{here.company.slug}-legal-breach")
    months = _trend(here, asked)
    if form in FORMS:
        return report_file(trend_report(months), form, here.language, f"{here.company.slug}-trend")
    value = result.values[code]
    kind = _KINDS.get(known.unit)
    followed = kind is not None and code in months.codes
    return render(
        request, "indicator.html", here, section="indicators", one=known, value=value, result=result, asked=asked, months=months,
        basis=basis_of(code, result.inputs), path=reverse("indicator", kwargs={"slug": here.company.slug, "code": code}),
        chart=_chart(here, months, code, kind) if kind and followed else "", rows=_rows(here, months, code, kind) if kind and followed else [],
        headings=[MONTH_END.say(here.language), known.name.say(here.language), *(text.say(here.language) for text in AMOUNTS.values())],
        table=next((table for table in indicators_report(result).sections if table.code == code), None),
        breaches=breaches[:SHOWN], breach_count=len(breaches), window=result.inputs.window,
    )  # fmt: skip


def _trend(here: Here, asked: Asked) -> Trend:
    return trend(here.scope, asked.day(), known_at=asked.known_at(), currency=asked.currency() or None)


def _chart(here: Here, months: Trend, code: str, kind: Kind) -> Markup:
    """The figure's line over the months."""
    values = [point.figures.get(code) for point in months.points]
    places = [f"{point.day:%m/%Y}" for point in months.points]
    return line_chart(
        places, [Series(known_indicators()[code].name.say(here.language), values)], shown=lambda value: show_cell(Decimal(value), kind, months.currency, here.language), identity="trend"
    )  # fmt: skip


def _rows(here: Here, months: Trend, code: str, kind: Kind) -> list[tuple[str, ...]]:
    """The same as a table, newest first, with the amounts of each month."""
    return [
        (
            show_date(point.day, here.language), show_cell(point.figures.get(code), kind, months.currency, here.language) or "—",
            *(show_cell(minor, "amount", months.currency, here.language) for minor in amounts_of(point)),
        )
        for point in reversed(months.points)
    ]  # fmt: skip
