"""What can be wrong with a row of a table, and with a whole table file, in words. `error` means that the row was not taken."""

from __future__ import annotations

from encours.formats.contract import FileRefused
from encours.kernel.issue import IssueKind, Severity
from encours.kernel.wording import Text


def _kind(code: str, severity: Severity, message: tuple[str, str], repair: tuple[str, str]) -> IssueKind:
    return IssueKind(f"table-{code}", severity, Text(en=message[0], fr=message[1]), Text(en=repair[0], fr=repair[1]))


_CORRECT = ("Correct the cell and import the row again.", "Corrigez la cellule puis importez de nouveau la ligne.")

# fmt: off
# One flaw a line, so that it reads as the table it is.
COLUMN_UNKNOWN = _kind("column-unknown", "info", ("The column “{column}” is not read.", "La colonne « {column} » n’est pas lue."), ("Nothing to do, or map it to a field.", "Rien à faire, ou associez-la à un champ."))
COLUMN_TWICE = _kind("column-twice", "info", ("The heading “{value}” is there twice; the second is called “{column}”.", "L’intitulé « {value} » figure deux fois ; le second est nommé « {column} »."), ("Give the columns different headings.", "Donnez aux colonnes des intitulés différents."))
CELL_COUNT = _kind("cell-count", "error", ("Row {line} has {found} cells instead of {expected}.", "La ligne {line} compte {found} cellules au lieu de {expected}."), ("Put cells that hold a separator between quotation marks.", "Mettez entre guillemets les cellules qui contiennent un séparateur."))
VALUE_MISSING = _kind("value-missing", "error", ("Row {line}: {column} is empty.", "Ligne {line} : {column} est vide."), _CORRECT)
AMOUNT = _kind("amount", "error", ("Row {line}: “{value}” in {column} is no amount with the decimal mark “{mark}” and at most {digits} decimals.", "Ligne {line} : « {value} » dans {column} n’est pas un montant avec la décimale « {mark} » et au plus {digits} décimales."), _CORRECT)
NEGATIVE = _kind("negative", "error", ("Row {line}: {column} is negative ({value}).", "Ligne {line} : {column} est négatif ({value})."), ("Write totals without sign; a credit note says so in its type.", "Écrivez les totaux sans signe ; un avoir se déclare par son type."))
DATE = _kind("date", "error", ("Row {line}: “{value}” in {column} is no day in the form {form}.", "Ligne {line} : « {value} » dans {column} n’est pas un jour sous la forme {form}."), _CORRECT)
NUMBER = _kind("number", "error", ("Row {line}: “{value}” in {column} is no number.", "Ligne {line} : « {value} » dans {column} n’est pas un nombre."), _CORRECT)
FLAG = _kind("flag", "error", ("Row {line}: “{value}” in {column} is neither yes nor no.", "Ligne {line} : « {value} » dans {column} n’est ni oui ni non."), _CORRECT)
CURRENCY = _kind("currency", "error", ("Row {line}: “{value}” is no currency code.", "Ligne {line} : « {value} » n’est pas un code de devise."), ("Write three capital letters, such as EUR.", "Écrivez trois lettres majuscules, par exemple EUR."))
TYPE = _kind("type", "error", ("Row {line}: “{value}” is no document type.", "Ligne {line} : « {value} » n’est pas un type de pièce."), ("Write invoice, credit_note, debit_note or deposit, or map the word.", "Écrivez invoice, credit_note, debit_note ou deposit, ou associez le mot."))
OPEN_AND_PAID = _kind("open-and-paid", "warning", ("Row {line}: {value} is said to be paid on {paid_on} and still open: it was taken as open.", "Ligne {line} : {value} est dite payée le {paid_on} et encore ouverte : elle a été reprise comme ouverte."), ("Empty one of the two cells.", "Videz l’une des deux cellules."))
OPEN_OVER_TOTAL = _kind("open-over-total", "warning", ("Row {line}: more is open than the total of {value}.", "Ligne {line} : le reste dû dépasse le total de {value}."), ("Check the two amounts.", "Vérifiez les deux montants."))
PAID_BEFORE = _kind("paid-before-issued", "info", ("Row {line}: {value} is paid before it is issued.", "Ligne {line} : {value} est payée avant d’être émise."), ("Check the two dates.", "Vérifiez les deux dates."))
DUE_BEFORE = _kind("due-before-issued", "warning", ("Row {line}: {value} is due before it is issued.", "Ligne {line} : {value} est échue avant d’être émise."), ("Check the two dates.", "Vérifiez les deux dates."))
NET_AND_TAX = _kind("net-and-tax", "warning", ("Row {line}: net and tax of {value} do not add up to its total.", "Ligne {line} : le HT et la TVA de {value} ne font pas son total."), ("Check the three amounts.", "Vérifiez les trois montants."))
DEBIT_AND_CREDIT = _kind("debit-and-credit", "error", ("Row {line} has both a debit and a credit, or neither.", "La ligne {line} a à la fois un débit et un crédit, ou aucun des deux."), _CORRECT)
SUBTOTAL = _kind("subtotal", "info", ("Row {line} is a subtotal and was passed over.", "La ligne {line} est un sous-total ; elle n’est pas reprise."), ("Nothing to do.", "Rien à faire."))
FORMULA_ERROR = _kind("formula-error", "warning", ("Row {line}: the cell {column} shows the error {value}; it was read as empty.", "Ligne {line} : la cellule {column} affiche l’erreur {value} ; elle est lue comme vide."), ("Repair the formula in the workbook.", "Réparez la formule dans le classeur."))
STATUS_UNKNOWN = _kind("status-unknown", "error", ("Row {line}: the status “{value}” says neither open, paid nor disputed.", "Ligne {line} : le statut « {value} » ne dit ni ouverte, ni réglée, ni en litige."), ("Say what this word means where the columns are named.", "Indiquez ce que veut dire ce mot dans la correspondance des colonnes."))
# fmt: on


