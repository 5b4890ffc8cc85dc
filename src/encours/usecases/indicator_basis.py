"""What each key figure was computed from, in amounts and days, with the lines that each amount opens into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from encours.formats.exports.table import Kind
from encours.kernel.wording import Text
from encours.receivables.indicators.inputs import Inputs, year_to
from encours.store.load.figure_lines import Figure


@dataclass(frozen=True, slots=True)
class Basis:
    """One amount, number or delay that a figure rests on; None where it is not known. `figure` names the lines that make it."""

    name: Text
    value: int | Decimal | None
    kind: Kind
    figure: Figure | None = None


_Part = tuple[Text, Callable[[Inputs], int | Decimal | None], Kind, Figure | None]
_PARTS: Mapping[str, _Part] = {
    "receivable": (Text(en="Receivables, net of unapplied", fr="Encours, net du non affecté"), lambda one: one.receivable_minor, "amount", "owed"),
    "not_due": (Text(en="Not due", fr="Non échu"), lambda one: one.not_due_minor, "amount", "not_due"),
    "overdue": (Text(en="Past due", fr="Échu"), lambda one: one.overdue_minor, "amount", "overdue"),
    "unapplied": (Text(en="Unapplied credits", fr="Crédits non affectés"), lambda one: one.unapplied_minor, "amount", "unapplied"),
    "at_start": (Text(en="Receivables at the start of the period", fr="Encours au début de la période"), lambda one: one.receivable_at_start_minor, "amount", None),
    "sales": (Text(en="Sales of the period", fr="Ventes de la période"), lambda one: _sales(one), "amount", "sold"),
    "days": (Text(en="Days of the period", fr="Jours de la période"), lambda one: known.days if (known := one.known(one.window)) else None, "count", None),
    "year_sales": (Text(en="Sales of twelve months", fr="Ventes de douze mois"), lambda one: one.sales(known) if (known := one.known(year_to(one.as_of))) else None, "amount", None),
    "paid": (Text(en="Invoices paid in the period", fr="Factures réglées sur la période"), lambda one: one.settled.amount_minor if one.settled else None, "amount", "settled"),
    "paid_parts": (Text(en="Payments counted", fr="Règlements comptés"), lambda one: one.settled.count if one.settled else None, "count", None),
    "late_days": (
        Text(en="Mean days after the due date, by amount", fr="Jours après l’échéance, pondérés par les montants"),
        lambda one: _mean(one.settled.amount_late, one.settled.amount_minor) if one.settled else None, "days", None,
    ),
    "age_days": (
        Text(en="Mean days after the document’s date, by amount", fr="Jours après la date de facture, pondérés par les montants"),
        lambda one: _mean(one.settled.amount_age, one.settled.amount_minor) if one.settled else None, "days", None,
    ),
    "checked": (Text(en="Invoices with a legal cap in the period", fr="Factures soumises au plafond légal sur la période"), lambda one: one.legal.checked_count if one.legal else None, "count", None),
    "breaches": (Text(en="Of which beyond it", fr="Dont au-delà"), lambda one: len(one.legal.breaches) if one.legal else None, "count", None),
    "receipts": (Text(en="Receipts recorded in the period", fr="Encaissements enregistrés sur la période"), lambda one: one.received.count if one.received else None, "count", None),
    "waiting": (Text(en="Receipts not applied whole", fr="Encaissements non entièrement affectés"), lambda one: one.received.unapplied_minor if one.received else None, "amount", None),
}  # fmt: skip
_OF: Mapping[str, tuple[str, ...]] = {
    "add": ("receivable", "not_due", "sales", "days"),
    "bfr_client": ("receivable", "year_sales"),
    "cei": ("at_start", "sales", "receivable", "not_due"),
    "dso_best_possible": ("not_due", "sales", "days"),
    "dso_countback": ("receivable", "not_due", "overdue", "unapplied", "sales"),
    "dso_countback_daily": ("receivable", "not_due", "overdue", "unapplied", "sales"),
    "dso_simple": ("receivable", "sales", "days"),
    "legal_breach": ("checked", "breaches"),
    "match_rates": ("receipts",),
    "mean_delay": ("paid", "paid_parts", "late_days"),
    "mean_settlement": ("paid", "paid_parts", "age_days"),
    "overdue_rate": ("overdue", "receivable"),
    "true_dso": ("not_due", "overdue"),
    "turnover": ("year_sales", "receivable"),
    "unapplied_cash": ("waiting", "sales", "days"),
}


def basis_of(code: str, inputs: Inputs) -> tuple[Basis, ...]:
    """What the figure of that code rests on, in the order of its formula; nothing for the figures that are tables."""
    return tuple(Basis(name, value(inputs), kind, figure) for name, value, kind, figure in (_PARTS[part] for part in _OF.get(code, ())))


def _sales(inputs: Inputs) -> int | None:
    known = inputs.known(inputs.window)
    return None if known is None else inputs.sales(known)


def _mean(weighed: int, minor: int) -> Decimal | None:
    return Decimal(round(Fraction(weighed * 100, minor))).scaleb(-2) if minor else None
