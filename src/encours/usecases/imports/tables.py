"""What the imports of tables have in common: opening one, canonical or by a mapping, and the flaws that only the books can tell."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from encours.formats.tables.canonical import read_canonical
from encours.formats.tables.mapped import read_mapped
from encours.formats.tables.mapping import STATUS, Mapping
from encours.formats.tables.schema import Row
from encours.kernel.firsts import Firsts
from encours.kernel.issue import IssueKind, IssueLog
from encours.kernel.wording import Text
from encours.usecases.imports.contract import NothingRecognised, Work


@dataclass(slots=True)
class TableFile:
    """A table being read: its columns by their canonical names, and its rows."""

    columns: frozenset[str]
    encoding: str | None
    rows: Iterator[Row]


@dataclass(slots=True)
class _Lines(IssueLog):
    """Passes flaws on, and counts the rows with errors: those were not taken. The flaws of a row come one after another."""

    log: IssueLog
    refused: int = 0
    _last: int | None = 0

    def add(self, kind: IssueKind, *, line: int | None = None, column: str | None = None, value: str | None = None, **values: object) -> None:
        if kind.severity == "error" and line != self._last:
            self.refused += 1
            self._last = line
        self.log.add(kind, line=line, column=column, value=value, **values)


CUSTOMER_UNKNOWN = IssueKind(
    "customer_not_found",
    "error",
    Text(en="Row {line}: there is no customer “{value}”.", fr="Ligne {line} : le client « {value} » n'existe pas."),
    Text(
        en="Import the customers first (customers.csv), or correct the code.",
        fr="Importez d'abord les clients (customers.csv), ou corrigez le code.",
    ),
)
ROW_TWICE = IssueKind(
    "row_twice",
    "error",
    Text(en="Row {line}: “{value}” is there already on row {first}, and says something else.", fr="Ligne {line} : « {value} » figure déjà ligne {first}, avec un autre contenu."),
    Text(en="Keep one of the two rows.", fr="Ne conservez que l'une des deux lignes."),
)  # fmt: skip
ROW_REPEATED = IssueKind(
    "row_repeated",
    "info",
    Text(en="Row {line} repeats row {first} (“{value}”) and was counted once.", fr="La ligne {line} répète la ligne {first} (« {value} ») et n'est comptée qu'une fois."),
    Text(en="Nothing to do.", fr="Rien à faire."),
)  # fmt: skip
TERMS_UNREADABLE = IssueKind(
    "terms_not_understood",
    "warning",
    Text(
        en="Row {line}: the payment terms “{value}” were not understood; due dates follow the company's usual terms.",
        fr="Ligne {line} : les conditions de paiement « {value} » n'ont pas été comprises ; les échéances suivent les conditions habituelles de la société.",
    ),
    Text(
        en="Write them as a code (NET30, FDM45_A) or a sentence (“30 days end of month”).",
        fr="Écrivez-les par un code (NET30, FDM45_A) ou une phrase (« 30 jours fin de mois »).",
    ),
)


@dataclass(slots=True)
class Seen:
    """Tells rows of one natural key apart: the first one counts; one that repeats it is passed over, one that contradicts it is reported."""

    work: Work
    column: str
    _firsts: Firsts

    @classmethod
    def of(cls, work: Work, column: str) -> Seen:
        return cls(work, column, Firsts())

    def is_new(self, key: Hashable, name: str, line: int, content: Hashable) -> bool:
        """Whether the row is the first one of its key."""
        first, is_same = self._firsts.first(key, line, content)
        if first == line:
            return True
        if is_same:
            self.work.log.add(ROW_REPEATED, line=line, column=self.column, value=name, first=first)
        else:
            self.work.log.add(ROW_TWICE, line=line, column=self.column, value=name, first=first)
            self.work.counts.rejected += 1
        return False


def open_table(work: Work, stream: BinaryIO) -> TableFile:
    """Open the table of an import: by its mapping where it has one, else as a canonical table. Its rows are counted for the report as they are read.

    Raises the readers' refusals, and NothingRecognised once the rows have ended without one.
    """
    log = _Lines(work.log)
    currency = work.company.currency
    if work.options.mapping_json is None:
        canonical = read_canonical(stream, log=log, currency=currency)
        return TableFile(frozenset(canonical.columns), canonical.encoding, _counted(work, canonical.rows(), log))
    mapping = mapping_of(work.options.mapping_json)
    rows = read_mapped(stream, mapping, log, currency=currency)
    said = {*mapping.columns.values(), *mapping.constants}
    return TableFile(frozenset(said | ({"disputed"} if STATUS in said else set())), mapping.encoding, _counted(work, rows, log))


def mapping_of(kept: object) -> Mapping:
    """The mapping that options carry as JSON values. Raises MappingRefused."""
    return Mapping.from_json(json.dumps(kept))


def _counted(work: Work, rows: Iterator[Row], log: _Lines) -> Iterator[Row]:
    counts = work.counts
    for row in rows:
        counts.records += 1
        if counts.records % 5000 == 0:
            work.progress("read", counts.records)
        yield row
    counts.records += log.refused
    counts.rejected += log.refused
    if not counts.records:
        raise NothingRecognised(name=work.file_name)
