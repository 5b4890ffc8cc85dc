"""What the commands that take files in share: showing what an import did, or would do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from encours.cli.desk import Desk, print_line
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.usecases.imports.contract import ImportReport

_STATES = {
    "previewed": Text(en="would be imported", fr="serait importé"),
    "committed": Text(en="imported", fr="importé"),
}
_LINE = Text(
    en="{name}: {state} — records: {records}; new: {created}, changed: {updated}, already there: {unchanged}, left out: {rejected}, reversed: {reversed}.",
    fr="{name} : {state} — enregistrements : {records} ; nouveaux : {created}, modifiés : {updated}, déjà présents : {unchanged}, écartés : {rejected}, extournés : {reversed}.",
)
_ALREADY = Text(en="{name}: already imported, nothing to do.", fr="{name} : déjà importé, rien à faire.")
_REFUSED = Text(
    en="{name}: NOT imported, nothing was changed — records read: {records}, errors: {errors}.",
    fr="{name} : NON importé, rien n'a changé — enregistrements lus : {records}, erreurs : {errors}.",
)
_AT = Text(en="line {line}", fr="ligne {line}")
_VALUE = Text(en="“{value}”", fr="« {value} »")
_PLACE = Text(en="{place}: {said}", fr="{place} : {said}")
_MORE = Text(en="… and {count} more of the same kind", fr="… et {count} autres du même genre")
_SHOWN = 3
_MARKS = {"error": "✗", "warning": "⚠", "info": "·"}
_WEIGHT = {severity: weight for weight, severity in enumerate(_MARKS)}
"""Errors first: they are what must be repaired."""


def show_import(here: Desk, report: ImportReport) -> None:
    """One line for the file, then its issues grouped by kind: where, what, why and how to repair it."""
    if report.state == "refused":
        errors = sum(
            count
            for code, count in report.issue_counts.items()
            if code in {issue.code for issue in report.issues if issue.severity == "error"}
        )
        here.say(_REFUSED, name=report.file_name, records=report.records, errors=errors)
    elif report.state == "already_imported":
        here.say(_ALREADY, name=report.file_name)
    else:
        _say_counts(here, report)
    _say_issues(here, report)


def _say_counts(here: Desk, report: ImportReport) -> None:
    here.say(
        _LINE, name=report.file_name, state=_STATES[report.state], records=report.records, created=report.created, updated=report.updated,
        unchanged=report.unchanged, rejected=report.rejected, reversed=report.reversed,
    )  # fmt: skip


def _say_issues(here: Desk, report: ImportReport) -> None:
    shown: dict[str, int] = {}
    for issue in sorted(report.issues, key=lambda issue: _WEIGHT[issue.severity]):
        shown[issue.code] = shown.get(issue.code, 0) + 1
        if shown[issue.code] <= _SHOWN:
            parts = (
                _AT.say(here.language, line=issue.line) if issue.line else "",
                issue.column or "",
                _VALUE.say(here.language, value=issue.value) if issue.value else "",
            )
            place, said = ", ".join(part for part in parts if part), issue.say(here.language)
            print_line(f"  {_MARKS[issue.severity]} {_PLACE.say(here.language, place=place, said=said) if place else said}")
    for code, count in report.issue_counts.items():
        if count > _SHOWN:
            print_line("    " + _MORE.say(here.language, count=count - min(_SHOWN, shown.get(code, 0))) + f" ({code})")


class KindUnknown(Refusal):
    code = "kind_unknown"
    message = Text(en="“{kind}” is no kind of file.", fr="« {kind} » n'est pas une nature de fichier.")
    repair = Text(en="Use one of: {kinds}.", fr="Utilisez l'une de celles-ci : {kinds}.")


class MappingOpen(Refusal):
    code = "mapping_open"
    message = Text(
        en="The columns of “{name}” leave something to decide: {what}.", fr="Les colonnes de « {name} » laissent à décider : {what}."
    )
    repair = Text(
        en="Write the proposal with “encours mapping propose FILE --out M.json”, complete it, and import with --mapping M.json.",
        fr="Écrivez la proposition avec « encours mapping propose FICHIER --out M.json », complétez-la, puis importez avec --mapping M.json.",
    )


class MappingFileUnreadable(Refusal):
    code = "mapping_file_unreadable"
    message = Text(en="“{name}” holds no mapping.", fr="« {name} » ne contient pas de correspondance.")
    repair = Text(
        en="It must be the JSON that “encours mapping propose” or “show” writes.",
        fr="Ce doit être le JSON qu'écrit « encours mapping propose » ou « show ».",
    )


def known_kind(kind: str) -> str:
    """The kind of file that `--as` names, as it is. Raises KindUnknown."""
    from encours.usecases.imports.handlers import TABLES

    kinds = ("ledger", "statement", *TABLES)
    if kind and kind not in kinds:
        raise KindUnknown(kind=kind, kinds=", ".join(kinds))
    return kind


def read_mapping(path: Path) -> dict[str, Any]:
    """A mapping kept in a JSON file. Raises MappingFileUnreadable."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise MappingFileUnreadable(name=path.name)
    return found


def columns_of(path: Path, *, mapping: str, propose: bool, kind: str, currency: str) -> str | dict[str, Any]:
    """How the columns of a file are read: the name of a saved mapping, a mapping, or "" for a file that needs none. Raises MappingOpen."""
    from encours.formats.recognise import HEAD_BYTES, recognise
    from encours.usecases.mapping_proposal import proposal

    with path.open("rb") as stream:
        is_table = recognise(stream.read(HEAD_BYTES), path.name).kind == "table"
    if not is_table and not (mapping and kind):
        return ""
    if mapping:
        return read_mapping(Path(mapping)) if mapping.endswith(".json") else mapping
    if not propose:
        return ""
    from encours.kernel.wording import LANGUAGES

    with path.open("rb") as stream:
        found = proposal(stream, path.name, currency=currency, kind=kind)
    if found["missing"] or found["questions"]:
        said = {language: [*found["missing"], *(one["text"][language] for one in found["questions"])] for language in LANGUAGES}
        raise MappingOpen(name=path.name, what=Text(en="; ".join(said["en"]), fr=" ; ".join(said["fr"])))
    mapped: dict[str, Any] = found["mapping"]
    return mapped
