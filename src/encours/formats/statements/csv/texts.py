"""What the bank.csv reader refuses and reports."""

from __future__ import annotations

from encours.formats.contract import FileRefused
from encours.kernel.issue import IssueKind
from encours.kernel.wording import Text

_CORRECT = Text(en="Correct the cell and import the file again.", fr="Corrigez la cellule et importez de nouveau le fichier.")


class ColumnsMissing(FileRefused):
    """The header lacks columns that every movement needs."""

    code = "bank-csv-columns"
    message = Text(
        en="The first line names no column {missing}; a bank.csv needs {required}.",
        fr="La première ligne ne nomme pas {missing} ; un bank.csv a besoin de {required}.",
    )
    repair = Text(
        en="Name the columns so, separated by commas, or map your own columns with the import wizard.",
        fr="Nommez ainsi les colonnes, séparées par des virgules, ou faites correspondre vos colonnes avec l'assistant d'import.",
    )


class ColumnRepeated(FileRefused):
    """One column name twice: which one holds would be a guess."""

    code = "bank-csv-repeated-column"
    message = Text(en="The first line names the column {column} twice.", fr="La première ligne nomme deux fois la colonne {column}.")
    repair = Text(en="Remove or rename one of them.", fr="Supprimez ou renommez l'une des deux.")


class NotUtf8(FileRefused):
    """The file is not UTF-8, which the canonical tables are in."""

    code = "bank-csv-encoding"
    message = Text(
        en="The file is not in UTF-8: byte {position} does not fit.",
        fr="Le fichier n'est pas en UTF-8 : l'octet {position} ne convient pas.",
    )
    repair = Text(en="Save it as “CSV UTF-8”.", fr="Enregistrez-le en « CSV UTF-8 ».")


class NotCsv(FileRefused):
    """The file stops being CSV at some line: a quote that never closes, a cell larger than any text."""

    code = "bank-csv-broken"
    message = Text(en="Line {line} is no CSV: {reason}.", fr="La ligne {line} n'est pas du CSV : {reason}.")
    repair = Text(
        en="Look for a quote that is not closed on that line or before it.",
        fr="Cherchez un guillemet non fermé sur cette ligne ou avant elle.",
    )


class NoMovement(FileRefused):
    """A header, rows, and none that can be taken."""

    code = "bank-csv-no-row"
    message = Text(
        en="None of the {rows} rows can be read; the first flaw is on line {line}, column {column}.",
        fr="Aucune des {rows} lignes n'est lisible ; le premier défaut est ligne {line}, colonne {column}.",
    )
    repair = Text(en="Correct the rows and import the file again.", fr="Corrigez les lignes et importez de nouveau le fichier.")


UNKNOWN_COLUMN = IssueKind(
    code="bank-csv-unknown-column",
    severity="info",
    message=Text(en="The column {value} is not known and was not read.", fr="La colonne {value} n'est pas connue et n'est pas lue."),
    repair=Text(en="Rename it if it should have been.", fr="Renommez-la si elle devait l'être."),
)
CELL_COUNT = IssueKind(
    code="bank-csv-cells",
    severity="error",
    message=Text(
        en="The row has {count} cells, the header {expected}; it was not taken.",
        fr="La ligne a {count} cellules, l'en-tête {expected} ; elle n'est pas reprise.",
    ),
    repair=Text(en="Put cells that hold a comma between quotes.", fr="Mettez entre guillemets les cellules qui contiennent une virgule."),
)
MISSING = IssueKind(
    code="bank-csv-missing",
    severity="error",
    message=Text(en="The cell {column} is empty; the row was not taken.", fr="La cellule {column} est vide ; la ligne n'est pas reprise."),
    repair=_CORRECT,
)
AMOUNT = IssueKind(
    code="bank-csv-amount",
    severity="error",
    message=Text(
        en="The amount “{value}” is no number with a decimal point and at most the decimals of {currency}; the row was not taken.",
        fr="Le montant « {value} » n'est pas un nombre à point décimal avec au plus les décimales de {currency} ; la ligne n'est pas reprise.",
    ),
    repair=_CORRECT,
)
CURRENCY = IssueKind(
    code="bank-csv-currency",
    severity="error",
    message=Text(
        en="The currency “{value}” is no code of three capitals; the row was not taken.",
        fr="La devise « {value} » n'est pas un code de trois majuscules ; la ligne n'est pas reprise.",
    ),
    repair=_CORRECT,
)
DAY = IssueKind(
    code="bank-csv-date",
    severity="error",
    message=Text(
        en="The date “{value}” ({column}) is not written YYYY-MM-DD; the row was not taken.",
        fr="La date « {value} » ({column}) n'est pas écrite AAAA-MM-JJ ; la ligne n'est pas reprise.",
    ),
    repair=_CORRECT,
)
VALUE_DAY = IssueKind(
    code="bank-csv-value-date",
    severity="warning",
    message=Text(
        en="The value date “{value}” is not written YYYY-MM-DD; the row was taken without it.",
        fr="La date de valeur « {value} » n'est pas écrite AAAA-MM-JJ ; la ligne est reprise sans elle.",
    ),
    repair=_CORRECT,
)
REPEATED_LINE = IssueKind(
    code="bank-csv-repeated-line",
    severity="warning",
    message=Text(
        en="The line_id {value} stands on several rows; all were taken.",
        fr="Le line_id {value} figure sur plusieurs lignes ; toutes sont reprises.",
    ),
    repair=Text(en="Give each row its own line_id.", fr="Donnez à chaque ligne son propre line_id."),
)
IBAN = IssueKind(
    code="bank-csv-iban",
    severity="warning",
    message=Text(
        en="“{value}” ({column}) is no IBAN: its check digits do not fit; it was kept as written.",
        fr="« {value} » ({column}) n'est pas un IBAN : sa clé ne convient pas ; il est gardé tel quel.",
    ),
    repair=_CORRECT,
)
