"""The aged balance as a report: one table per currency, with the line that compares it with the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from encours.formats.exports.table import Cell, Column, Definition, Report, Table
from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.receivables.aging import Bucket
from encours.store.load.aging import AgedRow
from encours.usecases.aging import AgedBalance, LedgerTie
from encours.usecases.aging_compare import Compared
from encours.usecases.reports.words import ASSUMED, CUSTOMER, DUE, INVOICE, ISSUED, NAME, TOTAL, in_zone, said

TITLE = Text(en="Aged balance", fr="Balance âgée")
_IN_CURRENCY = Text(en="Aged balance in {currency}", fr="Balance âgée en {currency}")
_UNAPPLIED = Text(en="Unapplied", fr="Non affecté")
_DISPUTED = Text(en="of which disputed", fr="dont en litige")
_BEFORE = Text(en="Total on {day}", fr="Total au {day}")
_VARIATION = Text(en="Variation", fr="Variation")
_MOVED_NOTE = Text(
    en="The totals of the two days cover everything; what had been settled by the later day has no row of its own.",
    fr="Les totaux des deux dates couvrent l’ensemble ; ce qui était soldé à la seconde n’a pas de ligne.",
)
_GROUP = Text(en="Group", fr="Groupe")
_CURRENCY = Text(en="Currency", fr="Devise")
_BASIS = {
    "due": Text(en="Days are counted from the due date.", fr="Les jours sont comptés depuis l’échéance."),
    "document": Text(en="Days are counted from the date of the document.", fr="Les jours sont comptés depuis la date de la pièce."),
}
_TIES = Text(en="Ties to the ledger: the receivable accounts hold {ledger}.", fr="Égale à la comptabilité : les comptes clients présentent {ledger}.")
_DIFFERS = Text(
    en="DOES NOT TIE to the ledger: the receivable accounts hold {ledger}, {difference} apart. Run “encours check”.",
    fr="DIFFÈRE de la comptabilité : les comptes clients présentent {ledger}, écart de {difference}. Lancez « encours check ».",
)
_PART = Text(en="Not compared with the ledger: the report shows a part of the accounts.", fr="Non rapprochée de la comptabilité : l’état ne montre qu’une partie des comptes.")
_FILTER = Text(en="Only: {what}.", fr="Uniquement : {what}.")
_SEGMENT = Text(en="segment “{segment}”", fr="segment « {segment} »")
_OVERDUE = Text(en="what is past due", fr="ce qui est échu")
_CUSTOMERS = Text(en="{count} chosen customers", fr="{count} clients choisis")
_PAGED = Text(en="{shown} of {count} rows; the totals of the whole are in the notes: {total}.", fr="{shown} lignes sur {count} ; total de l’ensemble : {total}.")
_GROSS = Text(en="{total} outstanding, of which {overdue} past due.", fr="{total} à encaisser, dont {overdue} échus.")
_NET = Text(
    en="{total} outstanding: {owed} owed, of which {overdue} past due, less {unapplied} unapplied.",
    fr="{total} à encaisser : {owed} dus, dont {overdue} échus, moins {unapplied} non affectés.",
)
_EMPTY = Text(en="Nothing was open.", fr="Rien n’était ouvert.")
_COLLECTIVE = Text(
    en="Accounts that stand for many persons: {count}.", fr="Comptes qui regroupent de nombreuses personnes : {count}."
)  # fmt: skip
DEFINITIONS = (
    Definition(
        _UNAPPLIED,
        Text(
            en="payments and credit notes not set against a document; they reduce the total and stand in no bucket",
            fr="règlements et avoirs non imputés sur une pièce ; ils réduisent le total et ne figurent dans aucune tranche",
        ),
    ),
    Definition(
        Text(en="Not due", fr="Non échu"),
        Text(en="the due date is the day of the report or later", fr="l’échéance est le jour de l’état ou après"),
    ),
)


def aging_report(balance: AgedBalance, compared: Compared | None = None) -> Report:
    """One table per currency. A balance of one page has no totals row: its notes say what the whole adds up to. `compared` adds the total of another day and the variation."""
    totals = {row.currency: row for row in balance.totals}
    ties = {tie.currency: tie for tie in balance.ties}
    currencies = sorted(totals.keys() | ties.keys()) or [balance.company.currency]
    several = len(currencies) > 1
    sections = [
        _table(balance, currency, [row for row in balance.rows if row.currency == currency], totals.get(currency), ties.get(currency), several, compared)
        for currency in currencies
    ]  # fmt: skip
    return Report(
        title=TITLE, company=balance.company.name, as_of=balance.as_of, sections=tuple(sections), known_at=in_zone(balance.known_at, balance.company),
        definitions=DEFINITIONS, summary=tuple(_summary(balance)),
    )  # fmt: skip


def _summary(balance: AgedBalance) -> Iterator[Text]:
    for row in balance.totals:
        amounts = {
            "total": row.total_minor, "overdue": row.overdue_minor, "owed": row.total_minor - row.unapplied_minor, "unapplied": -row.unapplied_minor,
        }  # fmt: skip
        yield said(_NET if row.unapplied_minor else _GROSS, **{name: Money(minor, row.currency) for name, minor in amounts.items()})
    if not balance.totals:
        yield _EMPTY


def _table(balance: AgedBalance, currency: str, rows: Sequence[AgedRow], total: AgedRow | None, tie: LedgerTie | None, several: bool, compared: Compared | None) -> Table:
    whole = _is_whole(balance)
    names = _names(balance)
    amounts = [
        *(Column(bucket_key(bucket), bucket.label, "amount", late=balance.basis == "due" and (bucket.from_days or 0) >= 1, total=whole) for bucket in balance.buckets),
        Column("unapplied", _UNAPPLIED, "amount", total=whole),
        Column("total", TOTAL, "amount", total=whole),
        Column("disputed", _DISPUTED, "amount", total=whole),
    ]  # fmt: skip
    if compared:
        amounts += [Column("before", said(_BEFORE, day=compared.day), "amount", total=whole), Column("variation", _VARIATION, "amount", total=whole)]
    moved = (lambda row: (compared.before_minor(row), compared.moved_minor(row))) if compared else lambda _row: ()
    cells = [(*_name_cells(balance, row), *row.buckets, row.unapplied_minor, row.total_minor, row.disputed_minor, *moved(row)) for row in rows]
    totals: tuple[Cell, ...] | None = None
    if whole and total is not None:
        totals = (*(None for _ in names), *total.buckets, total.unapplied_minor, total.total_minor, total.disputed_minor)
        if compared:
            totals = (*totals, compared.totals.get(currency, 0), total.total_minor - compared.totals.get(currency, 0))
    return Table(
        code="aging" if not several else f"aging_{currency.lower()}",
        title=said(_IN_CURRENCY, currency=currency) if several else TITLE,
        columns=(*names, *amounts),
        rows=cells,
        currency=currency,
        totals=totals,
        notes=(*_notes(balance, rows, total, tie), *((_MOVED_NOTE,) if compared else ())),
        chart="aging" if balance.basis == "due" and rows else "none",
    )


def _is_whole(balance: AgedBalance) -> bool:
    return len(balance.rows) == balance.count


def bucket_key(bucket: Bucket) -> str:
    """The stable name of a bucket's column.

    >>> bucket_key(Bucket(None, 1)), bucket_key(Bucket(1, 31)), bucket_key(Bucket(121, None))
    ('days_to_0', 'days_1_30', 'days_from_121')
    """
    if bucket.from_days is None:
        return f"days_to_{(bucket.to_days or 0) - 1}"
    if bucket.to_days is None:
        return f"days_from_{bucket.from_days}"
    return f"days_{bucket.from_days}_{bucket.to_days - 1}"


def _names(balance: AgedBalance) -> tuple[Column, ...]:
    match balance.by:
        case "customer":
            return Column("customer_id", CUSTOMER), Column("name", NAME, width=32)
        case "group":
            return (Column("name", _GROUP, width=32),)
        case "item":
            return (
                Column("customer_id", CUSTOMER), Column("name", NAME, width=28), Column("document", INVOICE), Column("issued_on", ISSUED, "date"), Column("due_on", DUE, "date"),
            )  # fmt: skip
        case "currency":
            return (Column("currency", _CURRENCY),)


def _name_cells(balance: AgedBalance, row: AgedRow) -> tuple[Cell, ...]:
    match balance.by:
        case "customer":
            return row.code, row.name
        case "group":
            return (row.name,)
        case "item":
            return row.code, row.name, row.document_ref, row.issued_on, row.oldest_due_on
        case "currency":
            return (row.currency,)


def _notes(balance: AgedBalance, rows: Sequence[AgedRow], total: AgedRow | None, tie: LedgerTie | None) -> Iterator[Text]:
    if tie is not None:
        yield tie_line(tie)
    yield _BASIS[balance.basis]
    if total is not None and total.assumed:
        yield said(ASSUMED, count=total.assumed)
    collective = sum(row.is_collective for row in rows)
    if collective and balance.by == "customer":
        yield said(_COLLECTIVE, count=collective)
    only = balance.only
    filters = [
        *([said(_SEGMENT, segment=only.segment)] if only.segment else []),
        *([_OVERDUE] if only.overdue else []),
        *([said(_CUSTOMERS, count=len(only.customer_ids))] if only.customer_ids else []),
    ]
    if filters:
        yield said(_FILTER, what=Text(en=", ".join(text.en for text in filters), fr=", ".join(text.fr for text in filters)))
    if not _is_whole(balance) and total is not None:
        yield said(_PAGED, shown=len(balance.rows), count=balance.count, total=Money(total.total_minor, total.currency))


def tie_line(tie: LedgerTie) -> Text:
    """The sentence that says whether the balance equals the ledger's receivable accounts."""
    if tie.ledger_minor is None:
        return _PART
    ledger = Money(tie.ledger_minor, tie.currency)
    if tie.ties:
        return said(_TIES, ledger=ledger)
    return said(_DIFFERS, ledger=ledger, difference=Money(tie.difference_minor, tie.currency))
