"""Which handler takes a file."""

from __future__ import annotations

from collections.abc import Callable

from encours.formats.recognise import Recognised
from encours.kernel.wording import Text
from encours.usecases.imports.contacts import ContactHandler
from encours.usecases.imports.contract import Handler, ImportOptions
from encours.usecases.imports.customers import CustomerHandler
from encours.usecases.imports.installments import InstallmentHandler
from encours.usecases.imports.invoices import InvoiceHandler
from encours.usecases.imports.ledger import LedgerHandler
from encours.usecases.imports.payments import PaymentHandler
from encours.usecases.imports.remittances import RemittanceHandler
from encours.usecases.imports.statements import StatementHandler
from encours.usecases.imports.tables import mapping_of

TABLES: dict[str, Callable[[], Handler]] = {
    "customers": CustomerHandler,
    "contacts": ContactHandler,
    "invoices": InvoiceHandler,
    "installments": InstallmentHandler,
    "payments": PaymentHandler,
    "remittances": RemittanceHandler,
    "bank": StatementHandler,
}
"""By the kind of table; a bank table needs a mapping, because the canonical bank.csv is a bank statement."""

NOT_IMPORTED: dict[str, Text] = {
    "einvoice": Text(en="an electronic invoice", fr="une facture électronique"),
    "mail": Text(en="a mail within a mail", fr="un message dans un message"),
}


def handler_for(recognised: Recognised, options: ImportOptions) -> Handler | None:
    """The handler of what the file was recognised as, of what a person says it is, or of its mapping; None where nobody takes it."""
    if recognised.kind in ("table", "canonical") and options.mapping_json is not None:
        mapped = mapping_of(options.mapping_json).kind
        return TABLES[mapped]() if mapped in TABLES else None
    kind = options.kind or (recognised.detail if recognised.kind == "canonical" else recognised.kind)
    if kind in ("fec", "ledger"):
        return LedgerHandler()
    if kind == "statement":
        return StatementHandler()
    return TABLES[kind]() if kind in TABLES else None
