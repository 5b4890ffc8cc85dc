"""What lettering found in a ledger file, as tables for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from encours.formats.exports.table import Column, Report, Table
from encours.kernel.wording import Text
from encours.receivables.matching.lettering.contract import LetterGroup, Side
from encours.usecases.lettering.ledger_file import AccountLetters, LedgerLetters

_TITLE = Text(en="Letters proposed", fr="Lettrage proposé")
_SIDES: dict[Side, Text] = {
    "customer": Text(en="Customer accounts", fr="Comptes clients"),
    "supplier": Text(en="Supplier accounts", fr="Comptes fournisseurs"),
}
_SUGGESTIONS = Text(en="Suggestions, to be decided by a person", fr="Propositions, à décider par une personne")
_SUM = Text(
    en="Certain groups: {automatic}; suggested: {suggested}; accounts concerned: {accounts}; lines left without letter: {open}.",
    fr="Groupes certains : {automatic} ; proposés : {suggested} ; comptes concernés : {accounts} ; lignes sans lettre : {open}.",
)
_ACCOUNT = Column("account", Text(en="Account", fr="Compte"), width=10)
_AUXILIARY = Column("auxiliary_account", Text(en="Auxiliary", fr="Auxiliaire"), width=14)


def letters_report(found: LedgerLetters) -> Report:
    """The accounts with proposals, by side, then every suggestion with its reasons for and against."""
    shown = [account for account in found.accounts if account.groups]
    first = [group for account in shown for group in account.groups if group.rank == 1]
    automatic = sum(group.decision == "automatic" for group in first)
    left = sum(account.open_lines for account in found.accounts) - sum(len(group.lines) for group in first)
    values = {"automatic": automatic, "suggested": len(first) - automatic, "accounts": len(shown), "open": left}
    tables = [_accounts(found, side, of_side) for side in _SIDES if (of_side := [account for account in shown if account.side == side])]
    if automatic < len(first):
        tables.append(_suggestions(found, shown))
    summary = found.fec.summary
    return Report(
        title=_TITLE, company=found.file_name, as_of=summary.last_on or summary.first_on or date.max, sections=tuple(tables),
        definitions=(), summary=(Text(en=_SUM.say("en", **values), fr=_SUM.say("fr", **values)),),
    )  # fmt: skip


def _accounts(found: LedgerLetters, side: Side, accounts: list[AccountLetters]) -> Table:
    return Table(
        code=f"{side}_accounts",
        title=_SIDES[side],
        columns=(
            _ACCOUNT,
            _AUXILIARY,
            Column("name", Text(en="Name", fr="Nom"), width=28),
            Column("open_lines", Text(en="Lines without letter", fr="Lignes non lettrées"), "count", total=True),
            Column("automatic", Text(en="Certain groups", fr="Groupes certains"), "count", total=True),
            Column("automatic_minor", Text(en="Their amount", fr="Leur montant"), "amount", total=True),
            Column("suggested", Text(en="Suggested groups", fr="Groupes proposés"), "count", total=True),
            Column("suggested_minor", Text(en="Their amount", fr="Leur montant"), "amount", total=True),
        ),
        rows=[(account.account, account.auxiliary, account.label, account.open_lines, *_counts(account)) for account in accounts],
        currency=found.currency,
    )


def _counts(account: AccountLetters) -> Iterator[int]:
    for decision in ("automatic", "suggested"):
        groups = [group for group in account.groups if group.rank == 1 and group.decision == decision]
        yield len(groups)
        yield sum(group.amount_minor for group in groups)


def _suggestions(found: LedgerLetters, accounts: list[AccountLetters]) -> Table:
    return Table(
        code="suggestions",
        title=_SUGGESTIONS,
        columns=(
            _ACCOUNT,
            _AUXILIARY,
            Column("lines", Text(en="Lines", fr="Lignes"), width=24),
            Column("amount_minor", Text(en="Amount", fr="Montant"), "amount"),
            Column("reasons", Text(en="Why", fr="Pourquoi"), width=50),
            Column("against", Text(en="Why not by itself", fr="Pourquoi pas d'office"), width=50),
        ),
        rows=[
            (account.account, account.auxiliary, ", ".join(map(str, account.numbers(group))), group.amount_minor, _said(group, against=False), _said(group, against=True))
            for account in accounts for group in account.groups if group.decision == "suggested" and group.rank == 1
        ],
        currency=found.currency,
    )  # fmt: skip


def _said(group: LetterGroup, *, against: bool) -> Text:
    listed = group.counter_evidence if against else group.evidence
    return Text(en=" ".join(one.say("en") for one in listed), fr=" ".join(one.say("fr") for one in listed))
