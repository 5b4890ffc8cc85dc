"""SWIFT MT940 (statement) and MT942 (intraday report), as banks hand them to their customers."""

from encours.formats.statements.contract import StatementFormat
from encours.formats.statements.mt940.reader import movements, read, recognises
from encours.kernel.wording import Text

FORMAT = StatementFormat(
    code="mt940",
    name=Text(en="MT940/MT942 (SWIFT)", fr="MT940/MT942 (SWIFT)"),
    specification="SWIFT MT940 and MT942, Standards Release 2022; DFÜ-Abkommen Anlage 3, field 86 (read 2026-11-22)",
    recognises=recognises,
    read=read,
    movements=movements,
)
