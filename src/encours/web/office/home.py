"""A company's home: where it stands, and what to do next; and the lines behind each of its figures."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from encours.kernel.currency import decimals
from encours.kernel.wording import show_number
from encours.receivables.indicators.registry import indicators as known_indicators
from encours.usecases.figure_lines import figure_lines, read_figure
from encours.usecases.figure_words import FIGURE_TEXTS
from encours.usecases.home import Overview, overview
from encours.usecases.paging import place_text
from encours.usecases.reports.overview import lines_report, overview_report, why_then
from encours.usecases.uploads import waiting_batches
from encours.usecases.words import KINDS
from encours.web.office.aging import aged_parts, asked_item
from encours.web.shared.asked import Asked
from encours.web.shared.charts import Series, column_chart
from encours.web.shared.download import FORMS, report_file
from encours.web.shared.meaning import Meaning
from encours.web.shared.place import Here, office, render

ROWS = 100


@require_safe
@office
def home(request: HttpRequest, here: Here) -> HttpResponse:
    """The figures of the day in one screen; each opens."""
    asked = Asked(here, request.GET.dict())
    found = overview(here.scope, asked.day())
    if asked.query.get("form") in FORMS:
        return report_file(overview_report(found), asked.query["form"], here.language, f"{here.company.slug}-overview")
    total = found.balance.total(found.currency)
    slug = here.company.slug
    meanings = {
        code: Meaning(code, text.meaning, link=asked.link(reverse("lines", kwargs={"slug": slug, "figure": code}))) for code, text in FIGURE_TEXTS.items()
    }  # fmt: skip
    countback = known_indicators()["dso_countback"]
    meanings_dso = Meaning("dso", countback.definition, countback.formula, asked.link(reverse("indicator", kwargs={"slug": slug, "code": countback.code})))
    return render(
        request, "home.html", here, section="home", found=found, asked=asked, parts=aged_parts(found.balance, total) if total else [], texts=FIGURE_TEXTS,
        meanings=meanings, dso_meaning=meanings_dso, drawn=_weeks(found, here),
        others=[row for row in found.balance.totals if row.currency != found.currency], waiting=waiting_batches(here.visitor),
        path=reverse("home", kwargs={"slug": slug}),
    )  # fmt: skip


def _weeks(found: Overview, here: Here) -> Markup:
    """The coming weeks as columns, in whole units of the currency."""
    unit = 10 ** decimals(found.currency)
    places = [f"{week.start:%d/%m}" for week in found.expected.weeks]
    expected = Series(FIGURE_TEXTS["expected"].name.say(here.language), [week.expected_minor // unit for week in found.expected.weeks])
    return column_chart(places, expected, shown=lambda value: show_number(int(value), 0, here.language), identity="weeks")


@require_safe
@office
def lines(request: HttpRequest, here: Here, figure: str) -> HttpResponse:
    """What a figure sums, largest first; its sum is that of the whole, whatever page is shown."""
    asked = Asked(here, request.GET.dict())
    as_of, week, after = asked.day(), asked.number("week", 4) or 1, asked.after()
    since = asked.day("since") if asked.query.get("since") else None
    perimeter = "dso" if asked.choice("perimeter", ("all", "dso"), "all") == "dso" else "all"
    form = asked.query.get("form")
    found = figure_lines(
        here.scope, read_figure(figure), as_of, known_at=asked.known_at(), currency=asked.currency(), week=week, since=since,
        perimeter="dso" if perimeter == "dso" else "all", limit=None if form in FORMS else ROWS, after=after,
    )  # fmt: skip
    if form in FORMS:
        return report_file(lines_report(found), form, here.language, f"{here.company.slug}-{figure}")
    path = reverse("lines", kwargs={"slug": here.company.slug, "figure": figure})
    return render(
        request, "lines.html", here, section="home", found=found, asked=asked, path=path, perimeter=perimeter, kinds=KINDS, why_then=why_then,
        span=(as_of + timedelta(days=7 * week - 6), as_of + timedelta(days=7 * week)), is_first=after is None, path_first=asked.link(path),
        next=asked.link(path, after=place_text(found.page.next)) if found.page.next else "", item_link=lambda item_id: asked_item(here, asked, item_id),
        back=Asked(here, {}, {name: value for name, value in asked.kept.items() if name == "as_of"}).link(reverse("home", kwargs={"slug": here.company.slug})),
    )  # fmt: skip
