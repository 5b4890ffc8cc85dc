"""The computation of a due date told in words, so that nobody has to trust it."""

from __future__ import annotations

from datetime import date

from encours.kernel.wording import Language, Text, show_date
from encours.receivables.terms.compute import BaseDays, base_day, percent, shifted, walk
from encours.receivables.terms.model import AddDays, AddMonths, Base, EndOfMonth, OnDay, Part, Step, Terms, WorkingDays

_BASES: dict[Base, Text] = {
    "ISSUE": Text(en="issue", fr="émission"),
    "DELIVERY": Text(en="delivery", fr="livraison"),
    "PERFORMANCE": Text(en="performance", fr="exécution"),
    "RECEIPT": Text(en="receipt", fr="réception"),
    "ORDER": Text(en="order", fr="commande"),
    "DEKADE_END": Text(en="end of the ten-day period of delivery", fr="fin de la décade de livraison"),
    "MONTH_END_DELIVERY": Text(en="end of the month of delivery", fr="fin du mois de livraison"),
}


def base_name(base: Base) -> Text:
    """The name of the day terms count from."""
    return _BASES[base]


def step_words(step: Step) -> Text:
    """One step in words."""
    match step:
        case AddDays(days):
            return Text(en=f"+ {days} day{'s' if days != 1 else ''}", fr=f"+ {days} jour{'s' if days > 1 else ''}")
        case AddMonths(months):
            return Text(en=f"+ {months} month{'s' if months != 1 else ''}", fr=f"+ {months} mois")
        case EndOfMonth():
            return Text(en="end of month", fr="fin de mois")
        case OnDay(day):
            return Text(en=f"next day {day} of a month", fr=f"le {day} suivant")


def explain(
    terms: Terms,
    *,
    issued_on: date,
    delivered_on: date | None = None,
    performed_on: date | None = None,
    received_on: date | None = None,
    ordered_on: date | None = None,
    calendar: WorkingDays | None = None,
) -> tuple[Text, ...]:
    """Tell, for each instalment, every day the computation goes through; a doubtful reading is told last.

    >>> from encours.receivables.terms import parse_terms
    >>> explain(parse_terms("FDM30_ON10"), issued_on=date(2026, 1, 15))[0].en
    'issue 15 Jan 2026 → + 30 days 14 Feb 2026 → end of month 28 Feb 2026 → next day 10 of a month 10 Mar 2026'
    """
    days = BaseDays(issued_on, delivered_on, performed_on, received_on, ordered_on)
    lines = [Text(en=_line(terms, part, days, calendar, "en"), fr=_line(terms, part, days, calendar, "fr")) for part in terms.parts]
    return (*lines, terms.doubt) if terms.doubt else tuple(lines)


def _line(terms: Terms, part: Part, days: BaseDays, calendar: WorkingDays | None, language: Language) -> str:
    start, assumed = base_day(part, days)
    told, reached = [], start
    for step, reached in walk(part, start):
        what = _BASES[part.base] if step is None else step_words(step)
        told.append(f"{what.say(language)} {show_date(reached, language)}")
    if assumed:
        told[0] += Text(en=" (unknown: the issue date stands in)", fr=" (inconnue : la date d’émission en tient lieu)").say(language)
    final = shifted(reached, terms.shift, calendar)
    if final != reached:
        told.append(f"{Text(en='working day', fr='jour ouvré').say(language)} {show_date(final, language)}")
    return _share_words(part, language) + " → ".join(told)


def _share_words(part: Part, language: Language) -> str:
    if part.share is None:
        return Text(en="balance: ", fr="solde : ").say(language)
    if isinstance(part.share, int) or part.share == 1:
        return ""
    shown = str(percent(part.share))
    return f"{shown.replace('.', ',')} % : " if language == "fr" else f"{shown}%: "
