"""Every reason matching gives, for and against, worded. The codes are stable: rules are measured and shown by them."""

from __future__ import annotations

from encours.kernel.wording import Text
from encours.receivables.matching.contract import EvidenceKind


def _kind(code: str, en: str, fr: str) -> EvidenceKind:
    return EvidenceKind(code, Text(en=en, fr=fr))


# Who paid.
STATED = _kind("stated", "The payer was already known: {customer}.", "Le payeur était déjà connu : {customer}.")
IBAN = _kind("iban", "The money came from an account of {customer}.", "L'argent vient d'un compte de {customer}.")
CODE = _kind("code", "“{fragment}” identifies {customer}.", "« {fragment} » identifie {customer}.")
NAME = _kind("name", "The name “{fragment}” is known for {customer}.", "Le nom « {fragment} » est connu pour {customer}.")
BY_REFERENCE = _kind("by_reference", "The documents named belong to {customer}.", "Les pièces citées appartiennent à {customer}.")
SAME_GROUP = _kind("same_group", "{payer} pays for {customer}.", "{payer} paie pour {customer}.")

# What was paid.
REFERENCE = _kind("reference", "“{fragment}” names document {document}.", "« {fragment} » désigne la pièce {document}.")
WEAK_REFERENCE = _kind("weak_reference", "“{fragment}” may name document {document}.", "« {fragment} » peut désigner la pièce {document}.")
CREDITOR_REFERENCE = _kind(
    "creditor_reference",
    "The creditor reference {fragment} (check digits right) names document {document}.",
    "La référence créancier {fragment} (clé exacte) désigne la pièce {document}.",
)
EXACT_SUM = _kind("exact_sum", "The amounts sum to exactly {amount}.", "Les montants font exactement {amount}.")
EXACT_AMOUNT = _kind("exact_amount", "The open amount is exactly {amount}.", "Le montant ouvert est exactement {amount}.")
ALL_OPEN = _kind(
    "all_open", "All {count} items open that day sum to {amount}.", "Les {count} échéances ouvertes ce jour-là font ensemble {amount}."
)
OLDEST_SUM = _kind(
    "oldest_sum", "The {count} oldest items sum to {amount}.", "Les {count} échéances les plus anciennes font ensemble {amount}."
)
CREDIT_NOTE = _kind("credit_note", "Credit note {document} makes up the difference.", "L'avoir {document} explique la différence.")
TWO_ITEMS = _kind("two_items", "Two items sum to exactly {amount}.", "Deux échéances font exactement {amount}.")
IN_ORDER = _kind("in_order", "Equal amounts are paired oldest first.", "Des montants égaux sont associés du plus ancien au plus récent.")

# What speaks against recording it without a person.
SEVERAL = _kind("several_solutions", "{count} answers or more fit as well.", "{count} réponses ou plus conviennent aussi bien.")
PAYER_UNKNOWN = _kind("payer_unknown", "Nothing says who paid.", "Rien n'indique qui a payé.")
PAYER_CONFLICT = _kind(
    "payer_conflict",
    "The payer seems to be {payer}, but the documents belong to {customer}.",
    "Le payeur semble être {payer}, mais les pièces appartiennent à {customer}.",
)
PAYERS_DISAGREE = _kind(
    "payers_disagree", "The signs of who paid disagree: {payers}.", "Les indices sur le payeur se contredisent : {payers}."
)
ONLY_DIGITS = _kind(
    "only_digits", "Only digits without their prefix were found, and nothing else says who paid.",
    "Seuls des chiffres sans préfixe ont été trouvés, et rien d'autre n'indique qui a payé.",
)  # fmt: skip
OTHER_NAMED = _kind("other_named", "The text names other documents too.", "Le libellé cite aussi d'autres pièces.")
NOT_OPEN = _kind(
    "not_open", "“{fragment}” looks like a document number, but no such item is open.",
    "« {fragment} » ressemble à un numéro de pièce, mais aucune échéance ouverte n'y correspond.",
)  # fmt: skip
ALREADY_SETTLED = _kind(
    "already_settled",
    "Document {document} is settled by another line ({by}).",
    "La pièce {document} est soldée par une autre ligne ({by}).",
)
AMOUNT_DIFFERS = _kind(
    "amount_differs",
    "The documents sum to {expected}, the payment is {amount}.",
    "Les pièces font {expected}, le règlement est de {amount}.",
)
UNDONE = _kind("undone", "This pair was undone by a person.", "Ce rapprochement a été défait par une personne.")
DISPUTED = _kind("disputed", "Document {document} is in dispute.", "La pièce {document} est en litige.")
CLAIMED = _kind("claimed", "Another line ({by}) names document {document}.", "Une autre ligne ({by}) cite la pièce {document}.")
BEFORE_ISSUE = _kind("before_issue", "The money came before the document.", "Le règlement précède la pièce.")
CROWDED = _kind(
    "crowded", "{customer} has {count} items open: among so many an amount alone says little.",
    "{customer} a {count} échéances ouvertes : parmi tant d'autres, un montant seul dit peu.",
)  # fmt: skip
SEVERAL_CREDITS = _kind("several_credits", "Other credits of the account take part.", "D'autres crédits du compte entrent dans le calcul.")

# What a bank line is.
NOTHING_OPEN = _kind("nothing_open", "{customer} has nothing open that fits.", "{customer} n'a rien d'ouvert qui corresponde.")
NO_CLUE = _kind("no_clue", "Nothing says what this line is.", "Rien n'indique ce qu'est cette ligne.")
SAME_LINE = _kind("same_line", "The same line as {other}, delivered twice.", "La même ligne que {other}, transmise deux fois.")
RETURNED = _kind("returned", "The bank took a payment back.", "La banque a repris un règlement.")
SET_ASIDE = _kind("set_aside", "“{fragment}”: {reason}.", "« {fragment} » : {reason}.")
