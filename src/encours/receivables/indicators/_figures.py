"""What several indicators share: rounding, the words for what is missing, and the exhaustion of receivables by sales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from encours.kernel.period import Period, months_back
from encours.kernel.wording import Text, show_amount, show_date
from encours.receivables.indicators.contract import Missing
from encours.receivables.indicators.inputs import Inputs, Settled

CAP_MONTHS = 36

NO_RECEIVABLES = Missing(Text(en="what is open at the day", fr="l’encours à la date"))
NO_SALES = Missing(Text(en="sales of the period", fr="les ventes de la période"))
NO_RECEIPTS = Missing(
    Text(en="receipts recorded from bank lines in the period", fr="des encaissements enregistrés depuis le relevé sur la période")
)
NO_PAYMENTS = Missing(Text(en="payments in the period", fr="des règlements sur la période"))
ONLY_OPENINGS = Missing(
    Text(
        en="payments, in the period, of invoices whose own day is known",
        fr="des règlements, sur la période, de factures dont la date propre est connue",
    )
)
CAPPED = Text(
    en="Capped: the known sales ({days} days) do not exhaust the receivables.",
    fr="Plafonné : les ventes connues ({days} jours) n’épuisent pas l’encours.",
)


def rounded(value: Fraction) -> Decimal:
    """Round once, half up, to two decimals.

    >>> rounded(Fraction(900 * 91, 1130)), rounded(Fraction(-1, 200))
    (Decimal('72.48'), Decimal('-0.01'))
    """
    hundredths = int(abs(value) * 100 + Fraction(1, 2))  # in integers: a decimal context would cap the digits
    return Decimal(f"{'-' if value < 0 and hundredths else ''}{hundredths}e-2")


def percent_of(part: int, whole: int) -> Decimal:
    """`part` in percent of a whole that is not zero."""
    return rounded(Fraction(part * 100, whole))


def in_days(minor: int, inputs: Inputs, period: Period) -> Fraction | None:
    """An amount as days of the sales of `period` (as far as they are known); None without sales."""
    known = inputs.known(period)
    if known is None or (sales := inputs.sales(known)) <= 0:
        return None
    return Fraction(minor * known.days, sales)


def exhaust(minor: int, spans: Iterable[tuple[int, int]]) -> tuple[Fraction, int]:
    """Days of sales that an amount stands for, newest span first, and what no span took.

    Each span is (days, sales). A span without positive sales adds its days and consumes nothing.

    >>> exhaust(900, [(30, 380), (31, 350), (30, 400)])
    (Fraction(295, 4), 0)
    """
    days, left = Fraction(0), minor
    for length, sales in spans:
        if left <= 0:
            break
        if sales <= 0:
            days += length
        elif left >= sales:
            days += length
            left -= sales
        else:
            return days + Fraction(left * length, sales), 0
    return days, max(left, 0)


def monthly_spans(inputs: Inputs) -> Iterator[tuple[int, int]]:
    """The current month with its elapsed days, then whole months back, at most 36 and none before sales are known."""
    for month in months_back(inputs.as_of, CAP_MONTHS):
        known = inputs.known(Period(month.start, min(month.end, inputs.as_of + timedelta(days=1))))
        if known is None:
            return
        yield known.days, inputs.sales(known)


def daily_spans(inputs: Inputs) -> Iterator[tuple[int, int]]:
    """Each day back from `as_of`, as far as `monthly_spans` goes."""
    first = list(months_back(inputs.as_of, CAP_MONTHS))[-1].start
    known = inputs.known(Period(first, inputs.as_of + timedelta(days=1)))
    if known is None:
        return
    sales = inputs.sales_by_day or {}
    day: date = known.last
    while day >= known.start:
        yield 1, sales.get(day, 0)
        day -= timedelta(days=1)


def receivable_note(inputs: Inputs) -> Text | None:
    """Say that unapplied credits were deducted, and deposits left out that the aged balance has, when there are any."""
    unapplied = None
    if inputs.unapplied_minor:
        unapplied = Text(
            en=f"Net of {show_amount(-inputs.unapplied_minor, inputs.currency, 'en')} of unapplied credits.",
            fr=f"Net de {show_amount(-inputs.unapplied_minor, inputs.currency, 'fr')} de crédits non affectés.",
        )
    return joined(unapplied, _deposits_note(inputs))


def _deposits_note(inputs: Inputs) -> Text | None:
    """What separates this figure from the aged balance, in amounts: there deposits received are unapplied, and what is set off against them is owed."""
    if not inputs.deposits_received_minor and not inputs.deposits_set_off_minor:
        return None
    received, set_off = -inputs.deposits_received_minor, inputs.deposits_set_off_minor
    return Text(
        en=f"Deposit accounts are left out; the aged balance includes them: {show_amount(received, inputs.currency, 'en')} received (unapplied), "
        f"{show_amount(set_off, inputs.currency, 'en')} set off and not lettered (owed).",
        fr=f"Hors comptes d’acomptes, que la balance âgée comprend : {show_amount(received, inputs.currency, 'fr')} reçus (non affectés), "
        f"{show_amount(set_off, inputs.currency, 'fr')} imputés et non lettrés (dus).",
    )


def openings_note(paid: Settled) -> Text | None:
    """Say that what came from opening entries was left out, when some of it was paid."""
    if not paid.openings:
        return None
    return Text(
        en=f"Items brought forward by an opening entry are left out (paid: {paid.openings}): their age is only known as “at least”.",
        fr=f"Hors postes repris à nouveau (réglés : {paid.openings}), dont l’ancienneté n’est connue que comme un minimum.",
    )


def period_note(inputs: Inputs, period: Period) -> Text | None:
    """Say that the books begin inside a period, when they do."""
    known = inputs.known(period)
    if known is None or known.start == period.start:
        return None
    return Text(
        en=f"Sales are known since {show_date(known.start, 'en')}: the period is shortened to {known.days} days.",
        fr=f"Les ventes sont connues depuis le {show_date(known.start, 'fr')} : la période est ramenée à {known.days} jours.",
    )


def joined(*notes: Text | None) -> Text | None:
    """Several notes as one."""
    said = [note for note in notes if note]
    return Text(en=" ".join(note.en for note in said), fr=" ".join(note.fr for note in said)) if said else None


def capped_note(days: Fraction, left: int) -> Text | None:
    """Say that the sales were exhausted before the receivables."""
    if not left:
        return None
    shown = int(days)
    return Text(en=CAPPED.say("en", days=shown), fr=CAPPED.say("fr", days=shown))
