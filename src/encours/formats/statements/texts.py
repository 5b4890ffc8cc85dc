"""What every statement reader may have to say: the file as a whole, and balances that do not add up."""

from __future__ import annotations

from encours.formats.contract import FileRefused
from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text


class UnrecognisedStatement(FileRefused):
    """No registered format recognises the file."""

    code = "statement-unrecognised"
    message = Text(
        en="This file is no bank statement that Encours knows (it reads {formats}).",
        fr="Ce fichier n'est pas un relevé bancaire qu'Encours connaît (formats lus : {formats}).",
    )
    repair = Text(
        en="Ask the bank's site for one of these formats, or map your own columns with the import wizard.",
        fr="Choisissez l'un de ces formats sur le site de la banque, ou faites correspondre vos colonnes avec l'assistant d'import.",
    )


class EmptyStatementFile(FileRefused):
    """The file holds no byte but blanks."""

    code = "statement-empty-file"
    message = Text(en="The file is empty.", fr="Le fichier est vide.")
    repair = Text(en="Download it from the bank again.", fr="Téléchargez-le de nouveau depuis le site de la banque.")


class StatementFileTooLarge(FileRefused):
    """The file is larger than any bank statement."""

    code = "statement-too-large"
    message = Text(
        en="The file has {size} MB; a bank statement has at most {limit}.",
        fr="Le fichier pèse {size} Mo ; un relevé bancaire en fait au plus {limit}.",
    )
    repair = Text(
        en="Ask the bank for shorter periods and import them one after the other.",
        fr="Demandez à la banque des périodes plus courtes et importez-les l'une après l'autre.",
    )


class TooManyMovements(FileRefused):
    """The file has more movements than a reader holds in memory."""

    code = "statement-too-many-movements"
    message = Text(
        en="The file has some {count} movements; a file of this format may have {limit}.",
        fr="Le fichier contient environ {count} mouvements ; un fichier de ce format peut en avoir {limit}.",
    )
    repair = Text(
        en="Ask the bank for shorter periods and import them one after the other, or give the movements as bank.csv, which has no such limit.",
        fr="Demandez à la banque des périodes plus courtes et importez-les l'une après l'autre, ou fournissez les mouvements en bank.csv, qui n'a pas cette limite.",
    )


DIFFERENCE = IssueKind(
    code="statement-difference",
    severity="warning",
    message=Text(
        en="Account {account}: opening balance {opening} plus the lines ({lines}) differs by {difference} from the closing balance {closing}. {suspect}",
        fr="Compte {account} : le solde initial {opening} augmenté des mouvements ({lines}) s'écarte de {difference} du solde final {closing}. {suspect}",
    ),
    repair=Text(
        en="Check that the file is complete and download it again; a line may be missing or repeated.",
        fr="Vérifiez que le fichier est complet et téléchargez-le de nouveau : un mouvement peut manquer ou être répété.",
    ),
)

BALANCE_CURRENCY = IssueKind(
    code="statement-balance-currency",
    severity="warning",
    message=Text(
        en="A balance of account {account} is in {currency}, the account in {expected}: it was kept, but nothing is checked against it.",
        fr="Un solde du compte {account} est en {currency} alors que le compte est en {expected} : il est conservé, mais rien n'est contrôlé avec lui.",
    ),
    repair=Text(en="Ask the bank which currency the account is kept in.", fr="Demandez à la banque dans quelle devise le compte est tenu."),
)

TEXT_CUT = IssueKind(
    code="statement-text-cut",
    severity="warning",
    message=Text(
        en="The text of a movement has more than {limit} characters; the rest was left out.",
        fr="Le libellé d'un mouvement dépasse {limit} caractères ; la suite a été laissée de côté.",
    ),
    repair=Text(
        en="Check the movement on the bank's site if references at its end matter.",
        fr="Consultez le mouvement sur le site de la banque si les références de la fin comptent.",
    ),
)

SUSPECT_LINE = Text(en="First suspicious line: {amount} of {day}.", fr="Premier mouvement suspect : {amount} du {day}.")
NO_SUSPECT = Text(en="No single line explains it.", fr="Aucun mouvement ne l'explique à lui seul.")
