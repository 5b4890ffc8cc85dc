"""The first line of a FEC: its separator, and which field stands in which column.

Names are compared as the official checker compares them: without case and accents, everything but letters and digits
turned into `_` (read 2026-11-22).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from encours.formats.contract import FileRefused
from encours.kernel.wording import Text

FIELDS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib", "PieceRef",
    "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
"""The fields of article A47 A-1 VII, in its order. `Montant` and `Sens` may stand for `Debit` and `Credit`."""

EXTRA_FIELDS = ("DateRglt", "ModeRglt", "NatOp", "IdClient")
"""Added by article A47 A-1 VIII for non-commercial profits (BNC)."""

_NEEDED = ("JournalCode", "EcritureNum", "EcritureDate", "CompteNum", "EcritureLib")
_RECOGNISED_MIN = 8


class NotAFec(FileRefused):
    code = "fec-not-a-fec"
    message = Text(
        en="{file}: this is no FEC: its first line has {found} of the 18 field names (JournalCode, JournalLib, EcritureNum…).",
        fr="{file} : ce n’est pas un FEC : sa première ligne comporte {found} des 18 noms de champs (JournalCode, JournalLib, EcritureNum…).",
    )
    repair = Text(
        en="Choose the FEC exported by the accounting program, or import the file as a table.",
        fr="Choisissez le FEC exporté par le logiciel comptable, ou importez le fichier comme un tableau.",
    )


class FecWithoutHeader(FileRefused):
    code = "fec-without-header"
    message = Text(
        en="{file}: the entries begin on the first line: the line of field names is missing.",
        fr="{file} : les écritures commencent dès la première ligne : la ligne des noms de champs manque.",
    )
    repair = Text(
        en="Export it again with the field names, or put them in front: JournalCode, JournalLib, EcritureNum…",
        fr="Exportez-le de nouveau avec les noms de champs, ou ajoutez-les en tête : JournalCode, JournalLib, EcritureNum…",
    )


class FecSeparatorRefused(FileRefused):
    code = "fec-separator-refused"
    message = Text(
        en="{file}: the fields are separated by “{separator}”, which the tax administration has refused since 2013: only tab and “|” are allowed.",
        fr="{file} : les zones sont séparées par « {separator} », refusé par l’administration depuis 2013 : seuls la tabulation et « | » sont admis.",
    )
    repair = Text(
        en="Export it again with tab or “|” as the separator.",
        fr="Exportez-le de nouveau avec la tabulation ou « | » comme séparateur.",
    )


class FecColumnsMissing(FileRefused):
    code = "fec-columns-missing"
    message = Text(
        en="{file}: without the fields {columns} no entry can be read.",
        fr="{file} : sans les champs {columns}, aucune écriture ne peut être lue.",
    )
    repair = Text(en="Export the file again with all 18 fields.", fr="Exportez de nouveau le fichier avec ses 18 champs.")


class FecColumnTwice(FileRefused):
    code = "fec-column-twice"
    message = Text(en="{file}: the field {column} is there twice.", fr="{file} : le champ {column} figure deux fois.")
    repair = Text(en="Keep one of the two columns.", fr="Ne conservez que l’une des deux colonnes.")


class FecInEbcdic(FileRefused):
    code = "fec-in-ebcdic"
    message = Text(
        en="{file}: the file is in EBCDIC, the encoding of mainframes, which Encours does not read.",
        fr="{file} : le fichier est en EBCDIC, l’encodage des grands systèmes, qu’Encours ne lit pas.",
    )
    repair = Text(
        en="Convert it, for instance: iconv -f IBM1147 -t UTF-8.",
        fr="Convertissez-le, par exemple : iconv -f IBM1147 -t UTF-8.",
    )


class FecInXml(FileRefused):
    code = "fec-in-xml"
    message = Text(
        en="{file}: this is a FEC in XML, which Encours does not read.", fr="{file} : ce FEC est en XML, forme qu’Encours ne lit pas."
    )
    repair = Text(
        en="Export it as a flat file (tab or “|”).",
        fr="Exportez-le sous la forme d’un fichier à plat (tabulation ou « | »).",
    )


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line says. `places` maps a field of FIELDS to its column; `signed` when Montant and Sens stand for Debit and Credit."""

    separator: str
    columns: tuple[str, ...]
    places: dict[str, int]
    signed: bool
    quoted: bool
    trailing_separator: bool

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(field for field in FIELDS if field not in self.places)

    @property
    def unknown(self) -> tuple[str, ...]:
        known = {header_key(field) for field in (*FIELDS, *EXTRA_FIELDS, "Montant", "Sens")}
        return tuple(column for column in self.columns if header_key(column) not in known)

    @property
    def in_order(self) -> bool:
        ranks = [self.places[field] for field in FIELDS if field in self.places]
        return ranks == sorted(ranks)


