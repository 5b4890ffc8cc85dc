"""The short codes of payment terms, as tables and settings write them (docs/rules/terms.md lists them).

One instalment: `NET30`, `FDM45_A`, `FDM45_B`, `FDM30_ON10`, `MONTH2`, `RECEIPT30` … Several: `30%:ORDER0+REST:NET30`.
A working-day shift follows `>` (`NET30>NEXT`), a cash discount `@` (`NET30@2/10`: 2 % within 10 days).
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from encours.kernel.wording import Text
from encours.receivables.terms.model import AddDays, AddMonths, Base, DiscountOffer, EndOfMonth, OnDay, Part, Shift, Step, Terms

Reading = Literal["A", "B"]
"""The two ways to count "n days end of month": A adds the days then goes to the end of the month, B the reverse. Both are accepted in France."""

_COUNTED: dict[str, Base] = {
    "NET": "ISSUE",
    "PERIODIC": "ISSUE",
    "TRANSPORT": "ISSUE",
    "RECEIPT": "RECEIPT",
    "ORDER": "ORDER",
    "DELIVERY": "DELIVERY",
    "CATTLE": "DELIVERY",
    "FRESH": "DELIVERY",
    "PERFORMANCE": "PERFORMANCE",
    "ALCOHOL": "MONTH_END_DELIVERY",
}
_SHIFTS: dict[str, Shift] = {"": "NONE", "NEXT": "NEXT", "PREV": "PREV", "MF": "MODIFIED_FOLLOWING"}
_SIMPLE = re.compile(rf"({'|'.join(_COUNTED)})(\d{{1,3}})(P?)")
_END_OF_MONTH = re.compile(r"FDM(\d{1,3})(?:_([AB]))?(?:_ON(\d{1,2}))?")
_MONTHS = re.compile(r"MONTH(\d{1,2})(_EOM)?")
_WHOLE = re.compile(r"(?P<parts>[^>@]+)(?:>(?P<shift>NEXT|PREV|MF))?(?:@(?P<percent>\d{1,2}(?:\.\d{1,2})?)/(?P<days>\d{1,3}))?")
_SHARE = re.compile(
    r"(?:(?P<percent>\d{1,2}(?:\.\d{1,4})?)%|(?P<over>\d{1,2})/(?P<under>\d{1,2})|#(?P<minor>\d{1,15})|(?P<rest>REST)):(?P<code>[A-Z0-9_]+)"
)


def two_readings(days: int, chosen: Reading) -> Text:
    """Say that "n days end of month" was read one way, and what the other way is."""
    ways = {
        "A": (f"issue date + {days} days, then end of month", f"date de facture + {days} jours, puis fin de mois"),
        "B": (f"end of the month of issue, then + {days} days", f"fin du mois de facture, puis + {days} jours"),
    }
    other: Reading = "B" if chosen == "A" else "A"
    return Text(
        en=f"“{days} days end of month” has two readings: read as {ways[chosen][0]} (the other: {ways[other][0]}).",
        fr=f"« {days} jours fin de mois » se lit de deux façons : lu {ways[chosen][1]} (l’autre : {ways[other][1]}).",
    )


def parse_code(text: str, *, reading: Reading = "A") -> Terms | None:
    """Read a code, or None when it is none. A bare `FDM45` is read by `reading` and says so in `doubt`.

    >>> parse_code("FDM45_B").parts[0].steps
    (EndOfMonth(), AddDays(days=45))
    >>> parse_code("net 30") is None, parse_code("FDM30_ON10").parts[0].steps
    (True, (AddDays(days=30), EndOfMonth(), OnDay(day=10)))
    """
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        return None
    chunks = whole["parts"].split("+")
    found = [_share_and_code(chunk) for chunk in chunks] if len(chunks) > 1 else [(Fraction(1), chunks[0])]
    parts, codes, doubt = [], [], None
    for chunk, piece in zip(chunks, found, strict=True):
        if piece is None or (single := _single(piece[1], reading)) is None:
            return None
        code, base, steps, part_doubt = single
        doubt = doubt or part_doubt
        prefix = chunk.partition(":")[0] + ":" if len(chunks) > 1 else ""
        parts.append(Part(piece[0], base, steps))
        codes.append(prefix + code)
    discount = DiscountOffer(Decimal(whole["percent"]), int(whole["days"])) if whole["percent"] else None
    tail = (f">{whole['shift']}" if whole["shift"] else "") + (f"@{whole['percent']}/{whole['days']}" if whole["percent"] else "")
    try:
        return Terms("+".join(codes) + tail, tuple(parts), _SHIFTS[whole["shift"] or ""], discount, doubt)
    except ValueError:  # the shares do not make the whole: not terms that anybody could pay by
        return None


def _share_and_code(chunk: str) -> tuple[Fraction | int | None, str] | None:
    found = _SHARE.fullmatch(chunk)
    if found is None:
        return None
    if found["rest"]:
        return None, found["code"]
    if found["minor"]:
        return int(found["minor"]), found["code"]
    if found["percent"]:
        return Fraction(found["percent"]) / 100, found["code"]
    if int(found["under"]) == 0:
        return None
    return Fraction(int(found["over"]), int(found["under"])), found["code"]


def _single(code: str, reading: Reading) -> tuple[str, Base, tuple[Step, ...], Text | None] | None:
    if found := _SIMPLE.fullmatch(code):
        name, days, periodic = found[1], int(found[2]), found[3]
        if periodic and name != "FRESH":
            return None
        return code, "DEKADE_END" if periodic else _COUNTED[name], (AddDays(days),) if days else (), None
    if found := _MONTHS.fullmatch(code):
        return code, "ISSUE", (AddMonths(int(found[1])), *((EndOfMonth(),) if found[2] else ())), None
    found = _END_OF_MONTH.fullmatch(code)
    if found is None or (found[3] and not 1 <= int(found[3]) <= 31):
        return None
    days, way, number = int(found[1]), found[2], found[3]
    doubt = None
    if way is None and days and number is None:  # FDM30_ON10 is defined as reading A
        way, doubt = reading, two_readings(days, reading)
        code = f"FDM{days}_{reading}"
    counted: tuple[Step, ...] = (AddDays(days),) if days else ()
    end: tuple[Step, ...] = (EndOfMonth(),)
    steps = end + counted if way == "B" else counted + end
    return code, "ISSUE", steps + ((OnDay(int(number)),) if number else ()), doubt
