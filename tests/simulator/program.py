"""The world outside Encours: a company's sales, its customers' payments, its accounting program and its bank, and the files that these two write."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from xml.sax.saxutils import escape

HEADER = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
IBAN = "FR7630001007941234567890185"
CUSTOMERS = {
    "CALPHA": "Menuiserie Alpha",
    "CBRAVO": "Transports Bravo",
    "CCHARL": "Boulangerie Charlot",
    "CDELTA": "Clinique du Delta",
    "CECHOS": "Mairie d'Echos",
}
_LABELS = {
    "411000": "Clients",
    "512000": "Banque",
    "706000": "Prestations",
    "627000": "Services bancaires",
    "120000": "Résultat",
    "471000": "Attente",
}


@dataclass
class Line:
    account: str
    customer: str
    minor: int


@dataclass
class Entry:
    """An entry of the accounting program; a draft may still change."""

    n: int
    journal: str
    number: int
    on: date
    document: str
    lines: list[Line]
    validated: bool


@dataclass(frozen=True)
class Movement:
    """A line of the bank account, in the bank's order."""

    n: int
    on: date
    minor: int
    name: str
    text: str


@dataclass(frozen=True)
class File:
    """A file as it was written, to be delivered now, later, twice or never. `about` is for people."""

    name: str
    data: bytes
    about: str


