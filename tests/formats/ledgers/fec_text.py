"""Writing small FEC files in tests."""

from __future__ import annotations

import io
from dataclasses import dataclass

from encours.formats.ledgers.contract import LedgerLine
from encours.formats.ledgers.fec import FecFile, read_fec
from encours.formats.ledgers.fec.header import FIELDS
from encours.kernel.issue import Issue, IssueLog

NAME = "732829320FEC20261231.txt"

_REGULAR = {
    "JournalCode": "VE",
    "JournalLib": "Ventes",
    "EcritureNum": "1",
    "EcritureDate": "20261102",
    "CompteNum": "411000",
    "CompteLib": "Clients",
    "CompAuxNum": "C1",
    "CompAuxLib": "ACHETEUR SAS",
    "PieceRef": "FA1",
    "PieceDate": "20261102",
    "EcritureLib": "Facture FA1",
    "Debit": "0,00",
    "Credit": "0,00",
    "ValidDate": "20261130",
}


def row(**fields: str) -> list[str]:
    """One line; what is not given is regular."""
    unknown = fields.keys() - set(FIELDS)
    assert not unknown, unknown
    return [(_REGULAR | fields).get(field, "") for field in FIELDS]


def sale(number: str = "1", gross: str = "1200,00", **fields: str) -> list[list[str]]:
    """A balanced entry of two lines."""
    return [
        row(EcritureNum=number, Debit=gross, **fields),
        row(**{"EcritureNum": number, "CompteNum": "706000", "CompteLib": "Prestations", "Credit": gross, **_without_party(fields)}),
    ]


def _without_party(fields: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in fields.items() if key not in ("CompteNum", "EcritureLet", "DateLet")} | {
        "CompAuxNum": "",
        "CompAuxLib": "",
    }


def text(*rows: list[str], separator: str = "\t", end: str = "\r\n", header: tuple[str, ...] = FIELDS) -> str:
    return end.join(separator.join(fields) for fields in [list(header), *rows]) + end


@dataclass
class Read:
    fec: FecFile
    lines: list[LedgerLine]
    log: IssueLog

    @property
    def codes(self) -> set[str]:
        return set(self.log.counts)

    def issue(self, code: str) -> Issue:
        return next(issue for issue in self.log.issues if issue.code == code)


def read(content: str | bytes, name: str = NAME, encoding: str = "utf-8") -> Read:
    log = IssueLog()
    data = content.encode(encoding) if isinstance(content, str) else content
    fec = read_fec(io.BytesIO(data), file_name=name, log=log)
    return Read(fec, list(fec.lines()), log)
