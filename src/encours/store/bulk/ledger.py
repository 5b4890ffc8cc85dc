"""An accounting ledger becomes entries, customers, open items and matches: the staged lines of one file against what the books already hold.

A ledger file is cumulative: the same year comes again every month. Entries are compared by content with their occurrence rank: new ones are
added, known ones kept, drafts that vanished are reversed, letters are brought up to date. Opening entries of a year whose
predecessor is in the books add nothing: they are tied to the earlier year's open items.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from encours.store.tenant import Scope


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
    cursor.execute(
        "UPDATE stage_account s SET id = a.id FROM account a WHERE a.organization_id = %s AND a.company_id = %s AND a.number = s.number",
        [tenant, company],
    )
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
        WITH fresh AS (SELECT n, nextval((SELECT pg_get_serial_sequence('party', 'id')::regclass)) AS party_id, code, name, name_key, is_collective FROM stage_customer WHERE id IS NULL),
             parties AS (INSERT INTO party (organization_id, id, name, name_key) SELECT %s, party_id, name, name_key FROM fresh)
        INSERT INTO customer (organization_id, company_id, party_id, code, name, name_key, is_collective)
        SELECT %s, %s, party_id, code, name, name_key, is_collective FROM fresh ORDER BY n
        """,
        [tenant, tenant, company],
    )
    created: int = cursor.rowcount
    cursor.execute(find, [tenant, company])
    return created
