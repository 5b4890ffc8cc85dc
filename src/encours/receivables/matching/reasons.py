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
MANDATE = _kind("mandate", "Mandate {fragment} is one of {customer}.", "Le mandat {fragment} est celui de {customer}.")
LIKE_NAME = _kind(
    "like_name", "The name “{fragment}” is like that of {customer}.", "Le nom « {fragment} » ressemble à celui de {customer}."
)
BEHALF = _kind(
    "behalf", "The text says that {customer} is paid for: “{fragment}”.", "Le libellé dit que l'on paie pour {customer} : « {fragment} »."
)
SEEN_ACCOUNT = _kind(
    "seen_account",
    "Other lines from this account paid for {customer} ({count}).",
    "D'autres lignes de ce compte ont payé pour {customer} ({count}).",
)
SEEN_NAME = _kind(
    "seen_name",
    "Other lines under the name “{fragment}” paid for {customer} ({count}).",
    "D'autres lignes au nom de « {fragment} » ont payé pour {customer} ({count}).",
)
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
SHORT_REFERENCE = _kind(
    "short_reference",
    "“{fragment}” is the number of document {document} without its year or century.",
    "« {fragment} » est le numéro de la pièce {document} sans son année ou son siècle.",
)
ORDER = _kind(
    "order", "Order “{fragment}” was billed by document {document}.", "La commande « {fragment} » a été facturée par la pièce {document}."
)
LIKE_REFERENCE = _kind(
    "like_reference",
    "“{fragment}” is one character away from document {document}, or is cut short.",
    "« {fragment} » diffère d'un caractère de la pièce {document}, ou est tronqué.",
)
IN_LIST = _kind(
    "in_list",
    "“{fragment}” continues a list or a range that holds document {document}.",
    "« {fragment} » continue une liste ou une série qui contient la pièce {document}.",
)
NOT_NAMED = _kind(
    "not_named", "Document {document} is not named, and makes up the sum.", "La pièce {document} n'est pas citée et complète la somme."
)
ADVICE = _kind(
    "advice",
    "Payment advice {advice} lists {count} documents for this payment.",
    "L'avis de paiement {advice} liste {count} pièces pour ce règlement.",
)
ADVICE_TOTAL = _kind(
    "advice_total",
    "Payment advice {advice} has this total, within ten days, from this payer.",
    "L'avis de paiement {advice} a ce total, à dix jours près, du même payeur.",
)
ADVICE_LINE = _kind("advice_line", "The advice gives {amount} for “{fragment}”.", "L'avis donne {amount} pour « {fragment} ».")
EXACT_SUM = _kind("exact_sum", "The amounts sum to exactly {amount}.", "Les montants font exactement {amount}.")
EXACT_AMOUNT = _kind("exact_amount", "The open amount is exactly {amount}.", "Le montant ouvert est exactement {amount}.")
ALL_OPEN = _kind(
    "all_open", "All {count} items open that day sum to {amount}.", "Les {count} échéances ouvertes ce jour-là font ensemble {amount}."
)
OLDEST_SUM = _kind(
    "oldest_sum", "The {count} oldest items sum to {amount}.", "Les {count} échéances les plus anciennes font ensemble {amount}."
)
CREDIT_NOTE = _kind("credit_note", "Credit note {document} makes up the difference.", "L'avoir {document} explique la différence.")
IN_ORDER = _kind("in_order", "Equal amounts are paired oldest first.", "Des montants égaux sont associés du plus ancien au plus récent.")

