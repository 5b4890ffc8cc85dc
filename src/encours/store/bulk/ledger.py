"""An accounting ledger becomes entries, customers, open items and matches: the staged lines of one file against what the books already hold.

A ledger file is cumulative: the same year comes again every month. Entries are compared by content with their occurrence rank: new ones are
added, known ones kept, drafts that vanished are reversed, letters are brought up to date. Opening entries of a year whose
predecessor is in the books add nothing: they are tied to the earlier year's open items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from encours.formats.ledgers.contract import LedgerLine
from encours.kernel.normal import name_key, reference_key
from encours.ledger.account import FRENCH_CHART, RECEIVABLE_PERIMETER, Role
from encours.store.bulk.copying import copy_rows
from encours.store.tenant import Scope

_STAGE = """
DROP TABLE IF EXISTS stage_line, stage_account, stage_customer, stage_journal, stage_entry, stage_item, stage_due, tied_line, letter_group, group_item, live_match;
CREATE TEMP TABLE stage_line (
    line integer NOT NULL, run integer NOT NULL, journal integer NOT NULL, entry_number text, entry_cut integer, effective_on date NOT NULL,
    account integer NOT NULL, customer integer, document_ref text, document_key text, document_on date, label text, amount_minor bigint NOT NULL,
    letter text, lettered_on date, validated_on date, original_minor bigint, original_currency text, is_opening boolean NOT NULL, role smallint NOT NULL
) ON COMMIT DROP;
CREATE TEMP TABLE stage_account (n integer PRIMARY KEY, number text NOT NULL, label text NOT NULL, role text NOT NULL, id bigint) ON COMMIT DROP;
CREATE TEMP TABLE stage_customer (n integer PRIMARY KEY, code text NOT NULL, name text NOT NULL, name_key text NOT NULL, is_collective boolean NOT NULL, id bigint) ON COMMIT DROP;
CREATE TEMP TABLE stage_journal (n integer PRIMARY KEY, code text NOT NULL, label text NOT NULL, id bigint) ON COMMIT DROP;
"""
_COLUMNS = (
    "line run journal entry_number entry_cut effective_on account customer document_ref document_key document_on label amount_minor "
    "letter lettered_on validated_on original_minor original_currency is_opening role"
).split()

# What an entry needs to know of its lines' accounts, as one digit per line.
_ROLE_DIGIT: dict[Role | None, int] = {Role.SALES: 1, Role.BANK: 2, Role.CASH: 2, Role.IN_TRANSIT: 2}
_RECEIVABLE_DIGIT = 3


class _Stager:
    """Turns ledger lines into staging rows, numbering accounts, customers, journals and runs of lines of one entry as they appear."""

    def __init__(self, is_collective: Callable[[str], bool]) -> None:
        self.accounts: dict[str, tuple[int, str, Role | None]] = {}
        self.customers: dict[str, tuple[int, str, bool]] = {}
        self.journals: dict[str, tuple[int, str]] = {}
        self._is_collective = is_collective
        self._digits: dict[str, int] = {}

    def rows(self, lines: Iterable[LedgerLine]) -> Iterator[tuple[object, ...]]:
        accounts, customers, journals, digits = self.accounts, self.customers, self.journals, self._digits
        run, previous = 0, None
        for line in lines:
            key = (line.journal_code, line.entry_number, line.entry_cut)
            if key != previous:
                run, previous = run + 1, key
            journal = journals.get(line.journal_code)
            if journal is None:
                journal = journals[line.journal_code] = (len(journals), line.journal_label)
            account = accounts.get(line.account)
            if account is None:
                role = FRENCH_CHART.role(line.account)
                account = accounts[line.account] = (len(accounts), line.account_label, role)
                digits[line.account] = _RECEIVABLE_DIGIT if role in RECEIVABLE_PERIMETER else _ROLE_DIGIT.get(role, 0)
            digit = digits[line.account]
            customer_n, key_of_document = None, None
            if digit == _RECEIVABLE_DIGIT:
                code = line.auxiliary or line.account
                customer = customers.get(code)
                if customer is None:
                    label = (line.auxiliary_label or code) if line.auxiliary else (line.account_label or code)
                    customer = customers[code] = (len(customers), label, not line.auxiliary or self._is_collective(label))
                customer_n = customer[0]
                reference = line.document_ref
                key_of_document = reference if reference.isascii() and reference.isalnum() and reference.isupper() else reference_key(reference)
            yield (
                line.line, run, journal[0], line.entry_number, line.entry_cut, line.effective_on, account[0], customer_n, line.document_ref, key_of_document,
                line.document_on, line.label, line.debit_minor - line.credit_minor, line.letter or None, line.lettered_on, line.validated_on,
                line.original_minor, line.original_currency or None, line.is_opening, digit,
            )  # fmt: skip


def stage_ledger(cursor: Any, lines: Iterable[LedgerLine], *, is_collective: Callable[[str], bool], progress: Callable[[int], None] | None = None) -> int:
    """Stream a ledger into temporary tables and group its lines into entries. Returns the number of lines."""
    cursor.execute(_STAGE)
    stager = _Stager(is_collective)
    count = copy_rows(cursor, "stage_line", _COLUMNS, stager.rows(lines), progress)
    copy_rows(cursor, "stage_account", ("n", "number", "label", "role"), ((n, number, label, role.value if role else "other") for number, (n, label, role) in stager.accounts.items()))
    copy_rows(
        cursor,
        "stage_customer",
        ("n", "code", "name", "name_key", "is_collective"),
        ((n, code, name, name_key(name), collective) for code, (n, name, collective) in stager.customers.items()),
    )
    copy_rows(cursor, "stage_journal", ("n", "code", "label"), ((n, code, label) for code, (n, label) in stager.journals.items()))
    _join_runs(cursor)
    cursor.execute("CREATE INDEX ON stage_line (run, line)")
    cursor.execute("ANALYZE stage_line, stage_account, stage_customer, stage_journal")
    cursor.execute(
        """
        CREATE TEMP TABLE stage_entry ON COMMIT DROP AS
        SELECT run, min(line) AS first_line, count(*)::integer AS lines, sum(amount_minor)::bigint AS balance, min(effective_on) AS effective_on,
               min(journal) AS journal, min(entry_number) AS number, min(document_ref) AS document_ref, min(document_on) AS document_on,
               CASE WHEN min(label) = max(label) THEN min(label) ELSE (array_agg(label ORDER BY line))[1] END AS label,
               max(validated_on) AS validated_on, bool_or(is_opening) AS is_opening, bool_or(role = 1) AS has_sales, bool_or(role = 2) AS has_bank,
               bool_or(role = 3) AS has_receivable, 0::bigint AS occurrence, NULL::bigint AS posting_id, NULL::integer AS entry_id,
               md5(string_agg(concat(journal_code, '|', effective_on, '|', account_number, '|', customer_code, '|', document_ref, '|', document_on, '|', label, '|',
                                     amount_minor, '|', original_minor, '|', original_currency), E'\\n' ORDER BY line))::uuid AS source_key
          FROM (SELECT s.*, a.number AS account_number, c.code AS customer_code, j.code AS journal_code
                  FROM stage_line s JOIN stage_account a ON a.n = s.account JOIN stage_journal j ON j.n = s.journal LEFT JOIN stage_customer c ON c.n = s.customer) s
         GROUP BY run
        """
    )
    cursor.execute("CREATE INDEX ON stage_entry (run)")
    cursor.execute("ANALYZE stage_entry")
    return count


def _join_runs(cursor: Any) -> None:
    """Lines of one numbered entry that do not follow each other in the file are one entry: they take the number of its first run."""
    cursor.execute(
        """
        CREATE TEMP TABLE split_run ON COMMIT DROP AS
        SELECT run, first_run FROM (
            SELECT run, min(run) OVER (PARTITION BY journal, entry_number, entry_cut) AS first_run
              FROM (SELECT DISTINCT ON (run) run, journal, entry_number, entry_cut FROM stage_line ORDER BY run) r) x
         WHERE run <> first_run
        """
    )
    cursor.execute("UPDATE stage_line s SET run = x.first_run FROM split_run x WHERE x.run = s.run")
    cursor.execute("DROP TABLE split_run")


@dataclass(frozen=True, slots=True)
class UnbalancedEntry:
    line: int
    number: str
    balance_minor: int
    lines: int


def unbalanced_entries(cursor: Any, limit: int = 50) -> list[UnbalancedEntry]:
    """Entries that cannot be recorded: they do not balance, or have one line only."""
    cursor.execute("SELECT first_line, number, balance, lines FROM stage_entry WHERE balance <> 0 OR lines < 2 ORDER BY first_line LIMIT %s", [limit])
    return [UnbalancedEntry(*row) for row in cursor.fetchall()]


def leave_out_unbalanced(cursor: Any) -> int:
    """Take the unbalanced entries out of the staging tables, whole. Returns how many there were."""
    cursor.execute("DELETE FROM stage_line s USING stage_entry e WHERE e.run = s.run AND (e.balance <> 0 OR e.lines < 2)")
    cursor.execute("DELETE FROM stage_entry WHERE balance <> 0 OR lines < 2")
    count: int = cursor.rowcount
    return count


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a ledger file would change. `vanished_validated` are entries that an accountant had validated and that the file no longer has."""

    added: int
    kept: int
    vanished: int
    vanished_validated: int
    openings_tied: int
    year_start: date
    last_on: date


