"""The lines of an accounting ledger in temporary tables, grouped into entries: what is compared with the books, and then written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from encours.formats.ledgers.contract import LedgerLine
from encours.kernel.normal import name_key, reference_key
from encours.ledger.account import FRENCH_CHART, RECEIVABLE_PERIMETER, TRANSIT, Role
from encours.store.bulk.copying import NULL, copy_rows, copy_text, field

_STAGE = """
DROP TABLE IF EXISTS stage_line, stage_account, stage_customer, stage_journal, stage_entry, stage_item, stage_due, tied_line, letter_group, group_item, live_match;
CREATE TEMP TABLE stage_line (
    line integer NOT NULL, run integer NOT NULL, line_no integer NOT NULL, journal integer NOT NULL, entry_number text NOT NULL, entry_cut integer NOT NULL, effective_on date NOT NULL,
    account integer NOT NULL, customer integer, document_ref text NOT NULL, document_key text, document_on date, label text NOT NULL, amount_minor bigint NOT NULL,
    letter text, lettered_on date, validated_on date, original_minor bigint, original_currency text, is_opening boolean NOT NULL, role smallint NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE stage_account (n integer PRIMARY KEY, number text NOT NULL, label text NOT NULL, role text NOT NULL, id bigint) ON COMMIT DROP;
CREATE TEMP TABLE stage_customer (n integer PRIMARY KEY, code text NOT NULL, name text NOT NULL, name_key text NOT NULL, is_collective boolean NOT NULL, id bigint) ON COMMIT DROP;
CREATE TEMP TABLE stage_journal (n integer PRIMARY KEY, code text NOT NULL, label text NOT NULL, id bigint) ON COMMIT DROP;
"""
_COLUMNS = (
    "line run line_no journal entry_number entry_cut effective_on account customer document_ref document_key document_on label amount_minor "
    "letter lettered_on validated_on original_minor original_currency is_opening role"
).split()

# What an entry needs to know of its lines' accounts, as one digit per line.
_ROLE_DIGIT: dict[Role | None, int] = {Role.SALES: 1, **dict.fromkeys((Role.BANK, Role.CASH, *TRANSIT), 2)}
_RECEIVABLE_DIGIT = 3


class _Stager:
    """Turns ledger lines into staging rows, numbering accounts, customers, journals and runs of lines of one entry as they appear."""

    def __init__(self, is_collective: Callable[[str], bool]) -> None:
        self.accounts: dict[str, tuple[int, str, Role | None]] = {}
        self.customers: dict[str, tuple[int, str, bool]] = {}
        self.journals: dict[str, tuple[int, str]] = {}
        self._is_collective = is_collective
        self._digits: dict[str, int] = {}

    def text(self, lines: Iterable[LedgerLine]) -> Iterator[str]:
        """One row of `stage_line` per line, in COPY's text format. Written for speed: it runs once per line of the file."""
        journals, accounts, digits, days = self.journals, self.accounts, self._digits, _DayTexts()
        run = line_no = 0
        journal_before = number_before = cut_before = None
        for line in lines:
            (place, journal, journal_label, number, cut, effective_on, account, account_label, _, _, document_ref, document_on, label, debit, credit, letter,
             lettered_on, validated_on, original_minor, original_currency, is_opening) = line  # fmt: skip
            if number != number_before or journal != journal_before or cut != cut_before:
                journal_before, number_before, cut_before = journal, number, cut
                run, line_no = run + 1, 0
                if journal not in journals:
                    journals[journal] = (len(journals), journal_label)
            line_no += 1
            if account not in accounts:
                self._add_account(account, account_label)
            digit = digits[account]
            customer, key = self._customer(line) if digit == _RECEIVABLE_DIGIT else (NULL, NULL)
            free = f"{number}{document_ref}{label}{letter}"
            if "\\" in free or not free.isprintable():
                number, document_ref, label, letter = field(number), field(document_ref), field(label), field(letter)
            yield (
                f"{place}\t{run}\t{line_no}\t{journals[journal][0]}\t{number}\t{cut}\t{days[effective_on]}\t{accounts[account][0]}\t{customer}\t{document_ref}\t{key}\t"
                f"{days[document_on]}\t{label}\t{debit - credit}\t{letter or NULL}\t{days[lettered_on]}\t{days[validated_on]}\t"
                f"{NULL if original_minor is None else original_minor}\t{original_currency or NULL}\t{is_opening}\t{digit}"
            )

    def _add_account(self, account: str, label: str) -> None:
        role = FRENCH_CHART.role(account)
        self.accounts[account] = (len(self.accounts), label, role)
        self._digits[account] = _RECEIVABLE_DIGIT if role in RECEIVABLE_PERIMETER else _ROLE_DIGIT.get(role, 0)

    def _customer(self, line: LedgerLine) -> tuple[int, str]:
        """The customer of a receivable line, and its document's reference as references are compared, in COPY's text format."""
        code = line.auxiliary or line.account
        customer = self.customers.get(code)
        if customer is None:
            label = (line.auxiliary_label or code) if line.auxiliary else (line.account_label or code)
            customer = self.customers[code] = (len(self.customers), label, not line.auxiliary or self._is_collective(label))
        reference = line.document_ref
        if not (reference.isascii() and reference.isalnum() and reference.isupper()):
            reference = field(reference_key(reference))
        return customer[0], reference


class _DayTexts(dict[date | None, str]):
    """The text of each day, made once: there are few days and many lines."""

    def __missing__(self, day: date | None) -> str:
        text = self[day] = NULL if day is None else day.isoformat()
        return text


def stage_ledger(
    cursor: Any, lines: Iterable[LedgerLine], *, is_collective: Callable[[str], bool], progress: Callable[[int], None] | None = None
) -> int:
    """Stream a ledger into temporary tables and group its lines into entries. Returns the number of lines."""
    cursor.execute(_STAGE)
    stager = _Stager(is_collective)
    count = copy_text(cursor, "stage_line", _COLUMNS, stager.text(lines), progress)
    copy_rows(
        cursor,
        "stage_account",
        ("n", "number", "label", "role"),
        ((n, number, label, role.value if role else "other") for number, (n, label, role) in stager.accounts.items()),
    )
    copy_rows(
        cursor,
        "stage_customer",
        ("n", "code", "name", "name_key", "is_collective"),
        ((n, code, name, name_key(name), collective) for code, (n, name, collective) in stager.customers.items()),
    )
    copy_rows(cursor, "stage_journal", ("n", "code", "label"), ((n, code, label) for code, (n, label) in stager.journals.items()))
    _join_runs(cursor)
    cursor.execute("CREATE INDEX ON stage_line (run, line_no)")
    cursor.execute("ANALYZE stage_line, stage_account, stage_customer, stage_journal")
    cursor.execute(
        """
        CREATE TEMP TABLE stage_entry ON COMMIT DROP AS
        SELECT run, min(line) AS first_line, count(*)::integer AS lines, sum(amount_minor)::bigint AS balance, min(effective_on) AS effective_on,
               min(journal) AS journal, min(entry_number) FILTER (WHERE line_no = 1) AS number, min(document_ref) AS document_ref, min(document_on) AS document_on,
               min(label) FILTER (WHERE line_no = 1) AS label,
               max(validated_on) AS validated_on, bool_or(is_opening) AS is_opening, bool_or(role = 1) AS has_sales, bool_or(role = 2) AS has_bank,
               bool_or(role = 3) AS has_receivable, NULL::bigint AS posting_id, run AS entry_id,
               md5(string_agg(concat(journal_code, '|', effective_on, '|', account_number, '|', customer_code, '|', document_ref, '|', document_on, '|', label, '|',
                                     amount_minor, '|', original_minor, '|', original_currency), E'\\n' ORDER BY line_no))::uuid AS source_key
          FROM (SELECT s.*, a.number AS account_number, c.code AS customer_code, j.code AS journal_code
                  FROM stage_line s JOIN stage_account a ON a.n = s.account JOIN stage_journal j ON j.n = s.journal LEFT JOIN stage_customer c ON c.n = s.customer) s
         GROUP BY run
        """
    )
    cursor.execute("CREATE INDEX ON stage_entry (run)")
    cursor.execute("ANALYZE stage_entry")
    return count


def _join_runs(cursor: Any) -> None:
    """Lines of one numbered entry that do not follow each other in the file are one entry: they take the number of its first run, and count on."""
    cursor.execute(
        """
        CREATE TEMP TABLE split_run ON COMMIT DROP AS
        SELECT s.run, f.first_run FROM stage_line s
          JOIN (SELECT journal, entry_number, entry_cut, min(run) AS first_run FROM stage_line WHERE line_no = 1 GROUP BY 1, 2, 3 HAVING count(*) > 1) f
            ON f.journal = s.journal AND f.entry_number = s.entry_number AND f.entry_cut = s.entry_cut
         WHERE s.line_no = 1
        """
    )
    if cursor.rowcount:
        cursor.execute("ANALYZE split_run")
        cursor.execute(
            """
            UPDATE stage_line s SET run = x.first_run, line_no = x.line_no
              FROM (SELECT l.line, r.first_run, row_number() OVER (PARTITION BY r.first_run ORDER BY l.line) AS line_no
                      FROM stage_line l JOIN split_run r USING (run)) x
             WHERE x.line = s.line
            """
        )
    cursor.execute("DROP TABLE split_run")


@dataclass(frozen=True, slots=True)
class UnbalancedEntry:
    line: int
    number: str
    balance_minor: int
    lines: int


def unbalanced_entries(cursor: Any, limit: int = 50) -> list[UnbalancedEntry]:
    """Entries that cannot be recorded: they do not balance, or have one line only."""
    cursor.execute(
        "SELECT first_line, number, balance, lines FROM stage_entry WHERE balance <> 0 OR lines < 2 ORDER BY first_line LIMIT %s", [limit]
    )
    return [UnbalancedEntry(*row) for row in cursor.fetchall()]


def leave_out_unbalanced(cursor: Any) -> int:
    """Take the unbalanced entries out of the staging tables, whole. Returns how many there were."""
    cursor.execute("DELETE FROM stage_line s USING stage_entry e WHERE e.run = s.run AND (e.balance <> 0 OR e.lines < 2)")
    cursor.execute("DELETE FROM stage_entry WHERE balance <> 0 OR lines < 2")
    count: int = cursor.rowcount
    return count
