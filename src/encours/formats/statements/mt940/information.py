"""Field 86: the text of a movement, structured in one of two ways or free.

Source: Deutsche Kreditwirtschaft, DFÜ-Abkommen Anlage 3, field 86 by business transaction code, subfields ?00 to ?63 (read 2026-11-22);
ABN AMRO, ING and Rabobank, MT940 structured format, /EREF/…/REMI/ (read 2026-11-22).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from encours.formats.statements.accounts import compact, looks_like_iban
from encours.formats.statements.mt940.field import WIDTH, rejoined, unwrapped
from encours.formats.statements.text import reference, sentence, tidy

_GERMAN = re.compile(r"\s*(?P<code>\d{3})(?P<separator>[?>@^~])(?=\d\d)", re.ASCII)
_TAGS = re.compile(r"(?:^|(?<=\s))(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|RREF)\+|(?:^|(?<=\s))(MTLG):")
_PIECE_WIDTH = 27
_TEXT_PIECES = (*(f"{rank:02d}" for rank in range(20, 30)), *(f"{rank:02d}" for rank in range(60, 64)))
_NAME_PIECES = ("32", "33")
# Business transaction codes of returned payments: there the text key extension (?34) is the reason.
_RETURNS = frozenset({"108", "109", "159", "184", "185"})
_WORDS = "EREF|PREF|MARF|CSID|RTRN|REMI|ORDP|BENM|ULTD|ULTB|NAME|IBAN|BIC|ISDT|TRTP|TRCD|CNTP|PURP|UDTR|UCRD|NRTX|EXCH|ADDR|ACCW|TRAN|SVCL|SWOD|OCMT|CHGS|ID"
_SLASHED = re.compile(rf"/({_WORDS})/")
_SLASHED_START = re.compile(rf"\s*/({_WORDS})/")


@dataclass(frozen=True, slots=True)
class Information:
    """What field 86 says."""

    remittance: str = ""
    code: str = ""
    name: str = ""
    account: str = ""
    end_to_end_id: str = ""
    creditor_reference: str = ""
    mandate_id: str = ""
    batch_id: str = ""
    return_reason: str = ""
    charges: str = ""
    original: str = ""


def read_information(lines: tuple[str, ...], width: int = WIDTH) -> Information:
    """Read a field 86, wrapped at `width`, in whichever style it is."""
    german = _GERMAN.match(lines[0]) if lines else None
    if german is not None:
        return _german(rejoined(lines, width), german["code"], german["separator"])
    if lines and _SLASHED_START.match(lines[0]):
        return _slashed(rejoined(lines, width))
    return Information(remittance=sentence((unwrapped(lines, width),)))


def _german(text: str, code: str, separator: str) -> Information:
    """Subfields by number. The text pieces have 27 characters: a full one goes on in the next without a blank."""
    pieces: dict[str, str] = {}
    parts = re.split(rf"{re.escape(separator)}(\d\d)", text)
    for number, value in zip(parts[1::2], parts[2::2], strict=True):
        pieces[number] = pieces.get(number, "") + value
    tagged = _tagged(_glued(pieces, _TEXT_PIECES))
    account = compact(pieces.get("38", "") or tagged.get("IBAN", "") or pieces.get("31", ""))
    bank = compact(pieces.get("30", ""))
    # A German account number means nothing without its bank code of eight digits.
    if account.isdigit() and bank.isdigit():
        account = f"{bank}/{account}"
    known = (*_TEXT_PIECES, *_NAME_PIECES, "00", "10", "30", "31", "34", "38")
    others = _glued(pieces, tuple(number for number in sorted(pieces) if number not in known))
    key = pieces.get("34", "").strip()
    return Information(
        remittance=sentence(
            (pieces.get("00", ""), tagged.get("", ""), tagged.get("SVWZ", ""), tagged.get("MTLG", ""), tagged.get("ABWA", ""), others)
        ),
        code=code,
        name=tidy(_glued(pieces, _NAME_PIECES)),
        account=account,
        end_to_end_id=reference(tagged.get("EREF", "")),
        mandate_id=reference(tagged.get("MREF", "")),
        batch_id=reference(tagged.get("KREF", "")),
        return_reason=key if code in _RETURNS else "",
        charges=tidy(tagged.get("COAM", "")),
        original=tidy(tagged.get("OAMT", "")),
    )


def _glued(pieces: dict[str, str], numbers: tuple[str, ...]) -> str:
    """The pieces in order: after a full one (27 characters) no blank, unless the next begins with a tag.

    >>> _glued({"20": "EREF+TRX-0A4A47C3-F846-4729", "21": "-8A1B-5DF620F", "22": "SVWZ+FOO"}, ("20", "21", "22"))
    'EREF+TRX-0A4A47C3-F846-4729-8A1B-5DF620F SVWZ+FOO'
    """
    text = ""
    is_full = False
    for number in numbers:
        piece = pieces.get(number)
        if piece is None:
            continue
        glue = "" if not text or (is_full and _TAGS.match(piece) is None) else " "
        text += glue + piece
        is_full = len(piece) >= _PIECE_WIDTH
    return text


def _tagged(text: str) -> dict[str, str]:
    """The values of EREF+, SVWZ+ and the other tags; what stands before the first is under the empty tag."""
    found = list(_TAGS.finditer(text))
    values = {"": text[: found[0].start()] if found else text}
    for rank, tag in enumerate(found):
        end = found[rank + 1].start() if rank + 1 < len(found) else len(text)
        name = tag[1] or tag[2]
        values[name] = f"{values.get(name, '')} {text[tag.end() : end]}".strip()
    return values


def _slashed(text: str) -> Information:
    """Values by word. /ORDP/ and /BENM/ open a party, whose /NAME/ follows; /CNTP/ holds account, bank and name separated by slashes."""
    parts = _SLASHED.split(text)
    values: dict[str, str] = {}
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        values.setdefault(word, value.strip("/ "))
    account, name = compact(values.get("IBAN", "")), values.get("NAME", "")
    if "CNTP" in values:
        account, _, name = (*values["CNTP"].split("/"), "", "", "")[:3]
    if not looks_like_iban(account):
        found = re.match(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", account)
        account = found[0] if found else account
    remittance, creditor_reference = _slashed_remittance(values.get("REMI", ""))
    others = (values.get(word, "") for word in ("TRTP", "ULTD", "UDTR"))
    return Information(
        remittance=sentence((remittance, *others)),
        code=values.get("TRCD", ""),
        name=tidy(name),
        account=account,
        end_to_end_id=reference(values.get("EREF", "")),
        creditor_reference=creditor_reference,
        mandate_id=reference(values.get("MARF", "")),
        batch_id=reference(values.get("PREF", "")),
        return_reason=values.get("RTRN", ""),
        charges=values.get("CHGS", ""),
        original=values.get("OCMT", ""),
    )


def _slashed_remittance(text: str) -> tuple[str, str]:
    """The text of /REMI/ and its structured reference: `USTD//text` or `STRD/CUR/reference`.

    >>> _slashed_remittance("USTD//FACTUUR 12"), _slashed_remittance("STRD/CUR/9001234567890123")
    (('FACTUUR 12', ''), ('9001234567890123', '9001234567890123'))
    """
    kind, _, rest = text.partition("/")
    if kind == "USTD":
        return rest.strip("/"), ""
    if kind == "STRD":
        found = rest.strip("/").rpartition("/")[2]
        return found, reference(found)
    return text, ""
