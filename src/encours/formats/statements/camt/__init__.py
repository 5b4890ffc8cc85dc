"""ISO 20022 account reports: camt.052 (intraday), camt.053 (statement), camt.054 (advice)."""

from encours.formats.statements.camt.reader import movements, read, recognises
from encours.formats.statements.contract import StatementFormat
from encours.kernel.wording import Text

FORMAT = StatementFormat(
    code="camt",
    name=Text(en="camt.052/053/054 (ISO 20022 XML)", fr="camt.052/053/054 (XML ISO 20022)"),
    specification="ISO 20022 camt.052.001, camt.053.001 and camt.054.001, versions 01 to 08 by schema, 09 to 13 by the same names (read 2026-11-22)",
    recognises=recognises,
    read=read,
    movements=movements,
)
