"""The FEC (fichier des écritures comptables): the ledger every French accounting program can export.

Source: livre des procédures fiscales, art. A47 A-1 VII and VIII (read 2026-11-22).
"""

from __future__ import annotations

from encours.formats.ledgers.fec.header import looks_like_fec
from encours.formats.ledgers.fec.letters import LetterColumns, letter_columns, write_letters
from encours.formats.ledgers.fec.reader import FecFile, read_fec

__all__ = ["FecFile", "LetterColumns", "letter_columns", "looks_like_fec", "read_fec", "write_letters"]
