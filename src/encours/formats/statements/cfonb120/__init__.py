"""CFONB 120: the account statement of French banks in fixed records of 120 characters."""

from encours.formats.statements.cfonb120.reader import movements, read, recognises
from encours.formats.statements.contract import StatementFormat
from encours.kernel.wording import Text

FORMAT = StatementFormat(
    code="cfonb120",
    name=Text(en="CFONB 120", fr="CFONB 120"),
    specification="CFONB, relevé de compte sur support informatique, 120 caractères (2004), zones complémentaires 05 (2010) (read 2026-11-22)",
    recognises=recognises,
    read=read,
    movements=movements,
)
