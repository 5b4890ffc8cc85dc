"""What the OFX reader refuses and reports."""

from __future__ import annotations

from encours.formats.contract import FileRefused
from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text

_ASK_BANK = Text(en="Report it to the bank with this message.", fr="Signalez-le à la banque avec ce message.")
_COMPARE = Text(
    en="Compare the movement with the account on the bank's site.", fr="Comparez le mouvement avec le compte sur le site de la banque."
)
_CHOOSE = Text(en="Download the OFX of the bank account itself.", fr="Téléchargez le fichier OFX du compte bancaire lui-même.")


class NotOfx(FileRefused):
    """No OFX element in the file."""

    code = "ofx-no-element"
    message = Text(en="The file holds no <OFX> element.", fr="Le fichier ne contient aucun élément <OFX>.")
    repair = Text(en="Choose a file in the OFX format (.ofx, .qfx).", fr="Choisissez un fichier au format OFX (.ofx, .qfx).")


class DocumentTypeRefused(FileRefused):
    """The file declares a document type or entities."""

    code = "ofx-doctype"
    message = Text(
        en="The file declares a document type (DOCTYPE) or entities, which OFX does not.",
        fr="Le fichier déclare un type de document (DOCTYPE) ou des entités, ce que l'OFX ne fait pas.",
    )
    repair = Text(
        en="Download it from the bank again; if it comes so from the bank, report it.",
        fr="Téléchargez-le de nouveau ; s'il vient ainsi de la banque, signalez-le-lui.",
    )


class InvestmentStatement(FileRefused):
    """An investment account: securities, no receipts."""

    code = "ofx-investment"
    message = Text(
        en="The file is the statement of an investment account ({found}); Encours reads bank accounts.",
        fr="Le fichier est le relevé d'un compte de placement ({found}) ; Encours lit les comptes bancaires.",
    )
    repair = _CHOOSE


class NoBankStatement(FileRefused):
    """Well-formed OFX without a bank statement: a sign-on, a list of accounts, a credit card."""

    code = "ofx-no-bank-statement"
    message = Text(
        en="The file holds no statement of a bank account; it holds {found}.",
        fr="Le fichier ne contient aucun relevé de compte bancaire ; il contient {found}.",
    )
    repair = _CHOOSE


class TooDeep(FileRefused):
    """More nested elements than the specification has: an attack or a broken file."""

    code = "ofx-too-deep"
    message = Text(
        en="The elements of the file are nested more than {limit} deep.",
        fr="Les éléments du fichier sont imbriqués sur plus de {limit} niveaux.",
    )
    repair = Text(en="Download it from the bank again.", fr="Téléchargez-le de nouveau depuis le site de la banque.")


OTHER_SETS = IssueKind(
    code="ofx-other-messages",
    severity="info",
    message=Text(
        en="The file also holds {value}; only its bank accounts were read.",
        fr="Le fichier contient aussi {value} ; seuls ses comptes bancaires sont lus.",
    ),
    repair=Text(en="Nothing to do.", fr="Rien à faire."),
)
AMOUNT = IssueKind(
    code="ofx-amount",
    severity="error",
    message=Text(
        en="The amount “{value}” ({column}) is missing or is no amount in {currency}; the {what} was not taken.",
        fr="Le montant « {value} » ({column}) manque ou n'est pas un montant en {currency} ; {what} n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
DATE = IssueKind(
    code="ofx-date",
    severity="error",
    message=Text(
        en="The date “{value}” ({column}) is missing or is no date; the {what} was not taken.",
        fr="La date « {value} » ({column}) manque ou n'est pas une date ; {what} n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
REPEATED_ID = IssueKind(
    code="ofx-repeated-fitid",
    severity="warning",
    message=Text(
        en="The bank gave the identifier {value} (FITID) to several movements of account {account}; all were kept.",
        fr="La banque a donné l'identifiant {value} (FITID) à plusieurs mouvements du compte {account} ; tous sont repris.",
    ),
    repair=Text(
        en="Check that they are several payments and not one sent twice.",
        fr="Vérifiez qu'il s'agit de plusieurs paiements et non d'un seul envoyé deux fois.",
    ),
)
OTHER_CURRENCY = IssueKind(
    code="ofx-other-currency",
    severity="error",
    message=Text(
        en="A movement is in {value}, its account in {currency}: its amount in the account is not stated and it was not taken.",
        fr="Un mouvement est en {value}, son compte en {currency} : son montant sur le compte n'est pas indiqué et il n'est pas repris.",
    ),
    repair=_COMPARE,
)
CORRECTION = IssueKind(
    code="ofx-correction",
    severity="warning",
    message=Text(
        en="A movement says that it corrects ({column}) an earlier one, {value}; it was taken as a movement of its own.",
        fr="Un mouvement déclare en corriger ({column}) un autre, {value} ; il est repris comme un mouvement distinct.",
    ),
    repair=_COMPARE,
)
ACCOUNT = IssueKind(
    code="ofx-account",
    severity="error",
    message=Text(
        en="A statement names no account or no currency (CURDEF “{value}”); it was not taken.",
        fr="Un relevé n'indique pas de compte ou pas de devise (CURDEF « {value} ») ; il n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
STATUS = IssueKind(
    code="ofx-status",
    severity="warning",
    message=Text(
        en="The bank answered with the error {value} for an account; what it sent was taken.",
        fr="La banque a répondu par l'erreur {value} pour un compte ; ce qu'elle a envoyé est repris.",
    ),
    repair=Text(en="Download the statement again.", fr="Téléchargez de nouveau le relevé."),
)
A_MOVEMENT = Text(en="movement", fr="le mouvement")
THE_BALANCE = Text(en="balance", fr="le solde")
