"""What was imported so far."""

from __future__ import annotations

from typing import BinaryIO

from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text
from encours.store.documents import open_document
from encours.store.load.imports import ImportRow, load_import, load_imports
from encours.store.tenant import Scope, tenant


class ImportUnknown(Refusal):
    code = "import_unknown"
    message = Text(en="There is no import {number} in this company.", fr="Cette société n'a pas d'import {number}.")
    repair = Text(en="Open it from the list of imports.", fr="Ouvrez-le depuis la liste des imports.")


def import_list(scope: Scope, *, limit: int = 50, before: int | None = None) -> list[ImportRow]:
    """The imports of a company, newest first; `before` is the id of the last one seen."""
    with tenant(scope.organization_id) as cursor:
        return load_imports(cursor, scope, limit=limit, before=before)


def import_detail(scope: Scope, import_id: int) -> ImportRow:
    """One import. Raises ImportUnknown."""
    with tenant(scope.organization_id) as cursor:
        found = load_import(cursor, scope, import_id)
    if found is None:
        raise ImportUnknown(number=import_id)
    return found


def import_original(scope: Scope, import_id: int) -> tuple[ImportRow, BinaryIO]:
    """An import and its file as it came, byte for byte; the caller closes it. Raises ImportUnknown."""
    found = import_detail(scope, import_id)
    with tenant(scope.organization_id) as cursor:
        return found, open_document(cursor, scope, bytes.fromhex(found.sha256))
