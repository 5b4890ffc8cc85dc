"""Which handler takes a file."""

from __future__ import annotations

from encours.formats.recognise import Recognised
from encours.usecases.imports.contract import Handler, ImportOptions
from encours.usecases.imports.ledger import LedgerHandler
from encours.usecases.imports.statements import StatementHandler


def handler_for(recognised: Recognised, options: ImportOptions) -> Handler | None:
    """The handler of what the file was recognised as; None where nobody takes it."""
    if recognised.kind == "fec":
        return LedgerHandler()
    if recognised.kind == "statement":
        return StatementHandler()
    return None
