"""bank.csv: the canonical table of bank movements, for any bank and any program."""

from encours.formats.statements.contract import StatementFormat
from encours.formats.statements.csv.reader import read, read_stream, recognises
from encours.kernel.wording import Text

FORMAT = StatementFormat(
    code="bank-csv",
    name=Text(en="bank.csv (Encours)", fr="bank.csv (Encours)"),
    specification="Encours, canonical tables, bank.csv: UTF-8, comma, header line, ISO dates, decimal point",
    recognises=recognises,
    read=read,
    read_stream=read_stream,
)
