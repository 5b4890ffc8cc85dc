"""What an import of invoices has to say."""

from __future__ import annotations

from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text

_NOTHING = Text(en="Nothing to do.", fr="Rien à faire.")

CUSTOMER_CREATED = IssueKind(
    "customer_created",
    "info",
    Text(en="The customer “{value}” was unknown and is created.", fr="Le client « {value} » était inconnu ; il est créé."),
    Text(en="Import customers.csv to complete it.", fr="Importez customers.csv pour le compléter."),
)
CUSTOMER_NAMED = IssueKind(
    "customer_named_only",
    "warning",
    Text(
        en="Row {line}: no customer is called “{value}”, and the table gives no code: the name serves as one.",
        fr="Ligne {line} : aucun client ne s'appelle « {value} » et le tableau ne donne pas de code : le nom en tient lieu.",
    ),
    Text(
        en="If you have that customer under another spelling, correct the name before importing.",
        fr="Si ce client existe sous une autre graphie, corrigez le nom avant l'import.",
    ),
)
CUSTOMER_AMBIGUOUS = IssueKind(
    "customer_name_ambiguous",
    "error",
    Text(
        en="Row {line}: several customers are called “{value}”, and the table gives no code.",
        fr="Ligne {line} : plusieurs clients s'appellent « {value} » et le tableau ne donne pas de code.",
    ),
    Text(en="Add a column with the customers' codes.", fr="Ajoutez une colonne avec le code des clients."),
)
CUSTOMER_MISSING = IssueKind(
    "customer_not_said",
    "error",
    Text(en="Row {line}: neither a code nor a name of a customer.", fr="Ligne {line} : ni code ni nom de client."),
    Text(en="Complete the row.", fr="Complétez la ligne."),
)
TOO_LARGE = IssueKind(
    "invoice_amount_too_large",
    "error",
    Text(en="Row {line}: the amount of {value} is larger than any invoice can be.", fr="Ligne {line} : le montant de {value} dépasse ce qu'une facture peut porter."),
    Text(en="Check the decimal mark and the column.", fr="Vérifiez la décimale et la colonne."),
)  # fmt: skip
REVIEW_AMOUNT = IssueKind(
    "invoice_below_applied",
    "error",
    Text(
        en="Row {line}: {value} comes again with a total below what was settled of it already. It is to review, and stays as it is.",
        fr="Ligne {line} : {value} revient avec un total inférieur à ce qui en est déjà réglé. Elle est à revoir et reste inchangée.",
    ),
    Text(
        en="Undo the match of the excess and import again, or issue a credit note; to take the other rows: --skip-bad-rows.",
        fr="Délettrez l'excédent puis importez de nouveau, ou émettez un avoir ; pour reprendre les autres lignes : --skip-bad-rows.",
    ),
)
REVIEW_IDENTITY = IssueKind(
    "invoice_became_another",
    "error",
    Text(
        en="Row {line}: {value} comes again with another customer, type, day or currency, and was settled in part already. It is to review, and stays as it is.",
        fr="Ligne {line} : {value} revient avec un autre client, type, jour ou devise alors qu'elle est déjà réglée en partie. Elle est à revoir et reste inchangée.",
    ),
    Text(
        en="Undo its match and import again; to take the other rows: --skip-bad-rows.",
        fr="Délettrez-la puis importez de nouveau ; pour reprendre les autres lignes : --skip-bad-rows.",
    ),
)
REVIEWS = {"review_amount": REVIEW_AMOUNT, "review_identity": REVIEW_IDENTITY}
SETTLED_MORE = IssueKind(
    "settled_more_than_file",
    "info",
    Text(
        en="Of {count} invoices the books have less open than the file says: what the books settled stays settled.",
        fr="Pour {count} factures, le reste dû dans les livres est inférieur à celui du fichier : ce qui est réglé dans les livres le reste.",
    ),
    Text(en="Compare them where that surprises you.", fr="Comparez-les si cela vous surprend."),
)
NO_RATE = IssueKind(
    "waiting_for_rate",
    "info",
    Text(
        en="{count} documents are in another currency than {currency} and wait for their exchange rate: they are followed in their own currency.",
        fr="{count} pièces sont dans une autre devise que {currency} et attendent leur cours : elles sont suivies dans leur devise.",
    ),
    _NOTHING,
)
NOT_IN_LEDGER = IssueKind(
    "not_in_ledger_yet",
    "info",
    Text(
        en="{count} documents are not in the imported ledger yet: they are kept, and describe its entries as soon as it brings them.",
        fr="{count} pièces ne sont pas encore dans la comptabilité importée : elles sont conservées et décriront ses écritures dès qu'elle les apportera.",
    ),
    Text(en="Import the ledger (FEC) of their period.", fr="Importez le FEC de leur période."),
)
