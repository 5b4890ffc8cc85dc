"""The reports that every writer is shown: an ordinary one, and the awkward ones."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from encours.formats.exports.customer_statement import Block, CustomerStatement, Movement, OpenLine
from encours.formats.exports.sums import Part
from encours.formats.exports.table import Cell, Column, Definition, Report, Table
from encours.kernel.period import Period
from encours.kernel.wording import Text

AS_OF = date(2026, 11, 22)
KNOWN_AT = datetime(2026, 11, 22, 7, 2, tzinfo=UTC)


def same(words: str) -> Text:
    return Text(en=words, fr=words)


CUSTOMER = Column("customer", Text(en="Customer", fr="Client"))
AGING_COLUMNS = (
    CUSTOMER,
    Column("not_due", Text(en="Not due", fr="Non échu"), "amount", total=True),
    Column("1_30", same("1–30"), "amount", late=True, total=True),
    Column("31_60", same("31–60"), "amount", late=True, total=True),
    Column("61_90", same("61–90"), "amount", late=True, total=True),
    Column("over_90", Text(en="Over 90", fr="Plus de 90"), "amount", late=True, total=True),
    Column("unapplied", Text(en="Unapplied", fr="Non affecté"), "amount", total=True),
    Column("total", Text(en="Total", fr="Total"), "amount", total=True),
)
LATE_COLUMNS = (
    CUSTOMER,
    Column("invoice", Text(en="Invoice", fr="Facture")),
    Column("due_on", Text(en="Due on", fr="Échéance"), "date"),
    Column("days", Text(en="Days late", fr="Jours de retard"), "count"),
    Column("share", Text(en="Share of the balance", fr="Part de l’encours"), "percent"),
    Column("open", Text(en="Outstanding", fr="Reste dû"), "amount", late=True, total=True),
)


def aged_row(name: str, *buckets: int, unapplied: int = 0) -> tuple[Cell, ...]:
    return (name, *buckets, unapplied, sum(buckets) + unapplied)


AGED_ROWS = (
    aged_row("Martin & Fils SARL", 200000, 2600000, 1220000, 0, 650000, unapplied=-120000),
    aged_row("Groupe Alpha", 9720526, 0, 2190000, 0, 0),
    aged_row("Établissements Lefèvre-Cœur", 45010, 0, 0, 4011500, 0),
    aged_row("Transports Müller GmbH", 1250000, 310000, 0, 0, 42349),
    aged_row("Ville de Saint-Étienne", 33000000, 11910000, 4724000, 0, 0, unapplied=-767022),
)


def aging(rows: tuple[tuple[Cell, ...], ...] = AGED_ROWS, currency: str = "EUR") -> Table:
    return Table(
        code="aging",
        title=Text(en="Aged balance", fr="Balance âgée"),
        subtitle=Text(en="By customer, age from the due date", fr="Par client, selon l’échéance"),
        columns=AGING_COLUMNS,
        rows=rows,
        currency=currency,
        chart="aging",
        notes=(
            Text(en="Equal to the receivable accounts of the ledger.", fr="Égale au solde des comptes clients (411)."),
            Text(en="The due dates of 3 items were assumed (30 days).", fr="L’échéance de 3 pièces est supposée\u00a0: 30 jours."),
        ),
    )


def late(group: str | None = None, rows: tuple[tuple[Cell, ...], ...] | None = None) -> Table:
    return Table(
        code="late",
        title=Text(en="Invoices past due", fr="Factures échues"),
        columns=LATE_COLUMNS,
        rows=LATE_ROWS if rows is None else rows,
        currency="EUR",
        group=group,
    )


LATE_ROWS: tuple[tuple[Cell, ...], ...] = (
    ("Martin & Fils SARL", "F-2026-0733", date(2026, 9, 21), 62, Decimal("8.4"), 1220000),
    ("Martin & Fils SARL", "F-2026-0871", date(2026, 10, 31), 22, Decimal("17.9"), 2600000),
    ("Martin & Fils SARL", "A-2026-0012", date(2026, 11, 2), None, None, -120000),
    ("Groupe Alpha", "F-2026-0699", date(2026, 9, 15), 68, Decimal("15.1"), 2190000),
)
DEFINITIONS = (
    Definition(Text(en="Past due", fr="Échu"), Text(en="The due date has passed.", fr="La date d’échéance est passée.")),
    Definition(
        Text(en="Unapplied", fr="Non affecté"),
        Text(en="Money received that settles no invoice yet.", fr="Argent reçu, pas encore rattaché à une facture."),
    ),
)


def report(*sections: Table) -> Report:
    return Report(
        title=Text(en="Receivables", fr="Encours clients"),
        company="Dupont Négoce SARL",
        as_of=AS_OF,
        known_at=KNOWN_AT,
        sections=sections or (aging(), late()),
        definitions=DEFINITIONS,
        summary=(Text(en="€285,593.63 is past due.", fr="285\u202f593,63\u00a0€ sont échus."),),
    )


HOSTILE = (
    '=HYPERLINK("http://example.test";"x")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    " =1+1",
    "'=1",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    '#read("/etc/passwd") $x$ *b* _i_ `c` @ref <label> \\u{41}',
    "[bold red]markup[/]",
    "\x1b[2J\x07bell",
    "شركة النور 12",
    "\u202e0001 RLO",
    "株式会社 日本",
    "Café 🚀👨‍👩‍👧",
    "nul\x00inside",
    "half \ud83d",
    "L" * 300,
    "Société " + "très " * 40 + "longue",
    "two\nlines",
    "",
)
HOSTILE_ROWS = tuple(aged_row(name, 100, 0, 0, 0, 0) for name in HOSTILE)
HUGE = (aged_row("Douze chiffres", 999_999_999_999, 123_456_789_012, 0, 0, 1),)
NEGATIVE = (aged_row("Avoirs", -150000, 0, -2500, 0, 0, unapplied=-99),)
EDGES: dict[str, Table] = {
    "empty": aging(()),
    "one row": aging(AGED_ROWS[:1]),
    "hostile names": aging(HOSTILE_ROWS),
    "huge amounts": aging(HUGE),
    "negative totals": aging(NEGATIVE),
    "no decimals": aging(currency="JPY"),
    "three decimals": aging(currency="TND"),
    "grouped": late(group="customer"),
    "grouped and empty": late(group="customer", rows=()),
}


def statement(period: Period | None = None, lines: tuple[OpenLine, ...] | None = None) -> CustomerStatement:
    open_lines = (
        OpenLine(
            date(2026, 6, 30), date(2026, 8, 14), "F-2026-0512", "Retenue de garantie, chantier Bellevue", 650000, 650000, disputed=True
        ),
        OpenLine(date(2026, 8, 21), date(2026, 9, 21), "F-2026-0733", "Livraison du 20 août", 1220000, 1220000),
        OpenLine(date(2026, 9, 30), date(2026, 10, 31), "F-2026-0871", "Prestations de septembre", 3200000, 2600000),
        OpenLine(date(2026, 11, 12), date(2026, 12, 12), "F-2026-1002", "Pièces détachées", 200000, 200000),
    )
    return CustomerStatement(
        company=Block("Dupont Négoce SARL", ("12 rue des Ateliers", "69007 Lyon"), ("SIREN 123 456 782", "TVA FR32 123 456 782")),
        customer=Block("Martin & Fils SARL", ("Service comptabilité fournisseurs", "4 avenue de la République", "38000 Grenoble")),
        customer_reference="C-0042",
        as_of=AS_OF,
        currency="EUR",
        open_lines=open_lines if lines is None else lines,
        unapplied_minor=-120000 if lines is None else 0,
        aging=() if lines is not None else AGED_PARTS,
        period=period,
        opening_minor=5070000,
        movements=(
            Movement(date(2026, 11, 4), "VIR 8841", Text(en="Transfer received", fr="Virement reçu"), credit_minor=600000),
            Movement(date(2026, 11, 10), "VIR 8902", Text(en="Transfer received", fr="Virement reçu"), credit_minor=120000),
            Movement(date(2026, 11, 12), "F-2026-1002", "Pièces détachées", debit_minor=200000),
        )
        if period
        else (),
        questions=("Inès Bernard, comptabilité clients", "01 23 45 67 89 · compta@dupont-negoce.example"),
        notes=(Text(en="A disputed document is not reminded.", fr="Une pièce en litige n’est pas relancée."),),
    )


AGED_PARTS = (
    Part(Text(en="Not due", fr="Non échu"), 200000, 0),
    Part(Text(en="1–30 days", fr="1–30 jours"), 2600000, 1),
    Part(Text(en="31–60 days", fr="31–60 jours"), 0, 2),
    Part(Text(en="61–90 days", fr="61–90 jours"), 1220000, 3),
    Part(Text(en="Over 90 days", fr="Plus de 90 jours"), 650000, 4),
)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 23))
