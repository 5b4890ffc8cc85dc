"""What the MT940 reader refuses and reports."""

from __future__ import annotations

from encours.formats.contract import FileRefused
from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text

_ASK_BANK = Text(en="Report it to the bank with the line number.", fr="Signalez-le à la banque avec le numéro de ligne.")
_COMPARE = Text(
    en="Compare the movement with the account on the bank's site.", fr="Comparez le mouvement avec le compte sur le site de la banque."
)


class NotMt940(FileRefused):
    """No line of the file begins a field of an MT940."""

    code = "mt940-no-field"
    message = Text(
        en="No line of the file begins an MT940 field such as :20: or :61:.",
        fr="Aucune ligne du fichier ne commence un champ MT940 tel que :20: ou :61:.",
    )
    repair = Text(
        en="Choose the MT940 statement of the account (often .sta or .940).",
        fr="Choisissez le relevé MT940 du compte (souvent .sta ou .940).",
    )


class NoStatement(FileRefused):
    """Fields, but no statement: without its account or currency a movement is nobody's."""

    code = "mt940-no-statement"
    message = Text(
        en="The file holds MT940 fields ({found}) but no statement: {missing}.",
        fr="Le fichier contient des champs MT940 ({found}) mais aucun relevé : {missing}.",
    )
    repair = Text(
        en="The file is an extract; download the whole statement from the bank.",
        fr="Le fichier n'est qu'un extrait ; téléchargez le relevé entier depuis la banque.",
    )


NO_ACCOUNT = Text(en="no account (:25:)", fr="aucun compte (:25:)")
NO_CURRENCY = Text(en="no currency (balance :60: or :62:, or :34F:)", fr="aucune devise (solde :60: ou :62:, ou :34F:)")
INCOMPLETE = IssueKind(
    code="mt940-incomplete",
    severity="error",
    message=Text(
        en="A statement of {movements} movements has {missing}; it was not taken.",
        fr="Un relevé de {movements} mouvements est incomplet : {missing} ; il n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
MOVEMENT = IssueKind(
    code="mt940-movement",
    severity="error",
    message=Text(
        en="The movement “{value}” (:61:) has an unreadable {column}; it was not taken.",
        fr="Le mouvement « {value} » (:61:) est illisible ({column}) ; il n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
BALANCE = IssueKind(
    code="mt940-balance",
    severity="error",
    message=Text(
        en="The balance “{value}” ({column}) cannot be read; it was not taken.",
        fr="Le solde « {value} » ({column}) est illisible ; il n'est pas repris.",
    ),
    repair=_ASK_BANK,
)
ENTRY_DATE = IssueKind(
    code="mt940-entry-date",
    severity="warning",
    message=Text(
        en="The entry date “{value}” of a movement is no MMDD date; its value date was taken.",
        fr="La date d'écriture « {value} » d'un mouvement n'est pas une date MMJJ ; sa date de valeur est retenue.",
    ),
    repair=_COMPARE,
)
UNEXPECTED = IssueKind(
    code="mt940-unexpected-field",
    severity="warning",
    message=Text(
        en="The field {column} “{value}” stands where a statement has none; it was left out.",
        fr="Le champ {column} « {value} » est là où un relevé n'en a pas ; il n'est pas repris.",
    ),
    repair=_COMPARE,
)
