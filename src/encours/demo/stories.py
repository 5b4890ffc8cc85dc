"""The five people everybody knows, told in two acts: first their invoices, then — once those are numbered — their payments.

A customer who pays early, one who pays late from three accounts, one who pays in parts, one who disputes, and one in foreign
currency who becomes insolvent (style §9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from encours.demo.model import Document, Leg
from encours.demo.stage import Adjustment, Stage

Story = Callable[[Stage], Iterator[None]]


def pays_early(stage: Stage) -> Iterator[None]:
    """Maison Aubertal takes 2 % within ten days, every time."""
    old, new, open_one = (stage.invoice("C00001", days, net) for days, net in ((95, 240_000), (18, 410_000), (4, 185_000)))
    yield
    stage.pay("C00001", 88, [(old, old.total_minor)], discounted=[old])
    receipt = stage.pay("C00001", 10, [(new, new.total_minor)], discounted=[new], case="discount_taken")
    stage.case(
        "discount_taken", "C00001", [new, open_one], [receipt],
        en="Paid within the ten days less 2 %: settled in full, the discount and its VAT written off to 665 and 44571.",
        fr="Payée dans les dix jours sous déduction de 2 % : soldée, escompte en 665 et TVA régularisée en 44571.",
    )  # fmt: skip


def pays_late_from_three_accounts(stage: Stage) -> Iterator[None]:
    """Établissements Corvaisel pays three to eight weeks late, from whichever account has money; we know two of the three."""
    invoices = [
        stage.invoice("C00002", days, net)
        for days, net in ((140, 325_000), (126, 78_050), (112, 512_500), (98, 96_400), (60, 143_000), (20, 88_000))
    ]
    yield
    ibans = stage.customers["C00002"].ibans
    receipts = [
        stage.pay("C00002", days, [(invoice, invoice.total_minor)], iban=iban, name=name, case="three_accounts")
        for invoice, days, iban, name in zip(
            invoices[:3], (33, 19, 6), ibans, ("ETS CORVAISEL", "CORVAISEL SARL", "ETABLISSEMENTS CORVAIS"), strict=True
        )
    ]
    stage.case(
        "three_accounts", "C00002", invoices, receipts,
        en="Three late payments from three accounts, the last of them unknown: all belong to this customer; three invoices stay open, the oldest of them overdue.",
        fr="Trois règlements tardifs venus de trois comptes, dont un inconnu : tous sont de ce client ; trois factures restent ouvertes, la plus ancienne est échue.",
    )  # fmt: skip


def pays_in_parts(stage: Stage) -> Iterator[None]:
    """Ateliers Brindeval pays 9 600 € in thirds; the last third is still due."""
    big = stage.invoice("C00003", 120, 800_000, description="Étude et pose, atelier central")
    small = stage.invoice("C00003", 40, 65_000)
    yield
    third = big.total_minor // 3
    texts = (f"ACPTE 1/3 {big.number}", f"ACPTE 2/3 {big.number}")
    receipts = [
        stage.pay("C00003", days, [(big, third)], text=text, case="paid_in_parts") for days, text in zip((58, 21), texts, strict=True)
    ]
    stage.case(
        "paid_in_parts", "C00003", [big, small], receipts,
        en="Two of three equal parts received: one third stays open on the first invoice.",
        fr="Deux tiers reçus : il reste un tiers à payer sur la première facture.",
    )  # fmt: skip


def disputes(stage: Stage) -> Iterator[None]:
    """The hotel disputes one delivery outright and holds back part of another."""
    refused = stage.invoice("C00004", 85, 275_000, description="Lampadaires du hall")
    partly = stage.invoice("C00004", 70, 190_000, description="Appliques de couloir")
    refused.disputed = partly.disputed = True
    yield
    held_back = 30_000
    receipt = stage.pay(
        "C00004", 24, [(partly, partly.total_minor - held_back)], text=f"{partly.number} SOUS DEDUCTION 2 APPLIQUES CASSEES", case="dispute"
    )
    stage.case(
        "dispute", "C00004", [refused, partly], [receipt],
        en="One invoice wholly disputed and unpaid; on the other 300.00 held back: a short payment, never a discount nor a rounding; no reminder for disputed amounts.",
        fr="Une facture contestée et impayée ; 300,00 retenus sur l'autre : règlement partiel, ni escompte ni arrondi ; pas de relance sur le montant en litige.",
    )  # fmt: skip


def becomes_insolvent(stage: Stage) -> Iterator[None]:
    """Uhrenhaus Bellmontal stops paying in francs, goes into liquidation, pays a dividend of 20 %, and half of the rest is written off."""
    calendar, customer = stage.calendar, stage.customers["C00005"]
    invoices = [
        stage.invoice("C00005", days, net, description="Éclairage de vitrines")
        for days, net in ((560, 640_000), (520, 415_000), (480, 298_000))
    ]
    yield
    doubtful_on = calendar.before(430)
    for invoice in invoices:
        _make_doubtful(stage, invoice, doubtful_on)
    year_end = date(doubtful_on.year, 12, 31)
    allowance = sum(invoice.functional_minor for invoice in invoices) * 6 // 10
    allowed = [Leg("681740", allowance), Leg("491000", -allowance)]
    stage.adjustments.append(Adjustment(year_end, f"DEP-{year_end.year}", f"Dépréciation 60 % {customer.name}", allowed))
    dividend = stage.pay(
        "C00005",
        140,
        [(i, i.total_minor // 5) for i in invoices],
        text="KONKURSAMT DIVIDENDE 20% BELLMONTAL",
        name="KONKURSAMT",
        iban="",
        case="insolvent",
    )
    write_off_on = calendar.before(100)
    for invoice in invoices:
        lost = invoice.total_minor * 4 // 10
        functional = invoice.settle(write_off_on, lost, "write_off", by_bank=False)
        legs = [Leg("654400", functional), Leg("416000", -functional, customer.id, invoice.number, "", "CHF", -lost)]
        stage.adjustments.append(Adjustment(write_off_on, invoice.number, f"Perte sur créance {invoice.number}", legs))
    released = allowance // 2
    stage.adjustments.append(
        Adjustment(
            write_off_on,
            f"REP-{write_off_on.year}",
            f"Reprise de dépréciation {customer.name}",
            [Leg("491000", released), Leg("781740", -released)],
        )
    )
    stage.case(
        "insolvent", "C00005", invoices, [dividend],
        en="In liquidation: 416, in Swiss francs; dividend of 20 % received, 40 % written off, 40 % still claimed; no reminder is ever sent.",
        fr="En liquidation : 416, en francs suisses ; dividende de 20 % encaissé, 40 % passés en perte, 40 % encore déclarés ; aucune relance.",
    )  # fmt: skip


def _make_doubtful(stage: Stage, invoice: Document, on: date) -> None:
    invoice.doubtful_on = on
    customer, total = invoice.customer.id, invoice.functional_minor
    legs = [
        Leg("416000", total, customer, invoice.number, "", invoice.currency, invoice.total_minor),
        Leg("411000", -total, customer, invoice.number, "", invoice.currency, -invoice.total_minor),
    ]
    stage.adjustments.append(Adjustment(on, invoice.number, f"Client douteux {invoice.number}", legs))


STORIES: tuple[Story, ...] = (pays_early, pays_late_from_three_accounts, pays_in_parts, disputes, becomes_insolvent)
