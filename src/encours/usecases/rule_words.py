"""The names of the rules by which items were matched, as people read them."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.matching.rule_text import rule_words

RULES: dict[str, Text] = {
    "references": Text(en="one line names the others, and they balance", fr="une ligne cite les autres, et elles s'équilibrent"),
    "only_pair": Text(en="the only debit and credit of this amount", fr="seuls débit et crédit de ce montant"),
    "equal_amounts": Text(en="equal amounts, oldest first", fr="montants égaux, du plus ancien au plus récent"),
    "balanced": Text(en="the account is back at zero", fr="le compte revient à zéro"),
    "only_sum": Text(en="the only sum of the open lines", fr="seule somme possible des lignes ouvertes"),
    "row_sum": Text(en="lines that follow one another", fr="lignes qui se suivent"),
    "one_of_sums": Text(en="one sum among several", fr="une somme parmi plusieurs"),
    "transit_named": Text(en="the line names the payment", fr="la ligne cite le règlement"),
    "transit_amount": Text(en="the only payment of this amount", fr="seul règlement de ce montant"),
    "transit_deposit": Text(en="a deposit of cheques or bills", fr="remise de chèques ou d'effets"),
    "transit_payout": Text(en="a payout of card sales, less its fee", fr="versement de ventes par carte, commission déduite"),
    "transit_payout_fee_unknown": Text(en="a payout whose fee is not known", fr="versement dont la commission n'est pas connue"),
    "oldest_sum": Text(en="the payer's oldest items", fr="échéances les plus anciennes du payeur"),
    "on_account": Text(en="payment on account", fr="règlement à affecter"),
    "file_letter": Text(en="letter of the accounting file", fr="lettrage du fichier comptable"),
    "file": Text(en="stated by the file", fr="indiqué par le fichier"),
    "person": Text(en="decided by a person", fr="décidé par une personne"),
    "payer_known": Text(en="the payer became known", fr="le payeur est désormais connu"),
    "excluded": Text(en="excluded by a person: no customer's payment", fr="exclu par une personne : pas un règlement de client"),
    "returned": Text(en="the bank sent the payment back", fr="la banque a rejeté le règlement"),
    "deduction_accepted": Text(en="a withheld amount was accepted", fr="une retenue a été acceptée"),
    "decision_undone": Text(en="a decision was taken back", fr="une décision a été annulée"),
    "settled_in_file": Text(en="settled, says the file of invoices", fr="réglée selon le fichier de factures"),
    "amount_changed": Text(en="the invoice came again with a lower amount", fr="facture revenue pour un montant moindre"),
    "carried_to_installments": Text(en="carried over to the instalments", fr="reporté sur les échéances"),
    "payment_names_document": Text(en="the payment names the document", fr="le règlement cite la pièce"),
    "document_replaced": Text(en="the document was issued again", fr="pièce émise de nouveau"),
    "payment_replaced": Text(en="the payment came again otherwise", fr="règlement revenu modifié"),
    "ledger_took_over": Text(en="the imported ledger says it itself", fr="repris par la comptabilité importée"),
    "import_undone": Text(en="its import was undone", fr="son import a été annulé"),
    "run_undone": Text(en="its run of matching was taken back", fr="son traitement a été annulé"),
    "letters_differ": Text(en="the ledger's later file letters otherwise", fr="le fichier comptable suivant lettre autrement"),
    "reversal": Text(en="cancelled by its reversal", fr="annulé par son extourne"),
    "ledger_replaced": Text(en="absent from the ledger's later file", fr="absent du fichier comptable suivant"),
    "receipt_replaced": Text(en="replaced by the ledger's own entry", fr="remplacé par l'écriture de la comptabilité"),
}


def rule_text(rule: str) -> Text:
    """The rule in words; a rule that this version does not know keeps its code."""
    return RULES.get(rule) or rule_words(rule) or Text(en=rule.replace("_", " "), fr=rule.replace("_", " "))
