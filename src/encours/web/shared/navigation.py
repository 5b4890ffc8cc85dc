"""The places of the office, in the order of the menu. A page comes in when it works, never before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from encours.kernel.normal import name_key
from encours.kernel.wording import Language
from encours.web.rights import NEEDS
from encours.web.words import WORDS


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu. `name` is the address's name in urls.py and the `section` that its pages give to `render`; `icon` is one of icons.svg."""

    name: str
    words: str
    icon: str
    count: Literal["", "waiting_imports", "waiting_approvals"] = ""
    """Which figure of the frame (usecases/frame.py) stands beside it: 0 is not shown."""
    key: str = ""
    """The letter that opens it after “g”."""
    also: str = ""
    """The key of other words by which people look for it, what they do there first."""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading; '' for none."""

    words: str
    entries: tuple[Entry, ...]


GROUPS = (
    Group("", (Entry("home", "nav.home", "home", key="a", also="also.home"),)),
    Group("nav.group_customers", (
        Entry("customers", "nav.customers", "people", key="c", also="also.customers"),
        Entry("invoices", "nav.invoices", "document", key="f", also="also.invoices"),
        Entry("aging", "nav.aging", "bars", key="b", also="also.aging"),
    )),
    Group("nav.group_receipts", (
        Entry("review", "nav.review", "inbox", key="e", also="also.review"),
        Entry("journal", "nav.journal", "receipt", key="j", also="also.journal"),
        Entry("bank", "nav.bank", "bank", key="l", also="also.bank"),
        Entry("bank-accounts", "nav.bank_accounts", "scale", key="t", also="also.bank_accounts"),
    )),
    Group("nav.group_collection", (
        Entry("reminders", "nav.reminders", "bell", key="r", also="also.reminders"),
        Entry("promises", "nav.promises", "note", key="y", also="also.promises"),
        Entry("penalties", "nav.penalties", "clock", key="p", also="also.penalties"),
    )),
    Group("nav.group_analysis", (Entry("indicators", "nav.indicators", "trend", key="i", also="also.indicators"),)),
    Group("nav.group_data", (Entry("imports", "nav.imports", "import", "waiting_imports", key="m", also="also.imports"), Entry("start", "nav.start", "flag", key="h", also="also.start"))),
    Group("nav.group_control", (
        Entry("reconciliation", "nav.reconciliation", "scale", key="d", also="also.reconciliation"),
        Entry("audit", "nav.audit", "history", key="k", also="also.audit"),
        Entry("organization", "nav.organization", "building", key="o", also="also.organization"),
        Entry("system", "nav.system", "pulse", key="s", also="also.system"),
    )),
    Group("nav.group_admin", (
        Entry("approvals", "nav.approvals", "check", "waiting_approvals", key="v", also="also.approvals"),
        Entry("bank-details", "nav.bank_details", "shield", also="also.bank_details"),
        Entry("people", "nav.people", "key", key="u", also="also.people"),
        Entry("security", "nav.security", "gear", also="also.security"),
        Entry("mail", "nav.mail", "mail", also="also.mail"),
    )),
)  # fmt: skip

BOTTOM = ("home", "customers", "review", "aging")
"""What a phone has at the bottom, beside the menu."""


def open_to(may: Callable[[str], bool]) -> tuple[Group, ...]:
    """The menu of whoever may do that: no line leads to a closed door."""
    groups = (Group(group.words, tuple(entry for entry in group.entries if is_open(entry, may))) for group in GROUPS)
    return tuple(group for group in groups if group.entries)


def is_open(entry: Entry, may: Callable[[str], bool]) -> bool:
    """Whether whoever may do that may open the entry's page."""
    return may(NEEDS[entry.name].read or "")


def entries() -> list[Entry]:
    """Every entry, in order.

    >>> [entry.key for entry in entries()].count("a")
    1
    """
    return [entry for group in GROUPS for entry in group.entries]


def places_named(text: str, language: Language) -> list[Entry]:
    """The entries in whose words every word typed begins a word.

    >>> [entry.name for entry in places_named("lettr", "fr")], places_named("", "fr")
    (['review'], [])
    """
    typed = name_key(text).split()
    return [entry for entry in entries() if typed and all(any(word.startswith(part) for word in _names(entry, language)) for part in typed)]


def _names(entry: Entry, language: Language) -> list[str]:
    return [word for key in (entry.words, entry.also) if key for word in name_key(WORDS[key].say(language)).split()]