ALL_DUE = _kind(
    "all_due", "The {count} items due up to {day} sum to {amount}.", "Les {count} échéances échues au {day} font ensemble {amount}."
)
ALL_ISSUED = _kind(
    "all_issued",
    "The {count} items issued up to {day} sum to {amount}.",
    "Les {count} pièces émises jusqu'au {day} font ensemble {amount}.",
)
ONE_MONTH = _kind(
    "one_month", "The {count} items of one month sum to {amount}.", "Les {count} pièces d'un même mois font ensemble {amount}."
)
ONLY_SUM = _kind(
    "only_sum",
    "Of {seen} open items, only these {count} sum to {amount}.",
    "Parmi {seen} échéances ouvertes, seules ces {count} font ensemble {amount}.",
)
OLDEST_FIRST = _kind("oldest_first", "The oldest items are paid first.", "Les échéances les plus anciennes sont payées d'abord.")
HABIT_OLDEST = _kind(
    "habit_oldest",
    "{customer} usually pays the oldest items ({count} times).",
    "{customer} paie d'habitude les plus anciennes ({count} fois).",
)
HABIT_STATEMENT = _kind(
    "habit_statement",
    "{customer} usually pays all that is due ({count} times).",
    "{customer} paie d'habitude tout ce qui est échu ({count} fois).",
)
HABIT_PERCENT = _kind(
    "habit_percent",
    "{customer} usually withholds {percent} % ({count} times).",
    "{customer} retient d'habitude {percent} % ({count} fois).",
)
DISCOUNT = _kind(
    "discount", "{amount} was withheld: exactly the cash discount, in time.", "{amount} retenus : exactement l'escompte, dans le délai."
)
LATE_DISCOUNT = _kind(
    "late_discount",
    "{amount} was withheld: exactly the cash discount, {days} days too late.",
    "{amount} retenus : exactement l'escompte, avec {days} jours de retard.",
)
FEE_STATED = _kind("fee_stated", "The bank says it took {amount}.", "La banque indique avoir prélevé {amount}.")
FEE = _kind("fee", "{amount} is missing, as when banks take a fee.", "Il manque {amount}, comme lorsque les banques prélèvent des frais.")
ROUNDING = _kind("rounding", "A difference of {amount} is within tolerance.", "L'écart de {amount} est dans la tolérance.")
CURRENCY = _kind(
    "currency",
    "{amount} for {expected}, booked at {booked}: the rate explains the difference.",
    "{amount} pour {expected}, comptabilisés {booked} : le cours explique l'écart.",
)
PENALTY = _kind(
    "penalty",
    "{amount} above the documents is {count} times the recovery compensation.",
    "{amount} de plus que les pièces : {count} fois l'indemnité de recouvrement.",
)
WITHHELD = _kind("withheld", "The payer withheld {amount}: {memo}", "Le payeur a retenu {amount} : {memo}")
PART = _kind("part", "{amount} of {expected} is paid, {rest} stays open.", "{amount} payés sur {expected}, il reste {rest} ouverts.")

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
OVERPAID = _kind("overpaid", "{amount} more than the documents was paid.", "Il a été payé {amount} de plus que les pièces.")
PART_AGAIN = _kind(
    "part_again",
    "The text says part {share}, and a part of the document was paid already.",
    "Le libellé annonce la part {share}, et une part de la pièce est déjà payée.",
)
UNPROVEN = _kind(
    "unproven",
    "Answers of this kind have not yet been shown to be right often enough.",
    "Les réponses de ce type n'ont pas encore été assez souvent vérifiées justes.",
)
NOT_APPROVED = _kind(
    "not_approved",
    "The company's rules do not let this difference be recorded alone.",
    "Les règles de l'entreprise ne laissent pas enregistrer seul cet écart.",
)
NEW_ACCOUNT = _kind(
    "new_account",
    "{customer} has never paid from this account.",
    "{customer} n'a jamais payé depuis ce compte.",
)
BACKLOG = _kind(
    "backlog", "The line is older than the day matching starts from.", "La ligne est antérieure au début du rapprochement automatique."
)
CUSTOMER_REVIEWED = _kind(
    "customer_reviewed", "Payments of {customer} always wait for a person.", "Les règlements de {customer} attendent toujours une personne."
)
ITEM_REVIEWED = _kind(
    "item_reviewed", "Document {document} always waits for a person.", "La pièce {document} attend toujours une personne."
)
PAID_BEFORE = _kind(
    "paid_before",
    "“{fragment}” names document {document}, settled on {day}.",
    "« {fragment} » désigne la pièce {document}, soldée le {day}.",
)
SAME_AGAIN = _kind(
    "same_again",
    "The same payer paid the same amount on {day}.",
    "Le même payeur a payé le même montant le {day}.",
)
BOUND = _kind(
    "bound",
    "The search stopped at its bound: other sums may fit as well.",
    "La recherche s'est arrêtée à sa limite : d'autres sommes peuvent convenir.",
)
UNDONE = _kind("undone", "This pair was undone by a person.", "Ce rapprochement a été défait par une personne.")
DISPUTED = _kind("disputed", "Document {document} is in dispute.", "La pièce {document} est en litige.")
CLAIMED = _kind("claimed", "Another line ({by}) names document {document}.", "Une autre ligne ({by}) cite la pièce {document}.")
BEFORE_ISSUE = _kind("before_issue", "The money came before the document.", "Le règlement précède la pièce.")
# What a bank line is.
NOTHING_OPEN = _kind("nothing_open", "{customer} has nothing open that fits.", "{customer} n'a rien d'ouvert qui corresponde.")
NO_CLUE = _kind("no_clue", "Nothing says what this line is.", "Rien n'indique ce qu'est cette ligne.")
ADVANCE = _kind(
    "advance",
    "The text says that money is paid in advance, and names no document.",
    "Le libellé annonce une avance ou un acompte et ne cite aucune pièce.",
)
SAME_LINE = _kind("same_line", "The same line as {other}, delivered twice.", "La même ligne que {other}, transmise deux fois.")
RETURNED = _kind("returned", "The bank took a payment back.", "La banque a repris un règlement.")
SET_ASIDE = _kind("set_aside", "“{fragment}”: {reason}.", "« {fragment} » : {reason}.")
