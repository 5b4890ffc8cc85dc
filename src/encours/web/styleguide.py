"""The living page of components: what a page may be made of, with invented figures."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from encours.formats.exports.sums import Part
from encours.kernel.wording import Text, show_amount, show_number
from encours.receivables.aging import DEFAULT_BUCKETS
from encours.web.shared.assets import icon_names
from encours.web.shared.charts import Number, Series, column_chart, line_chart
from encours.web.shared.meaning import Meaning
from encours.web.shared.place import language_of, render

DAY = date(2026, 11, 25)
BUCKETS = (97_252_600, 14_820_000, 8_134_000, 4_011_500, 2_112_400, 2_122_500)
ROWS = (
    ("Béton Ouest SAS", "BETON", date(2026, 11, 22), 3, 431_050, "info", "info"),
    ("Martin & Fils SA", "MARTIN", date(2026, 10, 15), 41, 3_700_000, "warn", "warn"),
    ("Groupe Alpha", "ALPHA", date(2026, 9, 24), 62, 2_190_000, "danger", "danger"),
    ("Leroux SARL", "LEROUX", date(2026, 12, 5), 0, -120_000, "dispute", "dispute"),
)
WEEKS = ("S48", "S49", "S50", "S51")
EXPECTED = (92_000, 61_000, 105_000, 44_000)
MONTHS = ("06/2026", "07/2026", "08/2026", "09/2026", "10/2026", "11/2026")
DSO = (52, 49, 50, 47, 48, 45)
OWED = Meaning(
    "owed", Text(en="All that is still owed, due or not, net of credit notes.", fr="Tout ce qui reste dû, échu ou non, net des avoirs."),
    Text(en="sum of the open items", fr="somme des pièces ouvertes"), "#table",
)  # fmt: skip


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, in the reader's language and colours."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    language = language_of(request)

    def euros(value: Number) -> str:
        return show_amount(int(value) * 100, "EUR", language)

    def plain(value: Number) -> str:
        return show_number(int(value), 0, language)

    parts = [Part(bucket.label, minor, age) for age, (bucket, minor) in enumerate(zip(DEFAULT_BUCKETS, BUCKETS, strict=True))]
    return render(
        request, "styleguide.html", parts=parts, day=DAY, rows=ROWS, owed=OWED, icons=icon_names(),
        expected=column_chart(WEEKS, Series("", EXPECTED), shown=plain, identity="expected-drawn"), expected_rows=[(week, euros(value)) for week, value in zip(WEEKS, EXPECTED, strict=True)],
        dso=line_chart(MONTHS, [Series("", DSO)], shown=plain, identity="dso-drawn"), dso_rows=[(month, plain(value)) for month, value in zip(MONTHS, DSO, strict=True)],
    )  # fmt: skip
