"""What can be wrong with a FEC, in words.

Sources: LPF art. A47 A-1 VII; the behaviour of the administration's Test Compta Demat (read 2026-11-22).
`error` means that the line was not taken.
"""

from __future__ import annotations

from encours.kernel.issue import IssueKind, Severity
from encours.kernel.wording import Text


def _kind(code: str, severity: Severity, message: tuple[str, str], repair: tuple[str, str]) -> IssueKind:
    return IssueKind(f"fec-{code}", severity, Text(en=message[0], fr=message[1]), Text(en=repair[0], fr=repair[1]))


_IN_PROGRAM = ("Correct it in the accounting program and export again.", "Corrigez dans le logiciel comptable puis exportez de nouveau.")
_EXPORT = ("Set the export of the accounting program accordingly.", "Réglez l’export du logiciel comptable en conséquence.")
_NOTHING = ("Nothing to do for Encours.", "Rien à faire pour Encours.")

# fmt: off
# One flaw a line, so that it reads as the table it is.
# The shape of the file.
TRAILING_SEPARATOR = _kind(
    "trailing-separator", "warning",
    ("The lines end with a separator, which the official checker reports.", "Les lignes se terminent par un séparateur, ce que l’outil officiel signale."),
    _EXPORT,
)
QUOTED = _kind("quoted", "warning", ("The fields stand between quotation marks, which the format does not know.", "Les zones sont entre guillemets, que le format ne prévoit pas."), _EXPORT)
COLUMN_MISSING = _kind("column-missing", "warning", ("The field {column} is missing; the format asks for all 18.", "Le champ {column} manque ; le format en demande 18."), _EXPORT)
COLUMN_UNKNOWN = _kind("column-unknown", "info", ("The column {column} is no field of a FEC and is not read.", "La colonne {column} n’est pas un champ du FEC et n’est pas lue."), _NOTHING)
COLUMN_ORDER = _kind("column-order", "warning", ("The fields are not in the order of the format.", "Les champs ne sont pas dans l’ordre prévu."), _EXPORT)
UTF16 = _kind("utf-16", "warning", ("The file is in UTF-16, which the tax administration does not accept.", "Le fichier est en UTF-16, que l’administration n’accepte pas."), ("Export it in ISO 8859-15 or UTF-8.", "Exportez-le en ISO 8859-15 ou en UTF-8."))
BLANK_LINE = _kind("blank-line", "warning", ("{count} lines are blank; the official checker counts each as an error.", "{count} lignes sont vides ; l’outil officiel compte chacune comme une erreur."), ("Remove them.", "Supprimez-les."))
LINE_TOO_LONG = _kind("line-too-long", "error", ("Line {line} is longer than {limit} characters.", "La ligne {line} dépasse {limit} caractères."), _EXPORT)
FIELD_COUNT = _kind(
    "field-count", "error",
    ("Line {line} has {found} fields instead of {expected}: a label probably holds a separator or a line break.", "La ligne {line} compte {found} zones au lieu de {expected} : un libellé contient sans doute un séparateur ou un saut de ligne."),
    ("Remove it from the label in the accounting program and export again.", "Retirez-le du libellé dans le logiciel comptable puis exportez de nouveau."),
)
TAIL_MISSING = _kind("tail-missing", "warning", ("{count} lines stop before their last, optional fields; the first is line {line}.", "{count} lignes s’arrêtent avant leurs dernières zones, facultatives ; la première est la ligne {line}."), _EXPORT)

