"""How a diagnosis reads a table of anybody's columns: by the mapping that was given, else by the proposal, where that leaves nothing to decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from encours.kernel.refusal import Refusal
from encours.kernel.wording import LANGUAGES, Text
from encours.usecases.mapping_proposal import proposal


class ColumnsOpen(Refusal):
    code = "columns_open"
    message = Text(
        en="The columns of “{name}” leave something to decide: {what}", fr="Les colonnes de « {name} » laissent à décider : {what}"
    )
    repair = Text(
        en="Write the proposal with “encours mapping propose FILE --out M.json”, complete it, and diagnose with --mapping M.json.",
        fr="Écrivez la proposition avec « encours mapping propose FICHIER --out M.json », complétez-la, puis diagnostiquez avec --mapping M.json.",
    )


def columns_for(path: Path, currency: str) -> dict[str, Any]:
    """The mapping that Encours proposes for the table. Raises ColumnsOpen where it lacks a field or something can be read in two ways, FileRefused for a file that is no table."""
    with path.open("rb") as stream:
        found = proposal(stream, path.name, currency=currency)
    if found["missing"] or found["questions"]:
        said = {
            language: [*(lacking(one).say(language) for one in found["missing"]), *(one["text"][language] for one in found["questions"])]
            for language in LANGUAGES
        }
        raise ColumnsOpen(name=path.name, what=Text(en=_sentence("; ".join(said["en"])), fr=_sentence(" ; ".join(said["fr"]))))
    mapping: dict[str, Any] = found["mapping"]
    return mapping


def _sentence(words: str) -> str:
    return words if words.endswith("?") else f"{words}."


def lacking(field: str) -> Text:
    """That no column gives a field.

    >>> lacking("total").say("en")
    'no column gives “total”'
    """
    return Text(en=f"no column gives “{field}”", fr=f"aucune colonne ne donne « {field} »")


def as_read(mapping: dict[str, Any]) -> str:
    """The columns as they were read, for the reader to check.

    >>> as_read({"columns": {"Facture": "number", "TTC": "total"}, "constants": {"currency": "EUR"}})
    'Facture → number, TTC → total, EUR → currency'
    """
    pairs = [*mapping["columns"].items(), *((value, field) for field, value in mapping.get("constants", {}).items())]
    return ", ".join(f"{heading} → {field}" for heading, field in pairs)
