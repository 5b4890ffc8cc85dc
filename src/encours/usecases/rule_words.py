"""The names of the rules by which items were matched, as people read them."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.matching.rule_text import rule_words

RULES: dict[str, Text] = {
    "creditor_reference": Text(en="creditor reference, exact amount", fr="référence créancier, montant exact"),
    "references": Text(en="documents named, exact amount", fr="pièces citées, montant exact"),
    "references_credit_note": Text(en="documents named, less a credit note", fr="pièces citées, avoir déduit"),
    "single_amount": Text(en="the payer's only item of this amount", fr="seule échéance du payeur à ce montant"),
    "all_open": Text(en="everything open of the payer", fr="tout ce qui est ouvert chez le payeur"),
    "one_of_references": Text(en="one of the documents named", fr="une des pièces citées"),
    "oldest_sum": Text(en="the payer's oldest items", fr="échéances les plus anciennes du payeur"),
    "two_items": Text(en="two items of the payer", fr="deux échéances du payeur"),
    "references_partial": Text(en="documents named, another amount", fr="pièces citées, autre montant"),
    "amount_alone": Text(en="the amount alone", fr="le montant seul"),
    "on_account": Text(en="payment on account", fr="règlement à affecter"),
    "in_order": Text(en="equal amounts, oldest first", fr="montants égaux, du plus ancien au plus récent"),
    "one_to_one": Text(en="one debit and one credit of this amount", fr="un débit et un crédit de ce montant"),
    "file_letter": Text(en="letter of the accounting file", fr="lettrage du fichier comptable"),
    "file": Text(en="stated by the file", fr="indiqué par le fichier"),
    "person": Text(en="decided by a person", fr="décidé par une personne"),
    "payer_known": Text(en="the payer became known", fr="le payeur est désormais connu"),
    "excluded": Text(en="excluded by a person: no customer's payment", fr="exclu par une personne : pas un règlement de client"),
    "decision_undone": Text(en="a decision was taken back", fr="une décision a été annulée"),
    "settled_in_file": Text(en="settled, says the file of invoices", fr="réglée selon le fichier de factures"),
    "amount_changed": Text(en="the invoice came again with a lower amount", fr="facture revenue pour un montant moindre"),
    "carried_to_installments": Text(en="carried over to the instalments", fr="reporté sur les échéances"),
    "payment_names_document": Text(en="the payment names the document", fr="le règlement cite la pièce"),
    "document_replaced": Text(en="the document was issued again", fr="pièce émise de nouveau"),
    "payment_replaced": Text(en="the payment came again otherwise", fr="règlement revenu modifié"),
    "ledger_took_over": Text(en="the imported ledger says it itself", fr="repris par la comptabilité importée"),
    "import_undone": Text(en="its import was undone", fr="son import a été annulé"),
    "reversal": Text(en="cancelled by its reversal", fr="annulé par son extourne"),
    "ledger_replaced": Text(en="absent from the ledger's later file", fr="absent du fichier comptable suivant"),
    "receipt_replaced": Text(en="replaced by the ledger's own entry", fr="remplacé par l'écriture de la comptabilité"),
}


def rule_text(rule: str) -> Text:
    """The rule in words; a rule that this version does not know keeps its code."""
    return RULES.get(rule) or rule_words(rule) or Text(en=rule.replace("_", " "), fr=rule.replace("_", " "))