def compare_ledger(cursor: Any, scope: Scope) -> Comparison:
    """Mark every staged entry as known (posting_id, entry_id) or new, move openings whose earlier year is in the books to `tied_line`,
    and list the live entries of the file's span that the file no longer has in `reverse_entry`."""
    tenant, company = scope.organization_id, scope.company_id
    cursor.execute(
        "SELECT min(effective_on) FILTER (WHERE NOT is_opening), min(effective_on) FILTER (WHERE is_opening), max(effective_on) FILTER (WHERE is_opening),"
        " min(effective_on), max(effective_on) FROM stage_entry"
    )
    first_on, first_opening, last_opening, any_first, last_on = cursor.fetchone()
    first_on = first_on or any_first
    one_opening_day = first_opening is not None and first_opening == last_opening <= first_on
    year_start = first_opening if one_opening_day else first_on.replace(day=1)
    cursor.execute(
        """
        CREATE TEMP TABLE known_entry ON COMMIT DROP AS
        SELECT e.posting_id, e.id AS entry_id, e.source_key, e.opens_on, e.validated_on,
               row_number() OVER (PARTITION BY e.source_key ORDER BY e.posting_id, e.id) AS occurrence
          FROM entry e
         WHERE e.organization_id = %s AND e.company_id = %s AND e.source_key IS NOT NULL
           AND ((e.opens_on IS NULL AND e.effective_on BETWEEN %s AND %s) OR e.opens_on = %s)
           AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = e.organization_id AND r.reverses_posting_id = e.posting_id AND r.reverses_entry_id = e.id)
        """,
        [tenant, company, first_on, last_on, year_start],
    )
    if cursor.rowcount:
        cursor.execute("ANALYZE known_entry")
        cursor.execute(
            """
            UPDATE stage_entry s SET posting_id = k.posting_id, entry_id = k.entry_id
              FROM (SELECT run, source_key, row_number() OVER (PARTITION BY source_key ORDER BY run) AS occurrence FROM stage_entry) r
              JOIN known_entry k ON k.source_key = r.source_key AND k.occurrence = r.occurrence
             WHERE r.run = s.run
            """
        )
    tied = _leave_out_openings(cursor, scope, year_start)
    cursor.execute("DROP TABLE IF EXISTS reverse_entry")
    cursor.execute(
        """
        CREATE TEMP TABLE reverse_entry ON COMMIT DROP AS
        SELECT k.posting_id, k.entry_id FROM known_entry k
         WHERE NOT EXISTS (SELECT 1 FROM stage_entry s WHERE s.posting_id = k.posting_id AND s.entry_id = k.entry_id)
        """
    )
    cursor.execute(
        """
        SELECT (SELECT count(*) FROM stage_entry WHERE posting_id IS NULL), (SELECT count(*) FROM stage_entry WHERE posting_id IS NOT NULL),
               count(*), count(*) FILTER (WHERE k.validated_on IS NOT NULL AND k.opens_on IS NULL)
          FROM reverse_entry x JOIN known_entry k USING (posting_id, entry_id)
        """
    )
    added, kept, vanished, validated = cursor.fetchone()
    cursor.execute("DROP TABLE known_entry")
    return Comparison(added, kept, vanished, validated, tied, year_start, last_on)


