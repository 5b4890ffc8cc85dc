"""Importing bank statements: every line once, however often and in whatever order the bank delivers it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from encours.formats.statements.contract import Statement, StatementLine
from encours.formats.statements.recognise import read_statements
from encours.formats.statements.spool import LineGroups
from encours.formats.tables.contract import BankRow
from encours.kernel.issue import IssueKind
from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.store.bulk.continuity import continuity_gaps
from encours.store.bulk.remittances import bank_advices, stage_remittances, write_remittances
from encours.store.bulk.statements import StagedStatements, stage_statements, write_statements
from encours.usecases.imports.contract import Work
from encours.usecases.imports.meeting import meet_bank
from encours.usecases.imports.tables import open_table

UNBALANCED = IssueKind(
    "statement_unbalanced",
    "error",
    Text(
        en="The statement of {account} goes from {opening} to {closing}, but its lines add up to {moved}: {difference} are missing or too many.",
        fr="Le relevé du compte {account} passe de {opening} à {closing}, mais ses lignes totalisent {moved} : il manque ou il y a {difference} de trop.",
    ),
    Text(
        en="The file is incomplete or was changed: ask the bank for it again. To keep what is there nevertheless: --skip-bad-rows.",
        fr="Le fichier est incomplet ou a été modifié : redemandez-le à la banque. Pour conserver malgré tout ce qu'il contient : --skip-bad-rows.",
    ),
)
GAP = IssueKind(
    "statement_gap",
    "warning",
    Text(
        en="The account {account} opens on {opening_on} with {opening}, but its last statement closed on {closing_on} with {closing}.",
        fr="Le compte {account} ouvre le {opening_on} à {opening}, alors que son relevé précédent fermait le {closing_on} à {closing}.",
    ),
    Text(
        en="A statement between the two is missing: import it, in any order.",
        fr="Un relevé manque entre les deux : importez-le, dans n'importe quel ordre.",
    ),
)
TWIN = IssueKind(
    "statement_twin",
    "error",
    Text(
        en="{count} of {total} lines of the account {account} look like lines that came before under other references: the same movements in another format?",
        fr="{count} des {total} lignes du compte {account} ressemblent à des lignes déjà reçues sous d'autres références : les mêmes mouvements dans un autre format ?",
    ),
    Text(
        en="Import one format per account. If they really are other movements: --confirm statement_twin.",
        fr="Importez un seul format par compte. S'il s'agit bien d'autres mouvements : --confirm statement_twin.",
    ),
)


class StatementHandler:
    """camt, MT940, CFONB 120, OFX and bank tables."""

    kind = "statement"

    def stage(self, work: Work, stream: BinaryIO) -> None:
        counts = work.counts
        statements = self._read(work, stream)
        counts.records = sum(len(statement.lines) for statement in statements) + counts.rejected
        counts.details["statements"] = len(statements)
        for statement in statements:
            self._check_balance(work, statement)
        self._statements = statements
        staged = stage_statements(work.cursor, work.scope, statements)
        self._staged: StagedStatements = staged
        counts.created, counts.unchanged = staged.new_lines, staged.known_lines
        for twin in staged.twins:
            if TWIN.code not in work.options.confirmed:
                work.log.add(TWIN, account=twin.account, count=twin.lines, total=twin.total)

    def _read(self, work: Work, stream: BinaryIO) -> tuple[Statement, ...]:
        if work.options.mapping_json is not None:
            table = open_table(work, stream)
            work.counts.details["format"] = "table"
            statements = statements_of(row for row in table.rows if isinstance(row, BankRow))
            work.counts.encoding = table.encoding
            return statements
        format_, reading = read_statements(stream)
        work.log.extend(reading.issues)
        work.counts.encoding = reading.encoding
        work.counts.details["format"] = format_.code
        return reading.records

    def commit(self, work: Work) -> None:
        work.progress("write", 0)
        write_statements(work.cursor, work.scope, self._staged, recorded_at=work.recorded_at, import_id=work.import_id)
        advices = bank_advices(work.cursor, work.scope, self._statements)
        if advices:
            stage_remittances(work.cursor, work.scope, advices)
            work.counts.details["remittances"] = write_remittances(
                work.cursor, work.scope, recorded_at=work.recorded_at, import_id=work.import_id
            )
        for gap in continuity_gaps(work.cursor, work.scope, work.import_id):
            work.log.add(
                GAP, account=gap.account, opening_on=gap.opening_on, opening=Money(gap.opening_minor, gap.currency), closing_on=gap.closing_on,
                closing=Money(gap.closing_minor, gap.currency),
            )  # fmt: skip
        meet_bank(work)

    def _check_balance(self, work: Work, statement: Statement) -> None:
        opening, closing = statement.opening, statement.closing
        if opening is None or closing is None or statement.level == "advice":
            return
        moved = sum(line.amount_minor for line in statement.lines)
        difference = opening.minor + moved - closing.minor
        if difference:
            currency = statement.currency
            work.log.add(
                UNBALANCED, account=statement.account, opening=Money(opening.minor, currency), closing=Money(closing.minor, currency), moved=Money(moved, currency),
                difference=Money(abs(difference), currency),
            )  # fmt: skip


def statements_of(rows: Iterable[BankRow]) -> tuple[Statement, ...]:
    """The movements of anybody's table as one statement per account and currency, in the order in which they first appear."""
    groups: LineGroups[tuple[str, str]] = LineGroups()
    for row in rows:
        key = ("".join(row.account_iban.split()).upper(), row.currency)
        groups.add(
            key,
            StatementLine(
                entry=groups.count(key) + 1, booked_on=row.booked_on, amount_minor=row.amount_minor, value_on=row.value_on, bank_reference=row.bank_reference,
                end_to_end_id=row.end_to_end_id, creditor_reference=row.creditor_reference, counterparty_name=row.counterparty_name,
                counterparty_iban="".join(row.counterparty_iban.split()).upper(), remittance=row.remittance, transaction_code=row.transaction_code, method=row.method,
                line_id=row.line_id, source_line=row.line,
            ),
        )  # fmt: skip
    return tuple(Statement(account, currency, "statement", lines) for (account, currency), lines in groups.groups())
