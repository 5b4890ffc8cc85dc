"""OFX: the bank statements of personal and small-business banking sites, 1.x (SGML) and 2.x (XML)."""

from encours.formats.statements.contract import StatementFormat
from encours.formats.statements.ofx.reader import movements, read, recognises
from encours.kernel.wording import Text

FORMAT = StatementFormat(
    code="ofx",
    name=Text(en="OFX 1.x and 2.x", fr="OFX 1.x et 2.x"),
    specification="OFX Banking Specification 1.6 (SGML) and 2.3 (XML), bank statement response STMTRS (read 2026-11-22)",
    recognises=recognises,
    read=read,
    movements=movements,
)
