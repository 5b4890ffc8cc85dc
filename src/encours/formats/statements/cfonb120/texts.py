"""What the CFONB 120 reader refuses and reports."""

from __future__ import annotations

from encours.formats.contract import FileRefused
from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text

_AGAIN = Text(
    en="The file is probably cut or glued together; download it from the bank again.",
    fr="Le fichier est sans doute tronqué ou recollé ; téléchargez-le de nouveau depuis la banque.",
)
_ASK_BANK = Text(en="Report it to the bank with the line number.", fr="Signalez-le à la banque avec le numéro de ligne.")
_COMPARE = Text(
    en="Compare the movement with the account on the bank's site.", fr="Comparez le mouvement avec le compte sur le site de la banque."
)


class NotCfonb120(FileRefused):
    """No line of the file is a record of a CFONB 120 statement."""

    code = "cfonb120-no-record"
    message = Text(
        en="No line of the file is a CFONB 120 record (01, 04, 05 or 07 in 120 characters).",
        fr="Aucune ligne du fichier n'est un enregistrement CFONB 120 (01, 04, 05 ou 07 sur 120 caractères).",
    )
    repair = Text(en="Choose the CFONB 120 account statement of the bank.", fr="Choisissez le relevé de compte CFONB 120 de la banque.")


class NoOpening(FileRefused):
    """Records, but none that opens a statement: which account and which balance they belong to would be a guess."""

    code = "cfonb120-no-opening"
    message = Text(
        en="The file holds {records} CFONB 120 records but no opening record (01), so no statement.",
        fr="Le fichier contient {records} enregistrements CFONB 120 mais aucun enregistrement d'ancien solde (01), donc aucun relevé.",
    )
    repair = _AGAIN


UNKNOWN_RECORD = IssueKind(
    code="cfonb120-unknown-record",
    severity="error",
    message=Text(
        en="The line “{value}” is no record 01, 04, 05 or 07 of 120 characters; it was not taken.",
        fr="La ligne « {value} » n'est pas un enregistrement 01, 04, 05 ou 07 de 120 caractères ; elle n'est pas reprise.",
    ),
    repair=_AGAIN,
)
MOVEMENT_OUTSIDE = IssueKind(
    code="cfonb120-movement-outside",
    severity="error",
    message=Text(
        en="A movement (04) stands outside any statement: no opening record (01) before it; it was not taken.",
        fr="Un mouvement (04) est hors de tout relevé : aucun ancien solde (01) avant lui ; il n'est pas repris.",
    ),
    repair=_AGAIN,
)
DETAIL_ALONE = IssueKind(
    code="cfonb120-detail-alone",
    severity="error",
    message=Text(
        en="A complement (05) follows no movement (04); it was not taken.",
        fr="Un complément (05) ne suit aucun mouvement (04) ; il n'est pas repris.",
    ),
    repair=_AGAIN,
)
CLOSING_ALONE = IssueKind(
    code="cfonb120-closing-alone",
    severity="error",
    message=Text(
        en="A closing record (07) of account {value} closes no statement: no opening record (01) before it; it was not taken.",
        fr="Un nouveau solde (07) du compte {value} ne clôt aucun relevé : aucun ancien solde (01) avant lui ; il n'est pas repris.",
    ),
    repair=_AGAIN,
)
NOT_CLOSED = IssueKind(
    code="cfonb120-not-closed",
    severity="warning",
    message=Text(
        en="The statement of account {value} has no closing record (07); its lines were taken but cannot be checked against a balance.",
        fr="Le relevé du compte {value} n'a pas de nouveau solde (07) ; ses mouvements sont repris mais ne peuvent être contrôlés par un solde.",
    ),
    repair=_AGAIN,
)
OTHER_ACCOUNT = IssueKind(
    code="cfonb120-other-account",
    severity="error",
    message=Text(
        en="A record of account {value} stands in the statement of account {account}; it was not taken.",
        fr="Un enregistrement du compte {value} se trouve dans le relevé du compte {account} ; il n'est pas repris.",
    ),
    repair=_AGAIN,
)
OTHER_BANK = IssueKind(
    code="cfonb120-other-bank",
    severity="warning",
    message=Text(
        en="A record names the bank and branch {value}, its statement {expected}, for the same account number; it was taken.",
        fr="Un enregistrement indique la banque et le guichet {value}, son relevé {expected}, pour le même numéro de compte ; il est repris.",
    ),
    repair=_ASK_BANK,
)
DATE = IssueKind(
    code="cfonb120-date",
    severity="error",
    message=Text(
        en="The date “{value}” ({column}) is no DDMMYY date; {what} was not taken.",
        fr="La date « {value} » ({column}) n'est pas une date JJMMAA ; {what} n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
VALUE_DATE = IssueKind(
    code="cfonb120-value-date",
    severity="warning",
    message=Text(
        en="The value date “{value}” is no DDMMYY date; the movement was taken without it.",
        fr="La date de valeur « {value} » n'est pas une date JJMMAA ; le mouvement est repris sans elle.",
    ),
    repair=_COMPARE,
)
AMOUNT = IssueKind(
    code="cfonb120-amount",
    severity="error",
    message=Text(
        en="The amount “{value}” (positions 91 to 104, decimals at 20) cannot be read; {what} was not taken.",
        fr="Le montant « {value} » (positions 91 à 104, décimales en 20) est illisible ; {what} n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
SIDE_AMOUNT = IssueKind(
    code="cfonb120-side-amount",
    severity="warning",
    message=Text(
        en="The amount of the complement {column}, “{value}”, cannot be read or is in another currency; it was kept as text only.",
        fr="Le montant du complément {column}, « {value} », est illisible ou dans une autre devise ; il n'est gardé que comme texte.",
    ),
    repair=_COMPARE,
)
OTHER_CURRENCY = IssueKind(
    code="cfonb120-other-currency",
    severity="error",
    message=Text(
        en="A record is in {value}, its statement in {expected}; it was not taken.",
        fr="Un enregistrement est en {value}, son relevé en {expected} ; il n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
QUALIFIER = IssueKind(
    code="cfonb120-qualifier",
    severity="info",
    message=Text(
        en="The complement (05) has the unknown qualifier “{value}”; its text was kept with the movement.",
        fr="Le complément (05) porte le qualifiant inconnu « {value} » ; son texte est gardé avec le mouvement.",
    ),
    repair=Text(en="Nothing to do.", fr="Rien à faire."),
)
NOT_FRENCH = IssueKind(
    code="cfonb120-account",
    severity="warning",
    message=Text(
        en="The account “{value}” is no French RIB: it is kept as written, without an IBAN.",
        fr="Le compte « {value} » n'est pas un RIB français : il est gardé tel quel, sans IBAN.",
    ),
    repair=_ASK_BANK,
)
THE_MOVEMENT = Text(en="the movement", fr="le mouvement")
THE_OPENING = Text(en="the opening balance", fr="l'ancien solde")
THE_CLOSING = Text(en="the closing balance", fr="le nouveau solde")
