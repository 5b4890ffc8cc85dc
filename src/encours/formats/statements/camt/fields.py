"""Reading single fields of a camt element by the paths of the specification table."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, cast

from lxml import etree

from encours.formats.statements.amounts import iso_day, minor
from encours.formats.statements.camt.paths import Paths
from encours.kernel.amounts import NotAnAmount
from encours.kernel.currency import decimals, is_currency_code

Element = etree._Element
SIGNS = {"CRDT": 1, "DBIT": -1}


class Amount(NamedTuple):
    """An unsigned amount with its currency; `minor` is None where the text is no amount."""

    minor: int | None
    currency: str
    text: str


class Fields:
    """Reads fields of elements in one namespace; a message has one, whatever its name."""

    def __init__(self, namespace: str) -> None:
        self._prefix = f"{{{namespace}}}" if namespace else ""
        self._qualified: dict[str, str] = {}

    def name(self, path: str) -> str:
        """`path` with the namespace of the message on each step."""
        qualified = self._qualified.get(path)
        if qualified is None:
            qualified = self._qualified[path] = "/".join(self._prefix + step for step in path.split("/"))
        return qualified

    def text(self, element: Element, paths: Paths) -> str:
        """The first of the paths that has a text, or the empty string."""
        for path in paths:
            found = element.findtext(self.name(path))
            if found and not found.isspace():
                return found.strip()
        return ""

    def texts(self, element: Element, paths: Paths) -> list[str]:
        """Every text of every path, in file order within each path."""
        return [
            found.text.strip() for path in paths for found in element.iterfind(self.name(path)) if found.text and not found.text.isspace()
        ]

    def elements(self, element: Element, paths: Paths) -> list[Element]:
        return [found for path in paths for found in element.iterfind(self.name(path))]

    def amount(self, element: Element, path: str) -> Amount | None:
        """The amount at `path`, or None where there is no such element."""
        found = element.find(self.name(path))
        return None if found is None else read_amount(found)

    def sign(self, element: Element) -> int | None:
        """+1 for CRDT, −1 for DBIT, None for anything else."""
        return SIGNS.get(self.text(element, ("CdtDbtInd",)))

    def day(self, element: Element, paths: Paths) -> date | None:
        """The first readable day of the paths, as the bank wrote it."""
        for path in paths:
            text = self.text(element, (path,))
            if text:
                try:
                    return iso_day(text)
                except ValueError:
                    continue
        return None


def line_of(element: Element) -> int | None:
    """The line of the file on which the element begins."""
    return cast("int | None", element.sourceline)


def read_amount(element: Element) -> Amount:
    """The amount of an element `<Amt Ccy="EUR">12.50</Amt>`; five decimals are allowed where the currency has them as zeros."""
    text, currency = (element.text or "").strip(), element.get("Ccy", "")
    if not is_currency_code(currency) or text.startswith("-"):
        return Amount(None, currency, text)
    try:
        return Amount(minor(text, mark=".", digits=decimals(currency)), currency, text)
    except NotAnAmount:
        return Amount(None, currency, text)