class TableRefused(FileRefused):
    """The base of the refusals of table files."""


class TableEmpty(TableRefused):
    code = "table-empty"
    message = Text(en="The file holds no table.", fr="Le fichier ne contient aucun tableau.")
    repair = Text(
        en="Choose a file with a line of headings and rows.", fr="Choisissez un fichier avec une ligne d’intitulés et des lignes."
    )


class TableNotUtf8(TableRefused):
    code = "table-not-utf-8"
    message = Text(
        en="The file is not in UTF-8, which a table read without a mapping must be.",
        fr="Le fichier n’est pas en UTF-8, comme doit l’être un tableau lu sans correspondance.",
    )
    repair = Text(
        en="Save it as “CSV UTF-8”, or import it with a mapping.",
        fr="Enregistrez-le en « CSV UTF-8 », ou importez-le avec une correspondance.",
    )


class TableNotCanonical(TableRefused):
    code = "table-not-canonical"
    message = Text(
        en="The headings are those of no table that Encours reads without a mapping; missing: {missing}.",
        fr="Les intitulés ne sont ceux d’aucun tableau lu sans correspondance ; manquent : {missing}.",
    )
    repair = Text(
        en="Add the columns, or import the file with a mapping.", fr="Ajoutez les colonnes, ou importez le fichier avec une correspondance."
    )


class TableColumnTwice(TableRefused):
    code = "table-column-twice"
    message = Text(en="The column {column} is there twice.", fr="La colonne {column} figure deux fois.")
    repair = Text(en="Keep one of the two.", fr="Ne conservez que l’une des deux.")


class TableTooWide(TableRefused):
    code = "table-too-wide"
    message = Text(
        en="The table has {found} columns; Encours reads up to {limit}.",
        fr="Le tableau compte {found} colonnes ; Encours en lit au plus {limit}.",
    )
    repair = Text(en="Keep the columns that matter.", fr="Ne conservez que les colonnes utiles.")


class TableCellTooLong(TableRefused):
    code = "table-cell-too-long"
    message = Text(
        en="The cell that begins on line {line} is longer than {limit} characters, or its quotation mark is never closed.",
        fr="La cellule qui commence à la ligne {line} dépasse {limit} caractères, ou son guillemet n’est jamais fermé.",
    )
    repair = Text(en="Correct that line.", fr="Corrigez cette ligne.")


class WorkbookRefused(TableRefused):
    code = "table-workbook"
    message = Text(
        en="The workbook cannot be read: it is damaged, protected by a password, or no workbook.",
        fr="Le classeur est illisible : endommagé, protégé par un mot de passe, ou ce n’en est pas un.",
    )
    repair = Text(
        en="Open it, save it as .xlsx without password and try again, or save it as CSV.",
        fr="Ouvrez-le, enregistrez-le en .xlsx sans mot de passe et recommencez, ou enregistrez-le en CSV.",
    )


