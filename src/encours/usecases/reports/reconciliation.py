"""Reconciliations as reports and as JSON: the bridge from one balance to the other first, then every movement that makes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from encours.formats.exports.table import Cell, Column, Report, Table
from encours.kernel.money import Money
from encours.kernel.wording import Language, Text
from encours.receivables.reconciliation.contract import Rule
from encours.usecases.reconciliation import BankReconciliation, Control, Difference, Reconciled, SameMovement, why
from encours.usecases.reports.words import CUSTOMER, NAME, said

_BANK = Text(en="Bank reconciliation", fr="Rapprochement bancaire")
_CONTROL = Text(en="Open items and control accounts", fr="Postes ouverts et comptes collectifs")
_DAY = Text(en="Day", fr="Date")
_AMOUNT = Text(en="Amount", fr="Montant")
_ONLY_BANK = Text(en="On the statement, not in the books", fr="Au relevé, pas en comptabilité")
_ONLY_BOOKS = Text(en="In the books, not on the statement", fr="En comptabilité, pas au relevé")
_SAME = Text(en="Taken for the same movement", fr="Considérés comme le même mouvement")
_BRIDGE = Text(en="From the books to the statement", fr="De la comptabilité au relevé")
_STEPS = {
    "ledger": Text(en="Balance in the books, account {account}", fr="Solde en comptabilité, compte {account}"),
    "start": Text(en="Difference that was there before {start}", fr="Écart antérieur au {start}"),
    "only_bank": Text(en="On the statement, not in the books ({count})", fr="Au relevé, pas en comptabilité ({count})"),
    "only_books": Text(en="In the books, not on the statement ({count})", fr="En comptabilité, pas au relevé ({count})"),
    "varying": Text(en="Same movements, other amounts ({count})", fr="Mêmes mouvements, montants différents ({count})"),
    "unexplained": Text(en="Not explained: a statement is missing", fr="Inexpliqué : il manque un relevé"),
    "bank": Text(en="Balance on the statement", fr="Solde au relevé"),
}
_RULES = {
    Rule.REFERENCE: Text(en="same reference and amount", fr="même référence et même montant"),
    Rule.AMOUNT: Text(en="same amount, days apart", fr="même montant, dates éloignées"),
    Rule.TOTAL: Text(en="one reference or day adds up", fr="total d'une référence ou d'une journée"),
    Rule.SUM: Text(en="the only choice that adds up", fr="seule combinaison possible"),
    Rule.VARIANCE: Text(en="same reference, amount nearly the same", fr="même référence, montant proche"),
}
_AGREES = Text(
    en="{account}: the statement and the books agree but for {count} movements, all listed.", fr="{account} : relevé et comptabilité concordent à {count} mouvements près, tous listés."
)
_EQUAL = Text(en="{account}: the statement and the books agree to the cent.", fr="{account} : relevé et comptabilité concordent au centime.")
_GAP = Text(en="{account}: {amount} cannot be explained.", fr="{account} : {amount} reste inexpliqué.")
_NO_BALANCE = Text(
    en="{account}: no statement states a balance at the beginning or at the end; movements alone are compared.",
    fr="{account} : aucun relevé n'indique de solde au début ou à la fin ; seuls les mouvements sont comparés.",
)
_WITHOUT = Text(
    en="{account}: its account in the books is not known yet (no movement of it was found there).",
    fr="{account} : son compte en comptabilité n'est pas encore connu (aucun de ses mouvements n'y a été trouvé).",
)
_UNDECIDED = Text(
    en="Movements for which several sums are possible, or too many to be tried: {count}.", fr="Mouvements pour lesquels plusieurs totaux sont possibles, ou trop nombreux pour être essayés : {count}."
)
_TIES = Text(en="The open items and the control accounts agree to the cent.", fr="Postes ouverts et comptes collectifs concordent au centime.")
_DIFFERS = Text(en="Customer accounts where open items and ledger differ: {count}.", fr="Comptes clients où postes ouverts et grand livre diffèrent : {count}.")


def bank_report(result: Reconciled) -> Report:
    """The bridge, the movements of one side alone and the groups, by bank account."""
    sections: list[Table] = []
    summary: list[Text] = []
    for one in result.accounts:
        sections += _tables(one)
        summary.append(_verdict(one))
        if one.found.undecided:
            summary.append(said(_UNDECIDED, count=one.found.undecided))
    summary += [said(_WITHOUT, account=bank.identifier) for bank in result.without_books]
    return Report(_BANK, result.company.name, result.as_of, tuple(sections), summary=tuple(summary))


def _verdict(one: BankReconciliation) -> Text:
    account, count = one.bank.identifier, len(one.only_bank) + len(one.only_books)
    if one.unexplained_minor is None:
        return said(_NO_BALANCE, account=account)
    if one.unexplained_minor:
        return said(_GAP, account=account, amount=Money(one.unexplained_minor, one.bank.currency))
    return said(_AGREES, account=account, count=count) if count or one.start_minor else said(_EQUAL, account=account)


def _tables(one: BankReconciliation) -> Iterator[Table]:
    name = Text(en=f"{one.bank.identifier} · ", fr=f"{one.bank.identifier} · ")
    steps = Table(
        code="bridge", title=_joined(name, _BRIDGE), columns=(Column("step", _BRIDGE, width=56), Column("amount", _AMOUNT, "amount")),
        rows=[(text, minor) for _, text, minor in bridge_steps(one)], currency=one.bank.currency,
    )  # fmt: skip
    yield steps
    for code, title, rows in (("only_bank", _ONLY_BANK, one.only_bank), ("only_books", _ONLY_BOOKS, one.only_books)):
        if rows:
            yield _differences(code, _joined(name, title), rows, one.bank.currency)
    if one.same:
        yield _same(_joined(name, _SAME), one.same, one.bank.currency)


def _joined(one: Text, other: Text) -> Text:
    return Text(en=one.en + other.en, fr=one.fr + other.fr)


def bridge_steps(one: BankReconciliation) -> Iterator[tuple[str, Text, int]]:
    """The bridge: what the books say, what is added to it, what the statement says."""
    yield "ledger", said(_STEPS["ledger"], account=one.ledger_account), one.balances.ledger_end
    if one.start_minor:
        yield "start", said(_STEPS["start"], start=one.start), one.start_minor
    yield "only_bank", said(_STEPS["only_bank"], count=len(one.only_bank)), sum(row.minor for row in one.only_bank)
    yield "only_books", said(_STEPS["only_books"], count=len(one.only_books)), -sum(row.minor for row in one.only_books)
    if varying := [row for row in one.same if row.difference_minor]:
        yield "varying", said(_STEPS["varying"], count=len(varying)), sum(row.difference_minor for row in varying)
    if one.unexplained_minor:
        yield "unexplained", _STEPS["unexplained"], one.unexplained_minor
    if one.balances.bank_end is not None:
        yield "bank", _STEPS["bank"], one.balances.bank_end


def _differences(code: str, title: Text, rows: Sequence[Difference], currency: str) -> Table:
    columns = (
        Column("on", _DAY, "date"), Column("amount", _AMOUNT, "amount", total=True), Column("reference", Text(en="Reference", fr="Référence"), width=20),
        Column("name", Text(en="Text", fr="Libellé"), width=40), Column("why", Text(en="Why", fr="Explication"), width=48),
    )  # fmt: skip
    cells: list[tuple[Cell, ...]] = [(row.on, row.minor, row.reference, row.name, why(row, currency)) for row in rows]
    return Table(code=code, title=title, columns=columns, rows=cells, currency=currency)


def _same(title: Text, rows: Sequence[SameMovement], currency: str) -> Table:
    columns = (
        Column("amount", _AMOUNT, "amount", total=True), Column("rule", Text(en="Why", fr="Motif"), width=30), Column("bank", Text(en="Statement", fr="Relevé"), width=44),
        Column("books", Text(en="Books", fr="Comptabilité"), width=44), Column("difference", Text(en="Difference", fr="Écart"), "amount", total=True),
    )  # fmt: skip
    cells: list[tuple[Cell, ...]] = [
        (sum(minor for _, minor, _ in row.bank), _RULES[row.rule], _listed(row.bank), _listed(row.books), row.difference_minor or None) for row in rows
    ]
    return Table(code="same", title=title, columns=columns, rows=cells, currency=currency)


def _listed(movements: Sequence[tuple[Any, int, str]]) -> Text:
    first = movements[0]
    more = f" (+ {len(movements) - 1})" if len(movements) > 1 else ""
    return said(Text(en="{day} {name}{more}", fr="{day} {name}{more}"), day=first[0], name=first[2][:60], more=more)


def bank_json(result: Reconciled, language: Language = "en") -> dict[str, Any]:
    """`accounts`: one object per bank account with its bridge and its movements; amounts in minor units of `currency`."""
    return {
        "accounts": [
            {
                "account": one.bank.identifier, "currency": one.bank.currency, "ledger_account": one.ledger_account, "start": one.start,
                "bank_minor": one.balances.bank_end, "ledger_minor": one.balances.ledger_end, "difference_minor": one.difference_minor, "start_minor": one.start_minor,
                "unexplained_minor": one.unexplained_minor, "linked": one.known, "paired": one.found.pairs, "undecided": one.found.undecided,
                "only_bank": [_difference_json(row, one.bank.currency, language) for row in one.only_bank],
                "only_books": [_difference_json(row, one.bank.currency, language) for row in one.only_books],
                "same": [
                    {
                        "rule": row.rule.name.lower(), "difference_minor": row.difference_minor,
                        "bank": [{"on": on, "amount_minor": minor, "name": name} for on, minor, name in row.bank],
                        "books": [{"on": on, "amount_minor": minor, "name": name} for on, minor, name in row.books],
                    }
                    for row in one.same
                ],
            }
            for one in result.accounts
        ],
        "without_books": [bank.identifier for bank in result.without_books],
    }  # fmt: skip


def _difference_json(row: Difference, currency: str, language: Language) -> dict[str, Any]:
    return {"on": row.on, "amount_minor": row.minor, "reference": row.reference, "name": row.name, "why": why(row, currency).say(language)}


def control_report(result: Control) -> Report:
    """The control accounts in sum, then the customer accounts where the two sides differ."""
    currencies = sorted({row.currency for row in result.rows}) or [result.company.currency]
    sections = []
    for currency in currencies:
        rows = [row for row in result.rows if row.currency == currency]
        numbers = sorted({(row.account_number, row.account_label) for row in rows})
        columns = (
            Column("account", Text(en="Account", fr="Compte")), Column("label", Text(en="Label", fr="Libellé"), width=32), *_SIDES,
        )  # fmt: skip
        sums: list[tuple[Cell, ...]] = [
            (number, label, *(sum(figure) for figure in zip(*[_sides(row) for row in rows if row.account_number == number], strict=True))) for number, label in numbers
        ]
        sections.append(Table(code=f"control_{currency.lower()}", title=said(Text(en="{title}, {currency}", fr="{title}, {currency}"), title=_CONTROL, currency=currency), columns=columns, rows=sums, currency=currency))
        differing = [row for row in result.differences if row.currency == currency]
        if differing:
            by_customer = (Column("account", Text(en="Account", fr="Compte")), Column("customer_id", CUSTOMER), Column("name", NAME, width=28), *_SIDES)
            cells: list[tuple[Cell, ...]] = [(row.account_number, row.customer_code, row.customer_name, *_sides(row)) for row in differing]
            title = said(Text(en="Differences in {currency}", fr="Écarts en {currency}"), currency=currency)
            sections.append(Table(code=f"differences_{currency.lower()}", title=title, columns=by_customer, rows=cells, currency=currency))
    count = len(result.differences)
    return Report(_CONTROL, result.company.name, result.as_of, tuple(sections), summary=(said(_DIFFERS, count=count) if count else _TIES,))


_SIDES = (
    Column("ledger", Text(en="Ledger", fr="Grand livre"), "amount", total=True), Column("items", Text(en="Open items", fr="Postes ouverts"), "amount", total=True),
    Column("difference", Text(en="Difference", fr="Écart"), "amount", total=True),
)  # fmt: skip


def _sides(row: Any) -> tuple[int, int, int]:
    return row.ledger_minor, row.items_minor, row.difference_minor


def control_json(result: Control) -> dict[str, Any]:
    """`control`: one object per account, customer and currency; `agrees` whether all differences are zero."""
    return {
        "agrees": not result.differences,
        "control": [
            {
                "account": row.account_number, "customer_id": row.customer_code, "name": row.customer_name, "currency": row.currency,
                "ledger_minor": row.ledger_minor, "items_minor": row.items_minor, "difference_minor": row.difference_minor,
            }
            for row in result.rows
        ],
    }  # fmt: skip
