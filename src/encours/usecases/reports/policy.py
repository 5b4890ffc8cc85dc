"""The company's policy as a report and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from encours.formats.exports.table import Cell, Column, Report, Table
from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.receivables.matching.payouts import FeeRate
from encours.receivables.matching.policy import Tolerance
from encours.receivables.matching.settings import Value, as_kept, setting
from encours.store.load.companies import Company
from encours.usecases.policy import SettingRow, Word
from encours.usecases.reports.words import CUSTOMER, YES, in_zone, said

_POLICY = Text(en="Settlement policy", fr="Politique de règlement")
_HISTORY = Text(en="What was said about it", fr="Historique de la politique")
_SETTING = Text(en="Setting", fr="Réglage")
_VALUE = Text(en="Value", fr="Valeur")
_CODE = Text(en="Code", fr="Code")
_NO = Text(en="no", fr="non")
_NOTHING = Text(en="the default", fr="valeur par défaut")
_UP_TO = Text(en="{amount}", fr="{amount}")
_SHARE = Text(en="{percent} %, at most {cap}", fr="{percent} %, au plus {cap}")
_BOTH = Text(en="{amount} or {percent} %, at most {cap}", fr="{amount} ou {percent} %, au plus {cap}")
_FEE = Text(en="{percent} % and {each} for each payment", fr="{percent} % et {each} par règlement")
_DAYS = Text(en="{days} days", fr="{days} jours")
_PERCENT = Text(en="{percent} %", fr="{percent} %")


def value_text(name: str, value: Value | None, currency: str) -> Text:
    """A value in words.

    >>> value_text("short", Tolerance(100, 5, 2000), "EUR").en
    '€1.00 or 0.5 %, at most €20.00'
    """
    match value:
        case None:
            return _NOTHING
        case bool():
            return YES if value else _NO
        case Tolerance():
            shown = _UP_TO if not value.permille else _SHARE if not value.absolute_minor else _BOTH
            return _with_percent(
                shown, value.permille, 10, amount=Money(value.absolute_minor, currency), cap=Money(value.cap_minor, currency)
            )
        case FeeRate():
            return _with_percent(_FEE, value.basis_points, 100, each=Money(value.each_minor, currency))
        case int():
            kind = setting(name).kind
            if kind == "permille":
                return _with_percent(_PERCENT, value, 10)
            return said(_DAYS, days=value) if kind == "days" else said(_UP_TO, amount=Money(value, currency))
        case str():
            return Text(en=value, fr=value)


def _with_percent(text: Text, share: int, whole: int, **values: object) -> Text:
    told = f"{share / whole:g}"
    return Text(en=text.say("en", percent=told, **values), fr=text.say("fr", percent=told.replace(".", ","), **values))


def policy_report(company: Company, today: date, rows: Sequence[SettingRow], words: Sequence[Word] = ()) -> Report:
    """What counts now; with `words`, what was said before too."""
    columns = (
        Column("setting", _SETTING, width=52),
        Column("value", _VALUE, width=28),
        Column("said", Text(en="Said", fr="Défini")),
        Column("customer_id", CUSTOMER),
        Column("code", _CODE),
    )
    cells: list[tuple[Cell, ...]] = [
        (
            one.setting.words,
            value_text(one.setting.name, one.value, company.currency),
            YES if one.is_said else None,
            one.customer or None,
            one.setting.name,
        )
        for one in rows
    ]
    tables = [Table(code="policy", title=_POLICY, columns=columns, rows=cells, currency=company.currency)]
    if words:
        heads = (
            Column("on", Text(en="On", fr="Le"), "date"), Column("actor", Text(en="By", fr="Par"), width=20), Column("code", _CODE, width=22), Column("customer_id", CUSTOMER),
            Column("before", Text(en="Before", fr="Avant"), width=22), Column("after", Text(en="After", fr="Après"), width=22), Column("reason", Text(en="Reason", fr="Motif"), width=30),
        )  # fmt: skip
        told: list[tuple[Cell, ...]] = [
            (
                (in_zone(one.recorded_at, company) or one.recorded_at).date(), one.actor, one.name, one.customer_code or None, value_text(one.name, one.before, company.currency),
                value_text(one.name, one.after, company.currency), one.reason,
            )
            for one in words
        ]  # fmt: skip
        tables.append(Table(code="policy_history", title=_HISTORY, columns=heads, rows=told, currency=company.currency))
    return Report(_POLICY, company.name, today, tuple(tables))


def policy_json(rows: Sequence[SettingRow], words: Sequence[Word]) -> dict[str, Any]:
    """`settings`: what counts now; `history`: what was said, the last first."""
    return {
        "settings": [setting_json(one) for one in rows],
        "history": [
            {"name": one.name, "customer_id": one.customer_code or None, "before": as_kept(one.before), "after": as_kept(one.after), "actor": one.actor, "reason": one.reason,
             "recorded_at": one.recorded_at}
            for one in words
        ],
    }  # fmt: skip


def setting_json(one: SettingRow) -> dict[str, Any]:
    """One setting and what counts now."""
    return {
        "name": one.setting.name,
        "kind": one.setting.kind,
        "customer_id": one.customer or None,
        "value": as_kept(one.value),
        "said": one.is_said,
    }
