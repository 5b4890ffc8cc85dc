"""The places of the office, in the order of the menu. A page comes in when it works, never before."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Entry(NamedTuple):
    """A line of the menu. `name` is the address's name in urls.py and the `section` that its pages give to `render`; `icon` is one of icons.svg."""

    name: str
    words: str
    icon: str
    count: Literal["", "waiting_imports"] = ""
    """Which figure of the frame (usecases/frame.py) stands beside it: 0 is not shown."""
    key: str = ""
    """The letter that opens it after “g”."""


class Group(NamedTuple):
    """Entries under a heading; '' for none."""

    words: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group("", (Entry("home", "nav.home", "home", key="a"),)),
    Group("nav.group_customers", (
        Entry("customers", "nav.customers", "people", key="c"),
        Entry("aging", "nav.aging", "bars", key="b"),
    )),
    Group("nav.group_receipts", (
        Entry("review", "nav.review", "inbox", key="e"),
        Entry("journal", "nav.journal", "receipt", key="j"),
        Entry("bank", "nav.bank", "bank", key="l"),
        Entry("bank-accounts", "nav.bank_accounts", "scale", key="t"),
    )),
    Group("nav.group_collection", (
        Entry("reminders", "nav.reminders", "bell", key="r"),
        Entry("penalties", "nav.penalties", "clock", key="p"),
    )),
    Group("nav.group_analysis", (Entry("indicators", "nav.indicators", "trend", key="i"),)),
    Group("nav.group_data", (Entry("imports", "nav.imports", "import", "waiting_imports", key="m"),)),
)  # fmt: skip

BOTTOM = ("home", "customers", "review", "aging")
"""What a phone has at the bottom, beside the menu."""


def entries() -> list[Entry]:
    """Every entry, in order.

    >>> [entry.key for entry in entries()].count("a")
    1
    """
    return [entry for group in GROUPS for entry in group.entries]
