"""Reading an amount that a person or a program wrote.

The decimal mark is an argument: a reader that strips commas turns 1,50 into 150. Where a file does not say its mark,
`decimal_marks` tells which marks the text allows, and the caller asks when both are possible.
"""

from __future__ import annotations

import re

# Blank, no-break space, narrow no-break space, thin space and the apostrophes of Swiss writing separate groups of three digits.
_GROUPING = str.maketrans("", "", " \u00a0\u202f\u2009'’")
# ASCII digits, and no more of them than any money has: other scripts' digits and endless numbers are no amounts.
_PLAIN = {mark: re.compile(rf"([0-9]{{1,18}})(?:\{mark}([0-9]{{0,18}}))?|\{mark}([0-9]{{1,18}})") for mark in ",."}
_SIGN = re.compile(r"^(?P<lead>[+-]?)(?P<body>.*?)(?P<trail>[+-]?)$", re.DOTALL)


class NotAnAmount(ValueError):
    """The text is no amount under the decimal mark it was read with."""


def read_minor(text: str, *, mark: str, digits: int) -> int:
    """The minor units that `text` says; `mark` is the decimal mark and `digits` the decimals of the currency.

    Accepts a leading or trailing sign, parentheses for a negative amount, and grouping blanks; the other mark may group
    thousands only in exact groups of three. More decimals than the currency has are accepted only when they are zeros.

    >>> read_minor("1 234,56", mark=",", digits=2), read_minor("-0,5", mark=",", digits=2), read_minor("(12.00)", mark=".", digits=2)
    (123456, -50, -1200)
    >>> read_minor("1.234,50", mark=",", digits=2), read_minor("0000000069,60", mark=",", digits=2)
    (123450, 6960)
    """
    body = text.strip()
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1]
    body = body.replace("\u2212", "-").translate(_GROUPING)
    signed = _SIGN.match(body)
    assert signed is not None
    signs = signed["lead"] + signed["trail"]
    if len(signs) > 1:
        raise NotAnAmount(text)
    negative ^= signs == "-"
    body = signed["body"]
    other = "." if mark == "," else ","
    if other in body:
        whole, _, rest = body.partition(mark)
        if not re.fullmatch(rf"[0-9]{{1,3}}(\{other}[0-9]{{3}})+", whole) or other in rest:
            raise NotAnAmount(text)
        body = body.replace(other, "")
    found = _PLAIN[mark].fullmatch(body)
    if found is None:
        raise NotAnAmount(text)
    whole, fraction = found[1] or "0", found[2] or found[3] or ""
    if fraction[digits:].strip("0"):
        raise NotAnAmount(text)
    minor = int(whole + fraction[:digits].ljust(digits, "0"))
    return -minor if negative else minor


def decimal_marks(text: str) -> frozenset[str]:
    """The decimal marks under which `text` is an amount of at most two decimals: both means that it does not matter or cannot be told.

    `12` reads the same under either mark; `1.234` is 1234 under a comma and, with three decimals, no euro amount under a point.

    >>> sorted(decimal_marks("1 234,56")), sorted(decimal_marks("12")), sorted(decimal_marks("1,234.50"))
    ([','], [',', '.'], ['.'])
    """
    possible = set()
    for mark in ",.":
        try:
            read_minor(text, mark=mark, digits=3)
        except NotAnAmount:
            continue
        possible.add(mark)
    return frozenset(possible)