def keep_to_openings(cursor: Any, scope: Scope, comparison: Comparison) -> Comparison:
    """Leave every other entry of the file's span as later files made it: nothing but the year's own openings is reversed, nothing is added."""
    cursor.execute(
        """
        DELETE FROM reverse_entry x USING entry e
         WHERE e.organization_id = %s AND e.posting_id = x.posting_id AND e.id = x.entry_id AND e.opens_on IS NULL
        """,
        [scope.organization_id],
    )
    cursor.execute("DELETE FROM stage_line s USING stage_entry e WHERE e.run = s.run AND e.posting_id IS NULL")
    cursor.execute("DELETE FROM stage_entry WHERE posting_id IS NULL")
    cursor.execute("SELECT count(*) FROM reverse_entry")
    return replace(comparison, added=0, vanished=cursor.fetchone()[0], vanished_validated=0)


def _leave_out_openings(cursor: Any, scope: Scope, year_start: date) -> int:
    """Move the opening entries of the file aside when entries of an earlier year are in the books. Returns how many entries."""
    cursor.execute("DROP TABLE IF EXISTS tied_line")
    cursor.execute("CREATE TEMP TABLE tied_line ON COMMIT DROP AS SELECT * FROM stage_line WHERE false")
    cursor.execute(
        """
        SELECT EXISTS (SELECT 1 FROM entry e WHERE e.organization_id = %s AND e.company_id = %s AND e.source_key IS NOT NULL AND e.opens_on IS NULL AND e.effective_on < %s
                          AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.organization_id = e.organization_id AND r.reverses_posting_id = e.posting_id AND r.reverses_entry_id = e.id))
        """,
        [scope.organization_id, scope.company_id, year_start],
    )
    if not cursor.fetchone()[0]:
        return 0
    cursor.execute("INSERT INTO tied_line SELECT s.* FROM stage_line s JOIN stage_entry e USING (run) WHERE e.is_opening")
    cursor.execute("DELETE FROM stage_line s USING stage_entry e WHERE e.run = s.run AND e.is_opening")
    cursor.execute("DELETE FROM stage_entry WHERE is_opening")
    count: int = cursor.rowcount
    return count


