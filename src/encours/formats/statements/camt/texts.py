"""What the camt reader refuses and reports."""

from __future__ import annotations

from encours.formats.contract import FileRefused
from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text

_ASK_BANK = Text(en="Report it to the bank with this message.", fr="Signalez-le à la banque avec ce message.")
_COMPARE = Text(
    en="Compare the entry with the account on the bank's site.", fr="Comparez l'écriture avec le compte sur le site de la banque."
)


class DocumentTypeRefused(FileRefused):
    """The XML declares a document type: bank files have none, attacks do."""

    code = "camt-doctype"
    message = Text(
        en="The file declares a document type (DOCTYPE), which no bank statement does and which could make the program read other files.",
        fr="Le fichier déclare un type de document (DOCTYPE), ce qu'aucun relevé bancaire ne fait et qui pourrait faire lire d'autres fichiers au programme.",
    )
    repair = Text(
        en="Download it from the bank again; if it comes so from the bank, report it.",
        fr="Téléchargez-le de nouveau ; s'il vient ainsi de la banque, signalez-le-lui.",
    )


class EncodingRefused(FileRefused):
    """The XML is in an encoding that no camt file needs and that could hide its content from the checks."""

    code = "camt-encoding"
    message = Text(
        en="The file is in the encoding {encoding}; camt files are in UTF-8 (UTF-16, ISO-8859-1 and Windows-1252 are accepted).",
        fr="Le fichier est codé en {encoding} ; les fichiers camt sont en UTF-8 (UTF-16, ISO-8859-1 et Windows-1252 sont acceptés).",
    )
    repair = Text(en="Save it in UTF-8 or download it again.", fr="Enregistrez-le en UTF-8 ou téléchargez-le de nouveau.")


class NotWellFormed(FileRefused):
    """The XML is broken: truncated, badly nested, too deep, or not XML at all."""

    code = "camt-not-xml"
    message = Text(
        en="The file is no well-formed XML, from line {line} on.", fr="Le fichier n'est pas un XML bien formé, à partir de la ligne {line}."
    )
    repair = Text(
        en="It is probably cut or was changed by an editor; download it from the bank again.",
        fr="Il est sans doute tronqué ou a été modifié par un éditeur ; téléchargez-le de nouveau.",
    )


class NotCamt(FileRefused):
    """Well-formed XML, but another message."""

    code = "camt-other-message"
    message = Text(
        en="The XML holds {found}, not an account report (camt.052), statement (camt.053) or advice (camt.054).",
        fr="Le XML contient {found}, et non un relevé intrajournalier (camt.052), un relevé (camt.053) ou un avis (camt.054).",
    )
    repair = Text(en="Choose the camt.053 statement of the account.", fr="Choisissez le relevé camt.053 du compte.")


class NoStatement(FileRefused):
    """A camt message without any Stmt, Rpt or Ntfctn of a known account."""

    code = "camt-no-statement"
    message = Text(
        en="The message {message} holds no statement (Stmt, Rpt or Ntfctn with its account).",
        fr="Le message {message} ne contient aucun relevé (Stmt, Rpt ou Ntfctn avec son compte).",
    )
    repair = Text(
        en="Download the statement from the bank again; this message announces none.",
        fr="Téléchargez de nouveau le relevé : ce message n'en annonce aucun.",
    )


