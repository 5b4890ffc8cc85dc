"""The words for what the books hold, as lists, statements and pages show them."""

from __future__ import annotations

from encours.kernel.wording import Text

KINDS: dict[str, Text] = {
    "invoice": Text(en="Invoice", fr="Facture"),
    "credit_note": Text(en="Credit note", fr="Avoir"),
    "deposit": Text(en="Deposit", fr="Acompte"),
    "receipt": Text(en="Payment", fr="Règlement"),
    "refund": Text(en="Refund", fr="Remboursement"),
    "opening": Text(en="Balance of an earlier year", fr="À-nouveau"),
    "other": Text(en="Other entry", fr="Opération diverse"),
    "reversal": Text(en="Cancellation", fr="Annulation"),
}
DUE_SOURCES: dict[str, Text] = {
    "file": Text(en="stated by the file", fr="indiquée par le fichier"),
    "terms": Text(en="from the payment terms", fr="d'après les conditions de paiement"),
    "agreed": Text(en="agreed with the customer", fr="convenue avec le client"),
    "assumed": Text(en="assumed", fr="supposée"),
    "none": Text(en="none", fr="aucune"),
}
