"""What every import has in common: options in, a report out, and what a kind of file must know how to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO, Literal, Protocol

from encours.kernel.issue import Issue, IssueLog
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.load.companies import Company
from encours.store.tenant import Scope

Progress = Callable[[str, int], None]
"""Told the step (`read`, `write`) and how many records are behind it."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the importing person decided.

    `skip_bad_rows`: take what is right and leave out what is not, whole records at a time (default: all or nothing).
    `reverse_missing`: reverse validated entries that the ledger's later file no longer has. `mapping`: the name of a saved column mapping.
    `confirmed`: codes of doubts (error issues that a person may overrule) that were looked at and accepted.
    """

    today: date
    kind: str = ""
    mapping: str = ""
    mapping_json: Mapping[str, Any] | None = None
    skip_bad_rows: bool = False
    reverse_missing: bool = False
    confirmed: frozenset[str] = frozenset()


State = Literal["previewed", "committed", "already_imported", "refused"]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do. Counts are records of the file; `details` are the kind's own figures, integers and dates."""

    kind: str
    file_name: str
    sha256: str
    state: State
    import_id: int | None
    records: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    reversed: int
    issues: tuple[Issue, ...]
    issue_counts: Mapping[str, int]
    encoding: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        return any(issue.severity == "error" for issue in self.issues)


@dataclass(slots=True)
class Counts:
    """The figures a handler fills in."""

    records: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    reversed: int = 0
    encoding: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Work:
    """One import while it runs."""

    cursor: Any
    scope: Scope
    company: Company
    file_name: str
    options: ImportOptions
    log: IssueLog
    progress: Progress
    rerun: Callable[[int], None]
    """Brings the books to what an earlier import's kept file says now, where this file changes what that one means."""
    counts: Counts = field(default_factory=Counts)
    import_id: int = 0
    recorded_at: datetime | None = None
    only_openings: bool = False
    """This is a kept file that is read again to tie its openings to a year that came later; what its entries have become since stands."""


class Handler(Protocol):
    """A kind of file. `stage` reads it into temporary tables and fills counts and issues; `commit` writes, under `work.import_id` and `work.recorded_at`."""

    kind: str

    def stage(self, work: Work, stream: BinaryIO) -> None: ...

    def commit(self, work: Work) -> None: ...


class FileUnknown(Refusal):
    code = "file_unknown"
    message = Text(
        en="“{name}” is no file Encours knows: neither a FEC, nor a bank statement, nor a table with a header line.",
        fr="« {name} » n'est pas un fichier connu d'Encours : ni FEC, ni relevé bancaire, ni tableau avec ligne d'en-tête.",
    )
    repair = Text(
        en="Check that it is the file you meant; for a table of your own columns give a mapping (--mapping).",
        fr="Vérifiez qu'il s'agit du bon fichier ; pour un tableau à vos colonnes, donnez une correspondance (--mapping).",
    )


class NothingRecognised(Refusal):
    code = "nothing_recognised"
    message = Text(en="No record was recognised in “{name}”.", fr="Aucun enregistrement n'a été reconnu dans « {name} ».")
    repair = Text(
        en="The file is empty, or of another kind than its first lines say: export it again.",
        fr="Le fichier est vide, ou d'une autre nature que ses premières lignes ne le disent : exportez-le de nouveau.",
    )


class MappingNeeded(Refusal):
    code = "mapping_needed"
    message = Text(
        en="“{name}” is a table whose columns Encours does not know.",
        fr="« {name} » est un tableau dont Encours ne connaît pas les colonnes.",
    )
    repair = Text(
        en="Look at “encours mapping propose {name}”, save what fits with “encours mapping save”, and import with --mapping NAME; or import it in the web office.",
        fr="Consultez « encours mapping propose {name} », enregistrez ce qui convient avec « encours mapping save », puis importez avec --mapping NOM ; ou importez-le dans l'interface web.",
    )


class ElectronicInvoice(Refusal):
    code = "einvoice_not_read"
    message = Text(
        en="“{name}” is {kind}. Encours does not read electronic invoices (Factur-X, UBL, CII) in this version: nothing was taken from it.",
        fr="« {name} » est {kind}. Encours ne lit pas les factures électroniques (Factur-X, UBL, CII) dans cette version : rien n'en a été repris.",
    )
    repair = Text(
        en="Import the ledger in which it is posted (FEC), or a table of your invoices (invoices.csv).",
        fr="Importez la comptabilité où elle est passée (FEC), ou un tableau de vos factures (invoices.csv).",
    )


class KindNotImported(Refusal):
    code = "kind_not_imported"
    message = Text(
        en="“{name}” is {kind}, which Encours reads but does not import.",
        fr="« {name} » est {kind}, qu'Encours sait lire mais n'importe pas.",
    )
    repair = Text(
        en="Import what it speaks of as a ledger, a statement or a table; save the attachments of an enclosed mail and import them.",
        fr="Importez ce dont il parle par la comptabilité, un relevé ou un tableau ; enregistrez les pièces d'un message joint et importez-les.",
    )