def resolve_names(cursor: Any, scope: Scope) -> None:
    """Find or create the accounts, journals and customers the file names. Names of known customers are left as they are."""
    tenant, company = scope.organization_id, scope.company_id
    cursor.execute(
        """
        INSERT INTO account (organization_id, company_id, number, label, role) SELECT %s, %s, number, label, role FROM stage_account
        ON CONFLICT (organization_id, company_id, number) DO NOTHING;
        """,
        [tenant, company],
    )
    cursor.execute("UPDATE stage_account s SET id = a.id FROM account a WHERE a.organization_id = %s AND a.company_id = %s AND a.number = s.number", [tenant, company])
    cursor.execute(
        """
        INSERT INTO journal (organization_id, company_id, code, label) SELECT %s, %s, coalesce(nullif(code, ''), '?'), label FROM stage_journal
        ON CONFLICT (organization_id, company_id, code) DO NOTHING;
        """,
        [tenant, company],
    )
    cursor.execute(
        "UPDATE stage_journal s SET id = j.id FROM journal j WHERE j.organization_id = %s AND j.company_id = %s AND j.code = coalesce(nullif(s.code, ''), '?')",
        [tenant, company],
    )
    create_customers(cursor, scope)


def create_customers(cursor: Any, scope: Scope) -> int:
    """Give every row of `stage_customer` its id, creating the customers (each with its party) that the company does not know. Returns how many were created."""
    tenant, company = scope.organization_id, scope.company_id
    find = "UPDATE stage_customer s SET id = c.id FROM customer c WHERE c.organization_id = %s AND c.company_id = %s AND c.code = s.code"
    cursor.execute(find, [tenant, company])
    cursor.execute(
        """
        WITH fresh AS (SELECT n, nextval(pg_get_serial_sequence('party', 'id')) AS party_id, code, name, name_key, is_collective FROM stage_customer WHERE id IS NULL),
             parties AS (INSERT INTO party (organization_id, id, name, name_key) SELECT %s, party_id, name, name_key FROM fresh)
        INSERT INTO customer (organization_id, company_id, party_id, code, name, name_key, is_collective)
        SELECT %s, %s, party_id, code, name, name_key, is_collective FROM fresh ORDER BY n
        """,
        [tenant, tenant, company],
    )
    created: int = cursor.rowcount
    cursor.execute(find, [tenant, company])
    return created