VERSION = IssueKind(
    code="camt-version",
    severity="info",
    message=Text(
        en="The message version {value} is newer than the versions known by schema (01 to 08): it was read by the same element names.",
        fr="La version {value} du message est postérieure aux versions connues par leur schéma (01 à 08) : elle a été lue par les mêmes noms d'éléments.",
    ),
    repair=Text(en="Check one statement against the bank's site.", fr="Contrôlez un relevé avec le site de la banque."),
)
PENDING = IssueKind(
    code="camt-pending",
    severity="info",
    message=Text(
        en="An entry of {amount} has the status {value}: it is not booked yet and was left out.",
        fr="Une écriture de {amount} a le statut {value} : elle n'est pas encore comptabilisée et n'est pas reprise.",
    ),
    repair=Text(en="It will come with the statement that books it.", fr="Elle viendra avec le relevé qui la comptabilise."),
)
STATUS_MISSING = IssueKind(
    code="camt-status-missing",
    severity="warning",
    message=Text(
        en="An entry has no status; it was taken as booked.", fr="Une écriture n'a pas de statut ; elle est considérée comme comptabilisée."
    ),
    repair=_COMPARE,
)
AMOUNT = IssueKind(
    code="camt-amount",
    severity="error",
    message=Text(
        en="The amount “{value}” in {column} is missing or is no amount of its currency; the {what} was not taken.",
        fr="Le montant « {value} » dans {column} manque ou n'est pas un montant de sa devise ; {what} n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
SIGN = IssueKind(
    code="camt-sign",
    severity="error",
    message=Text(
        en="CdtDbtInd is “{value}”, neither CRDT nor DBIT; the {what} was not taken.",
        fr="CdtDbtInd vaut « {value} », ni CRDT ni DBIT ; {what} n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
DAY_MISSING = IssueKind(
    code="camt-booking-day",
    severity="warning",
    message=Text(
        en="An entry has no usable booking date; the day of its {source} was taken ({day}).",
        fr="Une écriture n'a pas de date de comptabilisation utilisable ; la date retenue est celle de {source} ({day}).",
    ),
    repair=_COMPARE,
)
DAY_UNKNOWN = IssueKind(
    code="camt-no-day",
    severity="error",
    message=Text(
        en="An entry has no date at all, nor has its statement; it was not taken.",
        fr="Une écriture n'a aucune date, son relevé non plus ; elle n'est pas reprise.",
    ),
    repair=_ASK_BANK,
)
BALANCE_DAY = IssueKind(
    code="camt-balance-day",
    severity="error",
    message=Text(
        en="The date “{value}” of the balance {column} cannot be read; the balance was not taken.",
        fr="La date « {value} » du solde {column} est illisible ; le solde n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
DETAILS_DIFFER = IssueKind(
    code="camt-details-differ",
    severity="warning",
    message=Text(
        en="The {count} details of an entry make {details}, the entry {entry}: one line with the amount of the entry was made.",
        fr="Les {count} détails d'une écriture totalisent {details}, l'écriture {entry} : une seule ligne au montant de l'écriture est reprise.",
    ),
    repair=Text(en="Ask the bank for the list of the batch.", fr="Demandez à la banque le détail de la remise."),
)
DETAILS_WITHOUT_AMOUNT = IssueKind(
    code="camt-details-without-amount",
    severity="warning",
    message=Text(
        en="The {count} details of an entry of {entry} do not all state an amount in its currency: one line with the amount of the entry was made.",
        fr="Les {count} détails d'une écriture de {entry} n'ont pas tous un montant dans sa devise : une seule ligne au montant de l'écriture est reprise.",
    ),
    repair=Text(en="Ask the bank for the list of the batch.", fr="Demandez à la banque le détail de la remise."),
)
BATCH_UNDETAILED = IssueKind(
    code="camt-batch-count",
    severity="info",
    message=Text(
        en="An entry of {entry} is a batch of {announced} operations, of which the file details {count}.",
        fr="Une écriture de {entry} regroupe {announced} opérations, dont le fichier détaille {count}.",
    ),
    repair=Text(
        en="Import the camt.054 advice of the batch, or match it by its batch reference.",
        fr="Importez l'avis camt.054 de la remise, ou rapprochez-la par sa référence de lot.",
    ),
)
OTHER_CURRENCY = IssueKind(
    code="camt-other-currency",
    severity="warning",
    message=Text(
        en="Account {account} is in {expected} but has booked entries in {value}: they make a statement of their own.",
        fr="Le compte {account} est en {expected} mais porte des écritures en {value} : elles forment un relevé à part.",
    ),
    repair=_COMPARE,
)
CHARGES = IssueKind(
    code="camt-charges",
    severity="info",
    message=Text(
        en="The charges “{value}” of an entry in {currency} are in another currency or unreadable and were left out of the charges.",
        fr="Les frais « {value} » d'une écriture en {currency} sont dans une autre devise ou illisibles et ne sont pas repris dans les frais.",
    ),
    repair=_COMPARE,
)
ACCOUNT_MISSING = IssueKind(
    code="camt-account",
    severity="error",
    message=Text(en="A statement names no account; it was not taken.", fr="Un relevé ne nomme aucun compte ; il n'est pas repris."),
    repair=_ASK_BANK,
)
CURRENCY_MISSING = IssueKind(
    code="camt-currency",
    severity="error",
    message=Text(
        en="The statement of account {value} names no currency in its account, balances or entries; it was not taken.",
        fr="Le relevé du compte {value} n'indique aucune devise, ni dans le compte, ni dans les soldes, ni dans les écritures ; il n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
AN_ENTRY = Text(en="entry", fr="l'écriture")
A_BALANCE = Text(en="balance", fr="le solde")
THE_VALUE_DATE = Text(en="value date", fr="la date de valeur")
THE_STATEMENT = Text(en="statement", fr="l'établissement du relevé")