class WorkbookWithMacros(TableRefused):
    code = "table-macros"
    message = Text(en="The workbook holds macros.", fr="Le classeur contient des macros.")
    repair = Text(en="Save it as .xlsx, without macros.", fr="Enregistrez-le en .xlsx, sans macros.")


class WorkbookUnsafe(TableRefused):
    code = "table-workbook-unsafe"
    message = Text(en="The workbook is refused: {reason}.", fr="Le classeur est refusé : {reason}.")
    repair = Text(en="Save it again from a spreadsheet, or as CSV.", fr="Enregistrez-le de nouveau depuis un tableur, ou en CSV.")


class WorkbookTooLarge(TableRefused):
    code = "table-workbook-large"
    message = Text(
        en="The workbook is too large: {found} {what}; Encours reads up to {limit}.",
        fr="Le classeur est trop grand : {found} {what} ; Encours en lit au plus {limit}.",
    )
    repair = Text(en="Save the table as CSV, which has no such limit.", fr="Enregistrez le tableau en CSV, qui n’a pas cette limite.")


class SheetAbsent(TableRefused):
    code = "table-sheet"
    message = Text(en="The workbook has no sheet “{sheet}”.", fr="Le classeur n’a pas de feuille « {sheet} ».")
    repair = Text(en="Choose one of: {sheets}.", fr="Choisissez parmi : {sheets}.")


class MappingRefused(TableRefused):
    code = "table-mapping"
    message = Text(en="The mapping does not fit: {reason}.", fr="La correspondance ne convient pas : {reason}.")
    repair = Text(
        en="Correct the mapping, or make a new one from the file.", fr="Corrigez la correspondance, ou refaites-en une à partir du fichier."
    )


class PdfProtected(TableRefused):
    code = "table-pdf-protected"
    message = Text(en="The PDF is protected by a password.", fr="Le PDF est protégé par un mot de passe.")
    repair = Text(
        en="Open it, print it to a new PDF without password, or ask the sender for a table (CSV, Excel).",
        fr="Ouvrez-le et imprimez-le dans un nouveau PDF sans mot de passe, ou demandez un tableau (CSV, Excel) à l’expéditeur.",
    )


class PdfWithoutText(TableRefused):
    code = "table-pdf-scan"
    message = Text(
        en="The PDF holds pictures only (a scan): no amount can be read from it with certainty.",
        fr="Le PDF ne contient que des images (un document numérisé) : aucun montant ne peut y être lu avec certitude.",
    )
    repair = Text(
        en="Ask the sender for the PDF their program made, or for a table (CSV, Excel).",
        fr="Demandez à l’expéditeur le PDF produit par son logiciel, ou un tableau (CSV, Excel).",
    )


class PdfWithoutTable(TableRefused):
    code = "table-pdf-no-table"
    message = Text(
        en="The PDF has text, but no table: no line of headings with rows of amounts or days under it.",
        fr="Le PDF contient du texte, mais aucun tableau : aucune ligne d’intitulés suivie de lignes avec montants ou dates.",
    )
    repair = Text(
        en="Check that it is the file you meant, or write its lines into a table (CSV, Excel).",
        fr="Vérifiez qu’il s’agit du bon fichier, ou saisissez ses lignes dans un tableau (CSV, Excel).",
    )


class PdfDamaged(TableRefused):
    code = "table-pdf-damaged"
    message = Text(en="The PDF is damaged and cannot be read.", fr="Le PDF est endommagé et illisible.")
    repair = Text(en="Download or ask for it again.", fr="Téléchargez-le ou redemandez-le.")


class PdfTooLarge(TableRefused):
    code = "table-pdf-large"
    message = Text(
        en="The PDF is too large: {found} {what}; Encours reads up to {limit}.",
        fr="Le PDF est trop grand : {found} {what} ; Encours en lit au plus {limit}.",
    )
    repair = Text(en="Keep the pages that hold the table, or use CSV.", fr="Ne gardez que les pages du tableau, ou utilisez un CSV.")


class PdfIsInvoice(TableRefused):
    code = "table-pdf-invoice"
    message = Text(
        en="The PDF is an electronic invoice ({value}), which Encours does not import yet.",
        fr="Le PDF est une facture électronique ({value}), qu’Encours n’importe pas encore.",
    )
    repair = Text(
        en="Import the invoice from the ledger or from a table.", fr="Importez la facture depuis la comptabilité ou un tableau."
    )
