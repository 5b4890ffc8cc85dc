"""A figure opened into its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.receivables.indicators.inputs import quarter_to
from encours.store.load.companies import Company, load_company_by_id
from encours.store.load.figure_lines import WEEKS, Chosen, Figure, FigurePage, load_expected, load_figure_lines, load_position
from encours.store.load.open_items import Moment, widen
from encours.store.tenant import Scope, tenant
from encours.usecases.figure_words import FIGURE_TEXTS, FigureText

__all__ = ["FIGURES", "FigureLines", "FigureUnknown", "figure_lines", "read_figure"]

FIGURES: tuple[Figure, ...] = get_args(Figure)


class FigureUnknown(Refusal):
    code = "figure_unknown"
    message = Text(en="“{figure}” is no figure that opens into lines.", fr="« {figure} » n'est pas un chiffre qui s'ouvre sur ses lignes.")
    repair = Text(en="Use one of {known}.", fr="Utilisez l'un de : {known}.")


class WeekUnknown(Refusal):
    code = "week_unknown"
    message = Text(en="There is no week {week}.", fr="Il n'y a pas de semaine {week}.")
    repair = Text(en="Weeks are counted from 1 to {weeks}, the first one starts tomorrow.", fr="Les semaines se comptent de 1 à {weeks}, la première commence demain.")


@dataclass(frozen=True, slots=True)
class FigureLines:
    """The figure on a day, in one currency, with a page of what it sums. `week` is set for the figures of a week, `since` for those of a period.

    `stated_minor` is the figure as the home page computes it, from other statements; None where that page does not state it.
    """

    company: Company
    figure: Figure
    as_of: date
    known_at: datetime | None
    currency: str
    week: int | None
    since: date | None
    page: FigurePage
    stated_minor: int | None

    @property
    def ties(self) -> bool | None:
        """Whether the lines add up to the figure; None where nothing else states it."""
        return None if self.stated_minor is None else self.stated_minor == self.page.minor

    @property
    def text(self) -> FigureText:
        return FIGURE_TEXTS[self.figure]


def read_figure(name: str) -> Figure:
    """The figure of that name. Raises FigureUnknown."""
    found = next((one for one in FIGURES if one == name), None)
    if found is None:
        raise FigureUnknown(figure=name[:40], known=", ".join(FIGURES))
    return found


def figure_lines(
    scope: Scope, figure: Figure, as_of: date, *, known_at: datetime | None = None, currency: str = "", week: int = 1, since: date | None = None,
    perimeter: Literal["all", "dso"] = "all", limit: int | None = None, after: tuple[Any, ...] | None = None,
) -> FigureLines:  # fmt: skip
    """The lines of a figure, largest first. Flows are those from `since` on, by default of the last three months. Raises WeekUnknown."""
    weekly, flow = figure in ("expected", "expected_due"), figure in ("sold", "settled")
    if weekly and not 1 <= week <= WEEKS:
        raise WeekUnknown(week=week, weeks=WEEKS)
    with tenant(scope.organization_id) as cursor:
        widen(cursor)
        company = load_company_by_id(cursor, scope.organization_id, scope.company_id)
        assert company is not None, "a scope names a company that exists"
        chosen = Chosen(currency or company.currency, perimeter, week, (since or quarter_to(as_of).start) if flow else None)
        moment = Moment(as_of, known_at)
        page = load_figure_lines(cursor, scope, moment, figure, chosen, limit=limit, after=after)
        stated = None if perimeter == "dso" or flow else _stated(cursor, scope, moment, figure, chosen)
    return FigureLines(company, figure, as_of, known_at, chosen.currency, week if weekly else None, chosen.since, page, stated)


def _stated(cursor: Any, scope: Scope, moment: Moment, figure: Figure, chosen: Chosen) -> int:
    if figure in ("expected", "expected_due", "undated"):
        expected = load_expected(cursor, scope, moment, currency=chosen.currency)
        week = expected.weeks[chosen.week - 1]
        return {"expected": week.expected_minor, "expected_due": week.due_minor, "undated": expected.undated_minor}[figure]
    found: int = getattr(load_position(cursor, scope, moment, currency=chosen.currency), f"{figure}_minor")
    return found
