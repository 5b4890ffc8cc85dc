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


class Names:
    """The local names of the elements of one namespace: a message has one, whatever it is called. Elements of others are passed over."""

    def __init__(self, namespace: str) -> None:
        self._prefix = f"{{{namespace}}}" if namespace else ""
        self._local: dict[str, str] = {}

    def local(self, tag: str) -> str:
        """The local name of a tag of the message's namespace; empty for any other."""
        name = self._local.get(tag)
        if name is None:
            own = tag.startswith(self._prefix) if self._prefix else not tag.startswith("{")
            name = self._local[tag] = tag[len(self._prefix) :] if own else ""
        return name


class Node:
    """An element with all that is below it, by path. One walk over the elements is five times faster than one search per path."""

    def __init__(self, names: Names, element: Element) -> None:
        self._names = names
        self._element = element
        self._below: dict[str, list[Element]] = {}
        self._walk(element, "")

    def _walk(self, element: Element, above: str) -> None:
        for child in element:
            name = self._names.local(child.tag)
            if not name:
                continue
            path = above + name
            found = self._below.get(path)
            if found is None:
                self._below[path] = [child]
            else:
                found.append(child)
            if len(child):
                self._walk(child, path + "/")

    @property
    def line(self) -> int | None:
        """The line of the file on which the element begins."""
        return cast("int | None", self._element.sourceline)

    def text(self, paths: Paths) -> str:
        """The first text of the first path that has one, or the empty string."""
        for path in paths:
            for found in self._below.get(path, ()):
                text = (found.text or "").strip()
                if text:
                    return text
        return ""

    def texts(self, paths: Paths) -> list[str]:
        """Every text of every path, in file order within each path."""
        texts = ((found.text or "").strip() for path in paths for found in self._below.get(path, ()))
        return [text for text in texts if text]

    def nodes(self, paths: Paths) -> list[Node]:
        """The elements at the paths, each with what is below it."""
        return [Node(self._names, found) for path in paths for found in self._below.get(path, ())]

    def amounts(self, paths: Paths) -> tuple[Amount, ...]:
        """The first amount of each path that has one."""
        return tuple(read_amount(self._below[path][0]) for path in paths if path in self._below)

    def all_amounts(self, paths: Paths) -> tuple[Amount, ...]:
        """Every amount of every path that names a currency, in file order within each path."""
        return tuple(read_amount(found) for path in paths for found in self._below.get(path, ()) if found.get("Ccy"))

    def amount(self, path: str) -> Amount | None:
        """The amount at `path`, or None where there is no such element."""
        return next(iter(self.amounts((path,))), None)

    def sign(self) -> int | None:
        """+1 for CRDT, −1 for DBIT, None for anything else."""
        return SIGNS.get(self.text(("CdtDbtInd",)))

    def day(self, paths: Paths) -> date | None:
        """The first readable day of the paths, as the bank wrote it."""
        for path in paths:
            text = self.text((path,))
            if text:
                try:
                    return iso_day(text)
                except ValueError:
                    continue
        return None


def read_amount(element: Element) -> Amount:
    """The amount of an element `<Amt Ccy="EUR">12.50</Amt>`; five decimals are allowed where the currency has them as zeros."""
    text, currency = (element.text or "").strip(), element.get("Ccy", "")
    if not is_currency_code(currency) or text.startswith("-"):
        return Amount(None, currency, text)
    try:
        return Amount(minor(text, mark=".", digits=decimals(currency)), currency, text)
    except NotAnAmount:
        return Amount(None, currency, text)
