"""Opening balance plus movements is the closing balance, or the reader says by how much it is not."""

from __future__ import annotations

from encours.formats.statements.contract import Statement, StatementLine
from encours.formats.statements.texts import BALANCE_CURRENCY, DIFFERENCE, NO_SUSPECT, SUSPECT_LINE
from encours.kernel.issue import IssueLog
from encours.kernel.money import Money
from encours.kernel.wording import Text


def check_continuity(statement: Statement, log: IssueLog, *, line: int | None = None) -> None:
    """Report a statement whose balances and lines do not add up, with the difference and the first suspicious line.

    `line` is where the statement begins in the file. Says nothing where a balance is missing.
    """
    opening, closing = statement.opening, statement.closing
    foreign = [balance for balance in (opening, closing) if balance is not None and balance.currency]
    for balance in foreign:
        log.add(
            BALANCE_CURRENCY,
            line=line,
            value=balance.currency,
            account=statement.account,
            currency=balance.currency,
            expected=statement.currency,
        )
    if opening is None or closing is None or foreign:
        return
    total = sum(each.amount_minor for each in statement.lines)
    difference = closing.minor - opening.minor - total
    if difference == 0:
        return
    suspect = suspicious_line(statement, difference)
    log.add(
        DIFFERENCE,
        line=line if suspect is None else suspect.source_line,
        account=statement.account,
        opening=Money(opening.minor, statement.currency),
        lines=Money(total, statement.currency),
        closing=Money(closing.minor, statement.currency),
        difference=Money(difference, statement.currency),
        suspect=NO_SUSPECT if suspect is None else _named(suspect, statement.currency),
    )


def suspicious_line(statement: Statement, difference: int) -> StatementLine | None:
    """The first line that alone would explain `difference` (closing − opening − lines): repeated, missing its twin, or with the sign turned.

    Failing that, the first line booked outside the days of the two balances.
    """
    for line in statement.lines:
        if line.amount_minor in (-difference, difference) or 2 * line.amount_minor == -difference:
            return line
    opening, closing = statement.opening, statement.closing
    if opening is not None and closing is not None:
        for line in statement.lines:
            if not opening.on <= line.booked_on <= closing.on:
                return line
    return None


def _named(line: StatementLine, currency: str) -> Text:
    shown = {"amount": Money(line.amount_minor, currency), "day": line.booked_on}
    return Text(en=SUSPECT_LINE.say("en", **shown), fr=SUSPECT_LINE.say("fr", **shown))