def header_key(name: str) -> str:
    """A field name as the checker compares it.

    >>> header_key(" Débit "), header_key("Écriture-Num")
    ('debit', 'ecriture_num')
    """
    bare = unicodedata.normalize("NFKD", name.strip().lower())
    return re.sub(r"[^a-z0-9]", "_", "".join(c for c in bare if not unicodedata.combining(c)))


_PLACE_OF = {header_key(field): field for field in FIELDS}
_ALIASES = {"montant": "Debit", "sens": "Credit"}


def looks_like_fec(head: str) -> bool:
    """Whether text begins as a FEC does, whatever its separator.

    >>> looks_like_fec("JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef"), looks_like_fec("a|b")
    (True, False)
    """
    return any(_known(head, separator) >= _RECOGNISED_MIN for separator in "\t|;,")


def _known(line: str, separator: str) -> int:
    keys = {header_key(name.strip('" ')) for name in line.split("\n", 1)[0].split(separator)[:100]}
    return len(keys & (_PLACE_OF.keys() | _ALIASES.keys()))


def read_header(line: str, file_name: str) -> Header:
    """What the first line of the file says; raises the refusal that names what is wrong with it."""
    separator = max("\t|;,", key=lambda candidate: (_known(line, candidate), line.count(candidate)))
    names = [name.strip() for name in line.split(separator)]
    found = _known(line, separator)
    if found < _RECOGNISED_MIN:
        if len(names) >= 16 and re.fullmatch(r"\d{8}", names[3].strip('"')):
            raise FecWithoutHeader(file=file_name)
        raise NotAFec(file=file_name, found=found)
    if separator in ";,":
        raise FecSeparatorRefused(file=file_name, separator=separator)
    trailing = len(names) > 1 and names[-1] == ""
    if trailing:
        names.pop()
    quoted = all(len(name) >= 2 and name[0] == name[-1] == '"' for name in names)
    if quoted:
        names = [name[1:-1].strip() for name in names]
    return _placed(separator, names, quoted, trailing, file_name)


def _placed(separator: str, names: list[str], quoted: bool, trailing: bool, file_name: str) -> Header:
    places: dict[str, int] = {}
    keys = [header_key(name) for name in names]
    signed = "montant" in keys and "debit" not in keys
    for index, key in enumerate(keys):
        field = _PLACE_OF.get(key) or (_ALIASES.get(key) if signed else None)
        if field is None:
            continue
        if field in places:
            raise FecColumnTwice(file=file_name, column=field)
        places[field] = index
    missing = [field for field in (*_NEEDED, "Debit", "Credit") if field not in places]
    if missing:
        raise FecColumnsMissing(file=file_name, columns=", ".join(missing))
    return Header(separator, tuple(names), places, signed, quoted, trailing)


def refuse_other_forms(head: bytes, file_name: str) -> None:
    """Refuse by name the forms of a FEC that are no flat ASCII-like text."""
    if b"\xd1\x96\xa4\x99\x95\x81\x93" in head[:200] or b"\xd1\xd6\xe4\xd9\xd5\xc1\xd3" in head[:200]:  # "Journal", "JOURNAL" in EBCDIC
        raise FecInEbcdic(file=file_name)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:4096].lower()
    if start.startswith(b"<") and (b"comptabilite" in start or b"ecriture" in start):
        raise FecInXml(file=file_name)