# The values of a line.
DATE_UNREADABLE = _kind("date", "warning", ("Line {line}: “{value}” in {column} is no date; it was left out.", "Ligne {line} : « {value} » dans {column} n’est pas une date ; elle a été ignorée."), ("Write AAAAMMJJ, for instance 20261231.", "Écrivez AAAAMMJJ, par exemple 20261231."))
EFFECTIVE_DATE = _kind("entry-date", "error", ("Line {line}: the accounting date “{value}” is no date; the line was not taken.", "Ligne {line} : la date comptable « {value} » n’est pas une date ; la ligne n’a pas été reprise."), ("Write AAAAMMJJ, for instance 20261231.", "Écrivez AAAAMMJJ, par exemple 20261231."))
DATE_FORM = _kind("date-form", "info", ("{column} is written in another form than AAAAMMJJ ({count} lines, first “{value}”); it was read.", "{column} n’est pas sous la forme AAAAMMJJ ({count} lignes, la première « {value} ») ; lecture faite."), _NOTHING)
DATE_YEAR = _kind("date-year", "warning", ("Line {line}: the year of “{value}” in {column} is outside 1900–2099.", "Ligne {line} : l’année de « {value} » dans {column} est hors de 1900–2099."), _IN_PROGRAM)
AMOUNT_UNREADABLE = _kind("amount", "error", ("Line {line}: “{value}” in {column} is no amount; the line was not taken.", "Ligne {line} : « {value} » dans {column} n’est pas un montant ; la ligne n’a pas été reprise."), ("Write 1234,56: comma, two decimals, no blank.", "Écrivez 1234,56 : virgule, deux décimales, sans espace."))
AMOUNT_AMBIGUOUS = _kind("amount-ambiguous", "error", ("Line {line}: “{value}” in {column} can be read in two ways; the line was not taken.", "Ligne {line} : « {value} » dans {column} se lit de deux façons ; la ligne n’a pas été reprise."), ("Write 1234,56: comma, two decimals, no blank.", "Écrivez 1234,56 : virgule, deux décimales, sans espace."))
AMOUNT_DOT = _kind("amount-dot", "warning", ("{column} has a point instead of a comma ({count} lines, first “{value}”), an error for the official checker; it was read.", "{column} comporte un point au lieu de la virgule ({count} lignes, la première « {value} »), une erreur pour l’outil officiel ; lecture faite."), _EXPORT)
AMOUNT_GROUPED = _kind("amount-grouped", "warning", ("{column} separates thousands ({count} lines, first “{value}”), an error for the official checker; it was read.", "{column} sépare les milliers ({count} lignes, la première « {value} »), une erreur pour l’outil officiel ; lecture faite."), _EXPORT)
AMOUNT_SIGNED = _kind("amount-signed", "info", ("{column} has amounts with a sign or an exponent ({count} lines, first “{value}”); they were read as they are.", "{column} comporte des montants signés ou avec exposant ({count} lignes, le premier « {value} ») ; ils sont lus tels quels."), _NOTHING)
SIDE_UNKNOWN = _kind("side", "error", ("Line {line}: “{value}” in Sens is neither D, C, +1 nor -1; the line was not taken.", "Ligne {line} : « {value} » dans Sens n’est ni D, ni C, ni +1, ni -1 ; la ligne n’a pas été reprise."), _IN_PROGRAM)
BOTH_SIDES = _kind("both-sides", "warning", ("{count} lines have both a debit and a credit; the first is line {line}.", "{count} lignes ont à la fois un débit et un crédit ; la première est la ligne {line}."), _IN_PROGRAM)
NO_AMOUNT = _kind("no-amount", "warning", ("{count} lines have neither debit nor credit; the first is line {line}.", "{count} lignes n’ont ni débit ni crédit ; la première est la ligne {line}."), _IN_PROGRAM)
ACCOUNT_BLANK = _kind("account-blank", "error", ("Line {line} has no account; it was not taken.", "La ligne {line} n’a pas de compte ; elle n’a pas été reprise."), _IN_PROGRAM)
ACCOUNT_FORM = _kind("account-form", "warning", ("The account “{value}” does not begin with three digits of the French chart of accounts.", "Le compte « {value} » ne commence pas par trois chiffres du plan comptable."), _IN_PROGRAM)
VALUE_MISSING = _kind("value-missing", "warning", ("{column} is blank on {count} lines; the official checker reports missing data.", "{column} est vide sur {count} lignes ; l’outil officiel signale une donnée absente."), _IN_PROGRAM)
NOT_VALIDATED = _kind("not-validated", "warning", ("ValidDate is blank on {count} lines: those entries are drafts, or the program does not say when it validated them.", "ValidDate est vide sur {count} lignes : ces écritures sont en brouillard, ou le logiciel ne dit pas quand il les a validées."), ("Validate the entries before the final export.", "Validez les écritures avant l’export définitif."))
VALIDATED_BEFORE = _kind("validated-before", "warning", ("{count} lines were validated before their accounting date; the first is line {line}.", "{count} lignes ont une date de validation antérieure à la date comptable ; la première est la ligne {line}."), _IN_PROGRAM)
DOCUMENT_DATE = _kind("document-date", "warning", ("{count} lines have a PieceDate more than a year after or ten years before their accounting date; the first is line {line} (“{value}”).", "{count} lignes ont une PieceDate de plus d’un an postérieure ou de dix ans antérieure à la date comptable ; la première est la ligne {line} (« {value} »)."), _IN_PROGRAM)
CURRENCY_MISSING = _kind("currency-missing", "warning", ("Line {line}: “{value}” in Montantdevise has no currency in Idevise; it was left out.", "Ligne {line} : « {value} » dans Montantdevise est sans devise dans Idevise ; il a été ignoré."), _IN_PROGRAM)
CURRENCY_AMOUNT = _kind("currency-amount", "warning", ("Line {line}: “{value}” in Montantdevise cannot be read; it was left out.", "Ligne {line} : « {value} » dans Montantdevise est illisible ; il a été ignoré."), _IN_PROGRAM)

