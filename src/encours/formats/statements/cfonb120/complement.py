"""The complements (records 05) of a movement, gathered by qualifier.

Source: CFONB, "Nomenclature des zones complémentaires de l'enregistrement 05", 2010 (read 2026-11-22).
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Free texts, in the order in which a person reads them.
LABELS = ("LIB", "LCC", "LC2")
# Known, and read as a name, an identifier or an account of the parties.
PARTIES = ("NPY", "IPY", "CPY", "NBE", "IBE", "CBE", "NPO", "IPO", "NBU", "IBU")
REFERENCES = ("LCS", "RCN", "REF", "RUM", "MMO", "FEE")
KNOWN = frozenset((*LABELS, *PARTIES, *REFERENCES))


@dataclass(slots=True)
class Complements:
    """The information zones of the records 05 of one movement: by known qualifier, and the texts of the others."""

    known: dict[str, list[str]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)

    def add(self, qualifier: str, information: str) -> bool:
        """Keep one record; False when its qualifier is not in the nomenclature."""
        if qualifier in KNOWN:
            self.known.setdefault(qualifier, []).append(information)
            return True
        self.others.append(information)
        return False

    def first(self, qualifier: str, start: int = 0, length: int = 70) -> str:
        """A part of the first record of a qualifier, without blanks around it."""
        found = self.known.get(qualifier)
        return found[0][start : start + length].strip() if found else ""

    def labels(self) -> list[str]:
        """The free labels, then the remittance: its second line (LC2) continues the first (LCC) at character 71, so no blank is put between.

        A first line that fills its 70 characters is cut inside a word; a shorter one ends with the blanks it was padded with.
        """
        firsts, seconds = self.known.get("LCC", []), self.known.get("LC2", [])
        remittance = [
            (firsts[rank] if rank < len(firsts) else "") + (seconds[rank] if rank < len(seconds) else "")
            for rank in range(max(len(firsts), len(seconds)))
        ]
        return [*self.known.get("LIB", []), *remittance]