@dataclass
class World:
    """The truth. Letters join lines, named by (entry, rank of the line)."""

    random: Random
    today: date
    entries: list[Entry] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    to_book: list[tuple[date, Movement, str]] = field(default_factory=list)
    letters: dict[int, tuple[str, list[tuple[int, int]]]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    paid: set[str] = field(default_factory=set)
    counter: int = 0

    def __post_init__(self) -> None:
        self.lump_openings = self.random.random() < 0.25
        self.format = self.random.choice(["camt", "camt", "csv"])
        self.references = self.format == "csv" or self.random.random() < 0.5

    # --- what happens -------------------------------------------------------------------------------------------------------------

    def next(self) -> int:
        self.counter += 1
        return self.counter

    def amount(self) -> int:
        """An amount that was never used, so that whoever sees it knows what it is."""
        while True:
            minor = self.random.randint(1_000, 500_000)
            if minor not in self.used:
                self.used.add(minor)
                return minor

    def record(self, journal: str, on: date, document: str, lines: list[Line], draft: bool = False) -> Entry:
        number = 1 + sum(1 for entry in self.entries if entry.journal == journal and entry.on.year == on.year)
        while any(entry.journal == journal and entry.number == number and entry.on.year == on.year for entry in self.entries):
            number += 1
        entry = Entry(self.next(), journal, number, on, document, lines, not draft)
        self.entries.append(entry)
        return entry

    def sell(self) -> None:
        customer, minor = self.random.choice(list(CUSTOMERS)), self.amount()
        # Some invoices are booked late, on an earlier day.
        on = self.today - timedelta(days=self.random.choice([0, 0, 0, 1, 3, 20]))
        sign = -1 if self.random.random() < 0.12 else 1
        document = f"{'FA' if sign > 0 else 'AV'}{on:%y}-{self.next():05d}"
        self.record(
            "VE",
            on,
            document,
            [Line("411000", customer, sign * minor), Line("706000", "", -sign * minor)],
            draft=self.random.random() < 0.3,
        )

    def open_lines(self, upto: date | None = None) -> list[tuple[Entry, int]]:
        """Receivable lines without letter (without one whose lines all lie before `upto`, where given)."""
        lettered = set()
        for _, members in self.letters.values():
            days = [self.entry(n).on for n, _ in members]
            if upto is None or max(days) < upto:
                lettered |= set(members)
        return [
            (entry, rank) for entry in self.entries if upto is None or entry.on < upto
            for rank, line in enumerate(entry.lines) if line.account == "411000" and (entry.n, rank) not in lettered
        ]  # fmt: skip

    def entry(self, n: int) -> Entry:
        return next(entry for entry in self.entries if entry.n == n)

    def pay(self) -> None:
        waiting = [
            (entry, rank)
            for entry, rank in self.open_lines()
            if entry.journal == "VE" and entry.lines[rank].minor > 0 and entry.on <= self.today and entry.document not in self.paid
        ]
        if not waiting:
            return
        entry, rank = self.random.choice(waiting)
        self.paid.add(entry.document)
        line = entry.lines[rank]
        kind = self.random.random()
        minor = line.minor
        if kind < 0.15:
            minor = self.amount()  # short, or too much
        name, text = CUSTOMERS[line.customer], f"VIR {entry.document}"
        if 0.15 <= kind < 0.3:
            text = "REGLEMENT"
        if 0.3 <= kind < 0.4:
            name, text = "QUIDAM", "MERCI"
        count = 2 if kind > 0.93 else 1  # the same transfer twice on one day
        for _ in range(count):
            movement = Movement(self.next(), self.today, minor, name, text)
            self.movements.append(movement)
            self.to_book.append((self.today + timedelta(days=self.random.choice([0, 1, 2, 3, 12, 40])), movement, line.customer))

    def fee(self) -> None:
        movement = Movement(self.next(), self.today, -self.amount(), "", "FRAIS TENUE DE COMPTE")
        self.movements.append(movement)
        self.to_book.append((self.today + timedelta(days=2), movement, ""))

    def book(self) -> None:
        """The accountant enters what the bank has: on the bank's day or a little later."""
        due = [waiting for waiting in self.to_book if waiting[0] <= self.today]
        for waiting in due:
            self.to_book.remove(waiting)
            _, movement, customer = waiting
            on = movement.on + timedelta(days=self.random.choice([0, 0, 1, 3]))
            counter = Line("411000", customer, -movement.minor) if customer else Line("627000", "", -movement.minor)
            self.record("BQ", on, f"BQ{movement.n}", [Line("512000", "", movement.minor), counter], draft=self.random.random() < 0.15)

    def change_draft(self) -> None:
        drafts = [entry for entry in self.entries if not entry.validated]
        if not drafts:
            return
        entry = self.random.choice(drafts)
        self._unletter(entry)
        if self.random.random() < 0.3:
            self.entries.remove(entry)
        elif entry.journal == "VE":
            minor, sign = self.amount(), 1 if entry.lines[0].minor > 0 else -1
            entry.lines[0].minor, entry.lines[1].minor = sign * minor, -sign * minor

    def validate(self) -> None:
        for entry in self.entries:
            entry.validated = True

    def letter(self) -> None:
        """Letter one customer's lines: a pair of one amount, or everything that comes to zero."""
        by_customer: dict[str, list[tuple[Entry, int]]] = {}
        for entry, rank in self.open_lines():
            by_customer.setdefault(entry.lines[rank].customer, []).append((entry, rank))
        for customer in sorted(by_customer):
            lines = by_customer[customer]
            for entry, rank in lines:
                for other, place in lines:
                    if entry.lines[rank].minor > 0 and entry.lines[rank].minor == -other.lines[place].minor:
                        self.letters[self.next()] = (customer, [(entry.n, rank), (other.n, place)])
                        return

    def letter_three(self) -> None:
        """Letter a receipt that settles an invoice and a part of a credit note, where three lines come to zero."""
        lines = self.open_lines()
        for entry, rank in lines:
            for other, place in lines:
                for third, spot in lines:
                    trio = [(entry, rank), (other, place), (third, spot)]
                    if (
                        len({(one.n, at) for one, at in trio}) == 3
                        and len({one.lines[at].customer for one, at in trio}) == 1
                        and not sum(one.lines[at].minor for one, at in trio)
                    ):
                        self.letters[self.next()] = (entry.lines[rank].customer, [(one.n, at) for one, at in trio])
                        return

    def unletter(self) -> None:
        if self.letters:
            del self.letters[self.random.choice(sorted(self.letters))]

    def _unletter(self, entry: Entry) -> None:
        self.letters = {code: group for code, group in self.letters.items() if all(n != entry.n for n, _ in group[1])}

    # --- what is written ----------------------------------------------------------------------------------------------------------

    def ledger_file(self, year: int) -> File | None:
        """The FEC of a year as far as it goes, with the letters whose lines all stand in it."""
        start = date(year, 1, 1)
        rows = self._opening(start)
        members = {(n, rank): code for code, (_, group) in self.letters.items() for n, rank in group if self._all_in(group, start)}
        for entry in sorted((entry for entry in self.entries if entry.on.year == year), key=lambda entry: (entry.journal, entry.number)):
            for rank, line in enumerate(entry.lines):
                code = members.get((entry.n, rank))
                rows.append(
                    _row(
                        entry.journal,
                        str(entry.number),
                        entry.on,
                        line,
                        entry.document,
                        entry.on,
                        code,
                        entry.on if entry.validated else None,
                    )
                )
        if not rows:
            return None
        data = ("\r\n".join([HEADER, *rows]) + "\r\n").encode()
        return File(f"FEC{self.today:%Y%m%d}-{self.next()}.txt", data, f"FEC of {year} as of {self.today}")

    def _all_in(self, group: list[tuple[int, int]], start: date) -> bool:
        """Whether a letter is written in the year's file: nothing of it lies later, and it was not lettered in an earlier year already."""
        days = [self.entry(n).on for n, _ in group]
        return max(days).year == start.year

    def _opening(self, start: date) -> list[str]:
        if not any(entry.on < start for entry in self.entries):
            return []
        members = {(n, rank): code for code, (_, group) in self.letters.items() for n, rank in group if self._all_in(group, start)}
        rows, total = [], 0
        carried = self.open_lines(start)
        if self.lump_openings:
            sums: dict[str, int] = {}
            for entry, rank in carried:
                sums[entry.lines[rank].customer] = sums.get(entry.lines[rank].customer, 0) + entry.lines[rank].minor
            for customer, minor in sorted(sums.items()):
                if minor:
                    rows.append(_row("AN", "1", start, Line("411000", customer, minor), "AN", start, None, start))
                    total += minor
        else:
            for entry, rank in carried:
                line = entry.lines[rank]
                rows.append(_row("AN", "1", start, line, entry.document, entry.on, members.get((entry.n, rank)), start))
                total += line.minor
        bank = sum(line.minor for entry in self.entries if entry.on < start for line in entry.lines if line.account == "512000")
        for account, minor in (("512000", bank), ("120000", -total - bank)):
            if minor:
                rows.append(_row("AN", "1", start, Line(account, "", minor), "AN", start, None, start))
        return rows if len(rows) > 1 else []

    def statement(self, first: date, last: date, intraday: bool = False, upto: int | None = None) -> File | None:
        """The bank's file of the days `first` to `last`; an intraday report holds only the first `upto` lines of its day."""
        lines = [movement for movement in self.movements if first <= movement.on <= last][:upto]
        if not lines and (self.format == "csv" or intraday):
            return None
        name = f"{'intraday' if intraday else 'bank'}-{self.next()}.{'csv' if self.format == 'csv' else 'xml'}"
        if self.format == "csv":
            rows = ["line_id,booked_on,amount,currency,account_iban,counterparty_name,counterparty_iban,remittance,bank_reference"]
            rows += [f"{self._reference(m)},{m.on},{_decimal(m.minor)},EUR,{IBAN},{m.name},,{m.text},{self._reference(m)}" for m in lines]
            data = ("\n".join(rows) + "\n").encode()
        else:
            opening = sum(movement.minor for movement in self.movements if movement.on < first)
            data = _camt(lines, first, last, opening, intraday, {movement.n: self._reference(movement) for movement in lines})
        return File(name, data, f"{'intraday' if intraday else 'statement'} {first}..{last}, {len(lines)} lines")

    def _reference(self, movement: Movement) -> str:
        return f"REF{movement.n:08d}" if self.references else ""


def _row(
    journal: str, number: str, on: date, line: Line, document: str, document_on: date, code: int | None, validated: date | None
) -> str:
    label = CUSTOMERS.get(line.customer, "")
    debit, credit = (line.minor, 0) if line.minor > 0 else (0, -line.minor)
    letter, day = (f"L{code}", f"{on:%Y%m%d}") if code else ("", "")
    journals = {"VE": "Ventes", "BQ": "Banque", "AN": "A nouveaux"}
    return (
        f"{journal}|{journals[journal]}|{number}|{on:%Y%m%d}|{line.account}|{_LABELS[line.account]}|{line.customer}|{label}|{document}|{document_on:%Y%m%d}|Pièce {document}"
        f"|{debit // 100},{debit % 100:02d}|{credit // 100},{credit % 100:02d}|{letter}|{day}|{validated:%Y%m%d}||"
        if validated
        else f"{journal}|{journals[journal]}|{number}|{on:%Y%m%d}|{line.account}|{_LABELS[line.account]}|{line.customer}|{label}|{document}|{document_on:%Y%m%d}|Pièce {document}"
        f"|{debit // 100},{debit % 100:02d}|{credit // 100},{credit % 100:02d}|{letter}|{day}|||"
    )


def _decimal(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def _camt(lines: list[Movement], first: date, last: date, opening: int, intraday: bool, references: dict[int, str]) -> bytes:
    kind, message, report = ("052", "BkToCstmrAcctRpt", "Rpt") if intraday else ("053", "BkToCstmrStmt", "Stmt")

    def balance(code: str, minor: int, on: date) -> str:
        return (
            f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{_decimal(abs(minor))}</Amt>"
            f"<CdtDbtInd>{'CRDT' if minor >= 0 else 'DBIT'}</CdtDbtInd><Dt><Dt>{on}</Dt></Dt></Bal>"
        )

    parts = [
        f"<?xml version='1.0' encoding='UTF-8'?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08'><{message}>"
        f"<GrpHdr><MsgId>M{last:%Y%m%d}</MsgId><CreDtTm>{last}T20:00:00+02:00</CreDtTm></GrpHdr><{report}><Id>S{first:%Y%m%d}{last:%Y%m%d}</Id>"
        f"<CreDtTm>{last}T20:00:00+02:00</CreDtTm><Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    ]
    if not intraday:
        parts += [balance("OPBD", opening, first), balance("CLBD", opening + sum(line.minor for line in lines), last)]
    for line in lines:
        direction, party = ("CRDT", "Dbtr") if line.minor > 0 else ("DBIT", "Cdtr")
        reference = f"<AcctSvcrRef>{references[line.n]}</AcctSvcrRef>" if references[line.n] else ""
        who = f"<RltdPties><{party}><Pty><Nm>{escape(line.name)}</Nm></Pty></{party}></RltdPties>" if line.name else ""
        parts.append(
            f"<Ntry><Amt Ccy='EUR'>{_decimal(abs(line.minor))}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{line.on}</Dt></BookgDt>"
            f"<ValDt><Dt>{line.on}</Dt></ValDt>{reference}<NtryDtls><TxDtls>{who}<RmtInf><Ustrd>{escape(line.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
    parts.append(f"</{report}></{message}></Document>")
    return "\n".join(parts).encode()