# The whole.
WHOLE_FILE = Text(en="over the whole file", fr="sur tout le fichier")
ENTRY_UNBALANCED = _kind("entry-unbalanced", "warning", ("Entry {number} of journal {journal} does not balance: debit minus credit is {difference}.", "L’écriture {number} du journal {journal} n’est pas équilibrée : débit moins crédit = {difference}."), _IN_PROGRAM)
JOURNAL_UNBALANCED = _kind("journal-unbalanced", "warning", ("Journal {journal} has no entry numbers and does not come back to zero after line {line}: {difference} is left.", "Le journal {journal} n’a pas de numéros d’écriture et ne revient pas à zéro après la ligne {line} : il reste {difference}."), _IN_PROGRAM)
FILE_UNBALANCED = _kind("unbalanced", "warning", ("Debits and credits of the file differ by {difference}.", "Débits et crédits du fichier diffèrent de {difference}."), _IN_PROGRAM)
UNNUMBERED = _kind("unnumbered", "warning", ("{count} lines have no entry number: entries are cut, journal by journal, where the balance returns to zero.", "{count} lignes n’ont pas de numéro d’écriture : les écritures sont coupées, journal par journal, là où le solde revient à zéro."), ("Number the entries when you validate them.", "Numérotez les écritures à la validation."))
SEQUENCE_GAP = _kind("sequence-gap", "warning", ("No entries between {before} and {after} ({count} numbers missing; {scope}).", "Aucune écriture entre {before} et {after} ({count} numéros manquants ; {scope})."), ("Be ready to explain the gap: the numbering must be continuous.", "Préparez-vous à expliquer la rupture : la numérotation doit être continue."))
LETTER_UNBALANCED = _kind("letter-unbalanced", "warning", ("The letter {letter} of account {account} does not balance: {difference} is left.", "La lettre {letter} du compte {account} n’est pas équilibrée : il reste {difference}."), ("Complete or undo the lettering.", "Complétez ou défaites le lettrage."))
NAME_FORM = _kind("name", "info", ("The file is not named <SIREN>FEC<AAAAMMJJ>: its financial year is unknown.", "Le fichier n’est pas nommé <SIREN>FEC<AAAAMMJJ> : son exercice est inconnu."), ("Name it like 732829320FEC20261231.txt.", "Nommez-le par exemple 732829320FEC20261231.txt."))
NAME_DISAGREES = _kind("name-disagrees", "warning", ("The name says that the year closes on {closing}, but the entries run from {first} to {last}.", "Le nom indique une clôture au {closing}, mais les écritures vont du {first} au {last}."), ("Check that it is the right file; Encours goes by its content.", "Vérifiez qu’il s’agit du bon fichier ; Encours se fie au contenu."))
NO_ENTRIES = _kind("no-entries", "warning", ("The file holds no entry.", "Le fichier ne contient aucune écriture."), ("Choose the financial year to export.", "Choisissez l’exercice à exporter."))
NO_AUXILIARY = _kind("no-auxiliary", "warning", ("{count} lines of account 411 name no auxiliary account: they cannot be told apart by debtor.", "{count} lignes du compte 411 n’ont pas de compte auxiliaire : elles ne peuvent être distinguées par débiteur."), ("Export with auxiliary accounts, or accept one debtor per account.", "Exportez avec les comptes auxiliaires, ou acceptez un débiteur par compte."))
COLLECTIVE_CUSTOMERS = _kind("collective-customers", "warning", ("The customers are collective accounts ({names}): there is no ageing per debtor.", "Les clients sont des comptes collectifs ({names}) : pas de balance âgée par débiteur."), ("Bring the open invoices as a table if each debtor matters.", "Fournissez les factures ouvertes dans un tableau si chaque débiteur compte."))
