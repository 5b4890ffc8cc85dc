"""The auditor: reads the same files with a reader of its own, keeps plain dictionaries, and says what the books must come to.

It knows what the files mean (docs/promises.md), and nothing of how Encours stores them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass
class Said:
    """An entry as a ledger file says it. Equal content is one entry said twice."""

    key: tuple[object, ...]
    on: date
    journal: str
    lines: tuple[tuple[str, str, int], ...]
    documents: tuple[str, ...]
    letters: tuple[str, ...]
    is_opening: bool
    validated: bool


@dataclass(frozen=True)
class BankLine:
    on: date
    minor: int
    name: str
    mark: str


class Unreadable(Exception):
    """The file cannot be taken as it is."""


@dataclass
class Auditor:
    """What the auditor believes. `receipts` is what Encours must have recorded for bank lines that the books do not have: line → customer or None."""

    names: dict[str, str]
    live: list[Said] = field(default_factory=list)
    openings: dict[date, list[Said]] = field(default_factory=dict)
    latest_file: dict[date, bytes] = field(default_factory=dict)
    seen: set[bytes] = field(default_factory=set)
    known_customers: set[str] = field(default_factory=set)
    bank: Counter[BankLine] = field(default_factory=Counter)
    final_until: list[tuple[date, date]] = field(default_factory=list)
    intraday: Counter[BankLine] = field(default_factory=Counter)
    final: set[BankLine] = field(default_factory=set)
    receipts: dict[tuple[BankLine, int], str | None] = field(default_factory=dict)
    provisional: bool = True

    # --- ledger files -------------------------------------------------------------------------------------------------------------

    def ledger(self, data: bytes, *, reverse_missing: bool = False) -> str:
        """Take a ledger file in; returns the state that Encours must report."""
        if data in self.seen:
            return "already_imported"
        try:
            said = read_ledger(data)
        except Unreadable:
            return "refused"
        if not said:
            return "nothing"
        openings = [entry for entry in said if entry.is_opening]
        body = [entry for entry in said if not entry.is_opening]
        first, last = min((entry.on for entry in body), default=min(entry.on for entry in said)), max(entry.on for entry in said)
        start = openings[0].on if openings and openings[0].on <= first else first.replace(day=1)
        added, vanished = _compare([entry for entry in self.live if first <= entry.on <= last], body)
        if any(entry.validated for entry in vanished) and not reverse_missing:
            return "refused"
        self.seen.add(data)
        for entry in vanished:
            self.live.remove(entry)
        self.live += added
        self.openings.pop(start, None)
        if openings:
            self.openings[start] = openings
        self._drop_openings()
        self.known_customers |= {customer for entry in said for _, customer, _ in entry.lines if customer}
        self.meet()
        return "committed"

    def _drop_openings(self) -> None:
        """An opening repeats what an earlier year left: where that year is in the books, it adds nothing."""
        for start in list(self.openings):
            if any(entry.on < start for entry in self.live):
                del self.openings[start]

    def entries(self) -> list[Said]:
        return self.live + [entry for openings in self.openings.values() for entry in openings]

    def lettered(self, data: bytes) -> list[list[tuple[str, str, date, int]]]:
        """The letter groups of a file that come to zero, as (customer, document, day, minor) of their lines, where the file alone tells."""
        groups: dict[tuple[str, str], list[tuple[str, str, date, int]]] = {}
        for entry in read_ledger(data):
            for (account, customer, minor), document, letter in zip(entry.lines, entry.documents, entry.letters, strict=True):
                if letter and account == "411000":
                    groups.setdefault((customer, letter), []).append((customer, document, entry.on, minor))
        return [group for group in groups.values() if not sum(line[3] for line in group)]

    # --- bank files ---------------------------------------------------------------------------------------------------------------

    def statement(self, lines: list[BankLine], first: date, last: date, data: bytes, *, intraday: bool) -> str:
        if data in self.seen:
            return "already_imported"
        self.seen.add(data)
        counted = Counter(lines)
        for line, count in counted.items():
            self.bank[line] = max(self.bank[line], count)
            if intraday and line not in self.final:
                self.intraday[line] = max(self.intraday[line], count)
        if not intraday:
            self.final |= counted.keys()
            for line in counted:
                self.intraday.pop(line, None)
            self.final_until.append((first, last))
        self.meet()
        return "committed"

    # --- matching -----------------------------------------------------------------------------------------------------------------

    def match(self) -> None:
        """Every payment that the books do not have is a receipt: of its customer where the line says whose, else of nobody."""
        self._reckon(record=True)

    def meet(self) -> None:
        """A payment that a delivered ledger has too is a receipt no longer; nothing new is recorded before the next matching."""
        self._reckon(record=False)

    def _reckon(self, *, record: bool) -> None:
        booked = Counter[tuple[date, int]]()
        for entry in self.live:
            for account, _, minor in entry.lines:
                if account == "512000":
                    booked[entry.on, minor] += 1
        alike: dict[tuple[date, int], int] = {}
        for line, count in sorted(self.bank.items(), key=lambda pair: (pair[0].on, pair[0].minor, pair[0].mark)):
            if line.minor <= 0:
                continue
            if (line.on, line.minor) not in alike:
                alike[line.on, line.minor] = sum(
                    n for (on, minor), n in booked.items() if minor == line.minor and abs((on - line.on).days) <= 5
                )
            met = min(alike[line.on, line.minor], count)
            alike[line.on, line.minor] -= met
            ranks = sorted(rank for one, rank in self.receipts if one == line)
            wanted = count - met
            if not record or (self.intraday.get(line) and any(first <= line.on <= last for first, last in self.final_until)):
                # Not yet the time to record, or the bank took back what it had announced: nothing new is recorded for it.
                wanted = min(wanted, len(ranks))
            for rank in ranks[wanted:]:
                del self.receipts[line, rank]
            if not record:
                continue
            owner = next((code for code, name in self.names.items() if name == line.name and code in self.known_customers), None)
            for rank in range(wanted):
                if self.receipts.get((line, rank)) is None:
                    self.receipts[line, rank] = owner

    # --- what the books come to ---------------------------------------------------------------------------------------------------

    def receivable(self) -> dict[str, int]:
        """What each customer owes, customers who owe nothing left out."""
        owed = Counter[str]()
        for entry in self.entries():
            for account, customer, minor in entry.lines:
                if account == "411000":
                    owed[customer] += minor
        for (line, _), customer in self.receipts.items():
            if customer:
                owed[customer] -= line.minor
        return {customer: minor for customer, minor in owed.items() if minor}

    def balances(self) -> dict[str, int]:
        """The balance of each account, by its first three digits; those that come to zero left out."""
        balance = Counter[str]()
        for entry in self.entries():
            for account, _, minor in entry.lines:
                balance[account[:3]] += minor
        for (line, _), customer in self.receipts.items():
            balance["512"] += line.minor
            balance["411" if customer else "471"] -= line.minor
        return {account: minor for account, minor in balance.items() if minor}

    def bank_lines(self) -> dict[tuple[date, int], int]:
        counted = Counter[tuple[date, int]]()
        for line, count in self.bank.items():
            counted[line.on, line.minor] += count
        return dict(counted)


def _compare(known: list[Said], said: list[Said]) -> tuple[list[Said], list[Said]]:
    """What a file adds to the entries known, and which of them it no longer has; entries of equal content go by their number."""
    left = Counter(entry.key for entry in known)
    added = []
    for entry in said:
        if left[entry.key]:
            left[entry.key] -= 1
        else:
            added.append(entry)
    vanished = []
    for entry in reversed(known):
        if left[entry.key]:
            left[entry.key] -= 1
            vanished.append(entry)
    return added, vanished


def read_ledger(data: bytes) -> list[Said]:
    """The entries of a FEC, in file order. A line that lacks fields or an entry that does not balance makes the file unreadable."""
    _head, *rows = data.decode().split("\r\n")
    grouped: dict[tuple[str, str], list[list[str]]] = {}
    for row in rows:
        if row:
            cells = row.split("|")
            if len(cells) != 18:
                raise Unreadable(row)
            grouped.setdefault((cells[0], cells[2]), []).append(cells)
    said = []
    for (journal, _number), lines in grouped.items():
        minors = [_minor(cells[11]) - _minor(cells[12]) for cells in lines]
        if sum(minors) or len(lines) < 2:
            raise Unreadable(lines[0])
        on = _day(lines[0][3])
        parts = tuple((cells[4], cells[6], minor) for cells, minor in zip(lines, minors, strict=True))
        key = (journal, on, tuple((*part, cells[8], cells[9], cells[10]) for part, cells in zip(parts, lines, strict=True)))
        said.append(
            Said(
                key,
                on,
                journal,
                parts,
                tuple(cells[8] for cells in lines),
                tuple(cells[13] for cells in lines),
                journal == "AN",
                any(cells[15] for cells in lines),
            )
        )
    return said


def _minor(text: str) -> int:
    whole, comma, cents = text.partition(",")
    if not comma or len(cents) != 2 or not whole.isdigit():
        raise Unreadable(text)
    return int(whole) * 100 + int(cents)


def _day(text: str) -> date:
    if len(text) != 8:
        raise Unreadable(text)
    return date(int(text[:4]), int(text[4:6]), int(text[6:])) + timedelta(0)
