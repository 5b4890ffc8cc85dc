"""Importing remittance advices: what a payer says a payment is for. The documents it names may come later, and so may the money.

An advice is known by its reference; one without any by what it says. The same advice again changes nothing; one that says something else under its
reference takes the place of what was said before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import BinaryIO

from encours.formats.tables.contract import RemittanceRow
from encours.kernel.issue import IssueKind
from encours.kernel.money import Money
from encours.kernel.wording import Text
from encours.receivables.matching.contract import RemittanceLine
from encours.store.bulk.remittances import AdviceToStage, stage_remittances, write_remittances
from encours.store.load.customers import known_codes
from encours.usecases.imports.contract import Work
from encours.usecases.imports.tables import open_table

TOTAL_DIFFERS = IssueKind(
    "remittance_total_differs",
    "error",
    Text(
        en="Row {line}: the lines of the advice {value} add up to {sum}, it states {total}.",
        fr="Ligne {line} : les lignes de l'avis {value} totalisent {sum} alors qu'il annonce {total}.",
    ),
    Text(
        en="A line is missing or was misread: compare with the payer's document. To take it as it is: --confirm remittance_total_differs.",
        fr="Une ligne manque ou a été mal lue : comparez avec le document du payeur. Pour le reprendre tel quel : --confirm remittance_total_differs.",
    ),
)
CONTRADICTS = IssueKind(
    "remittance_contradicts",
    "error",
    Text(
        en="Row {line}: the advice {value} says another {column} than on its row {first}.",
        fr="Ligne {line} : l'avis {value} indique un autre {column} qu'à sa ligne {first}.",
    ),
    Text(
        en="Give every advice a reference of its own, and one {column}.",
        fr="Donnez à chaque avis sa propre référence, et un seul {column}.",
    ),
)
INCOMPLETE = IssueKind(
    "remittance_incomplete",
    "error",
    Text(
        en="Row {line}: other rows of this advice cannot be read; half a list is not taken.",
        fr="Ligne {line} : d'autres lignes de cet avis sont illisibles ; une liste incomplète n'est pas reprise.",
    ),
    Text(en="Correct those rows and import the file again.", fr="Corrigez ces lignes puis importez de nouveau le fichier."),
)
PAYER_UNKNOWN = IssueKind(
    "remittance_payer_unknown",
    "warning",
    Text(
        en="Row {line}: there is no customer “{value}” yet; the advice waits and counts once the customer is there.",
        fr="Ligne {line} : le client « {value} » n'existe pas encore ; l'avis attend et servira dès que le client existera.",
    ),
    Text(en="Import the customers, or correct the code.", fr="Importez les clients, ou corrigez le code."),
)
_NO_REFERENCE = Text(en="without reference", fr="sans référence")


@dataclass(slots=True)
class _Advice:
    """An advice while its rows are read: the first row says what all of them say."""

    line: int
    ref: str
    currency: str
    line_id: str = ""
    sent_on: date | None = None
    payer_name: str = ""
    customer_id: str = ""
    total: int | None = None
    lines: list[RemittanceLine] = field(default_factory=list)
    rows: int = 0
    is_sound: bool = True

    @property
    def name(self) -> str | Text:
        return self.ref or _NO_REFERENCE

    @property
    def sum_minor(self) -> int:
        return sum(one.amount_minor for one in self.lines)

    def staged(self) -> AdviceToStage:
        found = AdviceToStage(
            self.ref, self.currency, tuple(self.lines), self.total, self.sent_on, self.line_id, self.payer_name, self.customer_id
        )  # fmt: skip
        return found if self.ref else replace(found, ref=f"content:{found.content_key.hex}")


class RemittanceHandler:
    """remittances.csv and tables of others. Counts are advices."""

    kind = "remittances"

    def stage(self, work: Work, stream: BinaryIO) -> None:
        table = open_table(work, stream)
        counts = work.counts
        counts.encoding = table.encoding
        read = _read(work, (row for row in table.rows if isinstance(row, RemittanceRow)))
        half_read = counts.rejected > 0
        sound = [advice for advice in read if _is_sound(work, advice, half_read=half_read)]
        counts.rejected += sum(advice.rows for advice in read) - sum(advice.rows for advice in sound)
        known = known_codes(work.cursor, work.scope, {advice.customer_id for advice in sound if advice.customer_id})
        for advice in sound:
            if advice.customer_id and advice.customer_id not in known:
                work.log.add(PAYER_UNKNOWN, line=advice.line, column="customer_id", value=advice.customer_id)
        staged = {found.ref: found for found in (advice.staged() for advice in sound)}
        actions = stage_remittances(work.cursor, work.scope, list(staged.values()))
        counts.created, counts.updated, counts.unchanged = (actions.count(action) for action in ("created", "updated", "unchanged"))
        counts.details["advice_lines"] = sum(len(found.lines) for found in staged.values())

    def commit(self, work: Work) -> None:
        work.progress("write", 0)
        write_remittances(work.cursor, work.scope, recorded_at=work.recorded_at, import_id=work.import_id)


def _read(work: Work, rows: Iterable[RemittanceRow]) -> list[_Advice]:
    """The rows as advices, in the order of their first rows."""
    advices: dict[object, _Advice] = {}
    last: object = None
    for row in rows:
        if not row.invoice_reference and not row.remittance_id and last in advices:
            key = last  # the total of the rows above it
            if row.amount_minor != advices[key].sum_minor and row.amount_minor == sum(advice.sum_minor for advice in advices.values()):
                advices[key].rows += 1
                continue  # of all advices of the file, and right
        else:
            key = row.remittance_id or (row.currency, row.line_id, row.sent_on, row.payer_name, row.customer_id)
        last = key
        advice = advices.setdefault(key, _Advice(row.line, row.remittance_id, row.currency))
        advice.rows += 1
        for name, minor, said in _heads(row):
            if said in ("", None):
                continue
            before = getattr(advice, name)
            if before in ("", None):
                setattr(advice, name, said)
            elif before != said:
                work.log.add(CONTRADICTS, line=row.line, column=minor, value=row.remittance_id, first=advice.line)
                advice.is_sound = False
        if row.invoice_reference:
            advice.lines.append(RemittanceLine(row.invoice_reference, row.amount_minor, row.discount_minor or 0, row.memo))
    return [advice for advice in advices.values() if advice.lines]


def _heads(row: RemittanceRow) -> Iterator[tuple[str, str, object]]:
    """What a row says of its whole advice: attribute, column, value."""
    yield "currency", "currency", row.currency
    yield "line_id", "line_id", row.line_id
    yield "payer_name", "payer_name", row.payer_name
    yield "customer_id", "customer_id", row.customer_id
    if row.invoice_reference:
        yield "sent_on", "sent_on", row.sent_on
        yield "total", "total", row.total_minor
    else:
        yield "total", "total", row.amount_minor


def _is_sound(work: Work, advice: _Advice, *, half_read: bool) -> bool:
    if half_read and not advice.ref:
        work.log.add(INCOMPLETE, line=advice.line)
        return False
    if (
        advice.is_sound
        and advice.total is not None
        and advice.total != advice.sum_minor
        and TOTAL_DIFFERS.code not in work.options.confirmed
    ):
        work.log.add(
            TOTAL_DIFFERS, line=advice.line, column="total", value=advice.ref, sum=Money(advice.sum_minor, advice.currency), total=Money(advice.total, advice.currency),
        )  # fmt: skip
        return False
    return advice.is_sound
